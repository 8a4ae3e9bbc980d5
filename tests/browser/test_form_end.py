"""What a browser sends ends with the field that says so, the pressed button before it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from partybuilding.models import Meeting, Plan, VerificationDraw
from tests.browser.test_pages import PLAN

pytestmark = pytest.mark.browser


def last_sent(page: Page, act: Callable[[], None]) -> list[str]:
    """Return the names of what the act posts, in their order."""
    with page.expect_request(lambda sent: sent.method == "POST") as posted:
        act()
    return [field.split("=")[0] for field in (posted.value.post_data or "").split("&")]


@pytest.mark.parametrize("place", ["", "show/"])
def test_a_tap_sends_its_button_before_the_end(as_user, place):
    plan = Plan.objects.get()
    plan.meetings.filter(state=Meeting.State.PLANNED).delete()
    number = max(plan.meetings.values_list("number", flat=True)) + 1
    Meeting.objects.create(plan=plan, number=number, quarter="2005Q2", planned_on="2005-11-15", place="会议室")
    page = as_user("zuzhibu")
    page.goto(f"{PLAN}/meetings/{number}/")
    page.get_by_role("button", name="会议开始").click()
    page.wait_for_url("**/show/")
    page.goto(f"{PLAN}/meetings/{number}/{place}")
    assert last_sent(page, page.locator(".tap--present").first.click)[-2:] == ["status", "form_end"]


def test_a_field_that_is_left_is_sent_before_the_end(as_user):
    page = as_user("dongguan")
    page.goto(f"{PLAN}/reports/dongguan/2005Q3/edit/")
    page.locator("[name=progress]").fill("进展顺利")
    names = last_sent(page, lambda: page.locator("[name=progress]").press("Tab"))
    assert (names[0], names[-1]) == ("csrfmiddlewaretoken", "form_end")
    assert "progress" in names


def test_a_button_of_the_admin_is_sent_before_the_end(as_user):
    page = as_user("zuzhibu")
    page.goto("/admin/communities/room/")
    page.locator("#result_list tbody th a").first.click()
    names = last_sent(page, page.locator("[name=_save]").first.click)
    assert names[-2:] == ["_save", "form_end"]


def draw(page: Page) -> None:
    page.locator("form[action$='/draw/'] [type=submit]").click()


def draw_by_double_click(page: Page) -> None:
    page.locator("form[action$='/draw/'] [type=submit]").dblclick()


def draw_go_back_and_draw(page: Page) -> None:
    draw(page)
    page.wait_for_url("**/lists/*/")
    page.go_back()
    draw(page)


@pytest.mark.parametrize("act", [draw_by_double_click, draw_go_back_and_draw])
def test_two_clicks_and_back_and_send_do_it_once(as_user, act):
    page = as_user("zuzhibu")
    page.goto(f"{PLAN}/verification/2005Q3/")
    before = VerificationDraw.objects.count()
    act(page)
    page.wait_for_url("**/lists/*/")
    assert VerificationDraw.objects.count() == before + 1


def test_a_page_drawn_anew_does_it_again(as_user):
    page = as_user("zuzhibu")
    before = VerificationDraw.objects.count()
    for _ in range(2):
        page.goto(f"{PLAN}/verification/2005Q3/")
        draw(page)
        page.wait_for_url("**/lists/*/")
    assert VerificationDraw.objects.count() == before + 2
