"""Objects for tests: fixed data, nothing random, so that a failure reads the same on every machine.

`UnitFactory` returns the unit that is there already when the code is the same; all other factories make a new object.
`tests/sample_plan.py` builds a whole plan out of these.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

import factory
from django.contrib.auth.hashers import make_password
from factory.django import DjangoModelFactory
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from communities.models import (
    Cadre,
    Community,
    Compound,
    Equipment,
    Partnership,
    PartnershipActivity,
    PartyBranch,
    ProjectActivity,
    ResidentUnit,
    Role,
    Room,
    SocialOrganisation,
    SurveyPart,
    Unit,
    User,
)
from partybuilding.models import (
    FieldValue,
    Indicator,
    MemberUnit,
    Phase,
    Pilot,
    Plan,
    Report,
    ReportEntry,
    ReportEvent,
    TaskArea,
)
from partybuilding.targets.quarter import Quarter

PASSWORD = "Plum-blossom-2005"
SHANGHAI = ZoneInfo("Asia/Shanghai")
PLAN_DAY = date(2004, 7, 27)
PHASES: dict[int, tuple[str, str, date, date]] = {
    1: ("动员部署", "Mobilisation", date(2004, 7, 27), date(2004, 9, 30)),
    2: ("打基础", "Laying foundations", date(2004, 10, 1), date(2004, 12, 31)),
    3: ("抓提高", "Raising standards", date(2005, 1, 1), date(2005, 12, 31)),
    4: ("见成效", "Showing results", date(2006, 1, 1), date(2006, 6, 30)),
}


@cache
def hashed_password() -> str:
    """Return PASSWORD as the database keeps it; hashed once for all accounts."""
    return make_password(PASSWORD)


def at(day: date, hour: int = 9) -> datetime:
    """Return an hour of a day in the county."""
    return datetime.combine(day, time(hour), SHANGHAI)


# --- communities ------------------------------------------------------------------------------------------------------


class UnitFactory(DjangoModelFactory):
    class Meta:
        model = Unit
        django_get_or_create = ("code",)

    class Params:
        zuzhibu = factory.Trait(code="zuzhibu", name="组织部", name_en="Organisation Department")
        chengguan = factory.Trait(
            code="chengguan", name="城关镇党委", name_en="Chengguan Town Party Committee", level=Unit.Level.TOWN
        )

    code = factory.Sequence(lambda n: f"unit{n}")
    name = factory.LazyAttribute(lambda unit: f"单位 {unit.code}")
    name_en = factory.LazyAttribute(lambda unit: f"Unit {unit.code}")
    level = Unit.Level.COUNTY


class CommunityFactory(DjangoModelFactory):
    class Meta:
        model = Community

    code = factory.Sequence(lambda n: f"community{n}")
    name = factory.LazyAttribute(lambda community: f"社区 {community.code}")
    name_en = factory.LazyAttribute(lambda community: f"Community {community.code}")
    town = factory.SubFactory(UnitFactory, chengguan=True)


class UserFactory(DjangoModelFactory):
    """An account; say what it is with one of the traits: `UserFactory(secretary=True, community=…)`."""

    class Meta:
        model = User

    class Params:
        department = factory.Trait(role=Role.DEPARTMENT, unit=factory.SubFactory(UnitFactory, zuzhibu=True))
        town = factory.Trait(role=Role.TOWN, unit=factory.SubFactory(UnitFactory, chengguan=True))
        sysadmin = factory.Trait(role=Role.SYSADMIN, unit=None)
        secretary = factory.Trait(role=Role.SECRETARY, unit=None, community=factory.SubFactory(CommunityFactory))

    username = factory.Sequence(lambda n: f"user{n}")
    name = "王某"
    password = factory.LazyFunction(hashed_password)
    role = Role.MEMBER
    unit = factory.SubFactory(UnitFactory)
    community = None


# --- registers --------------------------------------------------------------------------------------------------------


class PartyBranchFactory(DjangoModelFactory):
    class Meta:
        model = PartyBranch

    community = factory.SubFactory(CommunityFactory)
    name = "社区党支部"
    established_posts = 3
    since = PLAN_DAY


class SurveyPartFactory(DjangoModelFactory):
    class Meta:
        model = SurveyPart

    community = factory.SubFactory(CommunityFactory)
    subject = SurveyPart.Subject.POPULATION
    finished_on = date(2004, 9, 20)


class SocialOrganisationFactory(DjangoModelFactory):
    class Meta:
        model = SocialOrganisation

    community = factory.SubFactory(CommunityFactory)
    name = "老年人协会"
    kind = SocialOrganisation.Kind.ASSOCIATION
    functions = 1
    since = PLAN_DAY


class RoomFactory(DjangoModelFactory):
    class Meta:
        model = Room

    community = factory.SubFactory(CommunityFactory)
    name = "一楼东"
    use = Room.Use.PARTY_OFFICE
    gross_floor_area = Decimal("20.00")
    since = PLAN_DAY


class EquipmentFactory(DjangoModelFactory):
    class Meta:
        model = Equipment

    community = factory.SubFactory(CommunityFactory)
    kind = Equipment.Kind.TELEPHONE
    since = PLAN_DAY


class CadreFactory(DjangoModelFactory):
    """An elected member of the residents' committee, within every limit of the plan."""

    class Meta:
        model = Cadre

    community = factory.SubFactory(CommunityFactory)
    name = "李某"
    sex = Cadre.Sex.MALE
    birth_year = 1965
    birth_month = 3
    education = Cadre.Education.SENIOR_HIGH
    committee_post = Cadre.CommitteePost.MEMBER
    channel = Cadre.Channel.ELECTED
    since = PLAN_DAY


