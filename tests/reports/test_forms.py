"""The report form before it is drawn: what it accepts, what it keeps, what it says."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import translation

from partybuilding.models import IndicatorField
from partybuilding.reports.detail import load_report_detail
from partybuilding.reports.forms import EvidenceForm, ReportForm, figure_field
from partybuilding.reports.forms_review import ReasonForm
from partybuilding.reports.forms_rows import figure_text
from partybuilding.reports.validation import blocking
from partybuilding.targets.breakdown import parts_and_wholes
from partybuilding.targets.quarter import Quarter
from tests.factories import ReportFactory, RoomFactory
from tests.reports.reporting import complete_report
from tests.sample_plan import ALL_MET

pytestmark = pytest.mark.alike

ID_NUMBER = "610322196503120017"
AREA, PERSONS = IndicatorField(unit="m²", places=2), IndicatorField(unit="人", places=0)
TYPED = {"numerator": "1", "denominator": "2", "total": "2", "outside": "1", "waived": "1"}


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


# --- one figure ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("186", "186"),
        ("186.5", "186.5"),
        ("１８６．５", "186.5"),
        ("1,234.5", "1234.5"),
        ("1，234", "1234"),
        ("186 m²", "186"),
        ("186m²", "186"),
        ("186㎡", "186"),
        ("186 m2", "186"),
        ("  186\t", "186"),
        ("0", "0"),
        ("9999999999.99", "9999999999.99"),
    ],
)
def test_a_figure_is_understood_as_people_type_it(text, figure):
    assert figure_field(AREA).clean(text) == Decimal(figure)


@pytest.mark.parametrize("text", ["", "   ", "m²", None])
def test_nothing_typed_is_not_zero(text):
    assert figure_field(AREA).clean(text) is None


@pytest.mark.parametrize(("text", "figure"), [("4 人", 4), ("４人", 4), ("4", 4)])
def test_a_unit_in_characters_is_understood(text, figure):
    assert figure_field(PERSONS).clean(text) == figure


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("abc", "Not a number: write digits, for example 186 or 186.5."),
        ("一百八十六", "Not a number: write digits, for example 186 or 186.5."),
        ("186 人", "“人” is not the unit here: write the number alone."),
        ("1 8 6", "Not a number: write digits, for example 186 or 186.5."),
        ("NaN", "Not a number: write digits, for example 186 or 186.5."),
        ("Infinity", "Not a number: write digits, for example 186 or 186.5."),
        ("1/2", "Not a number: write digits, for example 186 or 186.5."),
        ("1.234", "At most 2 decimals."),
        ("-1", "Cannot be below 0."),
        ("－1", "Cannot be below 0."),
        ("10000000000", "The figure is too large."),
        ("9" * 30, "The figure is too large."),
        ("1e400", "Not a number: write digits, for example 186 or 186.5."),
    ],
)
def test_what_is_no_figure_is_refused_in_words(text, message):
    with pytest.raises(ValidationError) as caught:
        figure_field(AREA).clean(text)
    assert set(caught.value.messages) == {message}


@pytest.mark.parametrize("text", ["1.5", "1.234"])
def test_where_whole_things_are_counted_decimals_are_refused(text):
    with pytest.raises(ValidationError, match="Whole numbers only"):
        figure_field(PERSONS).clean(text)


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), ("0.00", "0"), ("186.50", "186.5"), ("100.00", "100"), ("1200000", "1200000"), ("0.05", "0.05")],
)
def test_a_figure_is_offered_without_needless_zeros(value, text):
    assert figure_text(None if value is None else Decimal(value)) == text


# --- every figure of the shipped plan --------------------------------------------------------------------------------


@pytest.fixture
def sheet(shipped_plan):
    """An empty report of the first community on the plan of 2004."""
    pilot = shipped_plan.pilots.select_related("plan", "community").first()
    return load_report_detail(ReportFactory(pilot=pilot))


def all_typed(sheet):
    """Return a form's data with every figure, tick and note filled in, and nothing wrong."""
    data = {name: f"{name}：如实填报" for name in ("progress", "difficulties", "next_quarter")}
    for row in sheet.rows:
        data |= {f"r{row.indicator.pk}": "1", f"c{row.indicator.pk}": "on", f"n{row.indicator.pk}": "已核对"}
        for each in row.asked:
            data[f"v{each.pk}"] = "1" if each.spec.role.is_yes_no else TYPED.get(each.role, "3")
    return data


