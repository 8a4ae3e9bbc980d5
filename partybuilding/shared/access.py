"""Which user sees and does what with plans, pilots and reports: the one door, upper floor.

A stranger gets 404, as if the thing were not there; who may see it but not do this gets 403.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import Http404

from communities.access import can_view_data, own_communities, require
from communities.models import Role, Unit, User
from fengxiang import clock
from partybuilding.models import (
    Evidence,
    Indicator,
    Meeting,
    MemberUnit,
    MilestoneRecord,
    Notice,
    Pilot,
    Plan,
    Report,
    Snapshot,
    Verification,
    VerificationDraw,
)
from partybuilding.shared.compiled import compiled
from partybuilding.targets.quarter import Quarter

Keys = tuple[int, int, int]  # of a person, and of their unit and community


@dataclass(frozen=True, slots=True)
class _Seat:
    """What of a person the text of a query depends on; the rest are keys in it."""

    role: Role
    has_unit: bool
    has_community: bool

    @classmethod
    def held_by(cls, user: User) -> "_Seat":
        return cls(Role(user.role), user.unit_id is not None, user.community_id is not None)

    def of(self, keys: Keys) -> User:
        """Return somebody who stands in for whoever sits there."""
        person, unit, community = keys
        places = {"unit_id": unit if self.has_unit else None, "community_id": community if self.has_community else None}
        return User(pk=person, role=self.role, **places)


def _keys_of(user: User) -> Keys:
    return user.pk, user.unit_id or 0, user.community_id or 0


def plans_for(user: User) -> QuerySet[Plan]:
    """Return the plans a person takes part in: leads, sits in the joint meeting of, or reports for."""
    if not can_view_data(user):
        return Plan.objects.none()
    match user.role:
        case Role.DEPARTMENT:
            part = Q(lead_unit=user.unit_id)
        case Role.MEMBER:
            part = Q(member_units__unit=user.unit_id)
        case Role.TOWN:
            part = Q(pilots__community__town=user.unit_id)
        case _:
            part = Q(pilots__community=user.community_id)
    return Plan.objects.filter(part).distinct()


def current_plan(user: User) -> Plan | None:
    """Return the plan that is running today, else the last that began, else the first to come."""
    plans = list(plans_for(user))
    today = clock.today()
    running = [plan for plan in plans if plan.begins_on <= today <= plan.ends_on]
    begun = [plan for plan in plans if plan.begins_on <= today]
    return next(reversed(running or begun or plans[:1]), None)


def get_plan_for(user: User, slug: str) -> Plan:
    """Return a plan the person takes part in, with the number of its terms (`terms_version`); 404 for any other."""
    if not can_view_data(user):
        raise Http404
    plans = _plans_of.rows(*_keys_of(user), slug, shape=(_Seat.held_by(user),))
    if not plans:
        raise Http404
    return plans[0]


@compiled(Plan)
def _plans_of(person: int, unit: int, community: int, slug: str, seat: _Seat) -> QuerySet[Plan]:
    plans = plans_for(seat.of((person, unit, community))).filter(slug=slug)
    return plans.annotate(terms_version=F("version__terms"))


def get_plan_to_measure(user: User, slug: str) -> Plan:
    """Return a plan whose reporting burden somebody may see: the department all, a secretary their own community's.

    403 for others who take part in it.
    """
    plan = get_plan_for(user, slug)
    require(can_see_burden(user))
    return plan


def can_see_burden(user: User) -> bool:
    """Return whether a person sees what the reports ask: those who decide it, and those who are asked."""
    return can_review_reports(user) or user.role == Role.SECRETARY


def get_pilot_for(user: User, plan: Plan, code: str) -> Pilot:
    """Return a pilot of the plan; whoever sees the plan sees all its pilots' approved figures."""
    pilots = _pilots_of.rows(plan.pk, code)
    if not pilots:
        raise Http404
    pilots[0].plan = plan
    return pilots[0]


@compiled(Pilot)
def _pilots_of(plan: int, code: str) -> QuerySet[Pilot]:
    return Pilot.objects.filter(plan=plan, community__code=code).select_related("community")


def get_unit_for(user: User, plan: Plan, code: str) -> MemberUnit:
    """Return a unit's seat in the plan's joint meeting; whoever sees the plan sees what all its units answer for."""
    seat = plan.member_units.select_related("unit").filter(unit__code=code).first()
    if seat is None:
        raise Http404
    seat.plan = plan
    return seat


