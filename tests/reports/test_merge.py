"""Two windows on one draft: every combination of base, typed here and saved elsewhere."""

import json

import pytest
from django import forms

from fengxiang.number_input import NumberField
from partybuilding.reports.merge import as_base, as_text, bases_in, merge

FIELDS = {"v1": NumberField(unit="m²", decimal_places=2, required=False)}


@pytest.mark.parametrize(
    ("base", "typed", "saved", "holds", "is_edited", "conflict"),
    [
        ("186", "186", "186", "186", False, None),  # nobody
        ("186", "190", "186", "190", True, None),  # here
        ("186", "186", "190", "190", False, None),  # elsewhere: it comes along
        ("186", "190", "190", "190", True, None),  # both, alike
        ("186", "190", "188", "190", True, "188"),  # both, otherwise
        ("", "190", "188", "190", True, "188"),
        ("186", "", "188", "", True, "188"),  # taken out here
        ("186", "190", "", "190", True, ""),  # taken out elsewhere
        (None, "190", "188", "190", True, "188"),  # the choice is still open
        (None, "188", "188", "188", True, None),
        ("186", "１８６.０ m²", "186", "186", False, None),  # the same figure, typed otherwise
        ("186", "abc", "186", "abc", True, None),
    ],
)
def test_what_each_side_did(base, typed, saved, holds, is_edited, conflict):
    merged = merge({"v1": typed}, FIELDS, {"v1": base}, {"v1": saved})
    assert merged.data["v1"] == holds
    assert ("v1" in merged.edited) == is_edited
    assert merged.conflicts.get("v1") == conflict


def test_without_a_base_what_is_typed_counts():
    merged = merge({"v1": "190"}, FIELDS, {}, {"v1": "186"})
    assert (merged.data["v1"], merged.conflicts) == ("190", {})


@pytest.mark.parametrize(("saved", "holds"), [("1", "1"), ("", "")])
def test_a_tick_that_was_not_touched_follows_the_other_window(saved, holds):
    merged = merge({}, {"c1": forms.BooleanField()}, {"c1": "1" if saved == "" else ""}, {"c1": saved})
    # A tick that is off is not sent at all: with a base of "on", it was taken away here.
    assert ("c1" in merged.edited) == (saved == "")
    assert merged.data.get("c1", "") == holds


def test_a_note_is_compared_without_the_browser_s_line_ends():
    assert as_text(forms.CharField(), "一\r\n二 ") == "一\n二"


@pytest.mark.parametrize("sent", ["", "{", "[1]", "3", "null", '"x"'])
def test_a_base_that_is_no_list_of_texts_is_none_at_all(sent):
    assert bases_in({"b7": sent}, ["7"]) == {}


def test_a_base_comes_back_as_it_went():
    texts = {"v1": "186", "n1": "“说明”\n<b>", "c1": ""}
    assert bases_in({"b7": as_base(texts)}, ["7"]) == texts
    assert bases_in({"b7": json.dumps({"v1": None, "n1": 3})}, ["7"]) == {"v1": None, "n1": None}
