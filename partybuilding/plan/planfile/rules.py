"""The sense of a plan file: what has to fit together once every key is there and of the right type.

Each rule judges only keys that are sound by themselves, so that one slip is reported once.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from decimal import Decimal
from string import Formatter

from django.utils.translation import gettext as _

from communities.models import FiveCommons
from partybuilding.models import Indicator
from partybuilding.plan.planfile.shape import COMMUNITY, TOWN, Fault, PlanFile, PlanRow
from partybuilding.registers.measures import Measure
from partybuilding.targets.numbers import plain
from partybuilding.targets.quarter import Quarter
from partybuilding.targets.target import FieldRole, Operator

PLACEHOLDERS = frozenset({"n", "target", "fraction"})
Kind, Scope, Source = Indicator.Kind, Indicator.Scope, Indicator.Source


def faults_of_sense(plan: PlanFile, measures: Mapping[str, Measure]) -> list[Fault]:
    """Return what does not fit together in a plan; `measures` are those the product can compute."""
    of_plan = (_twice, _dates, _first_reports, _references, _answers, _quantities, _clauses, _rated)
    faults = [fault for each in of_plan for fault in each(plan)]
    faults += faults_of_rules(plan.settings)
    rules: list[Callable[[PlanRow], Iterator[Fault]]] = [_flow, _five_commons, _roles, _groups, _words, _source]
    for indicator in plan.indicators:
        faults += faults_of_terms(indicator, len(plan.phases))
        faults += [fault for rule in rules for fault in rule(indicator)]
        faults += _measure(indicator, measures)
    return faults


def faults_of_terms(indicator: PlanRow, phases: int) -> Iterator[Fault]:
    """Yield what does not fit together in an indicator's target and schedule, in a plan of so many phases."""
    yield from _goal(indicator)
    yield from _band(indicator)
    yield from _timing(indicator, phases)
    yield from _steps(indicator, phases)


# --- the plan as a whole ---------------------------------------------------------------------------------------------


def _twice(plan: PlanFile) -> Iterator[Fault]:
    """Codes and keys name one thing each; towns and units share their codes."""
    lists = [
        ("code", [*plan.towns, *plan.units]),
        ("code", plan.pilots),
        ("code", plan.duties),
        ("code", plan.topics),
        ("code", plan.indicators),
        ("number", plan.sections),
        ("code", [clause for section in plan.sections for clause in section.get("clauses") or []]),
        *(("code", phase.get("milestones") or []) for phase in plan.phases),
        *(("key", indicator.get("fields") or []) for indicator in plan.indicators),
    ]
    for key, rows in lists:
        seen = Counter(row[key] for row in rows if row.has(key))
        for row in {row[key]: row for row in rows if row.has(key)}.values():
            if seen[row[key]] > 1:
                yield row.fault(key, _("appears %d times") % seen[row[key]])


def _dates(plan: PlanFile) -> Iterator[Fault]:
    yield from _in_order(plan.phases)
    yield from _in_order(plan.areas)
    yield from faults_of_phases(plan.phases, plan.plan)


def faults_of_phases(phases: list[PlanRow], whole: PlanRow) -> Iterator[Fault]:
    """The phases follow one another without gap or overlap, from the plan's first day to its last."""
    if whole.has("begins_on", "ends_on") and whole["ends_on"] < whole["begins_on"]:
        yield whole.fault("ends_on", _("the plan ends before it begins"))
        return
    expected = whole.get("begins_on")
    for phase in phases:
        if not phase.has("first_day", "last_day"):
            expected = None
            continue
        if phase["last_day"] < phase["first_day"]:
            yield phase.fault("last_day", _("the phase ends before it begins"))
        if expected and phase["first_day"] != expected:
            late = phase["first_day"] > expected
            message = _("leaves a gap: it should begin on %s") if late else _("overlaps: it should begin on %s")
            yield phase.fault("first_day", message % expected.isoformat())
        expected = phase["last_day"] + timedelta(days=1)
    if phases and expected and whole.has("ends_on") and expected != whole["ends_on"] + timedelta(days=1):
        yield phases[-1].fault("last_day", _("the last phase should end with the plan, on %s") % whole["ends_on"])


