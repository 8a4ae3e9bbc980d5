"""Objects for tests of the joint meeting: meetings, the ledger, and the county's own records. Fixed data, as always."""

from datetime import date
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from partybuilding.models import (
    Attendance,
    DutyLine,
    DutyReport,
    ExperienceItem,
    Funding,
    LeaderAssignment,
    LeaderVisit,
    LedgerEvent,
    LedgerItem,
    Meeting,
    MilestoneRecord,
    Training,
    YearlyReference,
)
from partybuilding.targets.quarter import Quarter
from tests.factories import UnitFactory, at

MEETING_DAY = date(2005, 10, 20)


class MeetingFactory(DjangoModelFactory):
    """A meeting that is planned; with `held=True` one that was held and has ended."""

    class Meta:
        model = Meeting

    class Params:
        held = factory.Trait(state="closed", held_on=factory.SelfAttribute("planned_on"))

    number = factory.Sequence(lambda n: n + 1)
    quarter = Quarter(2005, 3)
    planned_on = MEETING_DAY
    place = "县委三楼会议室"
    chair = "县委常委、组织部部长"


class AttendanceFactory(DjangoModelFactory):
    class Meta:
        model = Attendance

    unit = factory.SubFactory(UnitFactory)
    status = "present"


class LedgerItemFactory(DjangoModelFactory):
    """An item that was opened; give `plan`, and `responsible` where the unit matters."""

    class Meta:
        model = LedgerItem

    year = 2005
    number = factory.Sequence(lambda n: n + 1)
    kind = "resolution"
    source = "meeting"
    matter = "扩建社区用房"
    responsible = factory.SubFactory(UnitFactory)
    opened_on = MEETING_DAY
    due_on = date(2005, 12, 31)


class LedgerEventFactory(DjangoModelFactory):
    class Meta:
        model = LedgerEvent

    kind = "progress"
    on = date(2005, 11, 1)
    at = factory.LazyAttribute(lambda event: at(event.on))
    text = "已选定地点"


class LeaderAssignmentFactory(DjangoModelFactory):
    class Meta:
        model = LeaderAssignment

    unit = factory.SubFactory(UnitFactory)
    name = "刘某"
    post = "局长"
    since = date(2004, 8, 10)


class LeaderVisitFactory(DjangoModelFactory):
    class Meta:
        model = LeaderVisit

    visited_on = date(2005, 9, 8)


class FundingFactory(DjangoModelFactory):
    """Money paid out of the special fund for premises."""

    class Meta:
        model = Funding

    source = "special_fund"
    purpose = "premises"
    paid = Decimal("50000")
    paid_on = date(2005, 3, 1)


class YearlyReferenceFactory(DjangoModelFactory):
    class Meta:
        model = YearlyReference

    year = 2005
    county_average = Decimal("900")
    allowance_standard = Decimal("900")
    in_budget = True


class TrainingFactory(DjangoModelFactory):
    class Meta:
        model = Training

    kind = "session"
    place = "county_school"
    held_on = date(2005, 4, 12)
    topic = "社区党建业务"
    persons = 12


class ExperienceItemFactory(DjangoModelFactory):
    class Meta:
        model = ExperienceItem

    kind = "experience"
    field = "venue"
    title = "一室多用"
    how = "与驻区单位共用会议室，签订协议。"
    published_on = date(2005, 8, 1)


class MilestoneRecordFactory(DjangoModelFactory):
    class Meta:
        model = MilestoneRecord

    reached_on = date(2004, 8, 20)


class DutyReportFactory(DjangoModelFactory):
    """A unit's duty report; give `plan`, `unit`, and `submitted_at` with `submitted_by` once it is in."""

    class Meta:
        model = DutyReport

    quarter = Quarter(2005, 3)


class DutyLineFactory(DjangoModelFactory):
    class Meta:
        model = DutyLine

    status = "done"
    text = "已完成"
