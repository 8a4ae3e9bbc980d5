"""No page is stale: over random histories, what comes from the store is what would be made now, byte for byte.

Only such a page can be stale; one that is made anew is right by construction. That the histories would show it is shown
too: with a fault planted, of each kind there can be, they end at a stale page.

`make never-stale` plays longer histories with more pages (NEVER_STALE_ACTS, NEVER_STALE_PAGES, NEVER_STALE_SEEDS), and
now and then looks at everything there is before and after an act. It says how far it is, and what it came to.
"""

import logging
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from pytest_django import Settings

from communities.models import Community, Unit, User
from fengxiang import clock
from partybuilding.models import Plan, PlanVersion
from partybuilding.shared import kept_pages, versions
from partybuilding.targets.quarter import Quarter
from tests import factories_meeting, sample_plan
from tests.client import Client
from tests.factories import CommunityFactory, UnitFactory, UserFactory
from tests.kept_plan import DAY
from tests.permissions import Line
from tests.reports.reporting import complete_report
from tests.shared.county import Act, County
from tests.shared.county_staff import ALL
from tests.shared.ground import fill_registers, furnish
from tests.shared.readers import BACKEND, PAGES, Readers

ACTS = int(os.environ.get("NEVER_STALE_ACTS", "40"))
LOOKED_AT = int(os.environ.get("NEVER_STALE_PAGES", "1"))
SEEDS = [int(seed) for seed in os.environ.get("NEVER_STALE_SEEDS", "2005").split(",")]
IS_CAMPAIGN = "NEVER_STALE_ACTS" in os.environ
OFTEN_SAID, OFTEN_SWEPT = 25, 150  # after so many acts
ENOUGH = 64 * 1024 * 1024


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    """Refusals are asked for by the hundred."""
    caplog.set_level(logging.CRITICAL, "django.request")


@pytest.fixture(autouse=True)
def kept(settings: Settings) -> Iterator[None]:
    """Keep pages, beginning with none."""
    settings.KEPT_PAGES_BYTES = ENOUGH
    kept_pages.store.cache_clear()
    yield
    kept_pages.store.cache_clear()


def report_and_plan_a_meeting(plan: Plan) -> None:
    """Let each pilot's report stand in another state, and a meeting be planned."""
    first, second, third = plan.pilots.select_related("community").order_by("order")
    complete_report(first, quarter=Quarter(2005, 2), approved=True, changes={"K07": {"area": 162}})
    complete_report(second, submitted=True)
    complete_report(third)
    factories_meeting.MeetingFactory(plan=plan, number=1, planned_on=DAY)


def logged_in(user: User) -> Client:
    browser = Client()
    browser.force_login(user, BACKEND)
    return browser


@pytest.fixture
def county(
    plan: Plan, communities: list[Community], department: User, town: User, sysadmin: User, settings: Settings
) -> County:
    """Two plans of one county: the second has two communities of the first's, and all its units."""
    new: Community = CommunityFactory(code="beihuan", name="北环社区", name_en="Beihuan Road Community")
    later = sample_plan.make_plan(
        [*communities[:2], new], slug="fengxiang-later", begins_on=plan.begins_on.replace(day=28)
    )
    UnitFactory(code="guowang", name="郭王镇党委", name_en="Guowang Town Party Committee", level=Unit.Level.TOWN)
    for each in (plan, later):
        furnish(each)
        report_and_plan_a_meeting(each)
    for community in [*communities, new]:
        fill_registers(community)
    PlanVersion.objects.bulk_create(PlanVersion(plan=each) for each in (plan, later))
    members: dict[str, User] = {
        code: UserFactory(unit=Unit.objects.get(code=code)) for code in ("minzhengju", "caizhengju")
    }
    colleague = UserFactory(department=True, name="吴某")
    return County(
        plans=(plan, later),
        department=department,
        town=town,
        secretaries={each.code: UserFactory(secretary=True, community=each) for each in [*communities, new]},
        members=members,
        movers=[colleague, UserFactory(unit=Unit.objects.get(code="caizhengju"), name="冯某")],
        staff=logged_in(department),
        sysadmin=logged_in(sysadmin),
        settings=settings,
        chance=Random(0),  # noqa: S311 - no secret
    )


