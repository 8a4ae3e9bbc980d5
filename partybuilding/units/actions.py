"""What a unit does about its duties 职责: confirm them, name who is asked, and report on them each quarter."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from communities.models import Role, Unit, User
from fengxiang import clock
from partybuilding.models import DutyLine, DutyReport, MemberUnit, Plan
from partybuilding.shared.act import act, date_history
from partybuilding.shared.errors import ActionError
from partybuilding.shared.states import ABSENT
from partybuilding.targets.quarter import Quarter
from partybuilding.units.access import roles_in, trail_of
from partybuilding.units.duty_reports import DutySheet, agenda_missing, facts_of, load_duty_sheet, opened_meeting
from partybuilding.units.rules import TABLE, DutyReportAct


@dataclass(frozen=True)
class LineDraft:
    """What somebody typed about one duty; `pilots` by key."""

    status: str = ""
    text: str = ""
    pilots: frozenset[int] = frozenset()


@dataclass(frozen=True)
class DutyDraft:
    """What somebody typed: only what is in here is changed. `lines` by duty id, `facts` are columns of the report."""

    lines: Mapping[int, LineDraft] = field(default_factory=dict)
    facts: Mapping[str, int | str | None] = field(default_factory=dict)


@act(once=False)
def confirm_duties(*, seat: MemberUnit, actor: User) -> MemberUnit:
    """Confirm that the unit knows and takes on its duties (四·2); once, by somebody of the unit itself."""
    seat = MemberUnit.objects.select_for_update(of=("self",)).select_related("unit").get(pk=seat.pk)
    _require_own(seat.unit, actor)
    if seat.duties_confirmed_on is not None:
        raise ActionError(_("The duties were confirmed already."))
    seat.duties_confirmed_on = clock.today()
    seat.save(update_fields=["duties_confirmed_on"])
    return seat


@act(once=False)
def name_contact(*, seat: MemberUnit, contact: str, actor: User, telephone: str = "") -> MemberUnit:
    """Write down who of the unit is asked about the pilots, and its telephone; by the unit or the department."""
    seat = MemberUnit.objects.select_for_update(of=("self",)).select_related("unit").get(pk=seat.pk)
    if actor.role != Role.DEPARTMENT:
        _require_own(seat.unit, actor)
    written = (contact.strip(), telephone.strip())
    if (seat.contact, seat.telephone) != written:
        seat.contact, seat.telephone = written
        seat.save(update_fields=["contact", "telephone"])
    return seat


def save_duty_report(*, plan: Plan, unit: Unit, quarter: Quarter, draft: DutyDraft, actor: User) -> DutyReport:
    """Keep what was typed; refused before the quarter begins, and once the report is handed in."""
    return fill_duty_report(plan=plan, unit=unit, quarter=quarter, choose=lambda _sheet: draft, actor=actor)


@act(once=False)
def fill_duty_report(
    *, plan: Plan, unit: Unit, quarter: Quarter, choose: Callable[[DutySheet], DutyDraft], actor: User
) -> DutyReport:
    """Keep what `choose` finds good: it is asked about the report as it stands now, held, so that nothing is lost."""
    _require(DutyReportAct.WRITE, DutyReport(plan=plan, unit=unit, quarter=quarter), actor, state=ABSENT)
    if clock.today() < quarter.first_day:
        raise ActionError(_("The quarter has not begun yet."))
    report = _held(plan, unit, quarter, actor)
    sheet = load_duty_sheet(plan, unit, quarter)
    draft = choose(sheet)
    _require(DutyReportAct.WRITE, report, actor)
    _save_facts(report, draft, actor)
    _save_lines(report, sheet, draft, actor)
    return report


@act
def submit_duty_report(*, plan: Plan, unit: Unit, quarter: Quarter, actor: User) -> DutyReport:
    """Hand the duty report in; refused before the quarter's last day, or while a line or the agenda is missing."""
    if clock.today() < quarter.last_day:
        raise ActionError(_("The quarter has not ended: the duty report can be handed in from its last day on."))
    report = _held(plan, unit, quarter, actor)
    _require(DutyReportAct.SUBMIT, report, actor)
    sheet = load_duty_sheet(plan, unit, quarter)
    if agenda_missing(sheet.report) or any(line.open_point for line in sheet.lines):
        raise ActionError(_("The duty report is not complete yet."))
    report.submitted_by, report.submitted_at = actor, clock.now()
    _save(report, "submitted_by", "submitted_at")
    return report


@act
def withdraw_duty_report(
    *, plan: Plan, unit: Unit, quarter: Quarter, actor: User, seen: str | None = None
) -> DutyReport:
    """Take a duty report back to correct it; refused once the quarter's joint meeting has been opened."""
    report = _held(plan, unit, quarter, actor)
    trail_of(report).require(seen)
    _require(DutyReportAct.WITHDRAW, report, actor, facts_of(opened_meeting(plan, quarter)))
    report.submitted_by, report.submitted_at = None, None
    _save(report, "submitted_by", "submitted_at")
    return report


# --- What the acts share ----------------------------------------------------------------------------------------------


def _require(
    act: DutyReportAct, report: DutyReport, actor: User, facts: Collection[str] = (), *, state: str | None = None
) -> None:
    roles = roles_in(actor, report.unit, report.plan, report.quarter)
    TABLE.step(act, report.state if state is None else state, roles, facts)


def _require_own(unit: Unit, actor: User) -> None:
    if actor.unit_id != unit.pk:
        raise ActionError(_("Only somebody of the unit itself can do this."))


def _held(plan: Plan, unit: Unit, quarter: Quarter, actor: User) -> DutyReport:
    """Return the report as it is now, begun if there is none, and held until the transaction ends."""
    reports = DutyReport.objects.select_for_update(of=("self",)).filter(plan=plan, unit=unit, quarter=quarter)
    report = reports.first()
    if report is not None:
        return report
    begun = DutyReport(plan=plan, unit=unit, quarter=quarter)
    try:
        with transaction.atomic():
            begun.save()
    except IntegrityError:
        pass  # a colleague began it in the same moment: theirs is gone on with
    return reports.get()


def _save(report: DutyReport, *names: str) -> None:
    """Save the named fields alone."""
    date_history(report)
    report.save(update_fields=names)


def _save_facts(report: DutyReport, draft: DutyDraft, actor: User) -> None:
    changed = [name for name, value in draft.facts.items() if getattr(report, name) != value]
    for name in changed:
        setattr(report, name, draft.facts[name])
    if changed:
        _save(report, *changed)


def _save_lines(report: DutyReport, sheet: DutySheet, draft: DutyDraft, actor: User) -> None:
    """Keep the lines typed; only of the unit's own duties, and only what differs from what stands there."""
    for each in sheet.lines:
        typed = draft.lines.get(each.duty.pk)
        if typed is None or (each.now is None and typed == LineDraft()):
            continue
        line = each.now or DutyLine(report=report, duty=each.duty)
        if line.pk is None or (line.status, line.text) != (typed.status, typed.text):
            line.status, line.text = typed.status, typed.text
            line.save()
        if {pilot.pk for pilot in each.pilots} != typed.pilots:
            line.pilots.set(pilot for pilot in sheet.pilots if pilot.pk in typed.pilots)
