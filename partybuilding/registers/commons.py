"""What bears out the five in common 五共 (三·6): decisions, shared matters and activities that are tagged with one.

They are suggestions beside the report's row, and fill in nothing.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, F, Q, QuerySet, Value
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from communities.models import Partnership, PartnershipActivity, ProjectActivity, in_force
from fengxiang.bilingual import joined
from partybuilding.models import LedgerItem, Pilot

KINDS = DECISION, ITEM, MATTER, ACTIVITY = "decision", "item", "matter", "activity"


@dataclass(frozen=True, slots=True)
class CommonRecord:
    """One thing that bears one of the five out."""

    kind: str
    day: date
    what: str
    whose: str  # the partner or the units, if any

    def __str__(self) -> str:
        words = {
            DECISION: _("Decision of %(day)s: %(what)s"),
            ITEM: _("Action item of %(day)s: %(what)s"),
            MATTER: _("Shared matter since %(day)s: %(what)s"),
            ACTIVITY: _("Activity of %(day)s: %(what)s"),
        }[self.kind] % {"day": date_format(self.day), "what": self.what}
        return words + (_(", with %s") % self.whose if self.whose else "")


@dataclass(frozen=True, slots=True)
class CommonRecords:
    """What bears out one of the five: the newest of each kind, and how many more there are."""

    newest: list[CommonRecord]
    more: int

    def __str__(self) -> str:
        return joined(map(str, self.newest))


def load_commons(pilot: Pilot, on: date) -> Mapping[str, CommonRecords]:
    """Return what bears out each of the five in a pilot by a day, by its key; in one query.

    A decision or item on no pilot is on all of them. An activity without a tag counts for its partnership's.
    """
    community, since = pilot.community_id, pilot.plan.begins_on
    items = LedgerItem.objects.filter(
        Q(pilot=pilot) | Q(pilot__isnull=True), plan=pilot.plan_id, opened_on__lte=on
    ).exclude(common="")
    by_then = {"held_on__range": (since, on)}
    activities = PartnershipActivity.objects.filter(partnership__resident_unit__community=community, **by_then)
    inherited = activities.filter(common="").exclude(partnership__common="")
    rows = _rows(items.filter(meeting__isnull=False), DECISION, "common", "opened_on", "matter").union(
        _rows(items.filter(meeting__isnull=True), ITEM, "common", "opened_on", "matter"),
        _rows(
            Partnership.objects.filter(in_force(on), resident_unit__community=community).exclude(common=""),
            *(MATTER, "common", "since", "subject", "resident_unit__name"),
        ),
        _rows(
            activities.exclude(common=""),
            *(ACTIVITY, "common", "held_on", "subject", "partnership__resident_unit__name"),
        ),
        _rows(
            inherited,
            *(ACTIVITY, "partnership__common", "held_on", "subject", "partnership__resident_unit__name"),
        ),
        _rows(
            ProjectActivity.objects.filter(community=community, **by_then).exclude(common=""),
            *(ACTIVITY, "common", "held_on", "subject", "partners"),
        ),
        all=True,
    )
    records: dict[str, list[CommonRecord]] = defaultdict(list)
    for common, kind, day, what, whose in rows:
        records[common].append(CommonRecord(kind, day, what, whose))
    return {key: _newest(each) for key, each in records.items()}


def _rows(rows: "QuerySet[Any]", kind: str, common: str, day: str, what: str, whose: str = "") -> "QuerySet[Any, Any]":
    """Return rows of one shape, so that they can be asked for together."""
    text = CharField()
    return rows.order_by().values_list(
        F(common), Value(kind, text), F(day), F(what), F(whose) if whose else Value("", text)
    )


def _newest(records: list[CommonRecord]) -> CommonRecords:
    records.sort(key=lambda each: (each.day, each.what))
    by_kind = {each.kind: each for each in records}  # the last of a kind stays
    newest = [by_kind[kind] for kind in KINDS if kind in by_kind]
    return CommonRecords(newest, len(records) - len(newest))
