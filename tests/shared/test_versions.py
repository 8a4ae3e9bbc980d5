"""What a plan's data version rises with: every model has a place in it, and every reading page goes by it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django import Settings

from communities.models import Community, Unit, User
from partybuilding.models import Plan, PlanVersion
from partybuilding.shared import kept_pages, versions
from partybuilding.shared.act import perform
from tests.client import Client
from tests.factories import PilotFactory, PlanFactory, ResidentUnitFactory, RoomFactory

# Models whose rows are on no page that is kept, and why. An entry that is no longer true fails too.
UNREAD = {
    "communities.LimitCount": "it counts requests, and is on no page",
    "communities.PastPassword": "it is what a new password is compared with, and on no page",
    "partybuilding.AuditEntry": "it is told on the record's own pages, which are made each time",
    "partybuilding.AuditHead": "it counts entries, and is on no page",
    "partybuilding.Notice": "how many are unread is read with the version, by person; the inbox is not kept",
    "partybuilding.FileSum": "it is what a file is compared with, and on no page",
    "partybuilding.JobRun": "it is told on the administrator's page, which is made each time",
    "partybuilding.OnceKey": "it is a mark of a form that was taken, and on no page",
    "partybuilding.PlanVersion": "it is the version",
    "partybuilding.PrintedHead": "is printed on a paper once, which is never made again",
}

# Pages of a plan that are made each time, and why.
ANEW = {
    **dict.fromkeys(
        ("evidence", "evidence-thumbnail", "ledger-file", "paper-file", "paper-scan-file"), "a stored file"
    ),
    **dict.fromkeys(("plan-copy", "milestone-document", "meeting-minutes"), "a stored file"),
    "snapshot-download": "what was kept once is sent as it was, and carries its moment",
    "report-workbook": "carries who took it along, and when",
    **dict.fromkeys(("report-workbook-review", "report-workbook-marked"), "of a workbook that waits in the folder"),
    **dict.fromkeys(("meetings-calendar", "meeting-calendar"), "carries the moment it was made, as calendars want"),
    "registers": "leads on to the reader's own community",
    "entry-effect": "of an entry that is being typed",
    "meeting-preparation": "says whether a reminder was read, which raises no version",
    "meeting-show": "a meeting's own screen, with a form that is written in",
}


def models_of_both() -> list[type[models.Model]]:
    configs = [apps.get_app_config(label) for label in ("communities", "partybuilding")]
    every = [model for config in configs for model in config.get_models()]
    return [model for model in every if not model.__name__.startswith("Historical")]


def way_to_a_plan(model: type[models.Model]) -> list[str]:
    """Return the foreign keys from a model to its plan or its community; fails where one leads on no further."""
    way: list[str] = []
    while model not in (Plan, Community):
        upwards = versions.way_up(model)
        assert upwards, f"{model._meta.label} leads nowhere"
        key: Any = model._meta.get_field(upwards)
        assert not key.null, f"{model._meta.label}.{upwards} may be empty"
        way.append(upwards)
        model = key.related_model
    return way


def test_every_model_leads_to_its_plans_or_raises_all_or_is_unread_for_a_reason() -> None:
    labels = {model._meta.label: model for model in models_of_both()}
    assert UNREAD.keys() == versions._UNREAD
    assert labels.keys() >= versions._UNREAD | versions._DRAFTS | versions._TERMS | versions._EVERYWHERE
    for label in labels.keys() - versions._UNREAD - versions._EVERYWHERE:
        assert way_to_a_plan(labels[label])


def test_every_table_is_watched_and_those_between_two_models_as_well() -> None:
    tables = versions._tables()
    for model in models_of_both():
        between = [each.m2m_db_table() for each in model._meta.local_many_to_many]
        own = [] if model._meta.label in UNREAD else [model._meta.db_table]
        assert {tables[table] for table in [*own, *between] if "communities_user_" not in table} <= {model._meta.label}


# --- pages ------------------------------------------------------------------------------------------------------------


def views(patterns: list[Any], route: str = "") -> Iterator[tuple[str, Any]]:
    """Yield name and view of every address of a plan."""
    for each in patterns:
        here = route + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from views(each.url_patterns, here)
        elif isinstance(each, URLPattern) and "<slug:plan>" in here:
            yield str(each.name), each.callback


def layers(view: Any) -> Iterator[Any]:
    """Yield a view, and what its decorators have put it in."""
    while view is not None:
        yield view
        view = getattr(view, "__wrapped__", None)


def has_layer(view: Any, file: str) -> bool:
    return any(layer.__code__.co_filename.endswith(file) for layer in layers(view))


def is_read(view: Any) -> bool:
    """Return whether an address is only read, by what its innermost decorator for methods lets through."""
    allowed = [
        cell.cell_contents
        for layer in layers(view)
        for cell in layer.__closure__ or ()
        if isinstance(cell.cell_contents, list) and "GET" in cell.cell_contents
    ]
    return bool(allowed)


def test_every_page_of_a_plan_is_kept_or_made_anew_for_a_reason() -> None:
    pages = {name: view for name, view in views(get_resolver().url_patterns) if is_read(view)}
    assert len(pages) > 50
    assert {name for name, view in pages.items() if not has_layer(view, "shared/kept_pages.py")} == ANEW.keys()


# --- what an act writes -----------------------------------------------------------------------------------------------


@pytest.fixture
def numbers(plan: Plan) -> Any:
    """Return which versions rise by something that is done, plan's and another one's: 1 or 0."""
    other = PlanFactory(slug="other")
    PlanVersion.objects.bulk_create(PlanVersion(plan=each) for each in (plan, other))

    def rise(run: Any) -> tuple[int, int]:
        before = dict(PlanVersion.objects.values_list("plan", "number"))
        perform("test", None, run)
        after = dict(PlanVersion.objects.values_list("plan", "number"))
        assert all(after[each] >= before[each] for each in before)
        return (int(after[plan.pk] > before[plan.pk]), int(after[other.pk] > before[other.pk]))

    return rise


def test_what_joins_two_tables_is_noticed(numbers, plan):
    indicator, seat = plan.indicators.get(code="K16"), plan.member_units.get(unit__code="minzhengju")
    assert numbers(lambda: indicator.leads.add(seat)) == (1, 0)
    assert numbers(lambda: indicator.leads.remove(seat)) == (1, 0)


def test_rows_made_together_are_noticed(numbers, plan):
    room = RoomFactory.build(community=plan.pilots.get(order=1).community)
    assert numbers(lambda: type(room).objects.bulk_create([room], ignore_conflicts=True)) == (1, 1)


def test_an_entry_that_moves_raises_where_it_was_and_where_it_is(numbers, plan, communities):
    elsewhere = PilotFactory(plan=Plan.objects.get(slug="other")).community
    room = RoomFactory(community=communities[0])
    room.community = elsewhere
    assert numbers(room.save) == (1, 1)
    assert numbers(room.save) == (0, 1)


def test_what_is_deeper_in_a_register_raises_its_communitys_plans(numbers, communities):
    unit = ResidentUnitFactory(community=communities[0])
    assert numbers(unit.save) == (1, 0)
    assert numbers(unit.delete) == (1, 0)


def test_nothing_written_raises_nothing(numbers, plan):
    assert numbers(lambda: list(Plan.objects.all())) == (0, 0)


# --- two at once ------------------------------------------------------------------------------------------------------


def test_a_page_that_was_asked_for_before_an_act_is_not_kept_as_of_after_it(
    client: Client, member: User, plan: Plan, settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    """Who asks is read before the version: what was written in between is in the version, and not in the header."""
    settings.KEPT_PAGES_BYTES = 1024 * 1024
    kept_pages.store.cache_clear()
    PlanVersion.objects.create(plan=plan)
    client.force_login(member)
    read = versions.read_version

    def rename_first(*given: Any) -> Any:
        monkeypatch.setattr(kept_pages, "read_version", read)
        unit = Unit.objects.get(code="minzhengju")
        unit.name = "民政和社会局"
        perform("test", None, unit.save)
        return read(*given)

    monkeypatch.setattr(kept_pages, "read_version", rename_first)
    client.get("/fengxiang-2004/timeline/")
    assert "民政和社会局" in client.get("/fengxiang-2004/timeline/").content.decode()
    kept_pages.store.cache_clear()


def test_no_number_comes_twice_after_a_backup_was_put_back(numbers, plan):
    room = RoomFactory(community=plan.pilots.get(order=1).community)
    perform("test", None, room.save)
    was = PlanVersion.objects.get(plan=plan).number
    PlanVersion.objects.filter(plan=plan).update(number=7)
    perform("test", None, room.save)
    assert PlanVersion.objects.get(plan=plan).number > was
    ahead = was * 2  # a machine whose clock goes wrong
    PlanVersion.objects.filter(plan=plan).update(number=ahead)
    perform("test", None, room.save)
    assert PlanVersion.objects.get(plan=plan).number == ahead + 1
