"""Write a plan file into the database: create what is new, save what differs, remove what is gone.

The file is the authority for what it states. What has been reported on is never removed: that is refused, with every
other objection, before anything is written.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from operator import attrgetter
from typing import Any, TypeVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _

from communities.models import Community, Unit
from partybuilding.models import (
    Clause,
    Duty,
    Indicator,
    IndicatorField,
    LedgerItem,
    MemberUnit,
    Milestone,
    Phase,
    Pilot,
    Plan,
    PlanChange,
    PlanSection,
    Report,
    ScheduleStep,
    StandingTopic,
    TaskArea,
)
from partybuilding.plan.actions_changes import DatedTerms, load_dated
from partybuilding.plan.planfile import Fault, PlanFile, PlanFileError, PlanRow, answering
from partybuilding.shared.act import act, explain_history
from partybuilding.targets.numbers import in_short
from partybuilding.targets.quarter import Quarter

M = TypeVar("M", bound=models.Model)
N = TypeVar("N", Phase, TaskArea)  # what has a number in the plan

# What the file itself writes: a row of these is no reason to keep another.
PLAN_DATA = {
    Plan,
    Phase,
    Milestone,
    TaskArea,
    MemberUnit,
    Duty,
    Pilot,
    Indicator,
    IndicatorField,
    ScheduleStep,
    PlanSection,
    Clause,
    StandingTopic,
    PlanChange,
}
# Out of the way of any real place, and within what the column holds.
PARKED = 10_000


@dataclass(slots=True)
class Changes:
    """What a load did: how many rows of each kind were created, what was changed, what was removed."""

    created: Counter[str] = field(default_factory=Counter)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unstated: list[str] = field(default_factory=list)  # changes that stay, as entries the file does not have

    def __bool__(self) -> bool:
        return bool(self.created or self.changed or self.removed)


@act
def load_plan(*, file: PlanFile, reason: str) -> Changes:
    """Create or update the plan a file states and return what changed; loading it again changes nothing.

    `reason` goes into the history rows (100 characters at most). PlanFileError if what is in the database stands
    against it; then nothing is written.
    """
    plan = Plan.objects.select_for_update().filter(slug=file.plan["slug"]).first()
    dated = load_dated(file, plan)
    faults = list(_objections(file, plan, dated))
    if faults:
        raise PlanFileError(faults)
    return _Loader(dated, plan, reason[:100]).load()


# --- what stands against it ------------------------------------------------------------------------------------------


def _objections(file: PlanFile, plan: Plan | None, dated: DatedTerms) -> Iterator[Fault]:
    """Yield every reason not to load the file, given what is in the database."""
    yield from _other_ground(file, plan)
    if plan is None:
        return
    yield from dated.faults()
    first, last = Quarter.of(file.plan["begins_on"]), Quarter.of(file.plan["ends_on"])
    for report in Report.objects.filter(Q(quarter__lt=first) | Q(quarter__gt=last), pilot__plan=plan):
        key = "begins_on" if report.quarter < first else "ends_on"
        yield file.plan.fault(key, _("there is a report on %s") % report.quarter)
    for path, row in _gone(file, plan):
        if isinstance(row, MemberUnit) and row.duties_confirmed_on:
            yield Fault(path, _("cannot be removed: the unit has confirmed its duties"))
        elif kind := _referred_to_by(row):
            yield Fault(path, _("cannot be removed: there is something on it (%s)") % kind)


def _other_ground(file: PlanFile, plan: Plan | None) -> Iterator[Fault]:
    """Codes are shared by all plans in the database; this file must not take over what is somebody else's."""
    levels = dict(Unit.objects.values_list("code", "level"))
    for row, level in _offices(file):
        if levels.get(row["code"], level) != level:
            yield row.fault("code", _("is taken by a unit of another level"))
    elsewhere = Plan.objects.exclude(slug=file.plan["slug"]).exclude(county=file.plan["county"])
    theirs = dict(
        Unit.objects.filter(Q(seats__plan__in=elsewhere) | Q(community__pilots__plan__in=elsewhere)).values_list(
            "code", "name"
        )
    )
    for row, _level in _offices(file):
        if theirs.get(row["code"], row["name"]) != row["name"]:
            yield row.fault("code", _("is taken by “%s” of another county's plan") % theirs[row["code"]])
    towns = dict(Community.objects.values_list("code", "town__code"))
    for row in file.pilots:
        if towns.get(row["code"], row["town"]) != row["town"]:
            yield row.fault("town", _("the community lies in another town (%s)") % towns[row["code"]])


