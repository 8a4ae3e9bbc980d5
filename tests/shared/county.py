"""A county at work: one act after the other, each by who may do it, chosen by lot among what is possible now.

What an act is done to is read from the database, so that every act may follow every other. The acts stand here and in
tests/shared/county_staff.py; tests/shared/readers.py looks at what becomes of the pages.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from pytest_django import Settings

from communities.models import User
from partybuilding.assessment import actions as assessment
from partybuilding.assessment.queries import goods_of
from partybuilding.assessment.rules import AssessmentAct
from partybuilding.ledger import actions as ledger
from partybuilding.meetings import actions as meetings
from partybuilding.meetings.actions_past import PastMeeting, enter_meeting
from partybuilding.models import (
    FinalAssessment,
    Indicator,
    LedgerItem,
    Meeting,
    Party,
    Plan,
    Report,
    Verification,
)
from partybuilding.reports import actions as reports
from partybuilding.reports.actions_evidence import attach_evidence, remove_evidence
from partybuilding.shared.errors import ActionError
from partybuilding.targets.quarter import Quarter
from partybuilding.verification import actions as verification
from partybuilding.verification.queries import load_value
from tests.client import Client
from tests.reports.reporting import photo
from tests.sample_plan import ALL_MET

# What keeps an act from being done now: it is refused, or there is nothing to do it to.
IMPOSSIBLE = (ActionError, IndexError, ObjectDoesNotExist)
TRIES = 60
# Acts that others wait for happen more often.
OFTEN = {
    **dict.fromkeys(("submit", "save_field", "attend"), 5),
    **dict.fromkeys(("start", "approve", "open_meeting"), 4),
    **dict.fromkeys(("give_back", "open_item", "ask_for_closure", "close_meeting", "verify", "write_duties"), 2),
}


@dataclass(kw_only=True)
class County:
    """Two plans with some communities and units in common, who works in them, and what was done so far."""

    plans: tuple[Plan, Plan]
    department: User
    town: User
    secretaries: dict[str, User]  # by the code of the community
    members: dict[str, User]  # by the code of the unit
    movers: list[User]  # whose role, unit or community changes
    staff: Client  # the department's browser, for the staff pages
    sysadmin: Client
    settings: Settings
    chance: Random
    hour: int = 9
    plan: Plan = field(init=False)  # the one that is acted in
    done: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.plan = self.plans[0]

    @property
    def today(self) -> date:
        day: date = self.settings.FENGXIANG_TODAY
        return day

    def one(self, rows: Iterable[Any]) -> Any:
        """Return one of several by lot; IndexError for none."""
        return self.chance.choice(list(rows))

    def act(self, acts: dict[str, "Act"]) -> str:
        """Do one of the acts that is possible now; return its name."""
        names = sorted(acts)
        for _try in range(TRIES):
            (name,) = self.chance.choices(names, [OFTEN.get(each, 1) for each in names])
            self.plan = Plan.objects.get(pk=self.chance.choice([self.plans[0], self.plans[0], self.plans[1]]).pk)
            try:
                acts[name](self)
            except IMPOSSIBLE:
                continue
            self.done.append(name)
            return name
        raise AssertionError(f"nothing of {sorted(acts)} is possible after {self.done}")

    # --- what the acts choose from ------------------------------------------------------------------------------------

    def pilot(self) -> Any:
        return self.one(self.plan.pilots.select_related("plan", "community").order_by("order"))

    def quarter(self, back: int = 4) -> Quarter:
        """Return a quarter that has begun, one of the last few."""
        begun = [quarter for quarter in self.plan.quarters if quarter.first_day <= self.today]
        return self.chance.choice(begun[-back:])

    def report(self, *states: str) -> Report:
        rows = Report.objects.filter(pilot__plan=self.plan, state__in=states).select_related("pilot__community")
        kept: Report = self.one(rows.order_by("pk"))
        return kept

    def secretary_of(self, report: Report) -> User:
        return self.secretaries[report.pilot.code]

    def item(self, *states: str) -> LedgerItem:
        kept: LedgerItem = self.one(LedgerItem.objects.filter(plan=self.plan, state__in=states).order_by("pk"))
        return kept

    def owner_of(self, item: LedgerItem) -> User:
        if item.responsible_pilot:
            return self.secretaries[item.responsible_pilot.code]
        return self.members[item.responsible.code] if item.responsible else self.department

    def meeting(self, *states: str) -> Meeting:
        kept: Meeting = self.one(Meeting.objects.filter(plan=self.plan, state__in=states).order_by("pk"))
        return kept

    def word(self) -> str:
        """Return a text that stood nowhere before."""
        return f"第{self.chance.randrange(10**6)}条"


Act = Callable[[County], Any]


# --- reports ----------------------------------------------------------------------------------------------------------


def typed(county: County, *, whole: bool) -> reports.Draft:
    """Return a draft: all that a report asks for, or one figure."""
    area = county.chance.randint(150, 260)
    figures: dict[str, dict[str, int]] = {code: dict(values) for code, values in ALL_MET.items()}
    figures["K07"]["area"], figures["K16"]["cadres"] = area, county.chance.randint(2, 6)
    if not whole:
        code = county.one(figures)
        figures = {code: figures[code]}
    asked = Indicator.objects.filter(plan=county.plan, code__in=figures)
    values = {each.pk: {key: Decimal(value) for key, value in figures[each.code].items()} for each in asked}
    if not whole:
        return reports.Draft(
            values=values, narratives={"progress": county.word()} if county.chance.random() < 0.3 else {}
        )
    return reports.Draft(
        values=values,
        confirmed=dict.fromkeys(values, True),
        notes=dict.fromkeys(values, "以实地核对为准"),
        narratives=dict.fromkeys([*Report.NARRATIVES, "reply"], county.word()),
    )


def start(county: County) -> None:
    pilot = county.pilot()
    reports.start_report(pilot=pilot, quarter=county.quarter(), actor=county.secretaries[pilot.code])


def save_field(county: County) -> None:
    kept = county.report("draft", "returned")
    reports.save_draft(report=kept, draft=typed(county, whole=False), actor=county.secretary_of(kept))


def submit(county: County) -> None:
    kept = county.report("draft", "returned")
    reports.submit_report(report=kept, draft=typed(county, whole=True), actor=county.secretary_of(kept))


def withdraw(county: County) -> None:
    kept = county.report("submitted")
    reports.withdraw_report(report=kept, actor=county.secretary_of(kept))


def comment(county: County) -> None:
    reports.comment_on_report(report=county.report("submitted"), opinion=county.word(), actor=county.town)


def begin_check(county: County) -> None:
    reports.start_review(report=county.report("submitted"), actor=county.department)


def give_back(county: County) -> None:
    kept = county.report("submitted")
    wrong = county.plan.indicators.filter(code__in=county.chance.sample(["K07", "K10", "K16"], 2))
    objections = {each.pk: county.word() for each in wrong}
    reports.return_report(report=kept, actor=county.department, reason=county.word(), objections=objections)


def approve(county: County) -> None:
    reports.approve_report(report=county.report("submitted"), actor=county.department, remark=county.word())


def reopen(county: County) -> None:
    reports.reopen_report(report=county.report("approved"), actor=county.department, reason=county.word())


def attach(county: County) -> None:
    kept = county.report("draft", "returned")
    indicator = county.one([None, *county.plan.indicators.filter(code__in=["K07", "K10"])])
    attach_evidence(report=kept, file=photo(), actor=county.secretary_of(kept), indicator=indicator)


def take_off(county: County) -> None:
    kept = county.report("draft", "returned")
    evidence = county.one(kept.evidence.filter(removed_at=None).order_by("pk"))
    remove_evidence(evidence=evidence, actor=county.secretary_of(kept))


# --- verification and the final assessment ----------------------------------------------------------------------------


def draw(county: County) -> None:
    verification.draw_list(plan=county.plan, quarter=county.quarter(), size=6, actor=county.department)


def verify(county: County) -> None:
    kept = county.report("submitted", "approved")
    indicator = county.one(each for each in county.plan.indicators.prefetch_related("fields") if each.code in ALL_MET)
    seen = load_value(kept, indicator).seen
    outcome = county.one(Verification.Outcome.values)
    visit = verification.Visit(outcome=outcome, visited_on=county.today, seen=seen, remark=county.word())
    verification.verify_value(report=kept, indicator=indicator, visit=visit, actor=county.department)


def withdraw_verification(county: County) -> None:
    rows = Verification.objects.filter(report__pilot__plan=county.plan, withdrawn_at=None).order_by("pk")
    verification.withdraw_verification(verification=county.one(rows), reason=county.word(), actor=county.department)


def begin_assessment(county: County) -> None:
    assessment.begin_assessment(pilot=county.pilot(), actor=county.department)


def rate(county: County) -> None:
    kept = FinalAssessment.objects.select_related("pilot__community").get(pilot=county.pilot())
    kind = county.one([AssessmentAct.RATE, AssessmentAct.CONCLUDE])
    ratings = {
        each.pk: assessment.RatingDraft(county.chance.random() < 0.8, county.word()) for each in goods_of(county.plan)
    }
    is_branch = kind == AssessmentAct.RATE
    draft = assessment.SheetDraft(ratings, {} if is_branch else {"conclusion": "reached"})
    actor = county.secretaries[kept.pilot.code] if is_branch else county.department
    assessment.write_assessment(assessment=kept, kind=kind, draft=draft, actor=actor)


def approve_assessment(county: County) -> None:
    kept = FinalAssessment.objects.get(pilot=county.pilot())
    assessment.approve_assessment(assessment=kept, actor=county.department)


def reopen_assessment(county: County) -> None:
    kept = FinalAssessment.objects.get(pilot=county.pilot())
    assessment.reopen_assessment(assessment=kept, reason=county.word(), actor=county.department)


# --- the ledger -------------------------------------------------------------------------------------------------------

WITH_UNIT = ("opened", "in_hand")
WITH_DEPARTMENT = ("close_asked", "under_check")


def open_item(county: County) -> None:
    pilot, seat = county.pilot(), county.one(county.plan.member_units.filter(unit__code__in=county.members))
    new = ledger.NewItem(
        kind="supervision",
        matter=county.word(),
        source="lamp",
        responsible=county.one([Party(pilot=pilot), Party(seat.unit)]),
        due_on=county.today + timedelta(days=county.chance.randint(1, 40)),
        pilot=pilot,
        quarter=county.quarter(),
        indicator=county.plan.indicators.get(code="K07"),
    )
    ledger.create_item(plan=county.plan, actor=county.department, new=new)


def open_standing(county: County) -> None:
    party = Party(county.plan.member_units.get(unit__code="minzhengju").unit)
    responsible = {topic.code: party for topic in county.plan.topics.all()}
    due_on = county.today + timedelta(days=60)
    if not ledger.create_standing_items(
        plan=county.plan, actor=county.department, responsible=responsible, due_on=due_on
    ):
        raise ActionError


def progress(county: County) -> None:
    item = county.item(*WITH_UNIT)
    files = [photo()] if county.chance.random() < 0.3 else []
    ledger.add_progress(item=item, actor=county.owner_of(item), text=county.word(), files=files)


def ask_for_closure(county: County) -> None:
    item = county.item(*WITH_UNIT)
    ledger.request_closure(item=item, actor=county.owner_of(item), text=county.word(), files=[photo()])


def check_item(county: County) -> None:
    ledger.start_check(item=county.item("close_asked"), actor=county.department)


def close_item(county: County) -> None:
    ledger.close_item(item=county.item(*WITH_DEPARTMENT), actor=county.department, text=county.word())


def send_back(county: County) -> None:
    ledger.reject_closure(item=county.item(*WITH_DEPARTMENT), actor=county.department, reason=county.word())


def extend(county: County) -> None:
    item = county.item(*WITH_UNIT)
    due_on = max(item.due_on, county.today) + timedelta(days=county.chance.randint(1, 30))
    ledger.extend(item=item, actor=county.department, due_on=due_on, reason=county.word())


def reopen_item(county: County) -> None:
    due_on = county.today + timedelta(days=20)
    ledger.reopen(item=county.item("closed"), actor=county.department, reason=county.word(), due_on=due_on)


# --- the joint meeting ----------------------------------------------------------------------------------------------


def plan_meeting(county: County) -> None:
    details = meetings.MeetingDetails(quarter=county.quarter(), planned_on=county.today, place=county.word())
    meetings.create_meeting(plan=county.plan, actor=county.department, details=details)


def change_meeting(county: County) -> None:
    details = meetings.MeetingDetails(quarter=county.quarter(), planned_on=county.today, agenda=county.word())
    meetings.change_meeting(meeting=county.meeting("planned"), actor=county.department, details=details)


def open_meeting(county: County) -> None:
    meetings.open_meeting(meeting=county.meeting("planned"), actor=county.department)


def attend(county: County) -> None:
    meeting = county.meeting("open")
    seats = [seat.unit for seat in meeting.plan.member_units.select_related("unit").order_by("order")]
    missing = [unit for unit in seats if not meeting.attendance.filter(unit=unit).exists()]
    status = county.one(["present", "excused", "absent"])
    unit = county.one(missing or seats)
    meetings.set_attendance(meeting=meeting, actor=county.department, unit=unit, status=status, person=county.word())


def decide(county: County) -> None:
    meeting = county.meeting("open")
    decision = meetings.Decision(
        matter=county.word(),
        responsible=Party(county.plan.member_units.get(unit__code="minzhengju").unit),
        due_on=county.today + timedelta(days=20),
        pilot=county.pilot(),
    )
    meetings.add_decision(meeting=meeting, actor=county.department, decision=decision)


def close_meeting(county: County) -> None:
    meetings.close_meeting(meeting=county.meeting("open"), actor=county.department)


def reopen_meeting(county: County) -> None:
    meetings.reopen_meeting(meeting=county.meeting("closed"), actor=county.department, reason=county.word())


def enter_past(county: County) -> None:
    held_on = county.today - timedelta(days=county.chance.randint(1, 200))
    attendance = {unit: "present" for unit, seat in county.plan.units_at_table().items() if seat}
    past = PastMeeting(held_on=held_on, attendance=attendance, agreed=county.word())
    enter_meeting(plan=county.plan, actor=county.department, past=past)


ACTS: dict[str, Act] = {
    each.__name__: each
    for each in (
        *(start, save_field, submit, withdraw, comment, begin_check, give_back, approve, reopen, attach, take_off),
        *(draw, verify, withdraw_verification, begin_assessment, rate, approve_assessment, reopen_assessment),
        *(open_item, open_standing, progress, ask_for_closure, check_item, close_item, send_back, extend, reopen_item),
        *(plan_meeting, change_meeting, open_meeting, attend, decide, close_meeting, reopen_meeting, enter_past),
    )
}
