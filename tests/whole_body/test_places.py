"""Some threads never wait for a form: whoever holds the others back takes those alone."""

import threading

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import translation

from fengxiang import whole_body
from fengxiang.whole_body import Places, WholeBody

pytestmark = pytest.mark.alike


def test_the_next_waits_for_a_place_that_is_left_in_a_moment(monkeypatch):
    monkeypatch.setattr(whole_body, "MOMENT", 5)
    places = Places(1)
    first = places.take()
    assert first is not None
    threading.Timer(0.05, places.leave, [first]).start()
    second = places.take()
    assert second is not None
    assert second > first


def test_nobody_waits_for_those_who_have_been_waiting(monkeypatch):
    monkeypatch.setattr(whole_body, "MOMENT", 0.02)
    places = Places(2)
    first, _second = places.take(), places.take()
    assert places.take() is None
    assert first is not None
    places.leave(first)
    assert places.take() is not None


@pytest.mark.parametrize("is_part", [False, True])
def test_a_form_that_finds_no_place_is_told_to_come_again(monkeypatch, is_part):
    middleware = WholeBody(lambda request: HttpResponse())
    monkeypatch.setattr(middleware.places, "take", lambda: None)
    request = RequestFactory().post("/login/", {"a": "b"}, headers={"hx-request": "true"} if is_part else {})
    with translation.override("en"):
        answer = middleware.process_view(request)
    assert answer is not None
    words = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert ("sent again by itself" if is_part else "Nothing was saved. Go back") in words
    assert middleware.process_view(RequestFactory().get("/login/")) is None
