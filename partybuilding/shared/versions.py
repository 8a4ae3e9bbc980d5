"""A plan's data version: read before anything else, raised with whatever changes what can be read.

The envelope around every act (act.py) watches which tables the act writes and which rows it is about. The tables say
which of the three numbers rises, the rows say of which plans. A write nobody knows the plan of raises all of them: a
page made once too often costs a moment, a stale one costs trust.
"""

import re
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, models, router
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save

from communities.models import Community
from partybuilding.models import Pilot, Plan, PlanVersion

# SQLite's INSERT OR IGNORE is how what joins two tables is added to.
_WRITE = re.compile(r"\s*(?:INSERT (?:OR \w+ )?INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.IGNORECASE)

# Written beside what is read, and read on no page that is kept.
_UNREAD = {
    "communities.LimitCount",
    "communities.PastPassword",
    "partybuilding.AuditEntry",
    "partybuilding.AuditHead",
    "partybuilding.PrintedHead",
    "partybuilding.FileSum",
    "partybuilding.JobRun",
    "partybuilding.Notice",
    "partybuilding.OnceKey",
    "partybuilding.PlanVersion",
}
_DRAFTS = {"partybuilding.ReportEntry", "partybuilding.FieldValue"}
# Who there is and who takes part: other plans' pages tell of it too, if only in their menu.
_EVERYWHERE = {
    "communities.Community",
    "communities.Unit",
    "communities.User",
    "partybuilding.MemberUnit",
    "partybuilding.Pilot",
    "partybuilding.Plan",
}
_TERMS = {
    *_EVERYWHERE,
    *(
        f"partybuilding.{name}"
        for name in (
            *("Clause", "Duty", "Indicator", "IndicatorField", "Letterhead", "Milestone", "Phase", "PlanChange"),
            *("PlanSection", "ScheduleStep", "StandingTopic", "TaskArea", "TownBody"),
        )
    ),
}
# The way from a row to its plan, or to the community whose plans it concerns: the first of these it has, never empty.
_UPWARDS = (
    *("plan", "milestone", "pilot", "report", "entry", "event", "assessment", "item", "meeting", "paper", "section"),
    *("phase", "indicator", "assignment", "partnership", "resident_unit", "community"),
)


@dataclass(frozen=True, slots=True)
class DataVersion:
    """A plan's version as it was read: nothing that was made of the plan's data by then is stale under it."""

    plan: int
    number: int
    drafts: int
    terms: int


# The query of a page that was made before, written out: putting it together would cost more than running it.
_STATEMENT = """
    SELECT version.plan_id, version.number, version.drafts, version.terms,
        (SELECT COUNT(*) FROM partybuilding_notice WHERE recipient_id = %s AND read_at IS NULL)
    FROM partybuilding_plan AS plan
    JOIN partybuilding_planversion AS version ON version.plan_id = plan.id
    WHERE plan.slug = %s
"""


# Each number by itself: if it is raised, to the moment, or by one where it is there already.
_RAISE = """
    UPDATE partybuilding_planversion SET
        number = CASE WHEN NOT %s THEN number WHEN number < %s THEN %s ELSE number + 1 END,
        drafts = CASE WHEN NOT %s THEN drafts WHEN drafts < %s THEN %s ELSE drafts + 1 END,
        terms = CASE WHEN NOT %s THEN terms WHEN terms < %s THEN %s ELSE terms + 1 END
"""
_OF_PLAN = "WHERE plan_id = %s"


def read_version(slug: str, reader: int) -> tuple[DataVersion, int] | None:
    """Return a plan's version, and how many of a person's reminders are unread, in one query; None without the plan."""
    with connections[router.db_for_read(PlanVersion)].cursor() as cursor:
        cursor.execute(_STATEMENT, [reader, slug])
        row = cursor.fetchone()
    return (DataVersion(*row[:4]), row[4]) if row else None


# --- what an act writes -----------------------------------------------------------------------------------------------


@dataclass
class Written:
    """What the act that is being done writes: the tables, by the numbers they raise, and the plans known so far."""

    is_read: bool = False
    is_draft: bool = False
    is_terms: bool = False
    is_everywhere: bool = False
    plans: set[int] = field(default_factory=set)

    def note_query(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        """Note the table a statement writes (an execute_wrapper)."""
        written = _WRITE.match(sql)
        if written is not None and (label := _tables().get(written[1])) is not None:
            self.is_draft |= label in _DRAFTS
            self.is_read |= label not in _DRAFTS
            self.is_terms |= label in _TERMS
            self.is_everywhere |= label in _EVERYWHERE
        return execute(sql, params, many, context)

    def note_row(self, row: object) -> None:
        """Note the plans that a row belongs to."""
        if isinstance(row, models.Model):
            self.plans |= plans_of(row)


_written: ContextVar[Written | None] = ContextVar("written", default=None)


@contextmanager
def watched() -> Iterator[Written]:
    """Watch what is written until the end, which `raise_versions` is to be told of."""
    written = Written()
    token = _written.set(written)
    try:
        with connections[DEFAULT_DB_ALIAS].execute_wrapper(written.note_query):
            yield written
    finally:
        _written.reset(token)


def note_rows(rows: Iterable[object]) -> None:
    """Tell the act that is being done which rows it is about; no row, no word."""
    if (written := _written.get()) is not None:
        for row in rows:
            written.note_row(row)


def raise_all() -> None:
    """Let the act that is being done count as a change of what every plan's pages show."""
    if (written := _written.get()) is not None:
        written.is_read = True
        written.plans.clear()


def raise_versions(written: Written) -> None:
    """Raise what was written, as the last thing before the transaction ends: others wait for the row from here on.

    To the moment in microseconds, and always by one: after a backup was put back, no number comes a second time.
    """
    raised = (written.is_read, written.is_draft, written.is_terms)
    if not any(raised):
        return
    now = int(time.time() * 1_000_000)
    values = [value for each in raised for value in (each, now, now)]
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        # Plan after plan in one order: two acts that meet wait for each other, and neither for ever.
        if written.is_everywhere or not written.plans:
            _add_missing()
            list(PlanVersion.objects.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
            cursor.execute(_RAISE, values)
        else:
            cursor.executemany(_RAISE + _OF_PLAN, [[*values, plan] for plan in sorted(written.plans)])


def _add_missing() -> None:
    """Give plans that are new their row."""
    new = Plan.objects.filter(version=None).values_list("pk", flat=True)
    PlanVersion.objects.bulk_create([PlanVersion(plan_id=pk) for pk in new], ignore_conflicts=True)


# --- whose rows they are ----------------------------------------------------------------------------------------------


def plans_of(row: models.Model) -> set[int]:
    """Return the keys of the plans whose pages may tell of a row; empty if nothing says which."""
    if isinstance(row, Plan):
        return {row.pk}
    if isinstance(row, Community):
        return set(Pilot.objects.filter(community=row.pk).values_list("plan_id", flat=True))
    upwards = way_up(type(row))
    if upwards is None:
        return set()
    if upwards == "plan":
        return {key} if (key := vars(row).get("plan_id")) else set()
    above = getattr(row, upwards, None)
    return plans_of(above) if above is not None else set()


@cache
def way_up(model: type[models.Model]) -> str | None:
    """Return the name of the foreign key that leads from a model towards its plan; None if there is none."""
    keys = {each.name for each in model._meta.concrete_fields if each.many_to_one or each.one_to_one}
    return next((name for name in _UPWARDS if name in keys), None)


@cache
def _tables() -> dict[str, str]:
    """Return the tables of what can be read, each with its model's label; a table between two is the first one's."""
    configs = [apps.get_app_config(label) for label in ("communities", "partybuilding")]
    models_of_both = [model for config in configs for model in config.get_models(include_auto_created=True)]
    labels = {}
    for model in models_of_both:
        owner = model._meta.auto_created or model
        if isinstance(owner, type) and not model.__name__.startswith("Historical"):
            labels[model._meta.db_table] = owner._meta.label
    return {table: label for table, label in labels.items() if label not in _UNREAD}


def _note_saved(sender: type[models.Model], instance: models.Model, **_more: Any) -> None:
    if (written := _written.get()) is not None and sender._meta.db_table in _tables():
        written.note_row(instance)


def _note_before(
    sender: type[models.Model], instance: models.Model, update_fields: frozenset[str] | None, **_more: Any
) -> None:
    """Note where a row stood before all of it is saved, as the staff pages do: a room may move to another community."""
    written = _written.get()
    if written is None or instance.pk is None or update_fields is not None or sender._meta.db_table not in _tables():
        return
    upwards = way_up(sender)
    if upwards is not None and (before := sender._base_manager.filter(pk=instance.pk).first()) is not None:
        written.note_row(before)


def connect() -> None:
    """Hear of every row that is saved or deleted, when the site starts."""
    post_save.connect(_note_saved, dispatch_uid="partybuilding.shared.versions.saved")
    post_delete.connect(_note_saved, dispatch_uid="partybuilding.shared.versions.deleted")
    m2m_changed.connect(_note_saved, dispatch_uid="partybuilding.shared.versions.linked")
    pre_save.connect(_note_before, dispatch_uid="partybuilding.shared.versions.before")
