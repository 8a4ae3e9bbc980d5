"""What stands in an entry, and the bytes it comes to."""

import json
import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partybuilding.models import AuditEntry
from partybuilding.record.entry import LONGEST, MEMBERS, EntryDraft, entry_bytes, one_line

MOMENT = datetime(2026, 11, 29, 1, 2, 3, 4, tzinfo=UTC)


def entry(**more):
    return EntryDraft(**{"kind": "act", "name": "reports.actions.approve_report", "outcome": "done", **more})


def test_the_bytes_are_one_line_of_plain_letters_in_a_fixed_order():
    values = entry(actor=3, actor_name="周某").values(7, MOMENT)
    assert entry_bytes(values) == (
        b'{"actor":3,"actor_name":"\\u5468\\u67d0","actor_role":"","actor_unit":"","after":"","before":"","kind":"act",'
        b'"moment":"2026-11-29T01:02:03.000004+00:00","name":"reports.actions.approve_report","object_id":"",'
        b'"object_label":"","object_type":"","outcome":"done","position":7,"reason":"","request":"","source":""}'
    )


def test_the_members_are_the_columns_of_the_table():
    columns = {each.name: each for each in AuditEntry._meta.concrete_fields}
    assert sorted(columns) == sorted([*MEMBERS, "sha256", "sm3"])
    assert {name: columns[name].max_length for name in LONGEST} == LONGEST


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a\nb\r\x00", "a\\nb\\r\\x00"),
        ("a\u2028b\u202ec", "a\\u2028b\\u202ec"),
        ("\ud800", "\\ud800"),
        ("周某 第一", "周某 第一"),
    ],
)
def test_nothing_typed_begins_a_line_or_turns_one(text, line):
    assert one_line(text, 100) == line


@given(st.text(st.characters(), max_size=300))
def test_any_text_fits_its_column_and_one_line(text):
    values = entry(**dict.fromkeys(LONGEST, text), before="{}").values(0, MOMENT)
    for name, most in LONGEST.items():
        value = values[MEMBERS.index(name)]
        assert len(value) <= most
        assert not {unicodedata.category(letter) for letter in value} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    line = entry_bytes(values)
    assert line.isascii()
    assert b"\n" not in line
    assert b"\t" not in line
    assert json.loads(line)["reason"] == values[MEMBERS.index("reason")]