def _offices(file: PlanFile) -> list[tuple[PlanRow, Unit.Level]]:
    return [(row, Unit.Level.TOWN) for row in file.towns] + [(row, Unit.Level.COUNTY) for row in file.units]


def _gone(file: PlanFile, plan: Plan) -> Iterator[tuple[str, models.Model]]:
    """Yield what the plan has and the file no longer states, innermost first."""
    indicators = {row["code"]: row for row in file.indicators}
    for each in IndicatorField.objects.filter(indicator__plan=plan).select_related("indicator"):
        row = indicators.get(each.indicator.code)
        if row and each.key not in {inner["key"] for inner in row["fields"]}:
            yield f"indicators.{each.indicator.code}.fields.{each.key}", each
    milestones = {row["number"]: {each["code"] for each in row["milestones"]} for row in file.phases}
    for milestone in Milestone.objects.filter(phase__plan=plan).select_related("phase"):
        if milestone.code not in milestones.get(milestone.phase.number, set()):
            yield f"phases.{milestone.phase.number}.milestones.{milestone.code}", milestone
    clauses = {row["number"]: {each["code"] for each in row["clauses"]} for row in file.sections}
    for clause in Clause.objects.filter(section__plan=plan).select_related("section"):
        if clause.code not in clauses.get(clause.section.number, set()):
            yield f"sections.{clause.section.number}.clauses.{clause.code}", clause
    for path, rows, listed in _listed(file, plan):
        yield from ((f"{path}.{code}", gone) for code, gone in rows.items() if code not in listed)


def _listed(file: PlanFile, plan: Plan) -> list[tuple[str, Mapping[Any, models.Model], set[Any]]]:
    """Return, for each kind of row, what the plan has and which codes the file names."""
    seats = {seat.unit.code: seat for seat in plan.member_units.select_related("unit")}
    pilots = {pilot.community.code: pilot for pilot in plan.pilots.select_related("community")}
    return [
        ("indicators", {each.code: each for each in plan.indicators.all()}, _column(file.indicators, "code")),
        ("duties", {each.code: each for each in plan.duties.all()}, _column(file.duties, "code")),
        ("topics", {each.code: each for each in plan.topics.all()}, _column(file.topics, "code")),
        ("areas", {each.number: each for each in plan.areas.all()}, _column(file.areas, "number")),
        ("phases", {each.number: each for each in plan.phases.all()}, _column(file.phases, "number")),
        ("units", seats, _column(file.units, "code")),
        ("pilots", pilots, _column(file.pilots, "code")),
        ("sections", {each.number: each for each in plan.sections.all()}, _column(file.sections, "number")),
    ]


def _column(rows: Iterable[PlanRow], key: str) -> set[Any]:
    return {row[key] for row in rows}


def _referred_to_by(row: models.Model) -> str:
    """Return what refers to a row, apart from the plan's own data; empty if nothing."""
    if isinstance(row, StandingTopic) and LedgerItem.objects.filter(plan=row.plan_id, topic=row.code).exists():
        return str(LedgerItem._meta.verbose_name_plural)
    for relation in row._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ManyToOneRel) or not isinstance(relation.related_model, type):
            continue
        model = relation.related_model
        # History, of links too, has no hold on what it tells of; links themselves go with either end.
        is_history = hasattr(model, "history_object") or hasattr(model, "m2m_history_id")
        if model in PLAN_DATA or model._meta.auto_created or is_history:
            continue
        if model._default_manager.filter(**{relation.field.name: row.pk}).exists():
            return str(model._meta.verbose_name_plural)
    return ""


# --- writing ---------------------------------------------------------------------------------------------------------


