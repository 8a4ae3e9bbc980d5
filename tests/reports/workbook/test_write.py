"""The workbook as it is handed out."""

from decimal import Decimal

import pytest
from django.utils import translation

from partybuilding.reports.detail import load_report_detail
from partybuilding.reports.workbook import layout
from partybuilding.reports.workbook.write import file_name, write_workbook
from tests.factories import RoomFactory
from tests.reports.reporting import complete_report
from tests.reports.workbook.conftest import cell_of, opened, row_of

pytestmark = [pytest.mark.alike, pytest.mark.usefixtures("english")]


@pytest.fixture
def book(report):
    return opened(write_workbook(load_report_detail(report)))


def test_one_row_for_each_field_and_each_text(book, report):
    keys = [cell.value for cell in book[layout.FIGURES_SHEET]["A"][3:]]
    assert len(keys) == 21
    assert keys[:2] == ["K06.room_party_office", "K06.room_committee_office"]
    assert [cell.value for cell in book[layout.WORDS_SHEET]["A"][3:]] == [
        "text.progress",
        "text.difficulties",
        "text.next_quarter",
    ]
    assert file_name(load_report_detail(report)) == "季度报告-Qinfeng Road Community-2005Q3.xlsx"


def test_a_row_says_what_it_is_and_what_the_draft_holds(book):
    line = row_of(book, "K07.area")
    row = [cell.value for cell in book[layout.FIGURES_SHEET][line]][1:]
    assert row[:5] == ["Venue", "K07", "Gross floor area", "gross floor area", "m²"]
    assert row[-3:] == [210, "yes", "以实地核对为准"]
    assert cell_of(book, "K09.system").value == "yes"


def test_last_quarter_and_the_register_stand_beside(pilots, report):
    complete_report(pilots[0], quarter=report.quarter.previous, approved=True, changes={"K07": {"area": 186}})
    RoomFactory(community=pilots[0].community, gross_floor_area=Decimal("38.5"))
    book = opened(write_workbook(load_report_detail(report)))
    assert cell_of(book, "K07.area", layout.LAST).value == 186
    assert cell_of(book, "K07.area", layout.REGISTER).value == 38.5


def test_only_cells_to_fill_in_are_open(book):
    page = book[layout.FIGURES_SHEET]
    line = row_of(book, "K10.known")
    is_open = {cell.column for cell in page[line] if not cell.protection.locked}
    assert page.protection.sheet
    assert is_open == {layout.VALUE, layout.CHECKED, layout.NOTE}
    second = page[row_of(book, "K10.members")]
    assert {cell.column for cell in second if not cell.protection.locked} == {layout.VALUE}


def test_keys_are_hidden_the_head_is_frozen_and_it_prints_on_a4_across(book):
    page = book[layout.FIGURES_SHEET]
    assert book[layout.KEYS_SHEET].sheet_state == "veryHidden"
    assert page.column_dimensions["A"].hidden
    assert page.freeze_panes == "A4"
    assert (page.page_setup.orientation, page.page_setup.paperSize, page.page_setup.fitToHeight) == (
        "landscape",
        9,
        0,
    )
    assert page.print_title_rows == "$1:$3"


def test_drop_downs_and_limits_stand_on_their_cells(book):
    checks = book[layout.FIGURES_SHEET].data_validations.dataValidation
    by_type = {check.type: check for check in checks}
    assert set(by_type) == {"list", "whole", "decimal", "textLength"}
    assert by_type["list"].formula1 == '"yes,no"'
    assert cell_of(book, "K07.area").coordinate in by_type["decimal"].sqref
    assert cell_of(book, "K16.cadres").coordinate in by_type["whole"].sqref
    assert all(check.sqref.ranges for check in checks)


def test_in_chinese_it_is_chinese(report):
    with translation.override("zh-hans"):
        book = opened(write_workbook(load_report_detail(report)))
    assert cell_of(book, "K09.system").value == "是"
    assert cell_of(book, "K07.area", layout.NAME).value == "阵地建筑面积"


def test_what_looks_like_a_formula_stays_a_text(pilots):
    report = complete_report(pilots[0], progress="=1+1", difficulties="+SUM(A1)")
    book = opened(write_workbook(load_report_detail(report)))
    cells = [cell_of(book, "text.progress"), cell_of(book, "text.difficulties")]
    assert [(cell.value, cell.data_type, cell.quotePrefix) for cell in cells] == [
        ("=1+1", "s", True),
        ("+SUM(A1)", "s", True),
    ]


def test_an_open_row_shows_what_is_offered(pilots):
    RoomFactory(community=pilots[0].community, gross_floor_area=186)
    report = complete_report(pilots[0], changes={"K07": {"area": None}})
    assert cell_of(opened(write_workbook(load_report_detail(report))), "K07.area").value == 186
