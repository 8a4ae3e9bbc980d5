"""The record is proved by the site and, without it, by a script of its own: whatever is tampered with is named."""

import os
import random
import re
import runpy
from contextlib import suppress
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import transaction

from partybuilding.models import AuditEntry, AuditHead, PrintedHead
from partybuilding.record.heads import Head, current_head, head_on, keep_head, printed_heads
from partybuilding.record.lines import lines
from partybuilding.record.log import append
from partybuilding.record.sm3 import sm3
from partybuilding.record.verify import verify
from partybuilding.shared.act import perform
from partybuilding.shared.errors import ActionError
from tests.factories import RoomFactory
from tests.record import tampering
from tests.record.test_entry import entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
SCRIPT: dict[str, Any] = runpy.run_path(str(Path(settings.BASE_DIR, "deploy", "verify_record.py")))
SIZE = 37
# How often it is tampered with, and how many honest acts raise no alarm: in the suite, and by `make fuzz`.
TRIES, HONEST = (1000, 10_000) if os.environ.get("FUZZ") else (60, 150)


@pytest.fixture
def record(communities, department) -> None:
    """Have a record of entries of every sort, with heads printed at some sizes and at the last."""
    perform("test.act", department, communities[0].save)
    for number in range(1, SIZE):
        append(
            entry(
                actor=number % 3 or None, actor_name="周某\n", reason=f"第{number}条 ‮", before='{"a":1}' * (number % 2)
            )
        )
        if number in {9, 20, SIZE - 1}:
            keep_head(current_head(), communities[0])


def proved_by_script(*heads: str) -> tuple[int, int]:
    """Return what the script returns of the record as a file."""
    text = b"".join(lines()).decode("ascii").split("\n")
    size, good = SCRIPT["prove"](text, [SCRIPT["parse_head"](head) for head in heads])
    return size, good


def test_the_script_is_short_and_imports_nothing_that_is_not_pythons_own():
    text = Path(settings.BASE_DIR, "deploy", "verify_record.py").read_text()
    assert len(text.splitlines()) <= 150
    assert set(re.findall(r"^(?:import|from) (\w+)", text, re.M)) == {"hashlib", "json", "re", "struct", "sys"}


@pytest.mark.alike
@pytest.mark.parametrize("length", [0, 3, 55, 56, 64, 200])
def test_the_scripts_own_sm3_is_the_one(length, monkeypatch):
    def refuse(*_args):
        raise ValueError

    data = bytes(range(length))
    digest = sm3(data)
    monkeypatch.setattr(SCRIPT["hashlib"], "new", refuse)
    assert SCRIPT["sm3"](data) == digest


def test_what_was_not_touched_is_proved(record):
    proof = verify()
    assert (proof.flaw, proof.entries, proof.heads) == (None, SIZE, 3)
    assert proved_by_script() == (SIZE, SIZE)
    out = StringIO()
    call_command("verify", stdout=out)
    assert f"{SIZE} entries are as they were written, 3 printed heads agree" in out.getvalue()
    assert str(current_head()) in out.getvalue()


def test_an_empty_record_is_proved(db):
    AuditHead.objects.get_or_create(pk=1)
    assert verify().flaw is None
    assert proved_by_script() == (0, 0)


def outcome_of_script(*heads: str) -> str:
    try:
        proved_by_script(*heads)
    except (SCRIPT["WrongError"], ValueError) as error:
        return str(error)
    return ""


@pytest.mark.parametrize("seed", range(TRIES))
def test_whatever_is_tampered_with_is_named_by_both(record, seed):
    lot = random.Random(seed)  # noqa: S311 - the same each time, no secret
    way = tampering.WAYS[seed % len(tampering.WAYS)]
    rows, place = way(tampering.load(), lot)
    with transaction.atomic():
        tampering.store(rows)
    proof, words = verify(), outcome_of_script()
    assert proof.flaw is not None
    assert words
    if way is tampering.make_anew or way is tampering.cut:
        # From the last head that agrees to the first that does not.
        since = proof.flaw.since if proof.flaw.since is not None else proof.flaw.position
        assert since <= place <= proof.flaw.position
    else:
        assert proof.flaw.position == place
    assert str(proof.flaw.position) in words
    with pytest.raises(CommandError, match=str(proof.flaw.position)):
        call_command("verify", stdout=StringIO())


def test_a_head_typed_from_paper_finds_what_was_made_anew_with_all_heads_the_site_knows(record):
    typed = current_head()
    rows = tampering.load()
    rows[30]["reason"] = "别的"
    tampering.store(tampering.recomputed(rows))
    PrintedHead.objects.all().delete()
    assert verify().flaw is None
    assert outcome_of_script() == ""
    for text in (str(typed), typed.printed):
        flaw = verify([Head.parse(text)]).flaw
        assert flaw is not None
        assert (flaw.kind, flaw.position) == ("recomputed", SIZE - 1)
        assert f"at the latest {SIZE - 1}" in outcome_of_script(text)


def honest_act(room, number):
    """Do something; of eleven acts, one is refused and one breaks off."""
    room.gross_floor_area = 20 + number % 7
    if number % 3 == 0:
        room.save()
    if number % 11 == 5:
        raise ActionError(f"No. {number}")
    if number % 11 == 8:
        raise RuntimeError


def test_a_thousand_honest_entries_raise_no_alarm(record, communities):
    for number in range(1000):
        append(entry(reason=f"{number}"))
        if number % 100 == 0:
            keep_head(current_head(), communities[0])
    assert verify().flaw is None
    assert outcome_of_script() == ""


def test_honest_acts_however_they_end_raise_no_alarm(record, communities, department):
    room = RoomFactory(community=communities[0])
    for number in range(HONEST):
        with suppress(ActionError, RuntimeError):
            perform("test.honest", department, partial(honest_act, room, number), about=[room])
        if number % (HONEST // 10) == 0:
            keep_head(current_head(), communities[0])
    assert AuditEntry.objects.filter(name="test.honest").count() == HONEST
    assert verify().flaw is None
    assert outcome_of_script() == ""


def test_the_record_can_be_written_to_a_file_and_that_is_in_it(record, tmp_path):
    file = tmp_path / "record.txt"
    call_command("verify", str(current_head()), write=str(file), stdout=StringIO())
    text = file.read_bytes()
    assert text.isascii()
    assert text.endswith(f"size\t{SIZE + 1}\n".encode())
    assert SCRIPT["prove"](text.decode().split("\n"), []) == (SIZE + 1, SIZE)
    assert tampering.load()[-1]["kind"] == "audit"


@pytest.mark.parametrize("text", ["", "7", "x:y:z", "7:00:00", "7:" + "g" * 16 + ":" + "0" * 16])
def test_what_is_no_head_is_told(record, text):
    with pytest.raises(CommandError, match="not a head"):
        call_command("verify", text, stdout=StringIO())


def test_a_printed_head_is_found_by_what_it_is_printed_on(record, communities):
    assert head_on(communities[0]) == printed_heads()[0]
    assert head_on(communities[1]) is None
    assert re.fullmatch(
        r"存证10条 · (?:[0-9a-f]{4} ){4}· SM3 (?:[0-9a-f]{4} ){3}[0-9a-f]{4}", printed_heads()[0].printed
    )