@pytest.fixture
def hours(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the clock stand still but for the county's own hours."""

    def now() -> datetime:
        return datetime(*clock.today().timetuple()[:3], county.hour, 30, tzinfo=ZoneInfo("Asia/Shanghai"))

    monkeypatch.setattr(clock, "now", now)


@pytest.fixture
def say(capfd: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    """Say at once how far a campaign is: past pytest, which shows what a test writes when it has failed."""

    def say(line: str) -> None:
        if IS_CAMPAIGN:
            with capfd.disabled():
                sys.stderr.write(f"\n{line}")
                sys.stderr.flush()

    return say


@pytest.fixture
def live(
    county: County, hours: None, sysadmin: User, monkeypatch: pytest.MonkeyPatch, say: Callable[[str], None]
) -> Callable[..., Readers]:
    """Let so many acts happen, looking at pages before and after each; AssertionError for a stale one."""

    def live(seed: int, acts: int, *, pages: int, of: dict[str, Act] = ALL, lines: list[Line] = PAGES) -> Readers:
        county.chance.seed(seed)
        secretaries = county.secretaries
        people = {
            "department": county.department,
            "a colleague of the department": county.movers[0],
            "town": county.town,
            "secretary": secretaries["qinfenglu"],
            "another secretary": secretaries["dongguan"],
            "member": county.members["minzhengju"],
            "another unit's member": county.movers[1],
            "system administrator": sysadmin,
        }
        readers = Readers(people, county.chance, county.plans)
        readers.watch(monkeypatch)
        after, begun = "nothing", time.monotonic()
        for number in range(1, acts + 1):
            is_sweep = IS_CAMPAIGN and number % OFTEN_SWEPT == 0
            new = readers.everything() if is_sweep else readers.choose(pages, lines)
            readers.check(new, f"{after}, seen first")
            looks = new if is_sweep else [*new, *readers.pool][: 2 * len(new)]
            after = f"{len(county.done) + 1}. {county.act(of)} in {county.plan.slug}"
            readers.check(looks, after)
            readers.pool = looks if not is_sweep else readers.pool
            if number % OFTEN_SAID == 0:
                minutes = (time.monotonic() - begun) / 60
                say(f"seed {seed}: {number} of {acts} acts, {readers.asked} answers, {minutes:.1f} min ")
        return readers

    return live


def test_every_page_can_be_looked_at(county):
    readers = Readers({}, county.chance, county.plans)
    for line in PAGES:
        assert re.fullmatch(r"/[\w./-]+(\?[\w=&]+)?", readers.address(line, county.plan))


def write_down(seed: int, county: County, readers: Readers) -> None:
    """Add what a history was to build/never-stale.txt."""
    done = Counter(county.done)
    never = ", ".join(sorted(ALL.keys() - done.keys())) or "none"
    lines = [
        f"Seed {seed}: {len(county.done)} acts of {len(done)} kinds, up to {county.today}; {readers.asked} answers,",
        f"of them {readers.from_store} from the store and {readers.not_modified} times 304, all as made anew.",
        ", ".join(f"{name} {times}" for name, times in sorted(done.items())) + f"; never: {never}.",
    ]
    path = Path(settings.BASE_DIR, "build", "never-stale.txt")
    path.parent.mkdir(exist_ok=True)
    with path.open("a") as file:
        file.write("\n".join([*lines, "", ""]))


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_sent_is_what_would_be_made(live, county, seed, record_property):
    readers = live(seed, ACTS, pages=LOOKED_AT)
    write_down(seed, county, readers)
    record_property("acts", dict(Counter(county.done)))
    record_property("answers", readers.asked)
    record_property("from the store", readers.from_store)
    record_property("times 304", readers.not_modified)
    assert readers.from_store > readers.asked // 50
    assert readers.not_modified > readers.asked // 50


# --- faults that are planted ------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Something that is not noticed, after which acts it shows, and on which pages."""

    plant: Callable[[pytest.MonkeyPatch], None]
    acts: str
    pages: str
    before: str = ""  # what has to happen first
    is_quick: bool = True


def unnoticed(*labels: str) -> Callable[[pytest.MonkeyPatch], None]:
    """Let writes of some models not be noticed."""

    def plant(patch: pytest.MonkeyPatch) -> None:
        patch.setattr(versions, "_UNREAD", versions._UNREAD | set(labels))

    return plant


def first_plan_alone(patch: pytest.MonkeyPatch) -> None:
    """Let a community's entries concern one of its plans."""
    plans_of = versions.plans_of

    def of_one(row: Any) -> set[int]:
        plans = plans_of(row)
        return {min(plans)} if isinstance(row, Community) and plans else plans

    patch.setattr(versions, "plans_of", of_one)


def where_it_is_now_alone(patch: pytest.MonkeyPatch) -> None:
    """Let nobody ask where an entry stood before it was moved."""
    patch.setattr(versions, "way_up", lambda model, way_up=versions.way_up: way_up(model) if _is_noted() else None)


def _is_noted() -> bool:
    return sys._getframe(2).f_code.co_name != "_note_before"


def by_role(patch: pytest.MonkeyPatch) -> None:
    """Keep one page for everybody of a role."""
    key = kept_pages._key
    patch.setattr(
        kept_pages, "_key", lambda request, version, audience, **more: key(request, version, audience[:1], **more)
    )


def in_one_language(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(kept_pages, "get_language", lambda: "en")


def on_one_day(patch: pytest.MonkeyPatch) -> None:
    key = kept_pages._key

    def on_one_day(*given: Any, **more: Any) -> str:
        with clock.set_to(DAY):
            return key(*given, **more)

    patch.setattr(kept_pages, "_key", on_one_day)


def without_drafts(patch: pytest.MonkeyPatch) -> None:
    """Take every page for one that no draft shows on."""
    key = kept_pages._key
    patch.setattr(kept_pages, "_key", lambda *given, shows_drafts: key(*given, shows_drafts=False))


TERMS = ("partybuilding.Indicator", "partybuilding.ScheduleStep", "partybuilding.PlanChange")
FAULTS = {
    "ledger": Fault(
        plant=unnoticed("partybuilding.LedgerItem", "partybuilding.LedgerEvent"),
        before="open_item open_item",
        acts="progress extend",
        pages="ledger",
    ),
    "rooms": Fault(plant=unnoticed("communities.Room"), acts="resize_room", pages="value pilot", is_quick=False),
    "terms": Fault(plant=unnoticed(*TERMS), acts="change_target", pages="indicator"),
    "attendance": Fault(
        plant=unnoticed("partybuilding.Attendance"),
        before="open_meeting",
        acts="attend",
        pages="meeting meetings",
    ),
    "papers": Fault(plant=unnoticed("partybuilding.Paper"), acts="issue", pages="papers"),
    "accounts": Fault(
        plant=unnoticed("communities.User"),
        before="open_item",
        acts="rename_account",
        pages="ledger-item",
        is_quick=False,
    ),
    "drafts": Fault(
        plant=without_drafts,
        before="start start start start start start",
        acts="save_field",
        pages="report report-edit",
        is_quick=False,
    ),
    "one plan of two": Fault(plant=first_plan_alone, acts="resize_room", pages="value", is_quick=False),
    "a moved room": Fault(plant=where_it_is_now_alone, acts="move_room", pages="value", is_quick=False),
    "audience": Fault(
        plant=by_role, acts="pass_hours progress", before="open_item", pages="county work", is_quick=False
    ),
    "language": Fault(plant=in_one_language, acts="resize_room", pages="county timeline"),
    "day": Fault(plant=on_one_day, acts="pass_days", pages="timeline county"),
}


@pytest.fixture
def planted(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Fault], None]]:
    def plant(fault: Fault) -> None:
        fault.plant(monkeypatch)
        versions._tables.cache_clear()

    yield plant
    versions._tables.cache_clear()


@pytest.mark.parametrize("name", [name for name, fault in FAULTS.items() if fault.is_quick or IS_CAMPAIGN])
def test_a_planted_fault_is_found(live, county, planted, name):
    fault = FAULTS[name]
    for act in fault.before.split():
        county.act({act: ALL[act]})
    planted(fault)
    acts = {act: ALL[act] for act in fault.acts.split()}
    lines = [line for line in PAGES if line.name in fault.pages.split()]
    assert len(lines) == len(fault.pages.split())
    with pytest.raises(AssertionError, match=r"^(stale|304) after"):
        live(2005, 30, pages=1, of=acts, lines=lines)
