"""Dated changes of a plan file: held against those that are there, and kept."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, cast

from django.utils.translation import gettext as _

from fengxiang import clock
from partybuilding.models import Indicator, Plan, PlanChange, Report
from partybuilding.plan.planfile import Fault, PlanFile, Stage, can_stand, newest, stages
from partybuilding.plan.queries import terms_before
from partybuilding.shared.act import explain_history
from partybuilding.targets.numbers import plain
from partybuilding.targets.pace import Thresholds
from partybuilding.targets.quarter import Quarter
from partybuilding.targets.terms import IndicatorTerms, PlanTerms, TermsVersion, versions

Put = Callable[[PlanChange | None, type[PlanChange], Mapping[str, Any], str], PlanChange]


@dataclass(frozen=True, eq=False)
class DatedTerms:
    """What a file states from quarter to quarter, beside what is in the database: terms in order, and their changes.

    A change that is there and that the file does not state stays. A subject is an indicator's code, or "" for the plan.
    """

    file: PlanFile
    versions: Mapping[str, list[TermsVersion[Any]]]
    changes: Mapping[tuple[str, Quarter], PlanChange]

    @cached_property
    def stated(self) -> dict[str, list[Stage]]:
        first = self.versions[""][0].terms.rules if self.versions else Thresholds()
        return stages(self.file, first)

    @cached_property
    def unstated(self) -> list[tuple[str, Stage]]:
        """The changes of subjects the file has that it does not state."""
        return [
            (subject, Stage(version.since, self.changes[subject, version.since].reason, version.terms))
            for subject, in_order in self.versions.items()
            for version in in_order
            if version.since and version.since not in {each.since for each in self.stated.get(subject, [version])}
        ]

    @cached_property
    def stages(self) -> dict[str, list[Stage]]:
        """What holds from quarter to quarter, by subject."""
        more: dict[str, list[Stage]] = {subject: [] for subject in self.stated}
        for subject, stage in self.unstated:
            more[subject].append(stage)
        return {
            subject: [first, *sorted([*later, *more[subject]], key=_since)]
            for subject, (first, *later) in self.stated.items()
        }

    @property
    def since(self) -> Quarter | None:
        """The quarter from which the newest change of all holds."""
        return max((_since(each) for _first, *later in self.stages.values() for each in later), default=None)

    @property
    def newest(self) -> PlanFile:
        """The plan after every change."""
        return newest(self.file, self.stages)

    def faults(self) -> Iterator[Fault]:
        """Yield which changes stand against the file: those it does not state, and that do not fit what it does."""
        for subject, stage in self.unstated:
            if not can_stand(self.file, subject, stage.terms):
                message = _("was changed from %s on, which does not fit any more: let the file state it")
                yield Fault(f"indicators.{subject}" if subject else "plan", message % stage.since)

    def entries(self) -> list[str]:
        """Return the changes the file does not state, as entries to be put into it."""
        entries = []
        for subject, stage in self.unstated:
            place = self.stages[subject].index(stage)
            entries.append(_entry(subject, self.stages[subject][place - 1], stage))
        return entries

    def keep(self, plan: Plan, put: Put, reason: str) -> None:
        """Keep the changes; where the file says otherwise what was asked at some time, that is a correction.

        While nothing has been reported nothing is judged by the terms, and none is corrected.
        """
        indicators = {"": None, **{each.code: each for each in plan.indicators.all()}}
        is_reported_on = Report.objects.filter(pilot__plan=plan).exists()
        for subject, in_order in self.stages.items():
            for before, stage in pairwise(in_order):
                row = self.changes.get((subject, _since(stage)))
                values: dict[str, Any] = {"reason": stage.reason}
                if row is None:
                    values |= {"plan": plan, "indicator": indicators[subject], "since": stage.since}
                    values["made_at"] = clock.now()
                if row is None or terms_before(row) != before.terms:
                    values["before"] = before.terms.tree()
                put(row, PlanChange, values, f"changes.{subject or 'plan'}.{stage.since}")
            terms = {each.since: each.terms for each in in_order}
            for version in self.versions.get(subject, []) if is_reported_on else []:
                if terms.get(version.since, version.terms) != version.terms:
                    _correct(plan, indicators[subject], version, reason)


def load_dated(file: PlanFile, plan: Plan | None) -> DatedTerms:
    """Return what a file states beside the terms and changes of its plan, in 4 queries; None if there is none yet."""
    if plan is None:
        return DatedTerms(file, {}, {})
    phases = list(plan.phases.all())
    changes: list[Any] = list(plan.changes.filter(is_correction=False).select_related("indicator").order_by("since"))
    last: dict[str, Any] = {each.code: each.terms(phases) for each in plan.indicators.prefetch_related("steps")}
    last[""] = plan.terms(phases)
    replaced: dict[str, list[tuple[Quarter, Any]]] = {subject: [] for subject in last}
    for each in changes:
        replaced[_subject(each)].append((each.since, terms_before(each)))
    in_order = {subject: versions(replaced[subject], terms) for subject, terms in last.items()}
    return DatedTerms(file, in_order, {(_subject(each), each.since): each for each in changes})


def _subject(change: PlanChange) -> str:
    return change.indicator.code if change.indicator else ""


def _since(stage: Stage) -> Quarter:
    """Return the quarter a stage begins with: the first alone has none."""
    return cast("Quarter", stage.since)


def _correct(plan: Plan, indicator: Indicator | None, version: TermsVersion[Any], reason: str) -> None:
    change = PlanChange(plan=plan, indicator=indicator, since=version.since, is_correction=True, reason=reason)
    change.before, change.made_at = version.terms.tree(), clock.now()
    explain_history(change, reason)
    change.save()


# --- a change as an entry of the file ---------------------------------------------------------------------------------


def _entry(subject: str, before: Stage, stage: Stage) -> str:
    """Return the lines that state a change, to be put into the file."""
    values = {"since": str(stage.since), "reason": stage.reason}
    if subject:
        values |= {"indicator": subject, **_of_indicator(before.terms, stage.terms)}
    else:
        values |= _of_plan(before.terms, stage.terms)
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