def figure_names(sheet):
    fields = [each for row in sheet.rows for each in row.asked if not each.spec.role.is_yes_no]
    assert len(fields) > 40
    return [f"v{each.pk}" for each in fields]


def test_everything_typed_rightly_is_kept(sheet):
    form = ReportForm(sheet, all_typed(sheet))
    assert form.is_valid(), form.errors
    draft = form.draft()
    assert {pk: set(figures) for pk, figures in draft.values.items()} == {
        row.indicator.pk: {each.key for each in row.indicator.fields.all()} for row in sheet.rows
    }
    assert None not in [figure for figures in draft.values.values() for figure in figures.values()]
    assert all(draft.confirmed.values())
    assert set(draft.notes.values()) == {"已核对"}
    assert len(draft.narratives) == 3


@pytest.mark.parametrize("wrong", ["abc", "-1", "1.234", "9" * 30])
def test_wrong_input_of_each_figure_is_told_there_and_all_else_is_kept(sheet, wrong):
    good = all_typed(sheet)
    kept = ReportForm(sheet, good).draft()
    for name in figure_names(sheet):
        form = ReportForm(sheet, {**good, name: wrong})
        assert list(form.errors) == [name]
        draft, field = form.draft(), IndicatorField.objects.get(pk=int(name[1:]))
        owner = field.indicator_id
        assert form[name].value() == wrong
        lost = {field.key, field.quantity.removeprefix("+")}  # and what it is added up to
        right = {key: figure for key, figure in kept.values[owner].items() if key not in lost}
        assert draft.values == {**kept.values, owner: right}
        assert (draft.notes, draft.narratives) == (kept.notes, kept.narratives)
        assert [key for key, is_confirmed in draft.confirmed.items() if not is_confirmed] == [owner]


def test_each_part_larger_than_its_whole_is_told_at_the_part(sheet):
    good = all_typed(sheet)
    for row in sheet.rows:
        clause = row.indicator.clause
        names = {each.key: f"v{each.pk}" for each in row.asked}
        parts = [part for part, _whole in parts_and_wholes(clause) if part.key in names]
        for part in [*parts, *clause.of("outside")]:
            form = ReportForm(sheet, {**good, names[part.key]: "9"})
            assert list(form.errors) == [names[part.key]]
            assert "annot be more than" in form.errors[names[part.key]][0]


def test_a_whole_that_grew_too_small_is_told_at_the_part(sheet):
    good = all_typed(sheet)
    row = next(row for row in sheet.rows if row.indicator.code == "K28")
    part, whole = (row.indicator.fields.get(role=role) for role in ("numerator", "denominator"))
    form = ReportForm(sheet, {**good, f"v{part.pk}": "3"})
    assert list(form.errors) == [f"v{part.pk}"]
    assert form.draft().values[row.indicator.pk][whole.key] == 2


# --- what a draft keeps ----------------------------------------------------------------------------------------------


@pytest.fixture
def report(pilots):
    return ReportFactory(pilot=pilots[0])


def row_of(sheet, code):
    return next(row for row in sheet.rows if row.indicator.code == code)


