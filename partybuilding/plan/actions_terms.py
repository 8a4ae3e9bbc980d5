"""Change what a plan asks, from a quarter on, or correct what was wrong all along."""

from typing import Any

from django.utils.translation import gettext as _

from communities.models import User
from fengxiang import clock
from partybuilding.models import Indicator, Phase, Plan, PlanChange, ScheduleStep
from partybuilding.plan.planfile import Fault, PlanRow, faults_of_phases, faults_of_rules, faults_of_terms
from partybuilding.plan.queries import terms_before
from partybuilding.shared.act import act, explain_history
from partybuilding.shared.errors import ActionError
from partybuilding.targets.quarter import Quarter
from partybuilding.targets.terms import IndicatorTerms, PlanTerms, TermsVersion, terms_in, versions

Terms = IndicatorTerms | PlanTerms


def faults_in(plan: Plan, indicator: Indicator | None, terms: Any) -> list[Fault]:
    """Return what a plan file with these terms would be refused for; each fault ends in the key it is about."""
    if indicator is None:
        rows = [
            PlanRow(f"phases.{number}", {"first_day": span.first, "last_day": span.last})
            for number, span in sorted(terms.phases.items())
        ]
        whole = PlanRow("plan", {"begins_on": plan.begins_on, "ends_on": plan.ends_on})
        return [*faults_of_phases(rows, whole), *faults_of_rules(PlanRow("settings", terms.tree()["rules"]))]
    columns = ("kind", "operator")
    fields = [PlanRow("fields", {"role": each.role}) for each in indicator.fields.all()]
    values = {
        **{name: getattr(indicator, name) for name in columns},
        "target": terms.target,
        "upper": terms.upper,
        "strict": terms.strict,
        "due": terms.due,
        "fields": fields,
        "schedule": [step for _number, step in sorted(terms.steps.items())] or None,
    }
    return list(faults_of_terms(PlanRow(indicator.code, values), plan.phases.count()))


def versions_of(plan: Plan, indicator: Indicator | None) -> list[TermsVersion[Any]]:
    """Return the terms of an indicator, or the plan's own, in order; the last are the newest."""
    return versions([(each.since, terms_before(each)) for each in _changes(plan, indicator)], _newest(plan, indicator))


@act
def change_terms(
    *, plan: Plan, indicator: Indicator | None, terms: Any, since: Quarter, reason: str, actor: User | None
) -> PlanChange:
    """Let terms hold from a quarter on, until those that were set for a later one; earlier quarters keep theirs.

    Without an indicator, of the plan's phases and thresholds. ActionError for terms that a plan file is refused for,
    and for a quarter in which a change begins already, or with which the plan begins: that is a correction.
    """
    plan, indicator = _locked(plan, indicator)
    _check(plan, indicator, terms, reason)
    changes = _changes(plan, indicator)
    if not plan.first_quarter < since <= plan.last_quarter:
        raise ActionError(_("Terms can change in a quarter after the plan's first."))
    if any(each.since == since for each in changes):
        raise ActionError(_("From %s on there is a change already: correct it.") % since)
    newest = _newest(plan, indicator)
    replaced = [(each.since, terms_before(each)) for each in changes]
    later = next((each for each in changes if each.since > since), None)
    before = terms_in(replaced, newest, since)
    if before == terms:
        raise ActionError(_("Nothing is changed."))
    if later is None:
        _save(plan, indicator, terms, reason)
    else:
        _keep_before(later, terms, reason)
    if plan.terms_since is None or plan.terms_since < since:
        plan.terms_since = since
        explain_history(plan, reason)
        plan.save(update_fields=["terms_since"])
    return _record(plan, indicator, before, reason, actor, since=since)


@act
def correct_terms(
    *, plan: Plan, indicator: Indicator | None, terms: Any, since: Quarter | None, reason: str, actor: User | None
) -> PlanChange:
    """Put right the terms that hold from `since` (None: from the plan's beginning), for every quarter they hold in.

    ActionError for terms that a plan file is refused for, and where none begin with that quarter.
    """
    plan, indicator = _locked(plan, indicator)
    _check(plan, indicator, terms, reason)
    changes = _changes(plan, indicator)
    starts = [None, *(each.since for each in changes)]
    if since not in starts:
        raise ActionError(_("No terms begin with %s.") % since)
    place = starts.index(since)
    before = terms_before(changes[place]) if place < len(changes) else _newest(plan, indicator)
    if before == terms:
        raise ActionError(_("Nothing is changed."))
    if place < len(changes):
        _keep_before(changes[place], terms, reason)
    else:
        _save(plan, indicator, terms, reason)
    return _record(plan, indicator, before, reason, actor, since=since, is_correction=True)


def _locked(plan: Plan, indicator: Indicator | None) -> tuple[Plan, Indicator | None]:
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    return plan, plan.indicators.get(pk=indicator.pk) if indicator else None


def _check(plan: Plan, indicator: Indicator | None, terms: Terms, reason: str) -> None:
    if not reason:
        raise ActionError(_("Say why."))
    if faults := faults_in(plan, indicator, terms):
        raise ActionError("\n".join(str(fault) for fault in faults))


def _changes(plan: Plan, indicator: Indicator | None) -> list[Any]:
    """Return what replaced terms, in the order of quarters; each has a quarter."""
    return list(PlanChange.objects.filter(plan=plan, indicator=indicator, is_correction=False).order_by("since"))


def _newest(plan: Plan, indicator: Indicator | None) -> Any:
    phases = list(plan.phases.all())
    return indicator.terms(phases) if indicator else plan.terms(phases)


def _keep_before(change: PlanChange, terms: Terms, reason: str) -> None:
    change.before = terms.tree()
    explain_history(change, reason)
    change.save(update_fields=["before"])


def _record(
    plan: Plan, indicator: Indicator | None, before: Terms, reason: str, actor: User | None, **more: Any
) -> PlanChange:
    change = PlanChange(plan=plan, indicator=indicator, reason=reason, made_by=actor, made_at=clock.now(), **more)
    change.before = before.tree()
    explain_history(change, reason)
    change.save()
    return change


# --- the newest terms -------------------------------------------------------------------------------------------------


def _save(plan: Plan, indicator: Indicator | None, terms: Any, reason: str) -> None:
    if indicator is None:
        _save_of_plan(plan, terms, reason)
        return
    phases = list(plan.phases.all())
    indicator.set_terms(terms, phases)
    explain_history(indicator, reason)
    indicator.save(update_fields=["target", "upper", "strict", "due_phase"])
    steps = {step.phase_id: step for step in indicator.steps.all()}
    for phase in phases:
        _save_step(indicator, phase, steps.get(phase.pk), terms, reason)


def _save_step(
    indicator: Indicator, phase: Phase, step: ScheduleStep | None, terms: IndicatorTerms, reason: str
) -> None:
    value = terms.steps.get(phase.number)
    if value is None:
        if step:
            explain_history(step, reason)
            step.delete()
        return
    step = step or ScheduleStep(indicator=indicator, phase=phase)
    if step.value != value:
        step.value = value
        explain_history(step, reason)
        step.save()


def _save_of_plan(plan: Plan, terms: PlanTerms, reason: str) -> None:
    rules = terms.tree()["rules"]
    for name, value in rules.items():
        setattr(plan, name, value)
    explain_history(plan, reason)
    plan.save(update_fields=list(rules))
    for phase in plan.phases.all():
        span = terms.phases.get(phase.number, phase.span)
        if span != phase.span:
            phase.first_day, phase.last_day = span.first, span.last
            explain_history(phase, reason)
            phase.save(update_fields=["first_day", "last_day"])
