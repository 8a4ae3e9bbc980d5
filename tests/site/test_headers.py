"""What goes out with every kind of answer: pages, files, refusals, faults, redirects, parts of pages."""

from ast import literal_eval

import pytest
from django.conf import settings as site

from tests.client import Client
from tests.site.test_settings import setting

CSP = {
    "default-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
}
STATIC = "css/shared/print.css"
COMPRESSION, WHITENOISE = "fengxiang.compression.Compression", "whitenoise.middleware.WhiteNoiseMiddleware"


@pytest.fixture
def served(settings, tmp_path):
    """Answer as in production: over HTTPS, static files by whitenoise."""
    place = site.MIDDLEWARE.index(COMPRESSION)
    settings.MIDDLEWARE = [*site.MIDDLEWARE[:place], WHITENOISE, *site.MIDDLEWARE[place:]]
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 31_536_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    settings.STATIC_ROOT = tmp_path
    (tmp_path / STATIC).parent.mkdir(parents=True)
    (tmp_path / STATIC).write_text("p { margin: 0 }")
    settings.WHITENOISE_AUTOREFRESH = True


def broken(*_args, **_kwargs):
    raise RuntimeError("as nobody foresaw")


KINDS = {
    "page": ("department", "GET", "/fengxiang-2004/units/", 200),
    "page of the staff": ("department", "GET", "/admin/", 200),
    "public page": ("", "GET", "/login/", 200),
    "redirect to the login": ("", "GET", "/fengxiang-2004/units/", 302),
    "redirect": ("department", "GET", "/", 302),
    "export": ("department", "GET", "/fengxiang-2004/out/units.csv", 200),
    "workbook": ("department", "GET", "/fengxiang-2004/out/units.xlsx", 200),
    "refusal": ("member", "GET", "/start/", 403),
    "no page": ("department", "GET", "/fengxiang-2004/nothing/", 404),
    "no page for nobody": ("", "GET", "/no/such/page/", 404),
    "no method": ("department", "DELETE", "/fengxiang-2004/units/", 405),
    "trace": ("", "TRACE", "/login/", 405),
    "no address": ("department", "GET", "/fengxiang-2004/units/?a=%00", 400),
    "forgery": ("department", "POST", "/notices/read/", 403),
    "json": ("department", "GET", "/session/", 200),
    "static file": ("", "GET", f"/static/{STATIC}", 200),
}


def headers_of(answer):
    if answer.streaming:
        b"".join(answer.streaming_content)
    return answer.headers


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_answer_bears_them(served, department, member, plan, kind):
    who, method, address, status = KINDS[kind]
    browser = Client(enforce_csrf_checks=kind == "forgery", raise_request_exception=False)
    if who:
        browser.force_login({"department": department, "member": member}[who])
    answer = browser.post(address, secure=True) if method == "POST" else browser.generic(method, address, secure=True)
    headers = headers_of(answer)
    assert answer.status_code == status
    assert set(headers["Content-Security-Policy"].split("; ")) == CSP
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    if kind != "static file":
        assert {"private", "no-cache"} <= set(headers["Cache-Control"].split(", "))
        assert status in {400, 405} or headers["X-Frame-Options"] == "DENY"  # older browsers
    if headers["Content-Type"].startswith(("text/", "application/json")) and "json" not in headers["Content-Type"]:
        assert "charset=" in headers["Content-Type"]


def test_a_fault_bears_them_too(served, department, plan, monkeypatch):
    monkeypatch.setattr("partybuilding.units.views.render", broken)
    browser = Client(raise_request_exception=False)
    browser.force_login(department)
    answer = browser.get("/fengxiang-2004/units/", secure=True)
    assert answer.status_code == 500
    assert set(answer["Content-Security-Policy"].split("; ")) == CSP
    assert answer["Cache-Control"] == "private, no-cache"
    assert "as nobody foresaw" not in answer.content.decode()


def test_plain_http_is_led_to_https(served, db):
    answer = Client().get("/login/")
    assert (answer.status_code, answer["Location"]) == (301, "https://testserver/login/")
    assert set(answer["Content-Security-Policy"].split("; ")) == CSP


def test_in_production_the_middleware_stands_as_here():
    names = literal_eval(setting("MIDDLEWARE", SECRET_KEY="key"))
    assert names.index(WHITENOISE) == names.index(COMPRESSION) - 1
    assert names.index("csp.middleware.CSPMiddleware") < names.index(WHITENOISE)
