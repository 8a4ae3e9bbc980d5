"""The dry run: what a workbook would do to the draft as it is now."""

from collections import defaultdict
from decimal import Decimal

import hypothesis
import pytest
from hypothesis import strategies as st

from partybuilding.models import IndicatorField, Report
from partybuilding.reports.actions import Draft, save_draft
from partybuilding.reports.detail import load_report_detail
from partybuilding.reports.workbook import layout
from partybuilding.reports.workbook.compare import compare
from partybuilding.reports.workbook.mark import mark
from partybuilding.reports.workbook.write import write_workbook
from partybuilding.targets.target import FieldRole
from tests.factories import RoomFactory
from tests.reports.reporting import complete_report
from tests.reports.workbook.conftest import cell_of, compared, edited, opened, row_of, saved

pytestmark = [pytest.mark.alike, pytest.mark.usefixtures("english")]


def told(**figures):
    """Return figures as a draft holds them, of these indicators."""
    fields = IndicatorField.objects.filter(indicator__code__in=["K07", "K09", "K10", "K16", "K28"])
    return {fields.get(key=key).indicator_id: {key: figure} for key, figure in figures.items()}


def counts(comparison):
    return {state: number for state, number in comparison.counts.items() if state != "unchanged"}


def test_an_untouched_workbook_changes_nothing(report):
    comparison = compared(report, lambda book: None)
    assert counts(comparison) == {}
    assert comparison.counts["unchanged"] == 44
    assert comparison.draft == Draft()


@pytest.mark.parametrize(
    ("typed", "figure"),
    [
        (220.5, "220.5"),
        (0, "0"),
        ("220", "220"),
        ("２２０．５", "220.5"),
        ("1,220", "1220"),
        ("1，220 m²", "1220"),
        ("220\u00a0", "220"),
        ("\u200b220\ufeff", "220"),
        ("+220", "220"),
        (0.1 + 0.2, "0.3"),
    ],
)
def test_a_clumsy_figure_is_understood(report, typed, figure):
    comparison = compared(report, lambda book: setattr(cell_of(book, "K07.area"), "value", typed))
    assert counts(comparison) == {"changed": 1}
    assert comparison.draft.values == told(area=Decimal(figure))


@pytest.mark.parametrize("typed", ["否", "no", "No ", "N", 0, False, "FALSE", "ｎｏ"])
def test_a_clumsy_no_is_understood(report, typed):
    comparison = compared(report, lambda book: setattr(cell_of(book, "K09.system"), "value", typed))
    assert comparison.draft.values == told(system=0)


def test_invisible_characters_do_not_come_in(report):
    comparison = compared(
        report, lambda book: setattr(cell_of(book, "text.progress"), "value", " 验收\u200b完成\u00a0了\u202e ")
    )
    assert comparison.draft.narratives == {"progress": "验收完成 了"}


def test_rows_may_move_because_their_key_moves_along(report):
    def swap(book):
        page = book[layout.FIGURES_SHEET]
        first, second = row_of(book, "K07.area"), row_of(book, "K16.cadres")
        for column in range(1, 12):
            one, two = page.cell(first, column), page.cell(second, column)
            one.value, two.value = two.value, one.value
        cell_of(book, "K16.cadres").value = 5

    comparison = compared(report, swap)
    assert comparison.draft.values == told(cadres=5)
    assert counts(comparison) == {"changed": 1}


def test_what_was_saved_since_the_download_conflicts(report, secretary):
    content = edited(report, lambda book: setattr(cell_of(book, "K07.area"), "value", 220))
    save_draft(report=report, draft=Draft(values=told(area=Decimal(230))), actor=secretary)
    comparison = compare(content, load_report_detail(report))
    assert [(item.label, item.before, item.after) for item in comparison.conflicting] == [
        ("K07 Gross floor area · gross floor area", "230", "220")
    ]
    assert comparison.draft == Draft()


def test_the_same_change_on_both_sides_is_none(report, secretary):
    content = edited(report, lambda book: setattr(cell_of(book, "K07.area"), "value", 220))
    save_draft(report=report, draft=Draft(values=told(area=Decimal(220))), actor=secretary)
    assert counts(compare(content, load_report_detail(report))) == {}


def test_a_row_with_something_wrong_is_not_taken_in_part(report):
    def change(book):
        cell_of(book, "K10.known").value = "?"
        cell_of(book, "K10.members").value = 70
        cell_of(book, "K07.area").value = 220

    comparison = compared(report, change)
    assert counts(comparison) == {"wrong": 1, "held": 1, "changed": 1}
    assert comparison.draft.values == told(area=220)


def test_an_offer_is_taken_only_when_its_row_is_called_checked(pilots):
    RoomFactory(community=pilots[0].community, gross_floor_area=186)
    report = complete_report(pilots[0], changes={"K07": {"area": None}})
    report.entries.update(is_confirmed=False)
    assert counts(compared(report, lambda book: None)) == {}
    comparison = compared(report, lambda book: setattr(cell_of(book, "K07.area", layout.CHECKED), "value", "是"))
    assert comparison.draft.values == told(area=186)
    assert list(comparison.draft.confirmed.items()) == [(pk, True) for pk in told(area=186)]