def _in_order(rows: list[PlanRow]) -> Iterator[Fault]:
    for number, row in enumerate(rows, 1):
        if row.has("number") and row["number"] != number:
            yield row.fault("number", _("should be %d: numbers run 1, 2, 3 … in the order of the file") % number)


def faults_of_rules(settings: PlanRow) -> Iterator[Fault]:
    """Red begins no nearer to the schedule than yellow."""
    yellow, red = settings.get("yellow_points"), settings.get("red_points")
    if (yellow is None) != (red is None):
        # One of them alone could contradict the other's present value.
        yield settings.fault("yellow_points", _("give yellow_points and red_points together, or neither"))
    elif yellow is not None and red < yellow:
        yield settings.fault("red_points", _("red has to begin further below schedule than yellow"))


def _first_reports(plan: PlanFile) -> Iterator[Fault]:
    """Reports are owed from a quarter of the plan on."""
    begins, ends, reports_from = plan.plan.get("begins_on"), plan.plan.get("ends_on"), plan.settings.get("reports_from")
    if begins and ends and reports_from and not Quarter.of(begins) <= reports_from <= Quarter.of(ends):
        yield plan.settings.fault("reports_from", _("no quarter of the plan"))


def _references(plan: PlanFile) -> Iterator[Fault]:
    """Whatever names another row names one that is there."""
    units = {row.get("code") for row in plan.units}
    towns = {row.get("code") for row in plan.towns}
    areas = {row.get("number") for row in plan.areas}
    lead = plan.plan.get("lead_unit")
    if lead is not None and lead not in units:
        yield plan.plan.fault("lead_unit", _("no unit has the code “%s”") % lead)
    for pilot in plan.pilots:
        if pilot.has("town") and pilot["town"] not in towns:
            yield pilot.fault("town", _("no town has the code “%s”") % pilot["town"])
    yield from (duty.fault("units", _("is empty")) for duty in plan.duties if duty.has("units") and not duty["units"])
    for indicator in plan.indicators:
        if indicator.has("area") and indicator["area"] not in areas:
            yield indicator.fault("area", _("there is no task area %d") % indicator["area"])


def _answers(plan: PlanFile) -> Iterator[Fault]:
    """Who has a duty is a unit of the plan; who answers may be the town or the community, which no unit is called."""
    units = {row.get("code") for row in plan.units}
    for row in [*plan.towns, *plan.units]:
        if row.get("code") in {TOWN, COMMUNITY}:
            yield row.fault("code", _("“%s” stands for every town, or every community, in the plan file") % row["code"])
    milestones = [each for phase in plan.phases for each in phase.get("milestones") or []]
    answering = units | {TOWN, COMMUNITY}
    for key, rows, known in (("units", plan.duties, units), ("leads", [*plan.indicators, *milestones], answering)):
        for row in rows:
            codes = row.get(key) or []
            yield from (row.fault(key, _("no unit has the code “%s”") % code) for code in codes if code not in known)
            if len(set(codes)) < len(codes):
                yield row.fault(key, _("names a unit twice"))


def _quantities(plan: PlanFile) -> Iterator[Fault]:
    """A figure is an addend or a part of something that a field states; a yes counts nothing."""
    marked = [row for each in plan.indicators for row in each.get("fields") or [] if row.get("quantity")]
    stated = {row["quantity"] for row in marked}
    for row in marked:
        if row.get("role") in {FieldRole.ITEM, FieldRole.CONDITION}:
            yield row.fault("quantity", _("“%s” takes none") % row["role"])
        elif (name := row["quantity"].lstrip("+<")) not in stated:
            yield row.fault("quantity", _("no field states “%s”") % name)


