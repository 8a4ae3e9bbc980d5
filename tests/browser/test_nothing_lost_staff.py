"""Nothing typed is lost on the staff pages either: every form that adds or changes, through the same faults."""

import os
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from communities.models import Room
from partybuilding.shared import act
from tests.browser.test_nothing_lost import FORMS, fail, go_through_the_faults

pytestmark = pytest.mark.browser

LEAST_FORMS = 20


def staff_forms(page: Page) -> list[str]:
    """Return the addresses of the forms of every model on the staff pages: to add an entry, and to change the first."""
    page.goto("/admin/")
    adds = page.locator("#content-main a[href$='/add/']").evaluate_all(
        "all => all.map(each => each.getAttribute('href'))"
    )
    return sorted({address for add in adds for address in (add, first_entry(page, add.removesuffix("add/")))} - {""})


def first_entry(page: Page, model: str) -> str:
    """Return the address of the first entry of a model's list, "" if it holds none."""
    answer = page.context.request.get(model).text()
    return (page.evaluate(FIRST, answer)) or ""


FIRST = """html => new DOMParser().parseFromString(html, 'text/html')
    .querySelector('#result_list tbody th a')?.getAttribute('href').replace(/[?].*/, '')"""


# All forms are of one making: a quarter of them in the suite, all with FUZZ=1.
@pytest.mark.parametrize("share", range(4) if os.environ.get("FUZZ") else [0])
def test_every_staff_form_outlives_the_faults(
    as_user: Callable[..., Page], monkeypatch: pytest.MonkeyPatch, share: int
) -> None:
    monkeypatch.setattr(act, "_led_before", fail)
    page = as_user("zuzhibu", language="en", fails=True)
    addresses = staff_forms(page)
    assert len(addresses) >= LEAST_FORMS
    for address in addresses[share::4]:
        page.goto(address)
        assert page.locator(FORMS).count() == 1, address
        go_through_the_faults(page, address, 0)


def test_chosen_entries_and_added_rows_are_there_again(as_user: Callable[..., Page]) -> None:
    page = as_user("zuzhibu", language="en")
    page.goto("/admin/communities/residentunit/add/")
    page.locator("#id_name").fill("茶场")
    page.locator(".field-community .select2-selection").click()
    page.locator(".select2-results__option", has_text="Dongguan").click()
    for _ in range(2):
        page.locator(".add-row a").click()
    rows = page.locator(".dynamic-partnerships")
    rows.last.locator("input[type=text], textarea").first.fill("the row that was added")
    added = rows.count()
    page.reload()
    expect(page.locator(".toast")).to_contain_text("here again")
    expect(page.locator("#id_name")).to_have_value("茶场")
    expect(page.locator(".field-community .select2-selection__rendered")).to_contain_text("Dongguan")
    expect(rows).to_have_count(added)
    expect(rows.last.locator("input[type=text], textarea").first).to_have_value("the row that was added")


def test_what_was_saved_is_forgotten(as_user: Callable[..., Page]) -> None:
    page = as_user("zuzhibu", language="en")
    room = Room.objects.earliest("pk")
    page.goto(f"/admin/communities/room/{room.pk}/change/")
    page.locator("#id_name").fill("二层东")
    page.locator("[name=_save]").first.click()
    expect(page.locator(".messagelist")).to_be_visible()
    page.goto(f"/admin/communities/room/{room.pk}/change/")
    expect(page.locator("#id_name")).to_have_value("二层东")
    expect(page.locator(".toast")).to_have_count(0)
