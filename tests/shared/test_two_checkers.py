"""Two checkers decide on the same page at the same instant: one wins, the other is told what was done."""

import re
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.urls import reverse

from partybuilding.ledger import views_item
from partybuilding.ledger.rules import ItemAct
from partybuilding.models import LedgerItem, Report
from partybuilding.reports import actions
from tests.client import Client
from tests.factories_meeting import LedgerItemFactory

WAIT = 20  # seconds after which a thread that never arrives fails the test


@pytest.fixture
def at_once():
    """Hold each act back until both are about to be done."""
    together = Barrier(2)

    def hold(act):
        def held(**given):
            together.wait(WAIT)
            return act(**given)

        return held

    return hold


def browser(user):
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client


def decide(page, posts):
    """Open a page in every browser, post in a thread each with a connection of its own; return what they end on."""
    pages = {}

    def post(address, client, typed):
        try:
            pages[address] = client.post(address, typed, follow=True).content.decode()
        finally:
            connection.close()

    threads = []
    for address, client, typed in posts:
        (seen, *_more) = re.findall(r'name="seen" value="([^"]+)"', client.get(page).content.decode())
        threads.append(Thread(target=post, args=[address, client, {**typed, "seen": seen}]))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(2 * WAIT)
    return pages


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(4))
def test_of_two_who_check_a_report_one_wins(report_in, department, department_colleague, at_once, monkeypatch, attempt):
    for act in ("approve_report", "return_report"):
        monkeypatch.setattr(actions, act, at_once(getattr(actions, act)))
    report = report_in("submitted")
    page, approve, back = (
        reverse(name, args=["fengxiang-2004", "qinfenglu", "2005Q3"])
        for name in ("report-check", "report-approve", "report-return")
    )
    posts = [
        (approve, browser(department), {"confirmed": "on"}),
        (back, browser(department_colleague), {"reason": "面积不符"}),
    ]
    pages = decide(page, posts)
    state = Report.objects.get().state
    won, lost, who = (approve, back, "周某") if state == "approved" else (back, approve, "吴某")
    assert state in {"approved", "returned"}
    assert f"{who} {state} the report at 2005-11-15" in pages[lost]
    assert "After you opened the page" not in pages[won]
    assert list(report.events.filter(kind__in=["approved", "returned"]).values_list("kind", flat=True)) == [state]
    assert report.history.filter(state=state).count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(4))
def test_of_two_who_check_an_item_one_wins(
    plan, member, department, department_colleague, at_once, monkeypatch, attempt
):
    for act in (ItemAct.CLOSE, ItemAct.REJECT_CLOSURE):
        monkeypatch.setitem(views_item._ACTIONS, act, at_once(views_item._ACTIONS[act]))
    item = LedgerItemFactory(plan=plan, number=12, responsible=member.unit, state="under_check")
    page, close, back = (
        reverse(name, args=["fengxiang-2004", "2005-012"]) for name in ("ledger-item", "ledger-close", "ledger-back")
    )
    typed = {"send_back-reason": "缺照片"}
    pages = decide(page, [(close, browser(department), {}), (back, browser(department_colleague), typed)])
    state = LedgerItem.objects.get().state
    won, lost = (close, back) if state == "closed" else (back, close)
    said = {"closed": "周某 closed the item at 2005-11-15", "returned": "吴某 sent the item back at 2005-11-15"}
    assert said[state] in pages[lost]
    assert "After you opened the page" not in pages[won]
    assert item.events.count() == 1