def _clauses(plan: PlanFile) -> Iterator[Fault]:
    """Each clause names indicators and duties that are there; each indicator stands in sections that are there."""
    clauses = [each for section in plan.sections for each in section.get("clauses") or []]
    for key, rows, message in (
        ("indicators", plan.indicators, _("there is no indicator %s")),
        ("duties", plan.duties, _("there is no duty %s")),
    ):
        known = {row.get("code") for row in rows}
        if None in known or len(known) < len(rows):
            continue  # a code that is missing or stands twice is told where it stands
        for clause in clauses:
            yield from (clause.fault(key, message % code) for code in clause.get(key) or [] if code not in known)
    numbers = {row.get("number") for row in plan.sections}
    for indicator in plan.indicators if numbers else []:
        for number in (indicator.get("section") or "").split("、"):
            if number and number not in numbers:
                yield indicator.fault("section", _("there is no section %s") % number)


def _rated(plan: PlanFile) -> Iterator[Fault]:
    """One indicator at most is rated in the final assessment: a checklist each community reports on."""
    rated = [each for each in plan.indicators if each.get("is_rated")]
    yield from (each.fault("is_rated", _("another indicator is rated already")) for each in rated[1:])
    for each in rated:
        if each.get("operator") != Operator.CHECKLIST or each.get("source") != Source.REPORT:
            yield each.fault("is_rated", _("only a checklist of the quarterly report is rated"))


def _five_commons(indicator: PlanRow) -> Iterator[Fault]:
    """What is marked as the five in common has an item for each of them."""
    if indicator.get("is_five_commons"):
        items = {row.get("key") for row in _with_role(indicator, FieldRole.ITEM)}
        if indicator.get("source") != Source.REPORT or items != set(FiveCommons.values):
            keys = ", ".join(FiveCommons.values)
            yield indicator.fault("is_five_commons", _("is for a checklist of the quarterly report of %s") % keys)


# --- one indicator ---------------------------------------------------------------------------------------------------

NEEDS_TARGET = frozenset({Operator.AT_LEAST, Operator.BAND, Operator.SHARE, Operator.FREQUENCY})
NO_TARGET = frozenset({Operator.YES_NO, Operator.EACH, Operator.VALUE})


def _goal(indicator: PlanRow) -> Iterator[Fault]:
    """There is a target where the operator needs one, and none where it would be ignored."""
    if not indicator.has("operator", "target", "kind"):
        return
    operator, target = indicator["operator"], indicator["target"]
    if operator == Operator.VALUE and indicator["kind"] != Kind.TRACKED:
        yield indicator.fault("operator", _("“value” judges nothing: it is for kind “tracked” only"))
    if target is None and operator in NEEDS_TARGET and indicator["kind"] != Kind.TRACKED:
        yield indicator.fault("target", _("missing: “%s” needs it") % operator)
    if target is not None and operator in NO_TARGET:
        yield indicator.fault("target", _("“%s” takes none") % operator)
    if target is not None and target < 0:
        yield indicator.fault("target", _("below 0"))
    items = _with_role(indicator, FieldRole.ITEM)
    if operator == Operator.CHECKLIST and target is not None and items and target > len(items):
        yield indicator.fault("target", _("above the number of items, %d") % len(items))


def _flow(indicator: PlanRow) -> Iterator[Fault]:
    """What is due once a quarter is counted anew in each: no earlier quarter's figure can stand for it."""
    if indicator.get("operator") == Operator.FREQUENCY and indicator.get("is_flow") is False:
        yield indicator.fault("is_flow", _("“%s” takes is_flow = true") % indicator["operator"])


def _band(indicator: PlanRow) -> Iterator[Fault]:
    """Only a band has an upper end, and "more than" is for a single limit."""
    if not indicator.has("operator", "target", "upper", "strict"):
        return
    operator, target, upper = indicator["operator"], indicator["target"], indicator["upper"]
    if upper is None and operator == Operator.BAND and target is not None:
        yield indicator.fault("upper", _("missing: “%s” needs it") % operator)
    if upper is not None and operator != Operator.BAND:
        yield indicator.fault("upper", _("“%s” takes none") % operator)
    if upper is not None and target is not None and upper < target:
        yield indicator.fault("upper", _("lies below the target"))
    if indicator["strict"] and operator not in {Operator.AT_LEAST, Operator.SHARE}:
        yield indicator.fault("strict", _("“%s” takes none") % operator)


