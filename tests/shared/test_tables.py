import csv
import io
import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from fengxiang.text import cleaned
from partybuilding.shared.tables import ExportFormat, OnSending, Share, Signed, Table, write, write_csv, write_xlsx
from tests.reports.workbook.conftest import opened

pytestmark = pytest.mark.usefixtures("english")

FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1",
    "＋1",
    "－1",
    "＠A1",
    '=HYPERLINK("http://x")',
]
READER = "周某 & 吴某"
MISREAD = ["5/7", "2005-10-05", "1E5", "12.30", "00123", "3-5", "12:30"]


def table(*rows, columns=None, **more):
    titles = columns or [f"列{place}" for place in range(len(rows[0]))] if rows else ["列"]
    return Table(name="表", sheet="表", title="社区党建 R&D 表", columns=titles, rows=rows, **more)


def cells(*row):
    """Return the cells of a row as they stand in the workbook."""
    return opened(write_xlsx(table(row), READER)).worksheets[0][2]


def fields(*row):
    """Return the fields of a row as a program reads them out of the CSV file."""
    return list(csv.reader(io.StringIO(write_csv(table(row)).decode("utf-8-sig"), newline="")))[1]


# --- what a cell holds ------------------------------------------------------------------------------------------------


def test_numbers_days_and_shares_keep_their_type():
    row = cells(Decimal("186.50"), 4, Share(Decimal("0.444")), date(2005, 9, 30), Signed(Decimal("-3")))
    assert [cell.value for cell in row[:3]] == [186.5, 4, 0.444]
    assert [cell.data_type for cell in row] == ["n", "n", "n", "d", "n"]
    assert row[3].value.date() == date(2005, 9, 30)
    assert [cell.number_format for cell in row] == ["#,##0.0", "#,##0", "0.0%", "yyyy-mm-dd", "+#,##0;-#,##0;0"]


def test_a_moment_is_the_one_in_the_county():
    moment = datetime(2005, 9, 30, 18, 30, tzinfo=UTC)
    assert cells(moment)[0].value == datetime(2005, 10, 1, 2, 30)  # noqa: DTZ001 # a workbook knows no zones
    assert fields(moment) == ["2005-10-01 02:30"]


def test_numbers_in_csv_are_plain():
    row = fields(
        Decimal("12345.50"), Decimal("200.00"), Share(Decimal("0.5")), date(2005, 9, 30), Signed(Decimal("-3"))
    )
    assert row == ["12345.5", "200", "50%", "2005-09-30", "-3"]


def test_what_is_not_known_is_empty_and_0_is_0():
    row = cells(None, Decimal(0), "", Share(Decimal(0)), False)
    assert [cell.value for cell in row] == [None, 0, None, 0, "否"]
    assert fields(None, Decimal(0), "", Share(Decimal(0)), False) == ["", "0", "", "0%", "否"]


@pytest.mark.parametrize("text", FORMULAS)
def test_what_begins_like_a_formula_is_a_text_in_the_workbook(text):
    (cell,) = cells(text)
    assert (cell.data_type, cell.quotePrefix) == ("s", True)
    assert cell.value.replace("\n", "\r") == text.replace("\n", "\r")


@pytest.mark.parametrize("text", FORMULAS + MISREAD)
def test_csv_marks_what_a_spreadsheet_would_take_for_something_else(text):
    assert fields(text) == [f"'{cleaned(text)}"]


@pytest.mark.parametrize(
    "text",
    [
        "东关社区",
        "K07",
        "2005Q3",
        "≥ 200 m²",
        "5/7 项",
        "100%",
        "44.4%",
        "%",
        "7",
        "0",
        "—",
        "一、组织体系",
        "a\nb",
        '"引号", 逗号',
    ],
)
def test_csv_leaves_other_texts_alone(text):
    assert fields(text) == [text]


def test_control_characters_are_left_out_and_line_breaks_one():
    assert cells("a\x00b\x0bc")[0].value == "ab\nc"
    assert fields("a\x00b\x0bc") == ["ab\nc"]


def test_heads_are_inert_too():
    made = table(["x"], columns=["=1+1"])
    assert opened(write_xlsx(made, READER)).worksheets[0]["A1"].data_type == "s"
    assert write_csv(made).decode("utf-8-sig").startswith("'=1+1\r\n")


def test_a_row_of_another_length_is_refused():
    with pytest.raises(ValueError, match="columns"):
        table(["a", "b"], ["a"])


# --- the files --------------------------------------------------------------------------------------------------------


def test_csv_has_its_mark_and_ends_lines_as_windows_does():
    content = write(table(["甲", 1], ["乙", 2]), ExportFormat.CSV, READER)
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == content.count(b"\n") == 3


def test_the_head_row_is_frozen_filtered_and_printed_on_every_page():
    page = opened(write(table(["甲", 1], ["乙", 2]), ExportFormat.XLSX, READER)).worksheets[0]
    assert (page.freeze_panes, page.auto_filter.ref, page.print_title_rows) == ("A2", "A1:B3", "$1:$1")
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
    assert (page.page_setup.fitToWidth, page.page_setup.fitToHeight) == (1, 0)


def test_the_margins_say_what_it_is_whose_and_which_page():
    page = opened(write_xlsx(table(["甲"]), READER)).worksheets[0]
    assert page.oddHeader.center.text == "社区党建 R&&D 表"
    assert re.fullmatch(r"导出人：周某 && 吴某，2005-11-15 \d\d:\d\d", page.oddFooter.left.text)
    assert page.oddFooter.right.text == "第&P页，共&N页"


def test_columns_fit_chinese_and_long_texts_wrap():
    page = opened(write_xlsx(table(["社区居民委员会办公室", "长" * 300, 1]), READER)).worksheets[0]
    assert page.column_dimensions["A"].width == 22
    assert page.column_dimensions["B"].width == 42
    assert page["B2"].alignment.wrap_text


def test_the_facts_stand_on_a_sheet_of_their_own():
    facts = [("计划", "凤翔县"), ("数据日期", date(2005, 11, 15)), ("导出人", OnSending.READER)]
    book = opened(write_xlsx(table(["甲"], facts=facts), READER))
    assert book.sheetnames == ["表", "关于"]
    assert [cell.value for cell in book["关于"]["B"][2:]] == ["凤翔县", datetime(2005, 11, 15), READER]  # noqa: DTZ001


def test_an_empty_table_still_has_its_head():
    made = Table(name="表", sheet="表", title="表", columns=["甲", "乙"], rows=[])
    assert [cell.value for cell in opened(write_xlsx(made, READER)).worksheets[0][1]] == ["甲", "乙"]
    assert write_csv(made).decode("utf-8-sig") == "甲,乙\r\n"


@pytest.fixture(autouse=True)
def chinese(english):
    translation.activate("zh-hans")