class CompoundFactory(DjangoModelFactory):
    class Meta:
        model = Compound

    class Params:
        civilised = factory.Trait(certified_since=date(2005, 6, 1), level=Compound.Level.COUNTY)

    community = factory.SubFactory(CommunityFactory)
    name = factory.Sequence(lambda n: f"{n} 号小区")
    since = PLAN_DAY


class ResidentUnitFactory(DjangoModelFactory):
    class Meta:
        model = ResidentUnit

    community = factory.SubFactory(CommunityFactory)
    name = factory.Sequence(lambda n: f"驻区单位 {n}")
    since = PLAN_DAY


class PartnershipFactory(DjangoModelFactory):
    class Meta:
        model = Partnership

    resident_unit = factory.SubFactory(ResidentUnitFactory)
    subject = "共建活动站"
    since = PLAN_DAY


class PartnershipActivityFactory(DjangoModelFactory):
    class Meta:
        model = PartnershipActivity

    partnership = factory.SubFactory(PartnershipFactory)
    held_on = date(2005, 9, 10)
    subject = "义务劳动"
    participants = 30


class ProjectActivityFactory(DjangoModelFactory):
    class Meta:
        model = ProjectActivity

    community = factory.SubFactory(CommunityFactory)
    project = ProjectActivity.Project.CORE
    held_on = date(2005, 9, 10)
    subject = "党员义务劳动"


# --- the plan ---------------------------------------------------------------------------------------------------------


class PlanFactory(DjangoModelFactory):
    """A plan's own record, without phases or indicators; a whole one comes from `sample_plan.make_plan`."""

    class Meta:
        model = Plan

    slug = factory.Sequence(lambda n: f"plan{n}")
    name = "社区党建示范点建设"
    name_en = "Community Party-building pilots"
    county = "凤翔县"
    county_en = "Fengxiang County"
    published_on = PLAN_DAY
    begins_on = PLAN_DAY
    ends_on = date(2006, 6, 30)
    deadline_rule = Plan.DeadlineRule.PLAIN  # tests count the days; tests/plan/test_deadlines.py has the holidays
    lead_unit = factory.SubFactory(UnitFactory, zuzhibu=True)


class PhaseFactory(DjangoModelFactory):
    """Phase 1, 2, 3 or 4 of the plan of 2004."""

    class Meta:
        model = Phase

    plan = factory.SubFactory(PlanFactory)
    number = 1
    name = factory.LazyAttribute(lambda phase: PHASES[phase.number][0])
    name_en = factory.LazyAttribute(lambda phase: PHASES[phase.number][1])
    first_day = factory.LazyAttribute(lambda phase: PHASES[phase.number][2])
    last_day = factory.LazyAttribute(lambda phase: PHASES[phase.number][3])


class TaskAreaFactory(DjangoModelFactory):
    class Meta:
        model = TaskArea

    plan = factory.SubFactory(PlanFactory)
    number = 2
    name = "活动阵地"
    name_en = "Venue"


