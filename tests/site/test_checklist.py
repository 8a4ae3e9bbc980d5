"""Lines of docs/security.md that no other test holds."""

import re
from pathlib import Path

import pytest
from django.urls import get_resolver

from communities.models import User
from tests.factories import PASSWORD
from tests.test_project import HOUSES, ROOT, sources

# Where text that is no literal may become markup: help texts of our own password rules.
TRUSTED = {"templates/registration/password_change_form.html"}
# Code that makes markup, none of it from what was typed: places that are left open, and our own style sheets.
TRUSTED_CODE = {"fengxiang/personal.py", "partybuilding/meetings/snapshot_html.py"}
RAW = re.compile(r"\.raw\(|\.extra\(|RawSQL|mark_safe\(|SafeString\((?!\))")
UNESCAPED = re.compile(r"\|\s*safe\b|autoescape off")


@pytest.mark.parametrize(("address", "fields"), [("/login/", 1), ("/password/", 3)])
def test_a_password_is_typed_unseen_and_may_be_pasted(client, member, address, fields):
    if address != "/login/":
        client.force_login(member)
    page = client.get(address).content.decode()
    inputs = re.findall(r'<input[^>]*name="[^"]*password[^"]*"[^>]*>', page)
    assert len(inputs) == fields
    assert all('type="password"' in each for each in inputs)
    assert not [each for each in inputs if "onpaste" in each or 'autocomplete="off"' in each]
    scripts = "".join(path.read_text() for path in (ROOT / "static" / "js").rglob("*.js"))
    assert not re.search(r"addEventListener\(.paste.[^\n]*password", scripts)


@pytest.mark.django_db
def test_a_new_database_lets_nobody_in(client):
    assert not User.objects.exists()
    for name in ("admin", "root", "zuzhibu"):
        assert client.post("/login/", {"username": name, "password": name}).status_code == 200
    assert client.get("/account/").status_code == 302


def test_no_line_of_the_log_holds_a_password_or_a_line_break_that_was_sent(client, member, caplog):
    client.post("/login/", {"username": "minzhengju\nINFO forged", "password": PASSWORD})
    client.post("/login/", {"username": "minzhengju", "password": "a secret-9X"})
    client.get("/no/such%0aINFO%20forged/")
    lines = [record.getMessage() for record in caplog.records]
    assert len(lines) > 2
    assert not [line for line in lines if PASSWORD in line or "a secret-9X" in line or "\n" in line]


def test_nothing_typed_becomes_sql_or_markup():
    python = [path for path in sources(*HOUSES) if "migrations" not in path.parts]
    assert len(python) > 200
    assert {str(path.relative_to(ROOT)) for path in python if RAW.search(path.read_text())} == TRUSTED_CODE
    templates = [path for path in (ROOT / "templates").rglob("*.*") if UNESCAPED.search(path.read_text())]
    assert {str(path.relative_to(ROOT)) for path in templates} == TRUSTED


def test_what_looks_like_a_template_stays_text(as_user, secretary, department, plan, url):
    text = "{{ 7*7 }} {% debug %} <b>a</b>"
    as_user(secretary).post(url("suggestion-send"), {"text": text})
    page = as_user(department).get(url("suggestions")).content.decode()
    assert "{{ 7*7 }} {% debug %} &lt;b&gt;a&lt;/b&gt;" in page


def test_no_address_has_a_place_for_a_persons_name():
    parts = {part for route in routes() for part in re.findall(r"<(?:\w+:)?(\w+)>", route)}
    assert len(parts) > 5
    assert parts.isdisjoint({"name", "username", "person", "user", "email", "birthday"})


def routes() -> list[str]:
    """Return all routes of the site, with the names of what stands in them."""

    def walk(patterns, before=""):
        for each in patterns:
            here = before + str(each.pattern)
            if hasattr(each, "url_patterns"):
                yield from walk(each.url_patterns, here)
            else:
                yield here

    return list(walk(get_resolver().url_patterns))


@pytest.mark.parametrize(
    "address",
    [
        *("/.git/config", "/.env", "/manage.py", "/tests/", "/static/", "/static/../manage.py", "/media/"),
        *("/db.sqlite3", "/__debug__/"),
    ],
)
def test_nothing_beside_the_site_is_served(client, department, plan, address):
    assert client.get(address).status_code in {302, 404}
    client.force_login(department)
    assert client.get(address).status_code == 404


def test_no_unit_runs_the_site_as_root():
    units = list((ROOT / "deploy" / "systemd").glob("*.service"))
    assert len(units) >= 2
    assert [unit.name for unit in units if not re.search(r"^User=(?!root)\w+$", unit.read_text(), re.MULTILINE)] == []


@pytest.mark.parametrize("name", ["security.md", "threat-model.md", "privacy.md"])
def test_the_documents_of_trust_are_there(name):
    text = Path(ROOT / "docs" / name).read_text()
    assert len(text.splitlines()) > 20
    if name == "privacy.md":
        assert "## Impact" in text
