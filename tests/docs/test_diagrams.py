"""The diagrams of docs/ say what the models and the rooms' state tables say."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Model

from partybuilding.assessment import rules as assessment
from partybuilding.ledger import rules as item
from partybuilding.meetings import rules as meeting
from partybuilding.reports import rules as report
from partybuilding.shared.states import ABSENT
from partybuilding.units import rules as duty_report
from tests.test_project import own_models

DOCS = Path(__file__).resolve().parents[2] / "docs"


def blocks(name: str, kind: str = "") -> list[str]:
    """Return the fenced blocks of a kind in a document."""
    return re.findall(rf"^```{kind}\n(.*?)^```$", (DOCS / name).read_text(), re.MULTILINE | re.DOTALL)


# --- models -----------------------------------------------------------------------------------------------------------

FILE = 14  # signs of the column that names the file
LINE = re.compile(r"(?P<branch>[│├└─ ]*)(?:(?P<model>[A-Z]\w+)(?: \((?P<owner>[\w?]+)\))?)?(?: {2,}|$)")
WAY = re.compile(r"(\w+)([?*]?) → (\w+)")


def drawn(diagram: str) -> dict[str, tuple[str, str, set[tuple[str, str, str]]]]:
    """Return each model of a diagram: its app, its file, and its ways to others as (field, mark, model)."""
    app, *lines = diagram.splitlines()
    found: dict[str, tuple[str, str, set[tuple[str, str, str]]]] = {}
    above: dict[int, str] = {}  # by how far a model is set in
    model = ""
    for line in lines:
        file, rest = line[:FILE].strip(), line[FILE:]
        read = LINE.match(rest)
        assert read, line
        if read["model"]:
            model, depth = read["model"], len(read["branch"]) // 4
            assert model not in found, line
            above[depth] = model
            found[model] = (app, file, set())
            assert bool(read["owner"]) == (depth > 0), line
            if read["owner"]:
                owner = read["owner"]
                found[model][2].add((owner.rstrip("?"), "?" if "?" in owner else "", above[depth - 1]))
        found[model][2].update(WAY.findall(rest[read.end() :]))
    return found


def of(model: type[Model]) -> tuple[str, str, set[tuple[str, str, str]]]:
    fields: list[Any] = [field for field in model._meta.get_fields() if field.is_relation and not field.auto_created]
    marks = {True: "*", False: ""}
    ways = {
        (field.name, "?" if field.null else marks[bool(field.many_to_many)], field.related_model.__name__)
        for field in fields
    }
    return model._meta.app_label, model.__module__.rpartition(".")[2], ways


def test_the_diagram_of_the_models_is_theirs() -> None:
    shown: dict[str, Any] = {}
    for diagram in blocks("models.md"):
        shown |= drawn(diagram)
    assert len(shown) > 40
    assert shown == {model.__name__: of(model) for model in own_models()}


def test_the_reader_of_diagrams_knows_who_hangs_on_whom() -> None:
    lines = [
        "a             One                     to? → Two,",
        "a             │                       more* → Three",
        "b             └── Two (one)",
        "b                 └── Three (two?)    one → One",
    ]
    assert drawn("\n".join(["app", *lines])) == {
        "One": ("app", "a", {("to", "?", "Two"), ("more", "*", "Three")}),
        "Two": ("app", "b", {("one", "", "One")}),
        "Three": ("app", "b", {("two", "?", "Two"), ("one", "", "One")}),
    }


# --- states -----------------------------------------------------------------------------------------------------------

TABLES: list[Any] = [report.TABLE, item.TABLE, meeting.TABLE, duty_report.TABLE, assessment.TABLE]
STEP = re.compile(r"    (\S+) --> (\S+) : (\w+) \(([\w, ]+)\)(?: unless ([\w, ]+))?")


def steps_drawn(diagram: str) -> list[tuple[str, ...]]:
    """Return a diagram's steps: from, to, act, whose, and what stands in the way."""
    head, *lines = diagram.splitlines()
    assert head == "stateDiagram-v2"
    found = [STEP.fullmatch(line) for line in lines]
    assert None not in found, [line for line, read in zip(lines, found, strict=True) if not read]
    return [tuple(part or "" for part in read.groups()) for read in found if read]


@pytest.mark.parametrize("at", range(len(TABLES)), ids=["report", "item", "meeting", "duty report", "assessment"])
def test_a_diagram_of_states_is_its_table(at: int) -> None:
    diagrams, table = blocks("states.md", "mermaid"), TABLES[at]
    assert len(diagrams) == len(TABLES)
    wanted = [
        (state if state != ABSENT else "[*]", to, act, ", ".join(sorted(rule.roles)), ", ".join(rule.unless))
        for act, rule in table.rules.items()
        for state, to in rule.leads.items()
    ]
    assert sorted(steps_drawn(diagrams[at])) == sorted(tuple(map(str, step)) for step in wanted)
