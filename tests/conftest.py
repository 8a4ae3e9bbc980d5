"""What every test finds: a fixed day, an upload folder of its own, and the cast."""

import gc
from collections.abc import Callable, Iterator
from datetime import date
from inspect import signature
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.db import connection
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoDbBlocker, Settings

from communities.models import Community, User
from partybuilding.models import Pilot, Plan, Report, ReportEvent, Suggestion
from partybuilding.suggestions.actions import send_suggestion
from tests import sample_plan
from tests.client import Client
from tests.factories import UnitFactory, UserFactory
from tests.kept_plan import DAY, KeptPlan, Sample, load_shipped_plan, plan_of
from tests.reports.reporting import complete_report

# The same examples on every run, and no failure because the machine was busy.
hypothesis.settings.register_profile(
    "fixed",
    database=None,
    deadline=None,
    derandomize=True,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("fixed")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put together the tests that begin with the same plan.

    On PostgreSQL leave out those that may not reach a database: it is the same run as on SQLite.
    """
    if connection.vendor == "postgresql":
        alike = [item for item in items if not may_reach_the_database(item)]
        config.hook.pytest_deselected(items=alike)
        items[:] = [item for item in items if may_reach_the_database(item)]
    items.sort(key=plan_of)


def may_reach_the_database(item: pytest.Item) -> bool:
    """Say whether pytest-django lets a test into the database, at once or by what it asks `request` for."""
    assert isinstance(item, pytest.Function)
    opens = {"db", "transactional_db", "django_db_setup"} & set(item.fixturenames)
    return bool(opens or item.get_closest_marker("django_db") or "request" in signature(item.obj).parameters)


def pytest_collection_finish() -> None:
    """Sweep for garbage less often, and leave out what was imported and collected: it stays to the end.

    Tests make a good many objects and few rings of them: as often as by default, sweeps are a twelfth of their time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


@pytest.fixture(autouse=True)
def on_2005_11_15(settings: Settings) -> date:
    """Make it be 2005-11-15 everywhere, in the live server's threads too; `clock.set_to` goes before it."""
    settings.FENGXIANG_TODAY = DAY
    return DAY


@pytest.fixture(autouse=True)
def in_chinese(settings: Settings) -> None:
    """Begin in the site's language: a request in English leaves its thread in English."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def media_root(settings: Settings, tmp_path: Path) -> Path:
    """Keep uploads in a folder of this test's own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


# --- the ground -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def kept_plan(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[KeptPlan]:
    """The plan that stays in the database from test to test."""
    kept_plan = KeptPlan(django_db_blocker, tmp_path_factory.mktemp("demo-media"))
    yield kept_plan
    kept_plan.clear()


# Of a class: set up before all that a single test asks for, its database among them.
@pytest.fixture(autouse=True, scope="class")
def kept_or_cleared(request: pytest.FixtureRequest) -> None:
    """Keep its plan for the test that comes, or give it an empty database."""
    if which := plan_of(request.node):
        request.getfixturevalue("kept_plan").keep(which)
    elif not isinstance(request.node, pytest.Function) or may_reach_the_database(request.node):
        request.getfixturevalue("kept_plan").clear()


@pytest.fixture
def sample(kept_plan: KeptPlan, db: None) -> Sample | None:
    """The communities and the plan that were kept for this test, if they were."""
    return kept_plan.sample()


@pytest.fixture
def built(kept_plan: KeptPlan, db: None) -> Path:
    """The demonstration as it is built, for this test; its upload folder."""
    return kept_plan.media


@pytest.fixture
def communities(sample: Sample | None) -> list[Community]:
    """The three communities, in the plan's order: qinfenglu, dongguan, donghulu."""
    return sample[0] if sample else sample_plan.make_communities()


@pytest.fixture
def plan(communities: list[Community], sample: Sample | None) -> Plan:
    """The small plan of tests/sample_plan.py with its three pilots."""
    return sample[1] if sample else sample_plan.make_plan(communities)


@pytest.fixture
def pilots(plan: Plan) -> list[Pilot]:
    """The plan's pilots, in its order."""
    return list(plan.pilots.select_related("plan", "community"))


@pytest.fixture
def pilot(pilots: list[Pilot]) -> Pilot:
    """The first pilot, qinfenglu."""
    return pilots[0]


@pytest.fixture
def shipped_plan(kept_plan: KeptPlan, db: None) -> Plan:
    """The plan of 2004 as an office loads it, its 50 indicators and three pilots."""
    if not kept_plan.is_shipped:
        load_shipped_plan()
    return Plan.objects.get()


# --- the cast ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def department(db: None) -> User:
    """Staff of the Organisation Department, which checks the reports."""
    return UserFactory(department=True, username="zuzhibu", name="周某")


@pytest.fixture
def department_colleague(db: None) -> User:
    return UserFactory(department=True, username="zuzhibu2", name="吴某")


@pytest.fixture
def town(db: None) -> User:
    """Of the Party committee of Chengguan Town, where all three pilots lie."""
    return UserFactory(town=True, username="chengguan", name="郑某")


@pytest.fixture
def sysadmin(db: None) -> User:
    return UserFactory(sysadmin=True, username="admin", name="管理员")


@pytest.fixture
def secretary(communities: list[Community]) -> User:
    """The secretary of the first community, qinfenglu."""
    return UserFactory(secretary=True, username="qinfenglu", name="王某", community=communities[0])


@pytest.fixture
def other_secretary(communities: list[Community]) -> User:
    """The secretary of the second community, dongguan."""
    return UserFactory(secretary=True, username="dongguan", name="李某", community=communities[1])


@pytest.fixture
def third_secretary(communities: list[Community]) -> User:
    """The secretary of the third community, donghulu."""
    return UserFactory(secretary=True, username="donghulu", name="张某", community=communities[2])


@pytest.fixture
def member(db: None) -> User:
    """Of 民政局, which has a seat in the joint meeting of `plan`."""
    code, name, name_en = sample_plan.UNITS[1]
    return UserFactory(username="minzhengju", name="赵某", unit=UnitFactory(code=code, name=name, name_en=name_en))


@pytest.fixture
def stranger(db: None) -> User:
    """A joint-meeting member of a unit that has no seat in any plan."""
    return UserFactory(username="shuiliju", name="钱某", unit=UnitFactory(code="shuiliju", name="水利局"))


@pytest.fixture
def inactive(db: None) -> User:
    """Department staff whose account is closed."""
    return UserFactory(department=True, username="zuzhibu-former", name="孙某", is_active=False)


@pytest.fixture
def client() -> Client:
    """Return a browser that nobody is logged in with; it takes the place of pytest-django's."""
    return Client()


@pytest.fixture
def as_user(client: Client) -> Callable[[User], Client]:
    """Return the test client, logged in as whoever it is called with."""

    def log_in(user: User) -> Client:
        client.force_login(user)
        return client

    return log_in


@pytest.fixture
def suggestion(plan: Plan, secretary: User) -> Suggestion:
    """One of the secretary's in the suggestion box, open."""
    return send_suggestion(plan=plan, text="第七项每季度都一样", actor=secretary)


# --- reports and pages ------------------------------------------------------------------------------------------------


@pytest.fixture
def report_in(pilots: list[Pilot], secretary: User) -> Callable[..., Report]:
    """Return qinfenglu's complete report of 2005Q3 in the state it is called with, submitted by its secretary."""

    def make(state: str, **more: Any) -> Report:
        sent: dict[str, Any] = {} if state == Report.State.DRAFT else {state: True, "submitted_by": secretary}
        return complete_report(pilots[0], **sent, **more)

    return make


@pytest.fixture
def as_kept() -> Callable[[Report], dict[str, Any]]:
    """Return everything the database holds of a report, to be compared with what it holds later."""

    def look(report: Report) -> dict[str, Any]:
        return {
            "report": Report.objects.filter(pk=report.pk).values().get(),
            "history": report.history.count(),
            "events": list(ReportEvent.objects.filter(report=report).values()),
            "entries": list(report.entries.values()),
            "values": list(report.entries.values_list("values__field", "values__value")),
            "evidence": list(report.evidence.values()),
        }

    return look


@pytest.fixture
def english_pages(client: Client) -> None:
    """Read the site in English, so that a sentence is found where the code says it."""
    client.cookies["django_language"] = "en"


@pytest.fixture
def english() -> None:
    """Read texts in English where no page is asked for."""
    translation.activate("en")


@pytest.fixture
def url(plan: object) -> Callable[..., str]:
    """Return the address of a page: the plan's, and qinfenglu's report of 2005Q3 unless said otherwise."""

    def find(name: str, **parts: object) -> str:
        kwargs = {"plan": "fengxiang-2004", **parts}
        if name.startswith(("report-", "evidence")) or name == "report":
            kwargs = {"pilot": "qinfenglu", "quarter": "2005Q3", **kwargs}
        return reverse(name, kwargs=kwargs)

    return find
