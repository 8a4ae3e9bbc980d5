"""A county to measure: the plan of 2004, with as many pilots as wanted, all of them reporting."""

from decimal import Decimal

from django.core.management import call_command
from django.urls import reverse

from communities.models import Community, User
from partybuilding.models import FieldValue, Indicator, Plan, Report, ReportEntry
from partybuilding.targets.quarter import Quarter
from tests.factories import (
    CadreFactory,
    CommunityFactory,
    CompoundFactory,
    EquipmentFactory,
    PilotFactory,
    ReportFactory,
    RoomFactory,
    UserFactory,
)

PLAN_FILE = "partybuilding/plans/fengxiang-2004.toml"
APPROVED = [Quarter(2004, 3), Quarter(2004, 4), Quarter(2005, 1), Quarter(2005, 2)]
OPEN = Quarter(2005, 3)


def load() -> Plan:
    """Load the plan, and make the two people who look at it."""
    call_command("loadplan", PLAN_FILE, verbosity=0)
    plan = Plan.objects.get(slug="fengxiang-2004")
    UserFactory(department=True, username="zuzhibu")
    UserFactory(secretary=True, username="secretary", community=plan.pilots.earliest("order").community)
    return plan


def grow(plan: Plan, pilots: int) -> None:
    """Add pilots up to this many, and fill in what those without reports have not reported."""
    while plan.pilots.count() < pilots:
        PilotFactory(plan=plan, community=CommunityFactory())
    indicators = list(plan.indicators.filter(scope=Indicator.Scope.COMMUNITY).prefetch_related("fields"))
    for pilot in plan.pilots.filter(reports=None):
        fill_registers(pilot.community)
        for quarter in APPROVED:
            fill(ReportFactory(pilot=pilot, quarter=quarter, approved=True, decision__by=staff()), indicators)
        fill(ReportFactory(pilot=pilot, quarter=OPEN, returned=True, decision__by=staff()), indicators)


def staff() -> User:
    return User.objects.get(username="zuzhibu")


def fill_registers(community: Community) -> None:
    """Enter seven rooms, six things, four cadres and nine compounds."""
    for factory, number in ((RoomFactory, 7), (EquipmentFactory, 6), (CadreFactory, 4), (CompoundFactory, 9)):
        factory.create_batch(number, community=community)


def fill(report: Report, indicators: list[Indicator]) -> None:
    """Report 1 in every field of every indicator."""
    entries = ReportEntry.objects.bulk_create(
        ReportEntry(report=report, indicator=indicator, is_confirmed=True) for indicator in indicators
    )
    FieldValue.objects.bulk_create(
        FieldValue(entry=entry, field=field, value=Decimal(1))
        for entry in entries
        for field in entry.indicator.fields.all()
    )


def pages(plan: Plan) -> dict[str, tuple[str, str]]:
    """Return the pages to measure: who asks, and for which address."""
    pilot = plan.pilots.earliest("order")
    areas = "&".join(f"open={number}" for number in plan.areas.values_list("number", flat=True))
    county = reverse("county", args=[plan.slug])
    return {
        "county dashboard": ("zuzhibu", county),
        "county, areas open": ("zuzhibu", f"{county}?{areas}"),
        "verification": ("zuzhibu", reverse("verification", args=[plan.slug, APPROVED[-1]])),
        "pilot page": ("zuzhibu", reverse("pilot", args=[plan.slug, pilot.code])),
        "reports": ("zuzhibu", reverse("reports", args=[plan.slug])),
        "report form": ("secretary", reverse("report-edit", args=[plan.slug, pilot.code, OPEN])),
    }
