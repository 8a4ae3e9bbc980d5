"""A decision on a page that is no longer up to date: what refuses it fits, passes axe, and keeps what was typed."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from communities.models import User
from partybuilding.models import Report
from partybuilding.reports.actions import comment_on_report
from tests.browser.test_pages import PLAN, violations
from tests.browser.waiting import fits

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("handed_in")]


@pytest.mark.parametrize(("language", "width"), [("zh-hans", 1280), ("en", 360)])
def test_a_return_is_refused_and_sent_once_more(as_user: Callable[..., Page], language: str, width: int) -> None:
    page = as_user("zuzhibu", width=width, language=language)
    page.on("dialog", lambda asked: asked.accept())
    report = Report.objects.filter(state="submitted").select_related("pilot__community").earliest("pk")
    page.goto(f"{PLAN}/reports/{report.pilot.code}/{report.quarter}/check/")
    page.locator("[data-remark] summary").click()
    page.locator("textarea[name=reason]").fill("面积与台账不符")
    comment_on_report(report=report, opinion="情况属实", actor=User.objects.get(username="chengguan"))
    back = page.locator(".decide button:not([formaction])")
    back.click()
    expect(page.get_by_role("alert")).to_contain_text("提出了意见" if language == "zh-hans" else "left an opinion")
    expect(page.locator("textarea[name=reason]")).to_have_value("面积与台账不符")
    assert fits(page)
    assert violations(page) == []
    back.click()
    expect(page.locator(".notice--success")).to_be_visible()
    assert Report.objects.get(pk=report.pk).state == "returned"
