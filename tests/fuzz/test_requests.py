"""Whatever is sent to any address by anybody: an answer, never a fault, and nothing of what is others'.

Some 2,000 requests in the suite; `make fuzz-requests` sends 20,000 on each database, others each time (FUZZ_SEED).
"""

import os
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, seed, settings

from partybuilding.models import AuditEntry, Pilot, Report
from tests import hostile
from tests import test_permissions as table
from tests.admin.admin_forms import untouched
from tests.factories import CadreFactory, CommunityFactory, ReportFactory
from tests.fuzz.requests import OPENED, FuzzedRequest, requests
from tests.permissions import ROLES, Line, route_of, staff_address

# The table's own cast and ground.
cast, reports, visit, notice, reached = table.cast, table.reports, table.visit, table.notice, table.reached
meeting, issued, matter, kept, enter, entries = (
    table.meeting,
    table.issued,
    table.matter,
    table.kept,
    table.enter,
    table.entries,
)
LOTS = 8
EACH = int(os.environ.get("FUZZ_REQUESTS", "2000")) // LOTS
SEED = int(os.environ.get("FUZZ_SEED", "14"))
# Who has no business in the plan at all: whatever they send to its addresses opens none of them.
OUTSIDE = {"anonymous", "inactive", "sysadmin", "department_elsewhere", "town_elsewhere", "stranger"}
STAFF = {"department", "department_elsewhere"}  # the staff pages show them the registers of all plans
# Refused or not there as the table asks for them, and opened once more is said: what is completed, or on which paper.
ASK_FOR_MORE = {"admin:autocomplete", "metrics"}
# Words that are in the database, and who may read them: on the site's pages, and on those of the staff.
OTHERS = {
    "只在草稿里的话": {"department", "town", "secretary"},  # of the first pilot's draft
    "别处草稿里的话": {"department_elsewhere"},
    "黎不可见": {"department", "town", "secretary"},  # a cadre of the first pilot's
    "黎在别处": {"department_elsewhere"},
}


@pytest.fixture
def others(request, pilots, cast):
    """Put words into the database that not everybody may read."""
    request.getfixturevalue("reports" if "reports" in request.fixturenames else "entries")
    Report.objects.filter(pilot=pilots[0], state="draft").update(progress="只在草稿里的话")
    CadreFactory(community=pilots[0].community, name="黎不可见")
    community = CommunityFactory(code="elsewhere", town=cast["town_elsewhere"].unit)
    plan = type(pilots[0].plan).objects.get(slug="elsewhere")
    CadreFactory(community=community, name="黎在别处")
    pilot = Pilot.objects.create(plan=plan, community=community, order=1)
    ReportFactory(pilot=pilot, progress="别处草稿里的话")


@pytest.fixture
def to_plan(kept) -> Callable[[FuzzedRequest], str]:
    return lambda request: request.address(route_of(request.line), kept(request.line))


@pytest.fixture
def to_staff(entries) -> Callable[[FuzzedRequest], str]:
    """Return the address of a request to the staff pages: the keys in it are places, too."""

    def address_of(request: FuzzedRequest) -> str:
        path = staff_address(request.line.name, entries).removeprefix("/")
        keys = re.findall(r"(?<=/)\d+(?=/)", path)
        return request.address(re.sub(r"(?<=/)\d+(?=/)", "%(key)s", path), {"key": "".join(keys[:1])})

    return address_of


@pytest.fixture
def sent(client, enter) -> Callable[..., Any]:
    """Send a request, with the form that stands on its page as far as there is one."""
    forms: dict[tuple[str, str], Mapping[str, Any]] = {}

    def form_at(address: str, line: Line) -> Mapping[str, Any]:
        """Return what the page that a form stands on would send, untouched."""
        if line.name.startswith("admin:"):
            if line.name.endswith(("_change", "_add")) and line.name != "admin:auth_user_password_change":
                return untouched(client, address)
            return {"post": "yes", "action": "delete_selected", "_selected_action": "1"}
        page = client.get(address, follow=True)  # where something is only sent, it leads to where it is sent from
        parser = Forms()
        if page.status_code == 200 and page["Content-Type"].startswith("text/html"):
            parser.feed(page.content.decode())
        return parser.forms.get(address, {})

    def send(request: FuzzedRequest, address_of: Callable[[FuzzedRequest], str]) -> Any:
        enter(request.role)
        address = address_of(request)
        headers = dict(request.headers)
        if request.body is not None or request.method != "POST":
            kind, body = request.body or ("", b"")
            return client.generic(request.method, address, body, kind, headers=headers)
        key = (request.role, request.line.title)
        if key not in forms and request.line.expected[request.role] in OPENED:
            forms[key] = form_at(address_of(replace(request, places={}, query=[])), request.line)
        return client.post(address, request.data(forms.get(key, {})), headers=headers)

    return send


