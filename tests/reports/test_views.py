import pytest

from partybuilding.models import Report
from partybuilding.targets.quarter import Quarter
from tests.reports.reporting import complete_report

pytestmark = pytest.mark.usefixtures("english_pages")


@pytest.mark.parametrize("code", ["2005Q5", "2006Q3", "2004Q2", "latest"])
def test_a_quarter_outside_the_plan_is_not_there(as_user, department, url, code):
    assert as_user(department).get(url("report", quarter=code)).status_code == 404


def test_a_report_that_was_not_started_is_not_there(as_user, department, url):
    assert as_user(department).get(url("report")).status_code == 404


def test_figures_words_and_history_are_shown(as_user, department, url, report_in):
    report_in("returned", decision__reason="活动站面积请核对")
    content = as_user(department).get(url("report")).content.decode()
    for part in ("210 m²", "活动站已开放。", "办公用房不足。", "争取再增加一间用房。", "活动站面积请核对", "王某"):
        assert part in content


@pytest.mark.parametrize(
    ("who", "state", "act"),
    [
        ("secretary", "draft", "report-edit"),
        ("secretary", "returned", "report-edit"),
        ("department", "submitted", "report-check-open"),
        ("department", "approved", "report-reopen"),
    ],
)
def test_what_can_be_done_next_is_offered_to_who_may(as_user, request, url, report_in, who, state, act):
    report_in(state)
    content = as_user(request.getfixturevalue(who)).get(url("report")).content.decode()
    acts = {name for name in ("report-edit", "report-check-open", "report-reopen") if f'"{url(name)}"' in content}
    assert acts == {act}


@pytest.mark.parametrize("who", ["secretary", "town"])
def test_who_reads_is_offered_nothing(as_user, request, url, report_in, who):
    report_in("approved")
    content = as_user(request.getfixturevalue(who)).get(url("report")).content.decode()
    assert not any(f'"{url(name)}"' in content for name in ("report-edit", "report-check-open", "report-reopen"))


def test_what_is_typed_is_shown_as_text(as_user, department, url, pilots):
    report = complete_report(pilots[0], submitted=True)
    Report.objects.filter(pk=report.pk).update(progress="<script>alert(1)</script>")
    report.entries.update(note="<img src=x onerror=alert(1)>")
    for name in ("report", "report-check"):
        content = as_user(department).get(url(name)).content.decode()
        assert "<script>alert" not in content
        assert "<img src=x" not in content
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in content


@pytest.mark.parametrize(
    ("state", "community", "county"),
    [("draft", "46 days", "0 days"), ("submitted", "3 days", "43 days"), ("approved", "3 days", "1 day")],
)
def test_the_head_tells_the_days_on_each_desk(as_user, department, url, report_in, state, community, county):
    report_in(state)
    content = " ".join(as_user(department).get(url("report")).content.decode().split())
    assert f"community {community} · county {county}<" in content


def test_a_report_on_a_running_quarter_has_no_clocks(as_user, department, url, report_in):
    report_in("draft", quarter=Quarter(2005, 4))
    assert "clocks" not in as_user(department).get(url("report", quarter="2005Q4")).content.decode()