def _with_role(indicator: PlanRow, *roles: FieldRole) -> list[PlanRow]:
    return [row for row in indicator.get("fields") or [] if row.get("role") in roles]


# By operator: the roles that have to be there, and those that may be there as well.
ROLES: dict[Operator, tuple[set[FieldRole], set[FieldRole]]] = {
    Operator.AT_LEAST: ({FieldRole.VALUE}, {FieldRole.CONDITION, FieldRole.COUNT}),
    Operator.BAND: ({FieldRole.VALUE}, {FieldRole.CONDITION, FieldRole.COUNT}),
    Operator.FREQUENCY: ({FieldRole.VALUE}, {FieldRole.CONDITION, FieldRole.COUNT}),
    Operator.SHARE: ({FieldRole.NUMERATOR, FieldRole.DENOMINATOR}, {FieldRole.CONDITION, FieldRole.COUNT}),
    Operator.CHECKLIST: ({FieldRole.ITEM}, {FieldRole.CONDITION, FieldRole.COUNT}),
    Operator.YES_NO: ({FieldRole.CONDITION}, {FieldRole.COUNT}),
    Operator.EACH: ({FieldRole.TOTAL, FieldRole.OUTSIDE}, {FieldRole.WAIVED, FieldRole.CONDITION, FieldRole.COUNT}),
    Operator.VALUE: (set(), {FieldRole.VALUE, FieldRole.NUMERATOR, FieldRole.DENOMINATOR, FieldRole.COUNT}),
}


def _roles(indicator: PlanRow) -> Iterator[Fault]:
    """The fields are those the operator can judge."""
    fields = indicator.get("fields") or []
    if not indicator.has("operator") or not fields or not all(row.has("role") for row in fields):
        return
    needed, allowed = ROLES[Operator(indicator["operator"])]
    present = {FieldRole(row["role"]) for row in fields}
    if not needed and present & {FieldRole.NUMERATOR, FieldRole.DENOMINATOR}:
        needed = {FieldRole.NUMERATOR, FieldRole.DENOMINATOR}
    for role in sorted(needed - present):
        yield indicator.fault(
            "fields",
            _("“%(operator)s” needs a field with the role “%(role)s”")
            % {"operator": indicator["operator"], "role": role},
        )
    for row in fields:
        if row["role"] not in needed | allowed | {FieldRole.DETAIL}:
            yield row.fault("role", _("“%(role)s” is no part of “%(operator)s”") % {**indicator.values, **row.values})


def _groups(indicator: PlanRow) -> Iterator[Fault]:
    """A kind has two fields, a part and its whole."""
    fields = [row for row in indicator.get("fields") or [] if row.get("group")]
    sizes = Counter(row["group"] for row in fields)
    for row in fields:
        if sizes[row["group"]] != 2:
            yield row.fault("group", _("two fields of one kind are needed: a part and its whole"))


def _timing(indicator: PlanRow, phases: int) -> Iterator[Fault]:
    """What is required is expected at some time, by steps or by a due phase; nothing else is."""
    if not indicator.has("schedule", "due", "kind"):
        return
    steps, due, kind = indicator["schedule"], indicator["due"], indicator["kind"]
    if steps is not None and due is not None:
        yield indicator.fault("due", _("give schedule or due, not both"))
    if steps is None and due is None and kind in {Kind.REQUIRED, Kind.STRETCH}:
        yield indicator.fault("schedule", _("missing: say by schedule or due when it is expected"))
    if (steps is not None or due is not None) and kind in {Kind.ENCOURAGED, Kind.TRACKED}:
        yield indicator.fault("due" if steps is None else "schedule", _("“%s” is expected at no time") % kind)
    if due is not None and not 1 <= due <= phases:
        yield indicator.fault("due", _("there is no phase %d") % due)


