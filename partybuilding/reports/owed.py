"""What is owed on the communities' reports: the report, its check, what it came back for, what contradicts itself.

A report is owed from the last day of its quarter on, until it is submitted, and again once it was returned; none of a
quarter before the plan's reports begin (`Plan.asks_for`).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from partybuilding.models import Indicator, Objection, Pilot, Plan, Report, ReportEntry, ReportEvent
from partybuilding.plan.queries import Figures, PlanContext, load_figures
from partybuilding.reports.rules import first_day_to_submit
from partybuilding.shared.owed import (
    CHECK_DAYS,
    DEPARTMENT,
    HANDED_IN,
    About,
    Owed,
    OwedKind,
    OwedState,
    Owner,
    state_of,
)
from partybuilding.targets.checks import inconsistencies
from partybuilding.targets.quarter import Quarter
from partybuilding.targets.target import Target


@dataclass(frozen=True, eq=False)
class ReportSlot:
    """One pilot's report on one quarter, or the lack of it."""

    pilot: Pilot
    quarter: Quarter
    report: Report | None

    @property
    def deadline(self) -> date:
        return self.pilot.plan.deadline_of(self.quarter)

    @property
    def is_asked(self) -> bool:
        """Whether the plan asks for it at all."""
        return self.pilot.plan.asks_for(self.quarter)

    @property
    def submit_from(self) -> date:
        return first_day_to_submit(self.quarter)

    @property
    def handed_in(self) -> date | None:
        return self.report.handed_in if self.report else None

    @property
    def about(self) -> About:
        return About(plan=self.pilot.plan, pilot=self.pilot, quarter=self.quarter, report=self.report)

    @property
    def page(self) -> str:
        """The address of the report, or of the board where there is none."""
        slug = self.pilot.plan.slug
        if self.report is None:
            return reverse("reports", args=[slug])
        return reverse("report", args=[slug, self.pilot.code, str(self.quarter)])

    def state(self, today: date) -> OwedState:
        return state_of(self.pilot.plan, self.quarter, self.report.state if self.report else None, today)


def read_slots(plan: Plan, community: int | None = None) -> list[ReportSlot]:
    """Return pilots × quarters in the plan's order, of one community alone if its key is given; in two queries."""
    pilots: QuerySet[Pilot] = plan.pilots.select_related("community__town").order_by("order")
    if community is not None:
        pilots = pilots.filter(community=community)
    by_pk = {pilot.pk: pilot for pilot in pilots}
    reports = {}
    for report in Report.objects.filter(pilot__in=by_pk).defer(*Report.NARRATIVES):
        report.pilot = by_pk[report.pilot_id]
        reports[report.pilot_id, report.quarter] = report
    for pilot in by_pk.values():
        pilot.plan = plan
    return [
        ReportSlot(pilot, quarter, reports.get((pilot.pk, quarter)))
        for pilot in by_pk.values()
        for quarter in plan.quarters
    ]


# --- the report and its check -----------------------------------------------------------------------------------------


def report_owed(slot: ReportSlot, today: date, ahead: int = 0) -> Owed | None:
    """Return what a community owes on a quarter; None if it owes nothing, or only in more than `ahead` days."""
    state = slot.state(today)
    if state in HANDED_IN or not slot.is_asked or (slot.submit_from - today).days > ahead:
        return None
    is_back = state == OwedState.RETURNED
    decided = slot.report.decided_at if slot.report else None
    back_on = timezone.localdate(decided) if decided else today
    return Owed(
        kind=OwedKind.REPORT,
        state=state,
        about=slot.about,
        owner=Owner(pilot=slot.pilot),
        since=back_on if is_back else slot.submit_from,
        due=slot.deadline,
        on=today,
        page=slot.page,
        handed_in=slot.handed_in,
    )


def find_reports(slots: Iterable[ReportSlot], today: date, ahead: int = 0) -> list[Owed]:
    """Return the reports the communities owe, those that can be submitted within `ahead` days too."""
    return [owed for slot in slots if (owed := report_owed(slot, today, ahead))]


def find_reviews(slots: Iterable[ReportSlot], today: date) -> list[Owed]:
    """Return the checks the department owes, each from the day of the submission."""
    return [_review(slot, slot.report, today) for slot in slots if slot.report and slot.report.state == "submitted"]