class PilotFactory(DjangoModelFactory):
    class Meta:
        model = Pilot

    plan = factory.SubFactory(PlanFactory)
    community = factory.SubFactory(CommunityFactory)
    order = factory.LazyAttribute(lambda pilot: pilot.plan.pilots.count() + 1)
    tier = "全县示范点"
    tier_en = "county-level pilot"


class MemberUnitFactory(DjangoModelFactory):
    class Meta:
        model = MemberUnit

    plan = factory.SubFactory(PlanFactory)
    unit = factory.SubFactory(UnitFactory)
    order = factory.LazyAttribute(lambda seat: seat.plan.member_units.count() + 1)


# --- reports ----------------------------------------------------------------------------------------------------------


def add_values(
    report: Report,
    create: bool,
    given: Mapping[str, Mapping[str, Any]] | None,
    notes: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Enter figures in bulk: a report is made some thousand times by the suite."""
    if not given:
        return
    wanted = Indicator.objects.filter(plan=report.pilot.plan_id, code__in=given).prefetch_related("fields")
    indicators = {indicator.code: indicator for indicator in wanted}
    entries = bulk_create_with_history(
        [
            ReportEntry(report=report, indicator=indicators[code], is_confirmed=True, note=notes.get(code, ""))
            for code in given
        ],
        ReportEntry,
    )
    values = []
    for entry, figures in zip(entries, given.values(), strict=True):
        fields = {field.key: field for field in entry.indicator.fields.all()}
        values += [FieldValue(entry=entry, field=fields[key], value=value) for key, value in figures.items()]
    bulk_create_with_history(values, FieldValue)


def add_notes(report: Report, create: bool, given: Mapping[str, str] | None) -> None:
    if not given:
        return
    entries = list(report.entries.filter(indicator__code__in=given).select_related("indicator"))
    for entry in entries:
        entry.note = given[entry.indicator.code]
    bulk_update_with_history(entries, ReportEntry, ["note"])


def add_history(
    report: Report, create: bool, given: None, by: User | None = None, reason: str = "面积与台账不一致"
) -> None:
    if report.submitted_by and report.submitted_at:
        ReportEvent.objects.create(
            report=report, kind=ReportEvent.Kind.SUBMITTED, actor=report.submitted_by, at=report.submitted_at
        )
    if report.decided_at:
        ReportEvent.objects.create(
            report=report,
            kind=report.state,
            actor=by or UserFactory(department=True),
            at=report.decided_at,
            reason=reason if report.state == Report.State.RETURNED else "",
        )


class ReportFactory(DjangoModelFactory):
    """A report in any state, with the steps of its history.

    `submitted=True`, `returned=True` or `approved=True` give the state; `values={"K07": {"area": 186}}` gives confirmed
    entries (a value of None is a field not filled in), `values__notes={"K07": "…"}` with their notes at once and
    `notes={"K07": "…"}` in a second step of their history; `decision__by=user` and
    `decision__reason="…"` say who returned or approved it, and why.
    """

    class Meta:
        model = Report
        skip_postgeneration_save = True

    class Params:
        sent = factory.Trait(
            submitted_by=factory.SubFactory(
                UserFactory, secretary=True, community=factory.SelfAttribute("..pilot.community")
            ),
            submitted_at=factory.LazyAttribute(lambda report: at(report.quarter.last_day + timedelta(days=3))),
            first_submitted_at=factory.SelfAttribute("submitted_at"),
        )
        submitted = factory.Trait(sent=True, state=Report.State.SUBMITTED)
        decided = factory.Trait(
            sent=True,
            decided_at=factory.LazyAttribute(lambda report: at(report.submitted_at.date() + timedelta(days=1))),
        )
        returned = factory.Trait(decided=True, state=Report.State.RETURNED)
        approved = factory.Trait(decided=True, state=Report.State.APPROVED)

    pilot = factory.SubFactory(PilotFactory)
    quarter = Quarter(2005, 3)
    state = Report.State.DRAFT
    progress = "活动站已开放。"
    difficulties = "办公用房不足。"
    next_quarter = "争取再增加一间用房。"

    values = factory.PostGeneration(add_values)
    notes = factory.PostGeneration(add_notes)
    decision = factory.PostGeneration(add_history)
