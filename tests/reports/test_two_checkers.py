"""Two checkers approve and return the same report at the same instant: one wins, the other is told."""

from threading import Barrier, Thread

import pytest
from django.db import connection
from django.urls import reverse

from partybuilding.models import Report
from partybuilding.reports import actions
from partybuilding.reports.actions import approve_report, return_report
from tests.client import Client

WAIT = 20  # seconds after which a thread that never arrives fails the test


@pytest.fixture
def at_once(monkeypatch):
    """Hold each request back after it has seen the submitted report, until both are about to act on it."""
    together = Barrier(2)

    def hold(act):
        def held(**given):
            together.wait(WAIT)
            return act(**given)

        return held

    monkeypatch.setattr(actions, "approve_report", hold(approve_report))
    monkeypatch.setattr(actions, "return_report", hold(return_report))


def browser(user):
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client


def decide(clients, address):
    """Post approval and return in two threads, each with a connection of its own; return the pages they end on."""
    pages = {}

    def post(name, client, typed):
        try:
            pages[name] = client.post(address(name), typed, follow=True).content.decode()
        finally:
            connection.close()

    approving = Thread(target=post, args=["report-approve", clients[0], {}])
    returning = Thread(target=post, args=["report-return", clients[1], {"reason": "面积不符"}])
    for thread in (approving, returning):
        thread.start()
    for thread in (approving, returning):
        thread.join(2 * WAIT)
    return pages


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(4))
def test_one_wins_and_the_other_is_told(report_in, department, department_colleague, at_once, attempt):
    report = report_in("submitted")
    kwargs = {"plan": "fengxiang-2004", "pilot": "qinfenglu", "quarter": "2005Q3"}
    pages = decide([browser(department), browser(department_colleague)], lambda name: reverse(name, kwargs=kwargs))
    state = Report.objects.get().state
    won, lost = ("report-approve", "report-return") if state == "approved" else ("report-return", "report-approve")
    assert state in {"approved", "returned"}
    assert f"The report is {state} now: this step is not possible." in pages[lost]
    assert "this step is not possible" not in pages[won]
    assert list(report.events.filter(kind__in=["approved", "returned"]).values_list("kind", flat=True)) == [state]
    assert report.history.filter(state=state).count() == 1