def review_due(report: Report) -> date | None:
    """Return the day by which a submitted report is to be checked 审核时限; None if it is not submitted."""
    is_waiting = report.state == Report.State.SUBMITTED and report.submitted_at
    return timezone.localdate(report.submitted_at) + timedelta(days=CHECK_DAYS) if is_waiting else None


def _review(slot: ReportSlot, report: Report, today: date) -> Owed:
    since = timezone.localdate(report.submitted_at) if report.submitted_at else today
    return Owed(
        kind=OwedKind.REVIEW,
        state=OwedState.SUBMITTED,
        about=slot.about,
        owner=DEPARTMENT,
        since=since,
        due=since + timedelta(days=CHECK_DAYS),
        on=today,
        page=slot.page,
    )


# --- what came back ---------------------------------------------------------------------------------------------------


def last_returns(reports: Iterable[Report]) -> dict[int, ReportEvent]:
    """Return by its key how each returned report came back last, with what was objected to; in two queries."""
    back = [report.pk for report in reports if report.state == OwedState.RETURNED]
    kinds = [ReportEvent.Kind.RETURNED, ReportEvent.Kind.REOPENED]
    events = ReportEvent.objects.filter(report__in=back, kind__in=kinds).order_by("at", "id")
    objections = Prefetch("objections", Objection.objects.select_related("indicator"))
    return {event.report_id: event for event in events.prefetch_related(objections)}


def find_figures(slots: Iterable[ReportSlot], today: date) -> list[Owed]:
    """Return what each returned report came back for: every figure objected to, or the whole of it."""
    back = [(slot, owed) for slot in slots if (owed := report_owed(slot, today)) and owed.state == OwedState.RETURNED]
    returns = last_returns(slot.report for slot, _owed in back if slot.report)
    return [
        _figure(slot, owed, indicator, reason)
        for slot, owed in back
        for indicator, reason in _faults(returns.get(slot.report.pk) if slot.report else None)
    ]


def _faults(event: ReportEvent | None) -> list[tuple[Indicator | None, str]]:
    objections = event.objections.all() if event else ()
    return [(each.indicator, each.reason) for each in objections] or [(None, event.reason if event else "")]


def _figure(slot: ReportSlot, owed: Owed, indicator: Indicator | None, reason: str) -> Owed:
    about = replace(slot.about, indicator=indicator)
    return replace(owed, kind=OwedKind.FIGURE, about=about, reason=reason)


# --- what contradicts itself ------------------------------------------------------------------------------------------


def find_contradictions(slots: Iterable[ReportSlot], context: PlanContext, quarter: Quarter, today: date) -> list[Owed]:
    """Return what the reports on a quarter that are in state twice, and differently; in two queries."""
    asked = [slot for slot in slots if slot.quarter == quarter and slot.is_asked]
    slots_told = {slot.report.pk: slot for slot in asked if slot.report and not slot.report.is_open}
    reported, notes = load_figures(Q(entry__report__in=list(slots_told))), _notes(slots_told)
    contradictions = []
    for pk, slot in slots_told.items():
        rows = [(each.code, each.clause, reported.of(pk, each.pk)) for each in context.reported]
        names = {each.code: each for each in context.reported}
        for code, key, message in _odd(rows):
            note = notes.get((pk, names[code].pk), "")
            about = replace(slot.about, indicator=names[code], field=key)
            reason = _("%(odd)s Note: %(note)s") % {"odd": message, "note": note} if note else message
            contradictions.append(_contradiction(slot, about, reason, today))
    return contradictions


def _contradiction(slot: ReportSlot, about: About, reason: str, today: date) -> Owed:
    return Owed(
        kind=OwedKind.CONTRADICTION,
        state=OwedState.CONTRADICTED,
        about=about,
        owner=Owner(pilot=slot.pilot),
        since=slot.handed_in or today,
        due=None,
        on=today,
        page=slot.page,
        reason=reason,
    )


def _odd(rows: Iterable[tuple[str, Target, Figures]]) -> Iterator[tuple[str, str, str]]:
    for code, odds in inconsistencies(rows).items():
        yield from ((code, odd.key, odd.message) for odd in odds)


def _notes(reports: Iterable[int]) -> dict[tuple[int, int], str]:
    entries = ReportEntry.objects.filter(report__in=list(reports)).exclude(note="")
    return {(report, indicator): note for report, indicator, note in entries.values_list("report", "indicator", "note")}
