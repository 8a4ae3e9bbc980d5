import pytest

from partybuilding.quarter import Quarter
from tests.reporting import complete_report


def test_what_changed_or_is_odd_comes_first(as_user, department, url, pilots):
    complete_report(pilots[0], approved=True, quarter=Quarter(2005, 2))
    complete_report(pilots[0], submitted=True, changes={"K10": {"known": 54}})
    context = as_user(department).get(url("report-check")).context
    codes = {row.indicator.code for row in context["changed"]}
    assert "K10" in codes  # changed since last quarter
    assert "K07" in codes  # differs from the register, with a note
    assert [row.indicator.code for row in context["unchanged"]] == ["K09"]


@pytest.mark.parametrize("state", ["draft", "returned", "approved"])
def test_what_does_not_wait_for_the_check_is_shown_instead(as_user, department, url, report_in, state):
    report_in(state)
    assert as_user(department).get(url("report-check")).url == url("report")


def test_both_decisions_are_offered(as_user, department, url, report_in):
    report_in("submitted")
    content = as_user(department).get(url("report-check")).content.decode()
    assert f'action="{url("report-approve")}"' in content
    assert f'action="{url("report-return")}"' in content
