"""What each measure of the county's own records says: of none, of a row on either side of a day, of several."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from partybuilding.models import ExperienceItem, LedgerEvent, Milestone, Pilot, Plan, TownBody
from partybuilding.targets.quarter import Quarter
from tests.factories import MemberUnitFactory, PhaseFactory, UnitFactory, UserFactory
from tests.factories_meeting import (
    AttendanceFactory,
    DutyReportFactory,
    ExperienceItemFactory,
    FundingFactory,
    LeaderAssignmentFactory,
    LedgerEventFactory,
    LedgerItemFactory,
    MeetingFactory,
    MilestoneRecordFactory,
    TrainingFactory,
    YearlyReferenceFactory,
)

QUARTER = Quarter(2005, 3)
FIRST, ON = QUARTER.first_day, QUARTER.last_day
BEFORE, AFTER = date(2005, 6, 30), date(2005, 10, 1)
DRAFT = Quarter(2005, 2)

NO_FIELDS = dict.fromkeys(ExperienceItem.Field.values, 0)

# What is not known is left out: NULL is not 0.
EMPTY: dict[str, dict[str, int]] = {
    "special_body": {"set_up": 0},
    "duties_confirmed": {"units": 0},
    "joint_meetings": {"meetings": 0},
    "attendance": {},
    "experience_fields": NO_FIELDS,
    "on_agenda": {},
    "work_plans": {"plans": 0},
    "special_fund": {},
    "working_funds": {},
    "allowance": {},
    "training": {"sessions": 0, "persons": 0, "visits": 0},
    "publicity": {"items": 0},
    "assigned_leaders": {"leaders": 0},
    "mobilisation": {"meetings": 0},
    "support_given": {"opinions": 0, "items": 0},
    "standing_items": {"difficulties_closed": 0, "problems_closed": 0},
    "equipment_input": {"department": 0},
}


@dataclass(frozen=True)
class Ground:
    """A plan with a pilot, and the rows that belong to them."""

    plan: Plan
    pilot: Pilot

    def seat(self, day: date | None = None) -> Any:
        MemberUnitFactory(plan=self.plan, duties_confirmed_on=day)

    def body(self, day: date) -> Any:
        for town in self.plan.towns:
            TownBody.objects.create(plan=self.plan, town=town, since=day)

    def meeting(self, day: date, **fields: Any) -> Any:
        return MeetingFactory(plan=self.plan, held=True, planned_on=day, **fields)

    def came(self, day: date, *statuses: str, **fields: Any) -> Any:
        meeting = self.meeting(day)
        for status in statuses:
            AttendanceFactory(meeting=meeting, status=status, **fields)

    def item(self, **fields: Any) -> Any:
        ExperienceItemFactory(plan=self.plan, **fields)

    def told(self, quarter: Quarter = QUARTER, times: int | None = 2, *, submitted: bool = True) -> Any:
        who = UserFactory() if submitted else None
        DutyReportFactory(
            plan=self.plan,
            unit=UnitFactory(),
            quarter=quarter,
            agenda_times=times,
            submitted_by=who,
            submitted_at="2005-10-03T09:00:00+08:00" if submitted else None,
        )

    def reached(self, code: str, day: date, *, of_pilot: bool = True, **fields: Any) -> Any:
        phase = self.plan.phases.first() or PhaseFactory(plan=self.plan)
        milestone, _ = Milestone.objects.get_or_create(
            phase=phase, code=code, defaults={"scope": "pilot" if of_pilot else "town", "order": 1, "name": code}
        )
        pilot = self.pilot if of_pilot else None
        MilestoneRecordFactory(milestone=milestone, pilot=pilot, reached_on=day, **fields)

    def money(self, **fields: Any) -> Any:
        FundingFactory(plan=self.plan, **fields)

    def year(self, **fields: Any) -> Any:
        YearlyReferenceFactory(plan=self.plan, **fields)

    def trained(self, **fields: Any) -> Any:
        TrainingFactory(plan=self.plan, **fields)

    def leader(self, **fields: Any) -> Any:
        LeaderAssignmentFactory(pilot=self.pilot, **fields)

    def listed(self, kind: str, opened_on: date = FIRST, **turns: date) -> Any:
        """Have an item in the ledger, with what became of it: closed=day, reopened=day …"""
        item = LedgerItemFactory(
            plan=self.plan, pilot=self.pilot, kind=kind, opened_on=opened_on, due_on=date(2005, 12, 31)
        )
        for step, day in turns.items():
            LedgerEventFactory(item=item, kind=LedgerEvent.Kind(step.rstrip("_")), on=day, actor=UserFactory())


Line = tuple[str, Callable[[Ground], Any], dict[str, int | str]]
PLANNED = {"paid": None, "paid_on": None, "planned": 80000}
FOR_EQUIPMENT = {"purpose": "equipment", "paid_on": ON}

# Each line: the measure, what is entered, and what differs from nothing entered, on ON.
ENTRIES: list[Line] = [
    ("special_body", lambda of: of.body(ON), {"set_up": 1}),
    ("special_body", lambda of: of.body(AFTER), {}),
    ("duties_confirmed", lambda of: [of.seat(day) for day in (None, BEFORE, ON, AFTER)], {"units": 2}),
    ("joint_meetings", lambda of: [of.meeting(day) for day in (BEFORE, FIRST, ON, AFTER)], {"meetings": 2}),
    ("joint_meetings", lambda of: MeetingFactory(plan=of.plan, planned_on=ON), {}),
    ("attendance", lambda of: (of.seat(), of.came(ON)), {"due": 1}),  # nobody was marked: not known, and not 0
    ("attendance", lambda of: (of.seat(), of.seat(), of.came(ON, "absent", "excused")), {"present": 0, "due": 2}),
    ("attendance", lambda of: (of.seat(), of.came(FIRST, "present", "excused")), {"present": 1, "due": 1}),
    ("attendance", lambda of: (of.seat(), of.came(FIRST, "present"), of.came(ON, "present")), {"present": 2, "due": 2}),
    ("attendance", lambda of: (of.seat(), of.came(BEFORE, "present"), of.came(AFTER, "present")), {}),
    ("attendance", lambda of: (of.seat(), of.came(ON, "present", is_member=False)), {"due": 1}),
    ("experience_fields", lambda of: of.item(published_on=ON), {"venue": 1}),
    ("experience_fields", lambda of: of.item(published_on=AFTER), {}),
    ("experience_fields", lambda of: of.item(kind="publicity", field="venue"), {}),
    ("experience_fields", lambda of: [of.item(field=key) for key in ("cadres", "cadres", "members")],
     {"cadres": 1, "members": 1}),
    ("on_agenda", lambda of: (of.told(), of.told(times=3)), {"agenda": 5}),
    ("on_agenda", lambda of: of.told(times=0), {"agenda": 0}),
    ("on_agenda", lambda of: of.told(times=None), {}),
    ("on_agenda", lambda of: of.told(submitted=False), {}),
    ("on_agenda", lambda of: (of.told(Quarter(2005, 2)), of.told(Quarter(2005, 4))), {}),
    ("work_plans", lambda of: of.reached("work-plan", ON, document="milestones/a.pdf"), {"plans": 1}),
    ("work_plans", lambda of: of.reached("work-plan", AFTER, document="milestones/a.pdf"), {}),
    ("work_plans", lambda of: of.reached("work-plan", ON, document_number="凤社发〔2004〕3号"), {"plans": 1}),
    ("work_plans", lambda of: of.reached("work-plan", ON), {}),  # without its text
    ("work_plans", lambda of: of.reached("mobilisation", ON, document="milestones/a.pdf"), {}),
    ("work_plans", lambda of: of.reached("town-work-plan", ON, of_pilot=False, document="milestones/b.pdf"),
     {"plans": 1}),
    ("special_fund", lambda of: of.money(paid=1000, paid_on=ON), {"planned": 0, "paid": 1000}),
    ("special_fund", lambda of: of.money(**PLANNED, planned_on=ON), {"planned": 80000, "paid": 0}),
    ("special_fund", lambda of: (of.money(**PLANNED, planned_on=AFTER), of.money(paid_on=AFTER)), {}),
    ("special_fund", lambda of: of.money(source="department"), {}),
    ("special_fund", lambda of: (of.money(paid="0.50"), of.money(paid="0.75")), {"planned": 0, "paid": "1.25"}),
    ("working_funds", lambda of: of.money(source="department", purpose="working", paid=0, paid_on=ON), {"paid": 0}),
    ("working_funds", lambda of: of.money(source="department", purpose="working", paid=9, paid_on=AFTER), {}),
    ("working_funds", lambda of: (of.money(purpose="working"), of.money(source="department")), {}),
    ("allowance", lambda of: of.year(in_budget=False), {"allowance": 900, "wage": 900, "in_budget": 0}),
    ("allowance", lambda of: (of.year(year=2004, allowance_standard=600), of.year(allowance_standard=700)),
     {"allowance": 700, "wage": 900, "in_budget": 1}),
    ("allowance", lambda of: of.year(year=2006), {}),
    ("training", lambda of: (of.trained(persons=12, held_on=BEFORE), of.trained(persons=30, held_on=ON)),
     {"sessions": 2, "persons": 42, "held": 2}),
    ("training", lambda of: of.trained(kind="study_visit", persons=6), {"visits": 1, "held": 1}),
    ("training", lambda of: of.trained(persons=9, is_in_year_plan=False),
     {"sessions": 1, "persons": 9, "planned": 0, "held": 1}),
    ("training", lambda of: [of.trained(persons=9, is_in_year_plan=each) for each in (True, False, None)],
     {"sessions": 3, "persons": 27, "planned": 1, "held": 3}),
    ("training", lambda of: of.trained(held_on=AFTER), {}),
    ("publicity", lambda of: [of.item(published_on=day) for day in (BEFORE, FIRST, ON, AFTER)], {"items": 2}),
    ("publicity", lambda of: of.item(kind="publicity", field="", published_on=ON), {"items": 1}),
    ("assigned_leaders", lambda of: (of.leader(since=ON), of.leader(until=ON)), {"leaders": 2}),
    ("assigned_leaders", lambda of: (of.leader(since=AFTER), of.leader(until=date(2005, 9, 29))), {}),
    ("mobilisation", lambda of: of.reached("mobilisation", ON), {"meetings": 1}),
    ("mobilisation", lambda of: of.reached("mobilisation", AFTER), {}),
    ("mobilisation", lambda of: of.reached("work-plan", ON), {}),
    ("support_given", lambda of: [of.listed("opinion", day) for day in (BEFORE, FIRST, ON, AFTER)], {"opinions": 2}),
    ("support_given", lambda of: (of.listed("support"), of.listed("resolution")), {"items": 1}),
    ("standing_items", lambda of: of.listed("difficulty", closed=ON), {"difficulties_closed": 1}),
    ("standing_items", lambda of: of.listed("problem", closed=AFTER), {}),
    ("standing_items", lambda of: (of.listed("problem", closed=FIRST), of.listed("problem")), {"problems_closed": 1}),
    ("standing_items", lambda of: of.listed("problem", closed=FIRST, reopened=ON), {}),
    ("standing_items", lambda of: of.listed("problem", closed=FIRST, reopened=AFTER), {"problems_closed": 1}),
    ("standing_items", lambda of: of.listed("problem", closed=BEFORE, reopened=FIRST, closed_=FIRST),
     {"problems_closed": 1}),
    ("standing_items", lambda of: of.listed("problem", close_asked=FIRST), {}),
    ("standing_items", lambda of: of.listed("resolution", closed=FIRST), {}),
    ("equipment_input", lambda of: of.money(pilot=of.pilot, source="department", paid=600, **FOR_EQUIPMENT),
     {"department": 600, "input": 600}),
    ("equipment_input", lambda of: of.money(pilot=of.pilot, source="donation", paid=400, **FOR_EQUIPMENT),
     {"input": 400}),
    ("equipment_input", lambda of: of.money(pilot=of.pilot, source="special_fund", **FOR_EQUIPMENT), {}),
    ("equipment_input", lambda of: of.money(pilot=of.pilot, source="department", paid_on=ON), {}),  # for premises
    ("equipment_input", lambda of: of.money(source="department", **FOR_EQUIPMENT), {}),  # for all pilots
    ("equipment_input", lambda of: of.money(pilot=of.pilot, source="donation", purpose="equipment", paid_on=AFTER), {}),
]  # fmt: skip
