"""The tables of docs/plan-file.md and docs/registers.md hold what the code knows."""

import re
from pathlib import Path

from django.utils import translation

from communities.models.base import Entry
from partybuilding.registers.records import RECORDS

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_every_measure_of_the_records_is_described_with_its_scope_and_keys() -> None:
    rows = re.findall(
        r"^\| `(\w+)` \| (plan|community) \| ([^|]+) \|", (DOCS / "plan-file.md").read_text(), re.MULTILINE
    )
    described = {name: (scope == "plan", set(re.findall(r"`(\w+)`", keys))) for name, scope, keys in rows}
    assert described == {name: (each.is_of_plan, set(each.keys)) for name, each in RECORDS.items()}


def test_every_register_is_described() -> None:
    rows = re.findall(r"^\| ([A-Z][a-z ]+) \|", (DOCS / "registers.md").read_text(), re.MULTILINE)
    with translation.override("en"):
        registers = {str(each._meta.verbose_name_plural).lower() for each in Entry.__subclasses__()}
    assert len(registers) > 7
    assert registers <= {name.lower() for name in rows}


def test_decisions_are_numbered_and_dated_and_say_what_was_not_chosen() -> None:
    _head, *decisions = re.split(r"\n(?=\*\*)", (DOCS / "decisions.md").read_text())
    heads = [re.match(r"\*\*(\d+) · (\d{4}-\d\d-\d\d) · .+?\.\*\*\s", each, re.DOTALL) for each in decisions]
    assert [int(head[1]) for head in heads if head] == list(range(1, len(decisions) + 1))
    days = [head[2] for head in heads if head]
    assert days == sorted(days)
    assert [each for each in decisions if "*Not chosen:*" not in " ".join(each.split())] == []
