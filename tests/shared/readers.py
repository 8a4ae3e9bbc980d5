"""Who reads a county's pages, and how one tells that what they were sent is what would be made for them now."""

import re
from dataclasses import dataclass, field
from itertools import product
from random import Random
from typing import Any, NamedTuple
from unittest import mock

import pytest
from django.test import override_settings
from django.utils.formats import date_format

from communities.models import ProjectActivity, Room, User
from fengxiang import clock
from partybuilding.models import Plan, VerificationDraw
from partybuilding.plan import queries
from partybuilding.shared import kept_pages
from partybuilding.shared.remembered import Remembered
from tests.client import Client
from tests.permissions import LINES, Line, route_of

LANGUAGES = ("zh-hans", "en")
BACKEND = "django.contrib.auth.backends.ModelBackend"
QUERIES = (
    "",
    "",
    "",
    "?quarter=2005Q3",
    "?truth=verified",
    "?carried=no",
    "?open=all",
    "?quarter=2005Q4&truth=verified",
)

# Files that are stored as they are, or made for one person: no page that is made from a plan's data.
FILES = {
    *("evidence", "evidence-thumbnail", "ledger-file", "paper-file", "paper-scan-file", "plan-copy"),
    *("milestone-document", "meeting-minutes", "report-workbook", "report-workbook-review", "report-workbook-marked"),
}
PAGES: list[Line] = list(
    {
        line.name: line
        for line in LINES
        if line.method == "GET" and not line.name.startswith("admin") and "plan" in route_of(line)
        if line.name not in FILES
        if "%(plan)s" in route_of(line)
    }.values()
)
_MASKS = re.compile(r'(name="(?:csrfmiddlewaretoken|form_end)" value=")[-\w]+')
_NOT_COMPARED = {"ETag", "Cache-Control", "X-Request-Id", "Expires", "Content-Length"}


class Seen(NamedTuple):
    """What a browser shows: the answer without what is new each time."""

    status: int
    body: str
    headers: tuple[tuple[str, str], ...]


class Copy(NamedTuple):
    """What a browser holds of an address, and the moment it is dated."""

    etag: str
    seen: Seen
    moments: tuple[str, ...]


class Look(NamedTuple):
    """Somebody who reads an address, in a language."""

    reader: "Reader"
    language: str
    address: str

    def __str__(self) -> str:
        return f"{self.reader.name} reads {self.address} in {self.language}"


@dataclass(eq=False)
class Reader:
    """A person with a browser for each language, and the copies it holds."""

    name: str
    user: User
    browsers: dict[str, Client] = field(default_factory=dict)
    copies: dict[tuple[str, str], Copy] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for language in LANGUAGES:
            browser = self.browsers[language] = Client()
            browser.force_login(self.user, BACKEND)
            browser.cookies["django_language"] = language
            browser.get("/password/")  # which gives it its forgery cookie


def moments() -> tuple[str, ...]:
    """Return now, in the forms in which a page says when it was made."""
    return tuple(date_format(clock.now(), form) for form in ("c", "Y-m-d H:i", "DATETIME_FORMAT"))


def undated(seen: Seen, moments: tuple[str, ...]) -> Seen:
    """Return what was seen without these moments: a copy a browser holds says when it was made, and that was before."""
    body = seen.body
    for moment in moments:
        body = body.replace(moment, "")
    return seen._replace(body=body)


