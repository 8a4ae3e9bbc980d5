"""What a plan asked and asks: each change and correction of its terms in words, for everybody to read."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from fengxiang.bilingual import is_english
from partybuilding.models import Indicator, Phase, Plan, PlanChange
from partybuilding.plan.queries import PlanContext, load_plan_context, terms_before
from partybuilding.targets.pace import ScheduleSpan
from partybuilding.targets.quarter import Quarter
from partybuilding.targets.terms import IndicatorTerms, PlanTerms, TermsVersion, versions


@dataclass(frozen=True, slots=True)
class TermsDifference:
    """One thing that was asked otherwise before."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, eq=False)
class TermsChange:
    """A change from a quarter on, or a correction of what holds from one on, with what it made of what."""

    change: PlanChange
    indicator: Indicator | None  # None: the plan itself
    differences: list[TermsDifference]

    @property
    def who(self) -> str:
        return str(self.change.made_by or _("the plan's file"))


@dataclass(frozen=True, eq=False)
class IndicatorVersion:
    """An indicator under the terms that hold from a quarter (None: the plan's beginning), and how it came to them."""

    since: Quarter | None
    indicator: Indicator
    changes: list[TermsChange]

    @property
    def target(self) -> str:
        return self.indicator.clause.describe()


def load_terms_changes(plan: Plan) -> list[TermsChange]:
    """Return what was changed and corrected in a plan, by quarter, the latest first; one query if nothing was."""
    if not PlanChange.objects.filter(plan=plan).exists():
        return []
    plan_context = load_plan_context(plan)
    changes = [each for version in _versions(plan_context, None) for each in _told(plan_context, None, *version)]
    for indicator in plan_context.indicators:
        changes += [each for version in versions_of_indicator(plan_context, indicator) for each in version.changes]
    first = plan.first_quarter
    return sorted(changes, key=lambda each: (each.change.since or first, each.change.made_at), reverse=True)


def versions_of_indicator(plan_context: PlanContext, indicator: Indicator) -> list[IndicatorVersion]:
    """Return what an indicator asked and asks, in order; one version if it was neither changed nor corrected."""
    indicators = (plan_context.newest or plan_context).indicators
    newest = next(each for each in indicators if each.pk == indicator.pk)
    return [
        IndicatorVersion(
            version.since,
            newest.under(version.terms, plan_context.phases),
            list(_told(plan_context, newest, earlier, version)),
        )
        for earlier, version in _versions(plan_context, newest)
    ]


def _versions(
    plan_context: PlanContext, indicator: Indicator | None
) -> list[tuple[TermsVersion[Any] | None, TermsVersion[Any]]]:
    """Return the terms of an indicator, or the plan's own, in order, each with those before it."""
    context = plan_context.newest or plan_context
    last: Any = indicator.terms(context.phases) if indicator else context.plan.terms(context.phases)
    in_order = versions(context.replaced.get(indicator.pk if indicator else None, []), last)
    return [(None, in_order[0]), *pairwise(in_order)]


def _told(
    plan_context: PlanContext,
    indicator: Indicator | None,
    earlier: TermsVersion[Any] | None,
    version: TermsVersion[Any],
) -> Iterator[TermsChange]:
    """Yield the change by which terms came to hold, then their corrections in turn."""
    pk = indicator.pk if indicator else None
    here = [each for each in plan_context.changes if (each.indicator_id, each.since) == (pk, version.since)]
    here.sort(key=lambda each: (each.is_correction, each.made_at, each.pk))
    befores = [terms_before(each) if each.is_correction else earlier and earlier.terms for each in here]
    for change, (before, after) in zip(here, pairwise([*befores, version.terms]), strict=True):
        phases = plan_context.phases
        if indicator:
            yield TermsChange(change, indicator, list(_of_indicator(indicator, phases, before, after)))
        else:
            yield TermsChange(change, None, list(_of_plan(phases, before, after)))


def _of_indicator(
    indicator: Indicator, phases: Sequence[Phase], before: IndicatorTerms, after: IndicatorTerms
) -> Iterator[TermsDifference]:
    was, now = indicator.under(before, phases), indicator.under(after, phases)

    def expected(asked: Indicator, terms: IndicatorTerms, phase: Phase) -> str:
        step = terms.steps.get(phase.number)
        return "—" if step is None else asked.clause.amount_text(step)

    def due(terms: IndicatorTerms) -> str:
        return next((str(phase) for phase in phases if phase.number == terms.due), "—")

    pairs = [(_("target"), was.clause.describe() or "—", now.clause.describe() or "—")]
    pairs += [
        (_("expected by the end of %s") % phase, expected(was, before, phase), expected(now, after, phase))
        for phase in phases
    ]
    pairs.append((_("due in phase"), due(before), due(after)))
    return (TermsDifference(*each) for each in pairs if each[1] != each[2])


def _of_plan(phases: Sequence[Phase], before: PlanTerms, after: PlanTerms) -> Iterator[TermsDifference]:
    for phase in phases:
        spans = [terms.phases.get(phase.number, phase.span) for terms in (before, after)]
        if spans[0] != spans[1]:
            yield TermsDifference(str(phase), *(_days(span) for span in spans))
    rules = asdict(after.rules)
    for name, value in asdict(before.rules).items():
        if value != rules[name]:
            unit = Plan.UNITS[name].split("|")[-1 if is_english() else 0]
            label = str(getattr(Plan, name).field.verbose_name)
            yield TermsDifference(label, *(f"{each} {unit}" for each in (value, rules[name])))


def _days(span: ScheduleSpan) -> str:
    return f"{date_format(span.first)} – {date_format(span.last)}"
