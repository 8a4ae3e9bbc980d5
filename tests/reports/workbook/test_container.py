"""The container apart: what is refused before anything in it is read as a sheet."""

import pytest

from fengxiang.workbooks import MAX_BYTES, WorkbookError, check_container
from partybuilding.reports.detail import load_report_detail
from partybuilding.reports.workbook.write import write_workbook
from tests.reports.workbook.hostile import REFUSED

pytestmark = [pytest.mark.alike, pytest.mark.usefixtures("english")]


def test_the_reports_own_workbook_is_let_in_and_small(report):
    content = write_workbook(load_report_detail(report))
    check_container(content)
    assert len(content) < MAX_BYTES / 50


@pytest.mark.parametrize("case", REFUSED[:18], ids=lambda case: case.title)
def test_a_bad_container_is_refused(report, case):
    if case.title == "a container with empty parts":
        check_container(case.make(report))  # found out on reading
        return
    with pytest.raises(WorkbookError, match=case.message.partition("(")[0][:30]):
        check_container(case.make(report))
