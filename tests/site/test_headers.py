"""What goes out with every kind of answer: pages, files, refusals, faults, redirects, parts of pages."""

from ast import literal_eval

import pytest
from django.conf import settings as site
from django.core.files.uploadedfile import SimpleUploadedFile

from communities import limits
from partybuilding.models import PlanVersion
from partybuilding.reports.actions_evidence import attach_evidence
from partybuilding.shared import kept_pages
from tests.client import Client
from tests.reports.reporting import photo
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
    assert answer.status_code == status
    bears_them(answer, is_static=kind == "static file", is_framed=status in {400, 405})


def bears_them(answer, *, is_static=False, is_framed=False, policy=CSP):
    """Look at the headers of an answer; what never came to a view says nothing of frames beside the policy."""
    headers = headers_of(answer)
    assert set(headers["Content-Security-Policy"].split("; ")) == policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    if not is_static:
        caching = set(headers["Cache-Control"].split(", "))
        assert {"private", "no-cache"} <= caching or "no-store" in caching
        assert is_framed or headers["X-Frame-Options"] == "DENY"  # older browsers
    kind = headers.get("Content-Type", "")  # a 304 has none
    if kind.startswith(("text/", "application/json")) and "json" not in kind:
        assert "charset=" in kind


@pytest.fixture
def staff(department):
    staff = Client(raise_request_exception=False)
    staff.force_login(department)
    return staff


def test_a_page_that_is_still_the_same_bears_them(served, staff, plan, settings):
    settings.KEPT_PAGES_BYTES = 10_000_000
    kept_pages.store.cache_clear()
    PlanVersion.objects.create(plan=plan)
    tag = staff.get("/fengxiang-2004/units/", secure=True)["ETag"]
    answer = staff.get("/fengxiang-2004/units/", secure=True, headers={"if-none-match": tag})
    assert answer.status_code == 304
    bears_them(answer, is_framed="X-Frame-Options" not in answer)
    kept_pages.store.cache_clear()


@pytest.mark.parametrize("name", ["活动站.jpg", "报告.pdf"])
def test_a_file_that_was_brought_bears_them(served, staff, secretary, report_in, url, name):
    file = photo(name) if name.endswith("jpg") else SimpleUploadedFile(name, b"%PDF-1.4\n%%EOF")
    proof = attach_evidence(report=report_in("draft"), file=file, actor=secretary)
    answer = staff.get(url("evidence", uid=proof.uid), secure=True)
    assert answer.status_code == 200
    # A browser that shows a picture by itself puts a style into it.
    bears_them(answer, policy=CSP | {"style-src 'self' 'unsafe-inline'"})


def test_a_form_that_comes_back_bears_them(served, staff, plan, url):
    answer = staff.post(url("suggestion-send"), {"text": ""}, secure=True)
    assert answer.status_code == 422
    bears_them(answer)


def test_a_refusal_for_today_bears_them(served, staff, plan, settings, monkeypatch):
    settings.LIMITS = True
    monkeypatch.setitem(limits.KINDS, "search", limits.Limit(0, 60, 1))
    answer = staff.get("/fengxiang-2004/search/?q=a", secure=True)
    assert answer.status_code == 429
    bears_them(answer)


@pytest.mark.parametrize("status", [500, 503])
def test_a_fault_bears_them_too(served, staff, plan, monkeypatch, status):
    monkeypatch.setattr("partybuilding.units.views.render", broken)
    monkeypatch.setattr("fengxiang.errors._is_without_database", lambda _error: status == 503)
    answer = staff.get("/fengxiang-2004/units/", secure=True)
    assert answer.status_code == status
    bears_them(answer, is_framed="X-Frame-Options" not in answer)
    assert "as nobody foresaw" not in answer.content.decode()


def test_plain_http_is_led_to_https(served, db):
    answer = Client().get("/login/")
    assert (answer.status_code, answer["Location"]) == (301, "https://testserver/login/")
    assert set(answer["Content-Security-Policy"].split("; ")) == CSP


def test_in_production_the_middleware_stands_as_here():
    names = literal_eval(setting("MIDDLEWARE", SECRET_KEY="key"))
    assert names.index(WHITENOISE) == names.index(COMPRESSION) - 1
    assert names.index("csp.middleware.CSPMiddleware") < names.index(WHITENOISE)