class Readers:
    """Everybody who reads: asks for pages, and holds every answer that was not made just now to one that is."""

    def __init__(self, people: dict[str, User], chance: Random, plans: tuple[Plan, ...]) -> None:
        self.readers = [Reader(name, user) for name, user in people.items()]
        self.chance, self.plans = chance, plans
        self.asked = self.from_store = self.not_modified = 0
        self._hits = 0
        self.pool: list[Look] = []

    def watch(self, patch: pytest.MonkeyPatch) -> None:
        """Know from now on what comes out of the store."""
        get = kept_pages.MemoryStore.get

        def watched(store: kept_pages.MemoryStore, key: str) -> Any:
            page = get(store, key)
            self._hits += page is not None
            return page

        patch.setattr(kept_pages.MemoryStore, "get", watched)

    # --- what is looked at --------------------------------------------------------------------------------------------

    def choose(self, pages: int, lines: list[Line] | None = None) -> list[Look]:
        """Return so many pages by lot, each looked at by three readers in some language."""
        looks = []
        everybody = list(product(self.readers, LANGUAGES))
        for _number in range(pages):
            line, plan = self.chance.choice(lines or PAGES), self.chance.choice([*self.plans, self.plans[0]])
            address = self.address(line, Plan.objects.get(pk=plan.pk))
            looks += [Look(*each, address) for each in self.chance.sample(everybody, 3)]
        return looks

    def everything(self) -> list[Look]:
        """Return every kind of page of the first plan, each looked at by everybody in each language."""
        plan = Plan.objects.get(pk=self.plans[0].pk)
        addresses = [self.address(line, plan) for line in PAGES]
        return [Look(*each, address) for address in addresses for each in product(self.readers, LANGUAGES)]

    def address(self, line: Line, plan: Plan) -> str:
        """Return the address of a page of something that is there, or of something that might be."""
        begun = [quarter for quarter in plan.quarters if quarter.first_day <= clock.today()]
        codes = plan.pilots.values_list("community__code", flat=True)
        activities = list(ProjectActivity.objects.filter(community__pilots__plan=plan).order_by("pk")[:8])
        activity = self.chance.choice(activities) if activities else None
        at: ProjectActivity | Room | None = activity if line.name == "activity" else None
        if line.name == "entry-history":
            at = self.chance.choice(list(Room.objects.filter(community__pilots__plan=plan).order_by("pk")) or [None])
        some: dict[str, Any] = {
            "plan": [plan.slug],
            "pilot": [at.community.code] if at else codes,
            "quarter": begun[-4:],
            "area": [2, 4],
            "unit": plan.member_units.values_list("unit__code", flat=True),
            "indicator": ["K07", "K16", "K30"],
            "code": ["K07", "K10", "K16"],
            "form": ["csv"],
            "number": plan.meetings.values_list("number", flat=True),
            "item": [each.code for each in plan.ledger.all()],
            "paper": plan.papers.values_list("code", flat=True),
            "key": ["money", "leaders", "training"],
            "activity": [activity.pk] if activity else [],
            "entry": [at.pk] if at else [],
            "register": ["room"],
        }
        if line.name == "verification-list":
            some["number"] = VerificationDraw.objects.filter(plan=plan).values_list("number", flat=True)
        names = re.findall(r"%\((\w+)\)s", route_of(line))
        parts = {name: self.chance.choice(sorted(map(str, some[name])) or ["1"]) for name in names}
        return f"/{route_of(line) % parts}{self.chance.choice(QUERIES)}"

    # --- looking ------------------------------------------------------------------------------------------------------

    def check(self, looks: list[Look], after: str) -> None:
        """Ask for pages; AssertionError for one that is not what would be made now.

        What is sent from the store is always compared. Of what was made just now only parts may have been kept, and
        every eighth of these is.
        """
        for look in looks:
            self._check(look, after, is_thorough=self.chance.random() < 0.125)

    def _check(self, look: Look, after: str, *, is_thorough: bool) -> None:
        place = (look.language, look.address)
        copy = look.reader.copies.get(place) if self.chance.random() < 0.6 else None
        headers = {"If-None-Match": copy.etag} if copy else {}
        hits, self.asked = self._hits, self.asked + 1
        answer = self._get(look, headers)
        is_kept = self._hits > hits
        if answer.status_code == 304:
            assert copy is not None
            self.not_modified += 1
            both = copy.moments + moments()
            assert undated(copy.seen, both) == undated(self._made(look), both), f"304 after {after}: {look}"
            return
        seen = seen_in(answer)
        if "ETag" in answer:
            look.reader.copies[place] = Copy(answer["ETag"], seen, moments())
        self.from_store += is_kept
        if is_kept or is_thorough:
            assert seen == self._made(look), f"stale after {after}: {look}"

    def _made(self, look: Look) -> Seen:
        """Return the page as it is made with nothing kept, and nothing remembered of what was computed before."""
        forgetful = mock.patch.object(Remembered, "of", lambda _kept, _key, compute: compute())
        with override_settings(KEPT_PAGES_BYTES=0), forgetful:
            return seen_in(self._get(look))

    def _get(self, look: Look, headers: dict[str, str] | None = None) -> Any:
        # All of a test is one transaction: a page goes by the number of its terms all the same, as outside of one.
        with mock.patch.object(queries, "terms_version", lambda plan: vars(plan).get("terms_version")):
            return look.reader.browsers[look.language].get(look.address, headers=headers or {})


def seen_in(answer: Any) -> Seen:
    """Return an answer without what is new each time."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    body = _MASKS.sub(r"\1", content.decode(errors="replace"))
    headers = sorted((name, value) for name, value in answer.items() if name not in _NOT_COMPARED)
    return Seen(answer.status_code, body, tuple(headers))