class _Loader:
    """Writes one file. Rows go through save() and delete(), one by one, so that each change has its history row."""

    def __init__(self, dated: DatedTerms, plan: Plan | None, reason: str) -> None:
        self.dated, self.file = dated, dated.newest
        self.was, self.reason = plan, reason
        self.changes = Changes()
        self.fresh: set[models.Model] = set()  # what this load created: its links are no change

    def load(self) -> Changes:
        file, gone = self.file, list(_gone(self.file, self.was)) if self.was else []
        offices = self._offices()
        values = {**file.plan.values, **file.settings.values, "terms_since": self.dated.since}
        values["lead_unit"] = offices[file.plan["lead_unit"]]
        self.plan = self._put(self.was, Plan, values, "plan")
        self.phases = self._numbered(Phase, file.phases, "milestones")
        self.areas = self._numbered(TaskArea, file.areas)
        self.seats = self._seats(offices)
        self._milestones()
        self._indicators()
        self._duties()
        self._topics()
        self._sections()
        for path, row in gone:
            self._remove(path, row)
        self._pilots(offices)
        self.dated.keep(self.plan, self._put, self.reason)
        self.changes.unstated += self.dated.entries()
        return self.changes

    def _put(self, existing: M | None, model: type[M], values: Mapping[str, Any], path: str) -> M:
        """Create a row, or save the columns that differ; nothing if none does."""
        if existing is None:
            row = model(**values)
            explain_history(row, self.reason)
            row.save()
            self.changes.created[str(model._meta.verbose_name_plural)] += 1
            self.fresh.add(row)
            return row
        differing = {name: value for name, value in values.items() if getattr(existing, name) != value}
        for name, value in differing.items():
            self.changes.changed.append(f"{path}.{name}: {in_short(getattr(existing, name))} → {in_short(value)}")
            setattr(existing, name, value)
        if differing:
            explain_history(existing, self.reason)
            existing.save(update_fields=list(differing))
        return existing

    def _set(self, row: models.Model, name: str, wanted: list[Any], path: str, code: str = "code") -> None:
        """Link rows to a row, if they are not those linked already; `code` is the way to what each is called by."""
        manager = getattr(row, name)
        called = attrgetter(code.replace("__", "."))
        before, after = {called(each) for each in manager.all()}, {called(each) for each in wanted}
        if before == after:
            return
        if row not in self.fresh:
            words = [in_short(", ".join(sorted(codes))) for codes in (before, after)]
            self.changes.changed.append(f"{path}.{name}: {' → '.join(words)}")
        explain_history(row, self.reason)
        manager.set(wanted)

    def _remove(self, path: str, row: models.Model) -> None:
        explain_history(row, self.reason)
        row.delete()
        self.changes.removed.append(path)

    def _park(self, rows: Iterable[Any]) -> None:
        """Move rows out of the way of others that take their places: no two may have the same one for a moment."""
        for row in rows:
            type(row).objects.filter(pk=row.pk).update(order=F("order") + PARKED)

    def _offices(self) -> dict[str, Unit]:
        existing = {unit.code: unit for unit in Unit.objects.all()}
        return {
            row["code"]: self._put(existing.get(row["code"]), Unit, {**row.values, "level": level}, row.path)
            for row, level in _offices(self.file)
        }

    def _numbered(self, model: type[N], rows: Iterable[PlanRow], *leave: str) -> dict[int, N]:
        existing = {each.number: each for each in model._default_manager.filter(plan=self.plan)}
        return {
            row["number"]: self._put(
                existing.get(row["number"]), model, {**_without(row, *leave), "plan": self.plan}, row.path
            )
            for row in rows
        }

    def _milestones(self) -> None:
        for row in self.file.phases:
            phase = self.phases[row["number"]]
            existing = {each.code: each for each in phase.milestones.prefetch_related("leads__unit")}
            for order, inner in enumerate(row["milestones"], 1):
                values = {**_without(inner, "leads"), **answering(inner), "phase": phase, "order": order}
                self._lead(self._put(existing.get(inner["code"]), Milestone, values, inner.path), inner)

    def _seats(self, offices: Mapping[str, Unit]) -> dict[str, MemberUnit]:
        existing = {seat.unit.code: seat for seat in self.plan.member_units.select_related("unit", "plan")}
        places = {row["code"]: order for order, row in enumerate(self.file.units, 1)}
        self._park(seat for code, seat in existing.items() if places.get(code) != seat.order)
        return {
            code: self._put(
                existing.get(code),
                MemberUnit,
                {"plan": self.plan, "unit": offices[code], "order": order},
                f"units.{code}",
            )
            for code, order in places.items()
        }

    def _pilots(self, offices: Mapping[str, Unit]) -> None:
        ground = {each.code: each for each in Community.objects.select_related("town")}
        existing = {pilot.community.code: pilot for pilot in self.plan.pilots.select_related("community", "plan")}
        places = {row["code"]: order for order, row in enumerate(self.file.pilots, 1)}
        self._park(pilot for code, pilot in existing.items() if places.get(code) != pilot.order)
        for row in self.file.pilots:
            code, tiers = row["code"], {key: row[key] for key in ("tier", "tier_en")}
            values = {**_without(row, *tiers), "town": offices[row["town"]]}
            community = self._put(ground.get(code), Community, values, row.path)
            values = {**tiers, "plan": self.plan, "community": community, "order": places[code]}
            self._put(existing.get(code), Pilot, values, row.path)

    def _indicators(self) -> None:
        indicators = self.plan.indicators.select_related("area", "due_phase", "plan")
        existing = {each.code: each for each in indicators.prefetch_related("fields", "steps", "leads__unit")}
        for order, row in enumerate(self.file.indicators, 1):
            values = {
                **_without(row, "fields", "schedule", "leads", "due"),
                **answering(row),
                "plan": self.plan,
                "area": self.areas[row["area"]],
                "due_phase": self.phases.get(row["due"]),
                "order": order,
            }
            was = existing.get(row["code"])
            indicator = self._put(was, Indicator, values, row.path)
            self._fields(indicator, row, {each.key: each for each in was.fields.all()} if was else {})
            self._steps(indicator, row, {each.phase_id: each for each in was.steps.all()} if was else {})
            self._lead(indicator, row)

    def _lead(self, answered: Indicator | Milestone, row: PlanRow) -> None:
        """Link the units that answer; that the town or the community does is a column."""
        seats = [self.seats[code] for code in row["leads"] if code in self.seats]
        self._set(answered, "leads", seats, row.path, "unit__code")

    def _fields(self, indicator: Indicator, row: PlanRow, existing: Mapping[str, IndicatorField]) -> None:
        for order, inner in enumerate(row["fields"], 1):
            values = {**inner.values, "indicator": indicator, "order": order}
            self._put(existing.get(inner["key"]), IndicatorField, values, inner.path)

    def _steps(self, indicator: Indicator, row: PlanRow, existing: Mapping[int, ScheduleStep]) -> None:
        wanted: dict[int, Decimal] = {
            self.phases[number].pk: value for number, value in enumerate(row["schedule"] or [], 1)
        }
        phases = {phase.pk: phase for phase in self.phases.values()}
        for pk, value in wanted.items():
            values = {"indicator": indicator, "phase": phases[pk], "value": value}
            self._put(existing.get(pk), ScheduleStep, values, f"{row.path}.schedule.{phases[pk].number}")
        for pk, step in existing.items():
            if pk not in wanted:
                self._remove(f"{row.path}.schedule.{step.phase.number}", step)

    def _duties(self) -> None:
        existing = {each.code: each for each in self.plan.duties.select_related("plan").prefetch_related("units__unit")}
        for order, row in enumerate(self.file.duties, 1):
            values = {**_without(row, "units"), "plan": self.plan, "order": order}
            duty = self._put(existing.get(row["code"]), Duty, values, row.path)
            self._set(duty, "units", [self.seats[code] for code in row["units"]], row.path, "unit__code")

    def _topics(self) -> None:
        existing = {each.code: each for each in self.plan.topics.select_related("plan")}
        for order, row in enumerate(self.file.topics, 1):
            values = {**row.values, "plan": self.plan, "order": order}
            self._put(existing.get(row["code"]), StandingTopic, values, row.path)

    def _sections(self) -> None:
        existing = {each.number: each for each in self.plan.sections.all()}
        indicators = {each.code: each for each in self.plan.indicators.all()}
        duties = {each.code: each for each in self.plan.duties.all()}
        linked = {name: self._linked(name) for name in ("indicators", "duties")}
        for order, row in enumerate(self.file.sections, 1):
            values = {**_without(row, "clauses"), "plan": self.plan, "order": order}
            section = self._put(existing.get(row["number"]), PlanSection, values, row.path)
            clauses = {each.code: each for each in section.clauses.all()}
            for place, inner in enumerate(row["clauses"], 1):
                values = {**_without(inner, "indicators", "duties"), "section": section, "order": place}
                clause = self._put(clauses.get(inner["code"]), Clause, values, inner.path)
                for name, rows in (("indicators", indicators), ("duties", duties)):
                    if linked[name][clause.pk] != set(inner[name]):
                        self._set(clause, name, [rows[code] for code in inner[name]], inner.path)

    def _linked(self, name: str) -> dict[int, set[str]]:
        """Return the codes each clause of the plan is linked to, in one query."""
        links: dict[int, set[str]] = defaultdict(set)
        for pk, code in Clause.objects.filter(section__plan=self.plan).values_list("pk", f"{name}__code"):
            links[pk] |= {code} - {None}
        return links


def _without(row: PlanRow, *keys: str) -> dict[str, Any]:
    return {key: value for key, value in row.values.items() if key not in keys}
