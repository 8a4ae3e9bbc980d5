"""Whatever a form makes is made once: sent twice at once, again later, by a form drawn anew, and changed since.

`loadplan` makes rows, too: a command, which nobody sends twice. On both databases.
"""

import threading
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from partybuilding import models
from partybuilding.shared import act as acts
from tests.client import Client
from tests.permissions import LINES
from tests.shared.sendings import ALIKE, BUTTONS, FORMS, REFUSED_OTHERWISE, SETS, STEPS, Sending, answer_of, browser
from tests.shared.test_writing_addresses import WITHOUT_ACT

pytestmark = pytest.mark.django_db(transaction=True)

TAKEN = "This form was taken already, and changed since."


@pytest.fixture
def ground(plan, pilots, department, town, secretary, member, url):
    return SimpleNamespace(**locals())


def test_every_address_that_makes_something_is_tried():
    makes = {line.name for line in LINES if line.method == "POST"} - STEPS - SETS - WITHOUT_ACT.keys()
    assert {name for name in makes if name not in ALIKE} == {name for name in FORMS if name in makes}
    assert makes >= ALIKE
    assert not (STEPS | SETS) & FORMS.keys()


@pytest.fixture(params=FORMS)
def sending(request, ground):
    found = FORMS[request.param](ground)
    assert found.rows.all().count() == 0
    return found


@pytest.fixture
def together(monkeypatch):
    """Let two requests pass the question whether their form was taken before, both before either goes on."""
    asked, gate = acts._led_before, threading.Barrier(2)

    def ask(known, *patience):
        answer = asked(known, *patience)
        if not patience:
            gate.wait(120)  # a busy machine is slow, not wrong
        return answer

    def both(sending: Sending, key: str) -> list[Any]:
        def one(client: Client) -> Any:
            try:
                return answer_of(sending.send(client, key))
            finally:
                connection.close()

        with monkeypatch.context() as patch, ThreadPoolExecutor(2) as pool:
            patch.setattr(acts, "_led_before", ask)
            return list(pool.map(one, [browser(sending.by), browser(sending.by)]))

    return both


def test_a_form_sent_twice_makes_what_it_makes_once(sending, together):
    key = str(uuid4())
    first, second = together(sending, key)
    assert first == second
    assert first[0] == 302 or "popup" in first[1]
    assert sending.rows.all().count() == sending.makes
    client = browser(sending.by)
    assert answer_of(sending.send(client, key)) == first
    assert sending.rows.all().count() == sending.makes
    sending.send(client, str(uuid4()))
    assert sending.rows.all().count() == sending.anew


def test_a_form_that_is_refused_because_it_was_just_taken_is_led_where_it_led(sending, monkeypatch):
    """It asks too early whether it was taken, and comes to its view after; where the first led is not kept yet."""
    key, client, asked = str(uuid4()), browser(sending.by), acts._led_before
    first = answer_of(sending.send(client, key))
    rows = models.OnceKey.objects.filter(key=key)
    led_to = rows.values_list("led_to", flat=True).get()
    rows.update(led_to=None)
    monkeypatch.setattr(acts, "_led_before", lambda known, *patience: asked(known, *patience) if patience else None)
    monkeypatch.setattr("time.sleep", lambda _seconds: rows.update(led_to=led_to))
    assert answer_of(sending.send(client, key)) == first
    assert sending.rows.all().count() == sending.makes


@pytest.mark.parametrize("sending", [name for name in FORMS if name not in BUTTONS | REFUSED_OTHERWISE], indirect=True)
def test_a_form_that_was_changed_after_it_was_taken_comes_back_with_the_reason(sending):
    key, client = str(uuid4()), browser(sending.by)
    sending.send(client, key)
    page = sending.send(client, key, sending.changed).content.decode()
    assert TAKEN in page
    assert sending.changed
    assert [text for text in sending.changed.values() if text not in page] == []
    assert sending.rows.all().count() == sending.makes