def posted(report, code, confirm=False, note=None, **figures):
    """Return the form with one row as a browser sends it; figures that are not given are as they are offered."""
    sheet = load_report_detail(report)
    row = row_of(sheet, code)
    unbound, pk = ReportForm(sheet), row.indicator.pk
    data = {f"r{pk}": "1"}
    for each in row.indicator.fields.all():
        offered = unbound[f"v{each.pk}"].initial
        data[f"v{each.pk}"] = figures.get(each.key, offered)
    if confirm:
        data[f"c{pk}"] = "on"
    if note is not None:
        data[f"n{pk}"] = note
    return ReportForm(sheet, data), row


def by_key(row, draft):
    return dict(draft.values.get(row.indicator.pk, {}))


def test_an_untouched_row_leaves_no_trace(report):
    RoomFactory(community=report.pilot.community)
    for code in ALL_MET:
        form, row = posted(report, code)
        draft = form.draft()
        assert (dict(draft.values), draft.confirmed[row.indicator.pk]) == ({}, False)


@pytest.mark.parametrize(
    ("code", "kept"),
    [("K07", {"area": 40}), ("K18", {"dual_post": 0}), ("K22", {"total": 0, "outside": 0, "waived": 0})],
)
def test_a_tick_keeps_the_offer(report, code, kept):
    RoomFactory(community=report.pilot.community, gross_floor_area=40)
    form, row = posted(report, code, confirm=True)
    assert by_key(row, form.draft()) == kept
    assert form.draft().confirmed == {row.indicator.pk: True}


@pytest.mark.parametrize(("code", "keys"), [("K10", ["known", "members"]), ("K09", ["system"])])
def test_what_is_not_offered_cannot_be_confirmed_by_a_tick_alone(report, code, keys):
    form, row = posted(report, code, confirm=True)
    assert by_key(row, form.draft()) == dict.fromkeys(keys)
    assert form.draft().confirmed == {row.indicator.pk: False}
    assert "nothing stands here yet" in form.form_row(row).messages[0]


def test_a_figure_typed_over_the_offer_needs_no_tick(report):
    form, row = posted(report, "K07", area="210.5 m²")
    assert by_key(row, form.draft()) == {"area": Decimal("210.5")}
    assert form.draft().confirmed == {row.indicator.pk: True}


def test_half_a_row_is_kept_but_not_confirmed(report):
    form, row = posted(report, "K10", known="60")
    assert by_key(row, form.draft()) == {"known": 60, "members": None}
    assert form.draft().confirmed == {row.indicator.pk: False}


def test_a_tick_does_not_confirm_a_wrong_figure(report):
    form, row = posted(report, "K10", confirm=True, known="sixty", members="60")
    assert by_key(row, form.draft()) == {"members": 60}
    assert form.draft().confirmed == {row.indicator.pk: False}


def test_a_figure_taken_out_is_taken_out(pilots):
    form, row = posted(complete_report(pilots[0]), "K07", area="")
    assert by_key(row, form.draft()) == {"area": None}
    assert form.draft().confirmed == {row.indicator.pk: False}


@pytest.mark.parametrize(("answer", "kept", "is_confirmed"), [("1", 1, True), ("0", 0, True), ("", None, False)])
def test_yes_and_no_are_said_and_nothing_else_is_no(report, answer, kept, is_confirmed):
    form, row = posted(report, "K09", system=answer, confirm=bool(answer))
    assert by_key(row, form.draft()).get("system") == kept
    assert form.draft().confirmed == {row.indicator.pk: is_confirmed}


@pytest.mark.parametrize("answer", ["on", "2", "yes"])
def test_what_is_neither_yes_nor_no_is_refused(report, answer):
    form, row = posted(report, "K09", system=answer, confirm=True)
    assert form.draft().confirmed == {row.indicator.pk: False}
    assert len(form.errors) == 1


def test_a_row_that_was_not_sent_is_not_touched(report):
    sheet = load_report_detail(report)
    form = ReportForm(sheet, {"progress": "新的进展"})
    draft = form.draft()
    assert (dict(draft.values), draft.confirmed, draft.notes) == ({}, {}, {})
    assert draft.narratives == {"progress": "新的进展"}