def get_unit_at_table_for(user: User, plan: Plan, code: str) -> tuple[Unit, MemberUnit | None]:
    """Return a unit of the joint meeting with its seat, or a pilot's town, which has none; 404 for any other."""
    seat = plan.member_units.select_related("unit").filter(unit__code=code).first()
    if seat is not None:
        seat.plan = plan
        return seat.unit, seat
    town = plan.towns.filter(code=code).first()
    if town is None:
        raise Http404
    return town, None


def can_view_registers(user: User, pilot: Pilot) -> bool:
    """Return whether the person may read a pilot's registers by name: who works for the community; others read sums."""
    return own_communities(user).filter(pk=pilot.community_id).exists()


def get_pilot_to_read(user: User, plan: Plan, code: str) -> Pilot:
    """Return a pilot whose registers the person reads by name; 403 for those who read sums alone."""
    pilot = get_pilot_for(user, plan, code)
    require(can_view_registers(user, pilot))
    return pilot


def parse_quarter(plan: Plan, code: str) -> Quarter:
    """Return a quarter of the plan; 404 for anything else."""
    try:
        quarter = Quarter.parse(code)
    except ValueError as error:
        raise Http404 from error
    if not plan.first_quarter <= quarter <= plan.last_quarter:
        raise Http404
    return quarter


def reports_for(user: User, plan: Plan) -> QuerySet[Report]:
    """Return the reports a person may open: the department all, others their own, members what is approved."""
    reports = Report.objects.filter(pilot__plan=plan).select_related("pilot__community", "submitted_by")
    if user.role == Role.MEMBER:
        return reports.filter(state=Report.State.APPROVED)
    return reports.filter(pilot__community__in=own_communities(user))


def reports_waiting_for(user: User, plan: Plan, quarter: Quarter) -> QuerySet[Report]:
    """Return the reports on a quarter that wait for the check, as far as a person may open them."""
    return reports_for(user, plan).filter(quarter=quarter, state=Report.State.SUBMITTED)


def get_report_for(user: User, plan: Plan, code: str, quarter: str) -> Report:
    """Return a report the person may open; 404 for any other."""
    parse_quarter(plan, quarter)
    reports = _reports_of.rows(*_keys_of(user), plan.pk, code, quarter, shape=(_Seat.held_by(user),))
    if not reports:
        raise Http404
    reports[0].pilot.plan = plan
    return reports[0]


@compiled(Report)
def _reports_of(*keys_and_seat: Any) -> QuerySet[Report]:
    *keys, plan, code, quarter, seat = keys_and_seat
    reports = reports_for(seat.of(keys), Plan(pk=plan))
    # A row says whom its figures serve: the community's town may be one of them.
    return reports.filter(pilot__community__code=code, quarter=quarter).select_related("pilot__community__town")


def notices_for(user: User) -> QuerySet[Notice]:
    """Return a person's own reminders; nobody reads another's."""
    return Notice.objects.filter(recipient=user.pk)


def unread_notices(user: User) -> QuerySet[Notice]:
    """Return a person's reminders they have not read."""
    return notices_for(user).filter(read_at=None)


def get_notice_for(user: User, pk: int) -> Notice:
    """Return one of a person's own reminders; 404 for any other."""
    notice = notices_for(user).filter(pk=pk).first()
    if notice is None:
        raise Http404
    return notice


def get_evidence_for(user: User, plan: Plan, code: str, quarter: str, uid: str) -> Evidence:
    """Return a file of a report the person may open."""
    report = get_report_for(user, plan, code, quarter)
    evidence = report.evidence.filter(uid=uid, removed_at=None).first()
    if evidence is None:
        raise Http404
    return evidence


def get_value_for(user: User, plan: Plan, quarter: str, pilot: str, code: str) -> tuple[Report, Indicator]:
    """Return a report the person may open, and one of the indicators it reports on; 404 for any other."""
    report = get_report_for(user, plan, pilot, quarter)
    indicators = plan.indicators.filter(code=code).select_related("area").prefetch_related("fields", "steps")
    indicator = next((each for each in indicators if each.is_reported), None)
    if indicator is None:
        raise Http404
    return report, indicator


def get_value_to_verify(user: User, plan: Plan, quarter: str, pilot: str, code: str) -> tuple[Report, Indicator]:
    """Return a value for the department to verify on site; 403 for those who may only read it."""
    value = get_value_for(user, plan, quarter, pilot, code)
    require(can_verify(user))
    return value


