"""Dated changes of a plan file: held against those that are there, and kept."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from fengxiang import clock
from partybuilding.models import Indicator, Plan, PlanChange, Report
from partybuilding.plan.planfile import Fault, PlanFile, stages
from partybuilding.plan.queries import terms_before
from partybuilding.shared.act import explain_history
from partybuilding.targets.numbers import plain
from partybuilding.targets.pace import Thresholds
from partybuilding.targets.quarter import Quarter
from partybuilding.targets.terms import IndicatorTerms, PlanTerms, TermsVersion, versions

Put = Callable[[PlanChange | None, type[PlanChange], Mapping[str, Any], str], PlanChange]


@dataclass(frozen=True, eq=False)
class StandingTerms:
    """What is in the database before a file is loaded: each subject's terms in order, and the changes between them."""

    versions: Mapping[str, list[TermsVersion[Any]]]
    changes: Mapping[tuple[str, Quarter], PlanChange]

    @property
    def rules(self) -> Thresholds:
        """The plan's first thresholds."""
        first = self.versions[""][0].terms if "" in self.versions else None
        return first.rules if first else Thresholds()


def load_standing(plan: Plan | None) -> StandingTerms:
    """Return the terms and changes of a plan, in 4 queries; nothing if there is none yet."""
    if plan is None:
        return StandingTerms({}, {})
    phases = list(plan.phases.all())
    changes: list[Any] = list(plan.changes.filter(is_correction=False).select_related("indicator").order_by("since"))
    last: dict[str, Any] = {each.code: each.terms(phases) for each in plan.indicators.prefetch_related("steps")}
    last[""] = plan.terms(phases)
    replaced: dict[str, list[tuple[Quarter, Any]]] = {subject: [] for subject in last}
    for each in changes:
        replaced[subject_of(each)].append((each.since, terms_before(each)))
    in_order = {subject: versions(replaced[subject], terms) for subject, terms in last.items()}
    return StandingTerms(in_order, {(subject_of(each), each.since): each for each in changes})


def subject_of(change: PlanChange) -> str:
    """Return the code of the indicator a change is about; empty for the plan itself."""
    return change.indicator.code if change.indicator else ""


def faults_against_changes(file: PlanFile, standing: StandingTerms) -> Iterator[Fault]:
    """Yield what a file would take back: a change it does not state, with the words to state it by."""
    stated = stages(file, standing.rules)
    for subject, since in standing.changes:
        if subject in stated and since not in {each.since for each in stated[subject]}:
            key = f"indicators.{subject}" if subject else "plan"
            message = _("was changed from %s on; the file has to state it:") % since
            yield Fault(key, f"{message}\n\n{_entry(standing, subject, since)}\n")


def keep_changes(file: PlanFile, plan: Plan, standing: StandingTerms, put: Put, reason: str) -> None:
    """Keep the changes a file states; where it says otherwise what was asked, that is a correction of it.

    While nothing has been reported nothing is judged by the terms, and none is corrected.
    """
    indicators = {"": None, **{each.code: each for each in plan.indicators.all()}}
    is_reported_on = Report.objects.filter(pilot__plan=plan).exists()
    for subject, in_order in stages(file, standing.rules).items():
        for before, stage in pairwise(in_order):
            row = standing.changes.get((subject, stage.since)) if stage.since else None
            values: dict[str, Any] = {"reason": stage.reason}
            if row is None:
                values |= {"plan": plan, "indicator": indicators[subject], "since": stage.since}
                values["made_at"] = clock.now()
            if row is None or terms_before(row) != before.terms:
                values["before"] = before.terms.tree()
            put(row, PlanChange, values, f"changes.{subject or 'plan'}.{stage.since}")
        if is_reported_on:
            terms = {each.since: each.terms for each in in_order}
            for version in standing.versions.get(subject, []):
                if terms.get(version.since, version.terms) != version.terms:
                    _correct(plan, indicators[subject], version, reason)


def _correct(plan: Plan, indicator: Indicator | None, version: TermsVersion[Any], reason: str) -> None:
    change = PlanChange(plan=plan, indicator=indicator, since=version.since, is_correction=True, reason=reason)
    change.before, change.made_at = version.terms.tree(), clock.now()
    explain_history(change, reason)
    change.save()


# --- a change as an entry of the file ---------------------------------------------------------------------------------


def _entry(standing: StandingTerms, subject: str, since: Quarter) -> str:
    """Return the lines that state a change, to be put into the file."""
    in_order = standing.versions[subject]
    place = next(place for place, each in enumerate(in_order) if each.since == since)
    before, terms = in_order[place - 1].terms, in_order[place].terms
    change = standing.changes[subject, since]
    values = {"since": str(since), "reason": change.reason}
    values |= {"indicator": subject} if change.indicator else {}
    values |= _of_indicator(before, terms) if change.indicator else _of_plan(before, terms)
    return "\n".join(["[[changes]]", *(f"{key} = {_toml(value)}" for key, value in values.items())])


def _of_indicator(before: IndicatorTerms, terms: IndicatorTerms) -> dict[str, Any]:
    values = {name: getattr(terms, name) for name in ("target", "upper", "strict", "due")}
    values = {name: value for name, value in values.items() if value != getattr(before, name)}
    if terms.steps != before.steps:
        values["schedule"] = [step for _number, step in sorted(terms.steps.items())]
    return {name: value for name, value in values.items() if value not in (None, [])}


def _of_plan(before: PlanTerms, terms: PlanTerms) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if terms.phases != before.phases:
        values["last_days"] = [span.last for _number, span in sorted(terms.phases.items())]
    earlier = asdict(before.rules)
    return values | {name: value for name, value in asdict(terms.rules).items() if value != earlier[name]}


def _toml(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(_toml(each) for each in value)}]"
    if isinstance(value, str | bool):
        return json.dumps(value, ensure_ascii=False)
    return value.isoformat() if hasattr(value, "isoformat") else plain(value)