def test_a_note_is_kept_without_the_white_space_around_it(report):
    form, row = posted(report, "K07", note="  面积以验收为准 \n")
    assert form.draft().notes == {row.indicator.pk: "面积以验收为准"}


@pytest.mark.parametrize("note", [ID_NUMBER, f"王某 {ID_NUMBER}", "长" * 501])
def test_a_note_that_is_refused_is_not_kept_but_the_figure_is(report, note):
    form, row = posted(report, "K07", area="210", note=note)
    assert list(form.errors) == [f"n{row.indicator.pk}"]
    assert (by_key(row, form.draft()), form.draft().notes) == ({"area": 210}, {})


@pytest.mark.parametrize("name", ["progress", "difficulties", "next_quarter"])
@pytest.mark.parametrize("text", [ID_NUMBER, "长" * 5001])
def test_a_narrative_that_is_refused_leaves_the_others(report, name, text):
    good = dict.fromkeys(("progress", "difficulties", "next_quarter"), "如实填报")
    form = ReportForm(load_report_detail(report), {**good, name: text})
    assert list(form.errors) == [name]
    assert form.draft().narratives.keys() == good.keys() - {name}
    assert [point.anchor for point in form.points()[0]] == [f"id_{name}"]


# --- what it says ----------------------------------------------------------------------------------------------------


def test_it_opens_with_what_is_offered(report):
    RoomFactory(community=report.pilot.community, gross_floor_area=40)
    complete_report(report.pilot, approved=True, quarter=Quarter(2005, 2))
    form = ReportForm(load_report_detail(report))
    shown = {
        each.key: form[f"v{each.pk}"].initial for each in IndicatorField.objects.all() if f"v{each.pk}" in form.fields
    }
    assert (shown["area"], shown["known"], shown["room_party_office"], shown["room_clinic"]) == (
        "40",
        "60",
        "1",
        "0",
    )
    assert form["progress"].initial == report.progress


def test_rows_come_by_area_with_figures_and_answers_apart(report):
    areas = ReportForm(load_report_detail(report)).areas()
    assert [each.area.number for each in areas] == [2, 3, 4, 5]
    rooms, floor = areas[0].rows
    assert [each.row.indicator.code for each in (rooms, floor)] == ["K06", "K07"]
    assert (len(rooms.figures), len(rooms.answers), len(floor.figures), len(floor.answers)) == (0, 7, 1, 0)


def test_findings_stand_where_they_belong(pilots):
    report = complete_report(pilots[0], changes={"K10": {"known": None}, "K28": {"civilised": None, "compounds": None}})
    report.entries.filter(indicator__code="K07").update(note="")
    sheet = load_report_detail(report)
    form = ReportForm(sheet, QueryDict())
    form.tell(blocking(sheet))
    errors, warnings = form.points()
    assert [point.message for point in warnings] == ["Differs from the register, which has: 0 m²."]
    assert [(point.anchor, point.message) for point in errors] == [
        (f"id_v{row_of(sheet, 'K10').indicator.fields.get(key='known').pk}", "Fill in: 0 if there is none."),
        (f"id_v{row_of(sheet, 'K28').asked[0].pk}", "Confirm or fill in."),
    ]
    assert set(form.errors) == {
        f"n{row_of(sheet, 'K07').indicator.pk}",
        f"v{row_of(sheet, 'K10').indicator.fields.get(key='known').pk}",
    }


@pytest.mark.parametrize(
    ("reason", "is_valid"),
    [
        ("面积不符", True),
        ("", False),
        ("   ", False),
        (f"核对 {ID_NUMBER}", False),
        ("长" * 2000, True),
        ("长" * 2001, False),
    ],
)
def test_a_reason_is_words(reason, is_valid):
    assert ReasonForm({"reason": reason}).is_valid() is is_valid


def test_evidence_needs_a_file():
    form = EvidenceForm({"indicator": "x"})
    assert set(form.errors) == {"file", "indicator"}
