"""How the report of each pilot stands on the dashboard."""

from datetime import date, datetime

from django.utils import timezone, translation

from partybuilding.models import Report
from partybuilding.scoreboard.scoreboard import load_scoreboard
from partybuilding.targets.quarter import Quarter
from tests.reports.reporting import complete_report

THIRD = Quarter(2005, 3)


def test_what_is_not_approved_is_told_with_the_days_it_has_lain_there(plan, pilots, settings):
    settings.FENGXIANG_TODAY = date(2005, 11, 15)
    today, day = (timezone.make_aware(datetime.fromisoformat(each)) for each in ("2005-11-15", "2005-10-07"))
    sent = complete_report(pilots[0], submitted=True)
    back = complete_report(pilots[1], returned=True)
    Report.objects.filter(pk=sent.pk).update(submitted_at=today)
    Report.objects.filter(pk=back.pk).update(submitted_at=day, decided_at=day)
    words = [each.split("：", 1)[1] for each in load_scoreboard(plan, THIRD).missing]
    assert words == [
        "已报送0天（2005年11月15日起）",
        "已退回39天（2005年10月7日起）",
        "未填报，报送时限2005年10月5日",
    ]
    with translation.override("en"):
        assert "returned 39 days ago (7 October 2005)" in load_scoreboard(plan, THIRD).missing[1]


def test_what_stands_for_reports_is_told_of_each_only_where_they_differ(plan, pilots):
    assert load_scoreboard(plan, THIRD).has_nothing_before
    complete_report(pilots[0], approved=True, quarter=THIRD.previous)
    board = load_scoreboard(plan, THIRD)
    assert not board.has_nothing_before
    assert [each.rsplit("；", 1)[-1] for each in board.missing[:2]] == ["沿用2005年第二季度", "此前无已通过的报告"]
