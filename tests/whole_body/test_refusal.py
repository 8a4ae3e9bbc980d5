"""A body that did not arrive to its end is refused; tried with Django's own client, which adds nothing."""

import io

import pytest
from django.test import Client

from partybuilding.models import Report
from tests.factories import PASSWORD
from tests.whole_body.conftest import MULTIPART, NAMES, TOKEN, URLENCODED, kept

pytestmark = pytest.mark.alike

CUTS = 100
HTMX = {"HX-Request": "true"}
FORMS = pytest.mark.parametrize("name", NAMES)
TYPES = pytest.mark.parametrize("content_type", [URLENCODED, MULTIPART])


class Broken(io.BytesIO):
    """A line that is reset where the bytes end."""

    def read(self, size=-1, /):
        data = super().read(size)
        if len(data) < size:
            raise ConnectionResetError(104, "Connection reset by peer")
        return data


@pytest.fixture
def send(filled):
    """Send bytes as the body of a form, announced as `length` bytes, by default as they are."""
    browsers = {form.user: Client(enforce_csrf_checks=True) for form in filled.values()}
    for user, browser in browsers.items():
        browser.force_login(user, "django.contrib.auth.backends.ModelBackend")
        browser.cookies.load({"csrftoken": TOKEN, "django_language": "en"})

    def send(form, body, content_type=URLENCODED, length=None, stream=io.BytesIO, **headers):
        announced = len(body) if length is None else length
        more = {"wsgi.input": stream(body), "CONTENT_LENGTH": str(announced)}
        return browsers[form.user].generic("POST", form.address, body, content_type, headers=headers, **more)

    return send


@FORMS
@TYPES
def test_whole_it_is_taken(filled, send, name, content_type):
    form, before = filled[name], kept()
    assert send(form, form.body(content_type), content_type).status_code == 302
    assert kept() != before


@FORMS
@TYPES
def test_cut_at_any_byte_it_is_not_taken(filled, send, name, content_type):
    """Cut on its way here, it is shorter than announced; cut before a proxy, it may be announced as it arrives.

    Of a long body a hundred cuts, evenly, stand for all.
    """
    form, before = filled[name], kept()
    body = form.body(content_type)
    last = body.rindex(b"1")  # what the last field holds: up to there something is missing
    step = max(1, len(body) // CUTS)
    cuts = [(cut, len(body)) for cut in range(0, len(body), step)] + [(cut, cut) for cut in range(0, last + 1, step)]
    answers = ((cut, length, send(form, body[:cut], content_type, length, **HTMX)) for cut, length in cuts)
    assert [(cut, length) for cut, length, answer in answers if answer.status_code != 400] == []
    assert kept() == before


@TYPES
@pytest.mark.parametrize("share", [0, 0.5, 1])
def test_a_line_that_is_reset_is_no_end(filled, send, content_type, share):
    form, before = filled["report"], kept()
    body = form.body(content_type)
    answer = send(form, body[: int(len(body) * share)], content_type, len(body) + 1, Broken, **{"X-CSRFToken": TOKEN})
    assert (answer.status_code, kept()) == (400, before)


def test_the_page_says_what_happened_and_htmx_a_sentence(filled, send):
    form = filled["duty report"]
    page = send(form, form.body()[:-40], length=1000)
    assert "400_cut_off.html" in [template.name for template in page.templates]
    assert "Nothing was saved." in page.content.decode()
    sentence = send(form, form.body()[:-40], length=1000, **HTMX)
    assert sentence.content.decode() == "Not all that was sent arrived, so nothing was saved. Send it once more."
    assert sentence.headers["Content-Type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize("fields", [{}, {"form_end": ""}])
def test_without_its_end_nothing_is_taken_of_anybody(db, member, fields):
    login = {"username": member.username, "password": PASSWORD, **fields}
    browser = Client()
    assert browser.post("/login/", login).status_code == 400
    assert "sessionid" not in browser.cookies
    assert browser.post("/login/", login | {"form_end": "1"}).status_code == 302


def test_a_body_without_a_length_is_not_read_and_not_taken(filled, send):
    form, before = filled["report"], kept()
    assert send(form, form.body(), length="").status_code == 400
    assert kept() == before


def test_what_is_not_a_form_is_not_taken(filled, send):
    assert send(filled["report"], b'{"form_end": "1"}', "application/json").status_code == 400


def test_whoever_sends_again_is_heard(filled, send):
    form = filled["report"]
    body = form.body(MULTIPART)
    assert send(form, body[: len(body) // 2], MULTIPART, len(body)).status_code == 400
    assert send(form, body, MULTIPART).status_code == 302
    assert Report.objects.get(pilot__community__code="qinfenglu").progress == "已完成"


def test_a_large_file_does_not_go_through_memory(filled, send, settings):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1000
    form = filled["report"]
    head, end = form.body(MULTIPART).split(b"--end-of-a-part--")[0], b"--end-of-a-part--\r\n"
    part = b'--end-of-a-part\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n' + b"x" * 100_000
    body = head + part + b"\r\n" + end
    largest = []

    class Watched(io.BytesIO):
        def read(self, size=-1, /):
            data = super().read(size)
            largest.append(len(data))
            return data

    assert send(form, body, MULTIPART, stream=Watched).status_code == 302
    assert max(largest) <= 64 * 1024