def _steps(indicator: PlanRow, phases: int) -> Iterator[Fault]:
    """There is a step for each phase, and the steps rise to the target."""
    steps = indicator.get("schedule")
    if steps is None:
        return
    if len(steps) != phases:
        yield indicator.fault(
            "schedule", _("%(given)d values for %(phases)d phases") % {"given": len(steps), "phases": phases}
        )
    if steps != sorted(steps):
        yield indicator.fault("schedule", _("falls"))
    elif steps and steps[0] < 0:
        yield indicator.fault("schedule", _("below 0"))
    elif (end := _end(indicator)) is not None and steps and steps[-1] != end:
        yield indicator.fault(
            "schedule",
            _("ends at %(last)s, the target is %(target)s") % {"last": plain(steps[-1]), "target": plain(end)},
        )


def _end(indicator: PlanRow) -> Decimal | None:
    """Return where the schedule has to end, if the target says so; meetings are counted up over the quarters."""
    if not indicator.has("operator", "target", "fields") or indicator["operator"] == Operator.FREQUENCY:
        return None
    if indicator["target"] is not None:
        return Decimal(indicator["target"])
    match indicator["operator"]:
        case Operator.EACH:
            return Decimal(100)
        case Operator.CHECKLIST:
            return Decimal(len(_with_role(indicator, FieldRole.ITEM)))
        case Operator.YES_NO:
            return Decimal(len(_with_role(indicator, FieldRole.CONDITION)))
        case _:
            return None


def _words(indicator: PlanRow) -> Iterator[Fault]:
    """The plan's own words for a gap hold placeholders that will be filled; English has at most two forms."""
    for key in ("gap_short", "gap_short_en", "gap_over", "gap_over_en"):
        try:
            parts = list(Formatter().parse(indicator.get(key) or ""))
        except ValueError as error:
            yield indicator.fault(key, str(error))
            continue
        for _text, name, form, conversion in parts:
            if name is not None and (name not in PLACEHOLDERS or form or conversion):
                yield indicator.fault(key, _("only {n}, {target} and {fraction} can be filled in, not {%s}") % name)
    for row in [indicator, *(indicator.get("fields") or [])]:
        for key in ("unit_en", "gap_short_en", "gap_over_en"):
            if (row.get(key) or "").count("|") > 1:
                yield row.fault(key, _("two forms at most: one|many"))
    for key in ("gap_short", "gap_over"):
        if indicator.has(key) and not indicator[key] and indicator.get(f"{key}_en"):
            yield indicator.fault(f"{key}_en", _("without %s it is never shown") % key)


def _source(indicator: PlanRow) -> Iterator[Fault]:
    """Somebody or something gives the value."""
    if not indicator.has("source", "scope", "measure"):
        return
    source, measure = indicator["source"], indicator["measure"]
    if source == Source.REGISTER and not measure:
        yield indicator.fault("measure", _("missing: “%s” needs it") % source)
    if source == Source.REPORT and measure:
        yield indicator.fault("measure", _("“%s” takes none") % source)
    if source != Source.RECORD and indicator["scope"] == Scope.PLAN:
        yield indicator.fault("source", _("the county as a whole writes no quarterly report: use “record”"))


def _measure(indicator: PlanRow, measures: Mapping[str, Measure]) -> Iterator[Fault]:
    """The measure exists, reads what the scope says, and fills exactly the indicator's fields."""
    name = indicator.get("measure")
    if not name:
        return
    if name not in measures:
        yield indicator.fault("measure", _("unknown; there are: %s") % ", ".join(sorted(measures)))
        return
    measure = measures[name]
    if indicator.has("scope") and (indicator["scope"] == Scope.PLAN) != measure.is_of_plan:
        yield indicator.fault("scope", _("the measure “%s” is not for this scope") % name)
    fields = indicator.get("fields") or []
    keys = {row["key"] for row in fields if row.has("key")}
    is_filled = keys <= measure.keys and measure.keys - measure.details <= keys
    if fields and all(row.has("key") for row in fields) and not is_filled:
        yield indicator.fault(
            "fields",
            _("the measure “%(name)s” fills %(keys)s") % {"name": name, "keys": ", ".join(sorted(measure.keys))},
        )
