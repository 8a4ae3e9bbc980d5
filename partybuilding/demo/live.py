"""Lives through the joint meetings of the demonstration, the ledger, duty reports and papers, day by day.

Every step is a click's own action, on its day and by somebody who may take it.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, time
from functools import partial

from django.core.files.base import ContentFile
from django.utils import timezone, translation

from communities.models import Unit, User
from fengxiang import clock
from partybuilding.demo import meetings, people
from partybuilding.demo.meetings import ItemRow, ItemStep, MeetingRow, PaperRow
from partybuilding.demo.picture import page
from partybuilding.ledger import actions as ledger
from partybuilding.meetings.actions import (
    Decision,
    MeetingDetails,
    add_decision,
    close_meeting,
    create_meeting,
    open_meeting,
    set_attendance,
)
from partybuilding.models import (
    Attendance,
    DutyLine,
    DutyReport,
    Indicator,
    LeaderVisit,
    LedgerItem,
    Meeting,
    Party,
    Pilot,
    Plan,
    Report,
    Suggestion,
)
from partybuilding.papers.actions import confirm_letterhead, issue_paper
from partybuilding.papers.content import find_letterhead
from partybuilding.papers.queries import Subject
from partybuilding.scoreboard.scoreboard import load_scoreboard
from partybuilding.targets.quarter import Quarter
from partybuilding.units.actions import DutyDraft, LineDraft, save_duty_report, submit_duty_report

Event = tuple[date, Callable[[], object]]

STATUSES = {"d": DutyLine.Status.DONE, "u": DutyLine.Status.UNDER_WAY, "n": DutyLine.Status.NOTHING}
_DATED = (Meeting, Attendance, LedgerItem, DutyReport, DutyLine, Suggestion)


class MeetingTeller:
    """Takes the meetings, and every matter of the ledger, through their steps."""

    def __init__(self, plan: Plan, users: Mapping[str, User]) -> None:
        self.plan = plan
        self.users = users
        self.checker = users[people.CHECKER]
        self.units = {unit.code: unit for unit in Unit.objects.all()}
        self.pilots: dict[str, Pilot] = {each.code: each for each in plan.pilots.select_related("community", "plan")}
        self.parties = {code: Party(unit) for code, unit in self.units.items()}
        self.parties |= {code: Party(pilot=pilot) for code, pilot in self.pilots.items()}
        self.indicators: dict[str, Indicator] = {each.code: each for each in plan.indicators.all()}
        self.items: dict[str, LedgerItem] = {}
        self.meetings: dict[str, Meeting] = {}
        self.began = timezone.now()  # by the machine's clock, which dates history rows

    def events(self) -> Iterator[Event]:
        """Yield everything that happens, with its day; what happens on one day comes in its order."""
        for row in meetings.MEETINGS:
            yield _on(row.set_down_on), partial(self._set_down, row)
            if row.decisions:
                yield _on(row.planned_on), partial(self._hold, row)
            for item in row.decisions:
                yield from self._steps(item.matter, item.responsible, item.steps)
        for item in meetings.OTHERS:
            yield _on(item.opened_on), partial(self._open, item)
            yield from self._steps(item.matter, item.responsible, item.steps)
        yield _on(meetings.STANDING_SINCE), self._open_standing
        for (pilot, topic), steps in meetings.STANDING.items():
            yield from self._steps(f"{pilot} {topic}", meetings.ANSWERS_FOR[topic], steps)
        for code, reports in meetings.DUTY_REPORTS.items():
            for unit, (day, times, lines) in reports.items():
                yield _on(day), partial(self._report_duties, Quarter.parse(code), unit, times, lines)
        for paper in meetings.PAPERS:
            yield _on(paper.on), partial(self._issue, paper)

    def live(self, day: date, act: Callable[[], object]) -> None:
        """Do something on its day, and date the history rows it left."""
        with clock.set_to(day), translation.override("zh-hans"):
            act()
            for model in _DATED:
                model.history.filter(history_date__gte=self.began).update(history_date=clock.now())

    # --- meetings -----------------------------------------------------------------------------------------------------

    def _set_down(self, row: MeetingRow) -> None:
        details = MeetingDetails(
            quarter=Quarter.parse(row.quarter),
            planned_on=_on(row.planned_on),
            begins_at=time(9, 0),
            place=meetings.PLACE,
            chair=meetings.CHAIR,
            agenda=meetings.AGENDA,
        )
        self.meetings[row.planned_on] = create_meeting(plan=self.plan, actor=self.checker, details=details)

    def _hold(self, row: MeetingRow) -> None:
        meeting = open_meeting(meeting=self.meetings[row.planned_on], actor=self.checker)
        seats = self.plan.member_units.select_related("unit").order_by("order")
        for unit in [*(seat.unit for seat in seats), self.units["chengguan"]]:
            status = "excused" if unit.code in row.excused else "absent" if unit.code in row.absent else "present"
            set_attendance(meeting=meeting, actor=self.checker, unit=unit, status=status)
        board = load_scoreboard(self.plan, meeting.quarter)
        shown = {(cell.indicator.code, cell.pilot.code if cell.pilot else ""): cell.text for cell in board.cells}
        for item in row.decisions:
            decision = Decision(
                matter=item.matter,
                responsible=self.parties[item.responsible],
                supporting=[self.units[code] for code in item.supporting],
                due_on=_on(item.due_on),
                pilot=self.pilots.get(item.pilot),
                indicator=self.indicators.get(item.indicator),
                shown=shown.get((item.indicator, item.pilot), ""),
                common=item.common,
            )
            self.items[item.matter] = add_decision(meeting=meeting, actor=self.checker, decision=decision)
        close_meeting(meeting=meeting, actor=self.checker)

    # --- the ledger ---------------------------------------------------------------------------------------------------

    def _open(self, item: ItemRow) -> None:
        pilot = self.pilots[item.pilot]
        visits = LeaderVisit.objects.filter(assignment__pilot=pilot)
        new = ledger.NewItem(
            kind=item.kind,
            matter=item.matter,
            source=item.source,
            responsible=self.parties[item.responsible],
            due_on=_on(item.due_on),
            pilot=pilot,
            indicator=self.indicators.get(item.indicator),
            visit=visits.get(visited_on=item.visited_on) if item.visited_on else None,
        )
        self.items[item.matter] = ledger.create_item(plan=self.plan, actor=self.checker, new=new)

    def _open_standing(self) -> None:
        responsible = {topic: self.parties[code] for topic, code in meetings.ANSWERS_FOR.items()}
        until = _on(meetings.STANDING_UNTIL)
        for item in ledger.create_standing_items(
            plan=self.plan, actor=self.checker, responsible=responsible, due_on=until
        ):
            if item.pilot:
                self.items[f"{item.pilot.code} {item.topic}"] = item

    def _steps(self, key: str, responsible: str, steps: tuple[ItemStep, ...]) -> Iterator[Event]:
        for step in steps:
            yield _on(step.on), partial(self._take, key, responsible, step)

    def _take(self, key: str, responsible: str, step: ItemStep) -> None:
        item, unit = self.items[key], self.users[step.by or responsible]
        staff = self.users[step.by] if step.by else self.checker
        match step.act:
            case "progress":
                ledger.add_progress(item=item, actor=unit, text=step.text)
            case "cite":
                words = f"两篇经验材料已定稿，以{step.text}印发，请核查。"
                ledger.request_closure(item=item, actor=unit, text=words, proof_kind="document", proof=step.text)
            case "ask":
                proof = ContentFile(page(f"Item {item.code}"), f"{item.code}-佐证材料（演示）.pdf")
                ledger.request_closure(item=item, actor=unit, text=step.text, files=[proof])
            case "check":
                ledger.start_check(item=item, actor=staff)
            case "close":
                ledger.close_item(item=item, actor=staff, text=step.text)
            case "back":
                ledger.reject_closure(item=item, actor=staff, reason=step.text)
            case "extend":
                ledger.extend(item=item, actor=staff, due_on=_on(step.due_on), reason=step.text)
            case _:
                ledger.remind_item(item=item, actor=staff)

    # --- duty reports -------------------------------------------------------------------------------------------------

    def _report_duties(self, quarter: Quarter, code: str, times: int, lines: tuple[str, ...]) -> None:
        unit, actor = self.units[code], self.users[code]
        duties = self.plan.duties.filter(units__unit=unit).order_by("order")
        drafts = {duty.pk: LineDraft(STATUSES[line[0]], line[1:]) for duty, line in zip(duties, lines, strict=True)}
        draft = DutyDraft(lines=drafts, facts={"agenda_times": times})
        save_duty_report(plan=self.plan, unit=unit, quarter=quarter, draft=draft, actor=actor)
        submit_duty_report(plan=self.plan, unit=unit, quarter=quarter, actor=actor)

    # --- papers -------------------------------------------------------------------------------------------------------

    def _issue(self, row: PaperRow) -> None:
        quarter = Quarter.parse(row.quarter) if row.quarter else None
        subject = Subject(
            plan=self.plan,
            kind=row.kind,
            quarter=None if row.pilot else quarter,
            meeting=Meeting.objects.get(plan=self.plan, held_on=row.held_on) if row.held_on else None,
            report=Report.objects.get(pilot=self.pilots[row.pilot], quarter=quarter) if row.pilot else None,
            item=self.items[row.matter] if row.matter else None,
        )
        letterhead = find_letterhead(self.plan)
        names = {name: getattr(letterhead, name) for name in letterhead.NAMES}
        confirm_letterhead(plan=self.plan, names=names, actor=self.checker)  # once; a second time nothing happens
        issue_paper(subject=subject, actor=self.checker, dated=_on(row.on), document_number=row.number)


def _on(day: str) -> date:
    return date.fromisoformat(day)