class Forms(HTMLParser):
    """Collects what the forms of a page would send, by the address they are sent to."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: dict[str, dict[str, str]] = {}
        self.fields: dict[str, str] = {}
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.fields = self.forms.setdefault(has.get("action", ""), {})
        name = has.get("name", "")
        if tag == "select":
            self.select = name
        if tag == "option" and self.select and has.get("value"):
            self.fields.setdefault(self.select, has["value"])
        elif name and tag in {"input", "textarea", "select", "button"}:
            kind = has.get("type", "")
            if kind != "file" and not (kind in {"checkbox", "radio"} and name in self.fields):
                self.fields[name] = has.get("value", "on" if kind == "checkbox" else "")


def see(request: FuzzedRequest, answer: Any) -> None:
    """Fail where an answer is a fault, or shows or does what is not this person's."""
    is_staffs = request.line.name.startswith("admin")
    status, expected = str(answer.status_code), request.line.expected[request.role]
    assert status[0] != "5"
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    text = content.decode(errors="replace") if not answer.has_header("Content-Encoding") else ""
    readers = {words: who | (STAFF if is_staffs else set()) for words, who in OTHERS.items()}
    assert [words for words, who in readers.items() if words in text and request.role not in who] == []
    # An address of the staff with another key may be another address.
    is_closed = expected not in OPENED and (not request.places if is_staffs else request.role in OUTSIDE)
    if is_closed and request.method == request.line.method and request.line.name not in ASK_FOR_MORE:
        assert not is_answered_by_a_view(answer)


def acts_done() -> int:
    """Return how many acts were done up to now."""
    return AuditEntry.objects.filter(kind="act", outcome="done").count()


@pytest.fixture
def fuzz(sent, enter, monkeypatch, record_property) -> Callable[..., None]:
    """Send a share of all requests, each taken back again; at least half of them are answered by a view."""
    hostile.draw_no_page_for_refusals(monkeypatch)
    counts: Counter[str] = Counter()
    asked: set[tuple[str, str, str]] = set()

    def fuzz(lot: int, lines: list[Line], address_of: Callable[[FuzzedRequest], str]) -> None:
        for role in ROLES:
            enter(role)  # before anything is taken back
        done = acts_done()
        is_of_a_plan = {each.name: each in table.PLAN_PAGES and "%(plan)s" in route_of(each) for each in lines}

        @seed(SEED * LOTS + lot)
        @settings(max_examples=EACH, derandomize=False, suppress_health_check=list(HealthCheck))
        @given(requests(lines))
        def try_it(request: FuzzedRequest) -> None:
            with transaction.atomic():
                answer = sent(request, address_of)
                see(request, answer)
                if request.role in OUTSIDE and is_of_a_plan[request.line.name]:
                    assert acts_done() == done
                transaction.set_rollback(True)
            counts.update(["requests", f"status {answer.status_code}"])
            counts["answered by a view"] += is_answered_by_a_view(answer)
            asked.add((request.role, request.line.title, request.method))

        try_it()
        record_property("fuzzed", dict(counts))
        record_property("asked", sorted(" ".join(each) for each in asked))
        assert counts["answered by a view"] * 2 >= counts["requests"]

    return fuzz


def lots(first: int, last: int) -> list[Any]:
    """Return the numbers of shares; on PostgreSQL the suite tries the first alone."""
    return [first, *(pytest.param(lot, marks=pytest.mark.alike) for lot in range(first + 1, last))]


@pytest.mark.parametrize("lot", lots(0, 5))
def test_nothing_sent_to_the_plans_pages_is_a_fault_or_shows_what_is_others(lot, fuzz, to_plan, reports, others):
    fuzz(lot, table.PLAN_PAGES, to_plan)


@pytest.mark.parametrize("lot", lots(5, LOTS))
def test_nothing_sent_to_the_staff_pages_is_a_fault_or_shows_what_is_others(lot, fuzz, to_staff, others):
    fuzz(lot, table.STAFF_PAGES, to_staff)


def is_answered_by_a_view(answer: Any) -> bool:
    """Say whether it was the body of a view that answered: no door, no bound, no login before it."""
    if answer.status_code == 302:
        return not answer.url.startswith("/login/")
    return answer.status_code in {200, 304, 409, 422}
