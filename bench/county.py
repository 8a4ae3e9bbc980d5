"""A county to measure: the plan of 2004 after its last quarter, with as many pilots as wanted, all of them reporting.

Four quarters are approved, the last four lie with the communities as complete drafts: what is submitted, taken from a
workbook or saved field by field finds one there.
"""

from datetime import date
from decimal import Decimal

from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.db import transaction
from factory.django import DjangoModelFactory

from bench.tour import PASSWORD, TODAY
from communities.models import Community, Role, User
from partybuilding.models import FieldValue, Indicator, IndicatorField, Letterhead, Plan, Report, ReportEntry
from partybuilding.papers.actions import confirm_letterhead
from partybuilding.targets.quarter import Quarter
from partybuilding.targets.target import FieldRole
from tests.factories import (
    CadreFactory,
    CommunityFactory,
    CompoundFactory,
    EquipmentFactory,
    PilotFactory,
    ProjectActivityFactory,
    ReportFactory,
    RoomFactory,
    UserFactory,
)
from tests.factories_meeting import LedgerEventFactory, LedgerItemFactory, MeetingFactory

PLAN_FILE = "partybuilding/plans/fengxiang-2004.toml"
DAY = date.fromisoformat(TODAY)
APPROVED = [Quarter(2004, 3), Quarter(2004, 4), Quarter(2005, 1), Quarter(2005, 2)]
OPEN = [Quarter(2005, 3), Quarter(2005, 4), Quarter(2006, 1), Quarter(2006, 2)]
NOTE = "以实地核对为准"
ITEMS_A_QUARTER = 3
READERS = 50


@transaction.atomic
def load(pilots: int) -> Plan:
    """Make the county: the plan, its people, its meetings, and so many pilots."""
    call_command("loadplan", PLAN_FILE, verbosity=0)
    plan = Plan.objects.get()
    password = make_password(PASSWORD)
    readers = [UserFactory(department=True, username=f"reader{n}", password=password) for n in range(READERS)]
    confirm_letterhead(
        plan=plan,
        names={name: getattr(Letterhead.usual(plan), name) for name in Letterhead.NAMES},
        actor=readers[0],
    )
    add_meetings(plan, readers[0])
    while plan.pilots.count() < pilots:
        PilotFactory(plan=plan, community=CommunityFactory())
    indicators = list(plan.indicators.filter(scope=Indicator.Scope.COMMUNITY).prefetch_related("fields"))
    for pilot in plan.pilots.select_related("community", "plan"):
        secretary = UserFactory(
            role=Role.SECRETARY,
            unit=None,
            community=pilot.community,
            username=f"secretary-{pilot.code}",
            password=password,
        )
        fill_registers(pilot.community)
        for quarter in APPROVED:
            report = ReportFactory(
                pilot=pilot, quarter=quarter, approved=True, submitted_by=secretary, decision__by=readers[0]
            )
            fill(report, indicators)
        for quarter in OPEN:
            fill(ReportFactory(pilot=pilot, quarter=quarter), indicators)
    return plan


def add_meetings(plan: Plan, staff: User) -> None:
    """Let the joint meeting have met each quarter, and have put things to do to its units."""
    units = [seat.unit for seat in plan.member_units.select_related("unit")]
    for number, quarter in enumerate([*APPROVED, *OPEN], 1):
        day = quarter.last_day
        MeetingFactory(plan=plan, number=number, quarter=quarter, planned_on=day, held=True)
        for turn in range(ITEMS_A_QUARTER):
            item = LedgerItemFactory(
                plan=plan,
                year=day.year,
                number=number * ITEMS_A_QUARTER + turn,
                responsible=units[(number + turn) % len(units)],
                opened_on=day,
                due_on=quarter.next.last_day,
            )
            LedgerEventFactory(item=item, actor=staff, on=day)


def fill_registers(community: Community) -> None:
    """Enter seven rooms, six things, four cadres, nine compounds and five activities."""
    counts: dict[type[DjangoModelFactory], int] = {
        RoomFactory: 7,
        EquipmentFactory: 6,
        CadreFactory: 4,
        CompoundFactory: 9,
        ProjectActivityFactory: 5,
    }
    for maker, number in counts.items():
        maker.create_batch(number, community=community)


def figure(field: IndicatorField) -> Decimal:
    """Return a figure that no other contradicts."""
    return Decimal(0) if field.role in {FieldRole.OUTSIDE, FieldRole.WAIVED} else Decimal(1)


def fill(report: Report, indicators: list[Indicator]) -> None:
    """Report on every indicator, with a note, so that nothing keeps the report from being submitted."""
    entries = ReportEntry.objects.bulk_create(
        ReportEntry(report=report, indicator=indicator, is_confirmed=True, note=NOTE) for indicator in indicators
    )
    FieldValue.objects.bulk_create(
        FieldValue(entry=entry, field=field, value=figure(field))
        for entry in entries
        for field in entry.indicator.fields.all()
    )