def get_verification_to_withdraw(user: User, report: Report, indicator: Indicator, pk: int) -> Verification:
    """Return a verification of the value for the department to withdraw; 403 for others, 404 if it is not there."""
    require(can_verify(user))
    verification = Verification.objects.filter(report=report, indicator=indicator, pk=pk).first()
    if verification is None:
        raise Http404
    return verification


def get_plan_to_verify(user: User, slug: str) -> Plan:
    """Return a plan whose values the department can_verify; 403 for those who may only read it."""
    plan = get_plan_for(user, slug)
    require(can_verify(user))
    return plan


def get_draw_of(plan: Plan, quarter: str, number: int) -> VerificationDraw:
    """Return a list of values drawn to be verified on site; 404 if it is not there."""
    draws = VerificationDraw.objects.filter(plan=plan, quarter=parse_quarter(plan, quarter), number=number)
    draw = draws.select_related("drawn_by").first()
    if draw is None:
        raise Http404
    draw.plan = plan
    return draw


def can_verify(user: User) -> bool:
    """Return whether the person verifies reported values on site: the department alone."""
    return user.role == Role.DEPARTMENT


def can_write_report(user: User, pilot: Pilot) -> bool:
    """Return whether the person fills in this pilot's reports: its own secretary alone."""
    return user.role == Role.SECRETARY and user.community_id == pilot.community_id


def can_comment(user: User) -> bool:
    """Return whether the person leaves the town's opinion on the reports they may open."""
    return user.role == Role.TOWN


def can_review_reports(user: User) -> bool:
    """Return whether the person checks, returns, approves and reopens reports of the plans they see."""
    return user.role == Role.DEPARTMENT


# --- the joint meeting ------------------------------------------------------------------------------------------------


def get_meeting_for(user: User, plan: Plan, number: int) -> Meeting:
    """Return a joint meeting; whoever takes part in the plan sees all its meetings."""
    meeting = plan.meetings.select_related("snapshot").filter(number=number).first()
    if meeting is None:
        raise Http404
    meeting.plan = plan
    return meeting


def get_snapshot_for(user: User, plan: Plan, number: int) -> Snapshot:
    """Return what a meeting was shown, for everybody in the plan and for ever; 404 if there is no such snapshot."""
    snapshot = plan.snapshots.select_related("meeting", "taken_by").filter(number=number).first()
    if snapshot is None:
        raise Http404
    snapshot.plan = snapshot.meeting.plan = plan
    return snapshot


# --- Member units: their duties, and the way to the joint meeting -----------------------------------------------------


def can_edit_unit(user: User, seat: MemberUnit) -> bool:
    """Return whether the person writes down who of a unit is asked: the unit itself, or the department."""
    return user.unit_id == seat.unit_id or user.role == Role.DEPARTMENT


def get_seat_to_keep(user: User, plan: Plan, code: str) -> MemberUnit:
    """Return a unit's seat to write down its contact; 403 for those who may only read it."""
    seat = get_unit_for(user, plan, code)
    require(can_edit_unit(user, seat))
    return seat


def get_seat_to_confirm(user: User, plan: Plan, code: str) -> MemberUnit:
    """Return the person's own unit's seat, to confirm its duties; 403 for everybody else's."""
    seat = get_unit_for(user, plan, code)
    require(user.unit_id == seat.unit_id)
    return seat


def get_reporting_unit_for(user: User, plan: Plan, code: str) -> Unit:
    """Return a unit that reports on its duties and comes to meetings: a member, or a pilot's town; 404 for others."""
    takes_part = Q(seats__plan=plan) | Q(community__pilots__plan=plan)
    unit = Unit.objects.filter(takes_part, code=code).distinct().first()
    if unit is None:
        raise Http404
    return unit


# --- the county's own records -----------------------------------------------------------------------------------------


def get_milestone_for(user: User, plan: Plan, pk: int) -> MilestoneRecord:
    """Return a milestone with its evidence; whoever sees the plan sees what was reached, and its proof."""
    records = MilestoneRecord.objects.select_related("milestone", "pilot__community").filter(
        milestone__phase__plan=plan
    )
    record: MilestoneRecord | None = records.filter(pk=pk).exclude(document="").first()
    if record is None:
        raise Http404
    return record