def test_a_row_that_is_not_complete_cannot_be_called_checked(pilots):
    report = complete_report(pilots[0], changes={"K10": {"known": None}})
    report.entries.update(is_confirmed=False)
    comparison = compared(report, lambda book: setattr(cell_of(book, "K10.known", layout.CHECKED), "value", "yes"))
    assert [item.message for item in comparison.wrong] == ["Fill in every cell of the row before calling it checked."]


def test_a_figure_typed_counts_as_checked_and_one_emptied_does_not(report):
    report.entries.update(is_confirmed=False)

    def change(book):
        cell_of(book, "K07.area").value = 220
        cell_of(book, "K16.cadres").value = None

    draft = compared(report, change).draft
    assert draft.values == told(area=220, cadres=None)
    assert draft.confirmed == dict(zip(draft.values, [True, False], strict=True))


def test_wrong_cells_are_marked_and_marks_of_before_go(report, secretary):
    def change(book):
        cell_of(book, "K07.area").value = "many"
        cell_of(book, "K16.cadres").value = 5

    content = edited(report, change)
    book = opened(mark(content, compare(content, load_report_detail(report))))
    wrong, good = cell_of(book, "K07.area"), cell_of(book, "K16.cadres")
    assert wrong.comment.text.startswith("Not a number")
    assert (wrong.fill.fgColor.rgb, wrong.value, good.value, good.comment) == ("00F4B6BC", "many", 5, None)
    again = edited_again(book)
    assert counts(compare(again, load_report_detail(report))) == {"changed": 2}
    cleared = cell_of(opened(mark(again, compare(again, load_report_detail(report)))), "K07.area")
    assert (cleared.comment, cleared.fill.fgColor.rgb) == (None, "00FFFBE6")


def edited_again(book):
    cell_of(book, "K07.area").value = 220
    return saved(book)


# --- round trip -------------------------------------------------------------------------------------------------------

# Without figures, of which twice nine could be an ID number.
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn", "Nd"]), max_size=12)


def figures_of(data):
    """Draw a figure, or none, for every field of the report; parts no larger than their wholes."""
    drawn: dict[int, dict[str, Decimal | None]] = defaultdict(dict)
    for spec in IndicatorField.objects.filter(indicator__scope="community").order_by("indicator__area__number"):
        top = {"numerator": 50, "outside": 20, "waived": 20}.get(spec.role, 9_999_999)
        low = 50 if spec.role in {"denominator", "total"} else 0
        number = st.integers(0, 1) if FieldRole(spec.role).is_yes_no else st.decimals(low, top, places=spec.places)
        drawn[spec.indicator_id][spec.key] = data.draw(st.none() | number.map(Decimal))
    return drawn


@hypothesis.settings(
    max_examples=4,
    phases=[hypothesis.Phase.generate],  # each example is a whole workbook, three times: no search for a smaller one
    suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture, hypothesis.HealthCheck.too_slow],
)
@hypothesis.given(data=st.data())
def test_the_round_trip_of_every_field_is_the_identity(pilots, secretary, data):
    """One draft, downloaded and uploaded, changes nothing; taken over another draft, it makes that one the same."""
    report = Report.objects.filter(pilot=pilots[0]).first() or complete_report(pilots[0])
    indicators = set(report.entries.values_list("indicator_id", flat=True))
    draft = Draft(
        values=figures_of(data),
        notes={pk: data.draw(TEXT) for pk in indicators},
        narratives={name: data.draw(TEXT) for name in Report.NARRATIVES},
    )
    save_draft(report=report, draft=draft, actor=secretary)
    report.refresh_from_db()
    sheet = load_report_detail(report)
    filled = opened(write_workbook(sheet))
    untouched = compare(write_workbook(sheet), sheet)
    assert (counts(untouched), untouched.draft) == ({}, Draft())

    emptied = {pk: dict.fromkeys(figures) for pk, figures in draft.values.items()}
    blank = Draft(
        emptied, dict.fromkeys(indicators, False), dict.fromkeys(indicators, ""), dict.fromkeys(Report.NARRATIVES, "")
    )
    save_draft(report=report, draft=blank, actor=secretary)
    report.refresh_from_db()

    def fill_in(book):
        for slot in layout.slots(sheet):
            source, cell = (cell_of(each, slot.line, slot.column) for each in (filled, book))
            if slot.kind != layout.AnswerKind.CHECKED:
                # What was only offered stands in the workbook, too; what is not in the draft is left empty.
                cell.value, cell.data_type = (None, "n") if slot.draft is None else (source.value, source.data_type)
            elif slot.row and None not in [slot.row.reported.get(each.key) for each in slot.row.indicator.fields.all()]:
                cell.value = "yes"  # or a figure that is the same as the offer would be left alone

    taken = compared(report, fill_in)
    assert (taken.wrong, taken.conflicting, taken.held_back) == ([], [], [])
    save_draft(report=report, draft=taken.draft, actor=secretary)
    report.refresh_from_db()
    assert {slot.key: slot.draft for slot in layout.slots(load_report_detail(report)) if slot.kind != "checked"} == {
        slot.key: slot.draft for slot in layout.slots(sheet) if slot.kind != "checked"
    }
