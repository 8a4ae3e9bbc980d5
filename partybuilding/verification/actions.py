"""What is done to verify values on site 实地核实: draw a list, write down what was found, withdraw a mistake."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from communities.models import Role, User
from fengxiang import clock
from partybuilding.models import Indicator, Plan, Report, Verification, VerificationDraw
from partybuilding.plan.queries import load_figures
from partybuilding.reports.actions import locked
from partybuilding.scoreboard.evidence_level import figures_of, says
from partybuilding.shared.act import act
from partybuilding.shared.errors import ActionError
from partybuilding.targets.quarter import Quarter
from partybuilding.verification.queries import reported_values

SMALLEST, USUAL, LARGEST = 3, 6, 20  # values on a list
Outcome = Verification.Outcome


@dataclass(frozen=True)
class Visit:
    """What somebody found on site of one value. `seen` are the figures held against it, by field id."""

    outcome: str
    visited_on: date
    seen: Mapping[str, str]
    remark: str = ""


@act
def draw_list(*, plan: Plan, quarter: Quarter, size: int, actor: User) -> VerificationDraw:
    """Draw values of a quarter's submitted and approved reports by lot, to be verified on site.

    The list gets the next number of its quarter. What could be drawn is kept with it, so that the number stands for
    the same list for ever.
    """
    _require_department(actor)
    if not SMALLEST <= size <= LARGEST:
        raise ActionError(
            _("A list holds %(least)d to %(most)d values.") % {"least": SMALLEST, "most": LARGEST},
        )
    Plan.objects.select_for_update().get(pk=plan.pk)  # two lists drawn at once get two numbers
    population = sorted((row.pilot.pk, row.indicator.pk) for row in reported_values(plan, quarter))
    if not population:
        raise ActionError(_("Nothing to draw from: no report of this quarter is submitted or approved."))
    last = VerificationDraw.objects.filter(plan=plan, quarter=quarter).order_by("number").last()
    number = last.number + 1 if last else 1
    draw = VerificationDraw(
        plan=plan,
        quarter=quarter,
        number=number,
        size=size,
        population=population,
        drawn_by=actor,
        drawn_at=clock.now(),
    )
    draw.seed = f"{plan.slug}/{draw.code}"
    draw.save()
    return draw


@act
def verify_value(*, report: Report, indicator: Indicator, visit: Visit, actor: User) -> Verification:
    """Write down what was found on site of one value 实地核实; by the department, not by who submitted the report.

    ActionError for a report that lies with the community, for a day that cannot be, without a remark where something
    else was found, and if the report no longer says what was seen.
    """
    _require_department(actor)
    report = locked(report)
    if report.is_open:
        raise ActionError(_("Only what is submitted or approved can be verified: this report lies with the community."))
    if report.submitted_by_id == actor.pk:
        raise ActionError(_("Who submitted a report cannot verify it."))
    wrong = problems(outcome=visit.outcome, visited_on=visit.visited_on, remark=visit.remark, plan=report.pilot.plan)
    if wrong:
        raise ActionError(" ".join(wrong.values()))
    now = _figures(report, indicator)
    if not now:
        raise ActionError(_("Nothing is reported there: there is nothing to verify."))
    if not says(visit.seen, now):
        raise ActionError(_("The report says something else by now: look at the new figure, then write it down again."))
    verification = Verification(
        report=report,
        indicator=indicator,
        outcome=visit.outcome,
        visited_on=visit.visited_on,
        remark=visit.remark.strip(),
        values=now,
        verified_by=actor,
        written_at=clock.now(),
    )
    verification.save()
    return verification


@act
def verify_values(*, values: Iterable[tuple[Report, Indicator, Visit]], actor: User) -> list[Verification]:
    """Write down what was found of several values, all of it or nothing."""
    return [
        verify_value(report=report, indicator=indicator, visit=visit, actor=actor)
        for report, indicator, visit in values
    ]


@act
def withdraw_verification(*, verification: Verification, reason: str, actor: User) -> Verification:
    """Take back a verification that was a mistake, with the reason; it stays on the page of the value, struck out."""
    _require_department(actor)
    verification = Verification.objects.select_for_update(of=("self",)).get(pk=verification.pk)
    if verification.withdrawn_at is not None:
        raise ActionError(_("It was withdrawn already."))
    if not reason.strip():
        raise ActionError(_("Give the reason."))
    verification.withdrawn_at = clock.now()
    verification.withdrawn_by = actor
    verification.withdrawal_reason = reason.strip()
    verification.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason"])
    return verification


def _require_department(actor: User) -> None:
    if actor.role != Role.DEPARTMENT:
        raise ActionError(_("Values are verified by the Organisation Department."))


def problems(*, outcome: str, visited_on: date | None, remark: str, plan: Plan) -> dict[str, str]:
    """Return what is wrong with what was typed about a visit, by the name of the field; empty if nothing is."""
    wrong = {}
    if outcome not in Outcome.values:
        wrong["outcome"] = _("Say what was found.")
    if visited_on is None:
        wrong["visited_on"] = _("Give the day of the visit.")
    elif visited_on > clock.today():
        wrong["visited_on"] = _("The visit cannot lie in the future.")
    elif visited_on < plan.begins_on:
        wrong["visited_on"] = _("The visit cannot lie before the plan begins.")
    if outcome == Outcome.OTHERWISE and not remark.strip():
        wrong["remark"] = _("Say what was found instead.")
    return wrong


def _figures(report: Report, indicator: Indicator) -> dict[str, str]:
    """Return what the report says of the indicator now, by field id; empty if that is not a whole value."""
    figures = load_figures(Q(entry__report=report, entry__indicator=indicator)).of(report.pk, indicator.pk)
    return figures_of(indicator, figures) if indicator.clause.is_known(figures) else {}
