"""Dated changes in a plan file: the tables state what holds from the plan's beginning, [[changes]] what holds since.

A subject is an indicator's code, or "" for what the plan itself sets.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from partybuilding.plan.planfile.rules import faults_of_phases, faults_of_rules, faults_of_terms
from partybuilding.plan.planfile.shape import Fault, PlanFile, PlanRow
from partybuilding.targets.pace import ScheduleSpan, Thresholds
from partybuilding.targets.quarter import Quarter
from partybuilding.targets.terms import IndicatorTerms, PlanTerms

OF_INDICATOR = ("target", "upper", "strict", "due", "schedule")
OF_PLAN = ("last_days", *asdict(Thresholds()))
OF_BOTH = ("since", "reason", "indicator")


@dataclass(frozen=True, slots=True)
class Stage:
    """What a subject asks from a quarter on (None: from the plan's beginning), and why it changed."""

    since: Quarter | None
    reason: str
    terms: Any


def stages(file: PlanFile, rules: Thresholds) -> dict[str, list[Stage]]:
    """Return each subject's stages in order. `rules` are the plan's first thresholds where the file leaves them out."""
    rules = replace(rules, **{name: value for name, value in file.settings.values.items() if name in OF_PLAN})
    by_subject = {"": [_stage(each, _terms_of_plan(each, rules)) for each in _rows_of_plan(file)]}
    for indicator in file.indicators:
        by_subject[indicator["code"]] = [_stage(each, _terms(each)) for each in _rows(file, indicator)]
    return by_subject


def newest(file: PlanFile, by_subject: Mapping[str, Sequence[Stage]]) -> PlanFile:
    """Return the plan as it is after every one of these stages; what has one stage alone is as its table states it."""
    changed = {subject: in_order[-1].terms for subject, in_order in by_subject.items() if len(in_order) > 1}
    if "" in changed:
        settings = PlanRow(file.settings.path, file.settings.values | asdict(changed[""].rules))
        file = replace(file, settings=settings, phases=phases_under(file, changed[""]))
    indicators = [
        indicator_under(each, changed[each["code"]]) if each["code"] in changed else each for each in file.indicators
    ]
    return replace(file, indicators=indicators)


def indicator_under(indicator: PlanRow, terms: IndicatorTerms) -> PlanRow:
    """Return an indicator's row as it would state these terms."""
    steps = [step for _number, step in sorted(terms.steps.items())] or None
    values = {"target": terms.target, "upper": terms.upper, "strict": terms.strict, "due": terms.due, "schedule": steps}
    return PlanRow(indicator.path, indicator.values | values)


def phases_under(file: PlanFile, terms: PlanTerms) -> list[PlanRow]:
    """Return the phases' rows with the days of these terms; KeyError for a phase they do not know."""
    spans = [(each, terms.phases[each["number"]]) for each in file.phases]
    return [PlanRow(each.path, each.values | {"first_day": s.first, "last_day": s.last}) for each, s in spans]


def can_stand(file: PlanFile, subject: str, terms: Any) -> bool:
    """Return whether terms from elsewhere fit the phases and days of a file."""
    if not subject:
        numbers = {each["number"] for each in file.phases}
        return set(terms.phases) == numbers and not any(faults_of_phases(phases_under(file, terms), file.plan))
    indicator = next(each for each in file.indicators if each["code"] == subject)
    return not any(faults_of_terms(indicator_under(indicator, terms), len(file.phases)))


def faults_of_changes(file: PlanFile, faults: Sequence[Fault]) -> Iterator[Fault]:
    """Yield what does not fit together in the changes of a file; what has other `faults` is not judged again."""

    def is_sound(*paths: str) -> bool:
        return not any(fault.key.startswith(path) for fault in faults for path in paths)

    alone = [fault for change in file.changes if is_sound(f"{change.path}.") for fault in _alone(file, change)]
    alone = alone or list(_twice(file))
    yield from alone
    if alone or not is_sound("plan.", "changes"):
        return
    if is_sound("phases", "settings"):
        yield from _faults_of_plan(file)
    for indicator in file.indicators:
        if is_sound(f"{indicator.path}."):
            for before, row in pairwise(_rows(file, indicator)):
                yield from faults_of_terms(row, len(file.phases))
                yield from _unchanged(row, is_same=_terms(before) == _terms(row))


def _alone(file: PlanFile, change: PlanRow) -> Iterator[Fault]:
    """A change says since when, why, and what: of an indicator that is there, or of the plan itself."""
    yield from (change.fault(key, _("missing")) for key in ("since", "reason") if not change.get(key))
    code, first, last = change.get("indicator"), file.plan.get("begins_on"), file.plan.get("ends_on")
    if code and code not in {each.get("code") for each in file.indicators}:
        yield change.fault("indicator", _("there is no indicator %s") % code)
    since = change.get("since")
    if since and first and last and not Quarter.of(first) < since <= Quarter.of(last):
        yield change.fault("since", _("Terms can change in a quarter after the plan's first."))
    if not code and "indicator" in change.values:
        yield change.fault("indicator", _("is empty"))
    for key in [each for each in change.values if each not in OF_BOTH + (OF_INDICATOR if code else OF_PLAN)]:
        message = (
            _("is the plan's: leave “indicator” out") if code else _("is an indicator's: say by “indicator” whose")
        )
        yield change.fault(key, message)


def _twice(file: PlanFile) -> Iterator[Fault]:
    seen = Counter((each.get("indicator"), each.get("since")) for each in file.changes)
    for each in {(each.get("indicator"), each.get("since")): each for each in file.changes}.values():
        if (times := seen[each.get("indicator"), each.get("since")]) > 1:
            yield each.fault("since", _("appears %d times") % times)


def _faults_of_plan(file: PlanFile) -> Iterator[Fault]:
    for change in _of(file, ""):
        days = len(change.get("last_days") or file.phases)
        if days != len(file.phases):
            words = {"given": days, "phases": len(file.phases)}
            yield change.fault("last_days", _("%(given)d values for %(phases)d phases") % words)
            return
    for before, row in pairwise(_rows_of_plan(file)):
        faults = faults_of_phases(row["phases"], file.plan)
        yield from (row.fault("last_days", fault.message) for fault in faults)
        yield from faults_of_rules(row)
        same = {**before.values, "since": 0, "reason": 0} == {**row.values, "since": 0, "reason": 0}
        yield from _unchanged(row, is_same=same)


def _unchanged(row: PlanRow, *, is_same: bool) -> Iterator[Fault]:
    if is_same:
        yield row.fault("since", _("Nothing is changed."))


# --- a subject's rows, one for each stage -----------------------------------------------------------------------------


def _of(file: PlanFile, subject: str) -> list[PlanRow]:
    """Return the changes of a subject, in the order of quarters."""
    changes = [each for each in file.changes if (each.get("indicator") or "") == subject]
    return sorted(changes, key=lambda each: each["since"])


def _rows(file: PlanFile, indicator: PlanRow) -> list[PlanRow]:
    """Return an indicator as its table states it and after each change."""
    rows = [indicator]
    for change in _of(file, indicator["code"]):
        values = {key: change[key] for key in change.values if key != "indicator"}
        # One takes the place of the other, unless both are given: that is a fault.
        values = ({"due": None} if "schedule" in values else {"schedule": None} if "due" in values else {}) | values
        rows.append(PlanRow(change.path, rows[-1].values | values))
    return rows


def _rows_of_plan(file: PlanFile) -> list[PlanRow]:
    """Return the thresholds and phases as their tables state them and after each change."""
    rules = {name: value for name, value in file.settings.values.items() if name in OF_PLAN}
    rows = [PlanRow("settings", {**rules, "phases": file.phases})]
    for change in _of(file, ""):
        values = rows[-1].values | {key: change[key] for key in change.values if key != "last_days"}
        if days := change.get("last_days"):
            first = file.plan["begins_on"]
            values["phases"] = []
            for phase, last in zip(file.phases, days, strict=False):
                dated = {**phase.values, "first_day": first, "last_day": last}
                values["phases"].append(PlanRow(phase.path, dated))
                first = last + timedelta(days=1)
        rows.append(PlanRow(change.path, values))
    return rows


def _stage(row: PlanRow, terms: IndicatorTerms | PlanTerms) -> Stage:
    return Stage(row.get("since"), row.get("reason") or "", terms)


def _terms(row: PlanRow) -> IndicatorTerms:
    steps = dict(enumerate(row["schedule"] or [], 1))
    return IndicatorTerms(target=row["target"], upper=row["upper"], strict=row["strict"], due=row["due"], steps=steps)


def _terms_of_plan(row: PlanRow, rules: Thresholds) -> PlanTerms:
    spans = {each["number"]: ScheduleSpan(each["first_day"], each["last_day"]) for each in row["phases"]}
    given = {name: value for name, value in row.values.items() if name in OF_PLAN}
    return PlanTerms(phases=spans, rules=replace(rules, **given))
