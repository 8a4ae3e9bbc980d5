"""A random history of a plan, and what everybody owes in it by a reckoning of its own, as plain as can be."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from communities.models import Unit, User
from fengxiang import clock
from partybuilding.assessment import actions as assessment
from partybuilding.assessment.queries import goods_of
from partybuilding.assessment.rules import AssessmentAct
from partybuilding.ledger import actions as ledger
from partybuilding.models import FinalAssessment, Indicator, LedgerItem, Party, Pilot, Plan, Report, Suggestion
from partybuilding.reports import actions as reports
from partybuilding.reports.actions import Draft
from partybuilding.suggestions import actions as suggestions
from partybuilding.targets.quarter import Quarter
from partybuilding.units import actions as units
from tests.reports.reporting import photo
from tests.sample_plan import ALL_MET

GRACE = timedelta(days=5)


@dataclass
class KnownReport:
    state: str = "draft"
    first_in: date | None = None
    sent_on: date | None = None
    was_back: bool = False
    faults: int = 0
    is_odd: bool = False  # its two figures on cadres differ


@dataclass
class KnownItem:
    item: LedgerItem
    answers: str  # the code of the unit or the community
    due: date
    about: tuple[str, Quarter] | None = None  # the report it asks for
    indicator: str = ""
    pilot: str = ""
    knows_report: bool = False
    state: str = "with unit"  # with unit, with department, closed
    is_checked: bool = False
    has_moved: bool = False


@dataclass
class KnownSheet:
    """A pilot's final assessment."""

    is_approved: bool = False
    rated: bool = False
    concluded: bool = False


@dataclass
class History:
    """Everything that happened so far, and who can make the next thing happen."""

    plan: Plan
    pilots: dict[str, Pilot]
    secretaries: dict[str, User]
    staff: dict[str, User]  # by the code of their unit
    checker: User
    today: date
    chance: Random
    reports: dict[tuple[str, Quarter], KnownReport] = field(default_factory=dict)
    items: list[KnownItem] = field(default_factory=list)
    told: set[tuple[str, Quarter]] = field(default_factory=set)
    sheets: dict[str, KnownSheet] = field(default_factory=dict)
    suggested: list[Suggestion] = field(default_factory=list)  # and not answered
    reports_from: str = ""

    # --- what happens -------------------------------------------------------------------------------------------------

    def act(self) -> str:
        """Let one thing happen that is possible now; return which."""
        name = self.chance.choice(
            ["pass", "pass", "report", "report", "report", "item", "item", "duty", "sheet", "box"]
        )
        steps = {"report": self._report, "item": self._item, "duty": self._duty, "sheet": self._sheet, "box": self._box}
        with clock.set_to(self.today):
            return {"pass": self._pass, **steps}[name]()

    def _pass(self) -> str:
        self.today += timedelta(days=self.chance.choice([1, 2, 3, 5, 14, 25]))
        return f"it is {self.today}"

    def _report(self) -> str:
        begun = [quarter for quarter in self.plan.quarters if quarter.first_day <= self.today][-4:]
        key = code, quarter = self.chance.choice(sorted(self.pilots)), self.chance.choice(begun)
        known, actor = self.reports.get(key), self.secretaries[code]
        if known is None:
            reports.start_report(pilot=self.pilots[code], quarter=quarter, actor=actor)
            self.reports[key] = KnownReport()
            return f"start {key}"
        kept = Report.objects.get(pilot=self.pilots[code], quarter=quarter)
        steps: dict[str, list[Callable[[Report, KnownReport, User], None]]] = {
            "draft": [self._submit, self._save],
            "returned": [self._submit, self._save],
            "submitted": [self._withdraw, self._return, self._approve, self._approve],
            "approved": [self._reopen],
        }
        step = self.chance.choice(steps[known.state])
        step(kept, known, actor)
        return f"{step.__name__} {key}"

    def _save(self, kept: Report, known: KnownReport, actor: User) -> None:
        area, cadres = self.chance.choice([210, 50]), self.chance.choice([4, 4, 5])
        figures: dict[str, dict[str, int]] = {code: dict(values) for code, values in ALL_MET.items()}
        figures["K07"]["area"], figures["K25"]["cadres"] = area, cadres
        figures["K27"] = {"leadership": 1}
        asked = Indicator.objects.filter(plan=self.plan, code__in=figures)
        values = {each.pk: {key: Decimal(value) for key, value in figures[each.code].items()} for each in asked}
        draft = Draft(
            values=values,
            confirmed=dict.fromkeys(values, True),
            notes=dict.fromkeys(values, "以实地核对为准"),
            narratives=dict.fromkeys([*Report.NARRATIVES, "reply"], "活动站已开放。"),
        )
        reports.save_draft(report=kept, draft=draft, actor=actor)
        known.is_odd = cadres == 5

    def _submit(self, kept: Report, known: KnownReport, actor: User) -> None:
        if self.today < kept.quarter.last_day:
            return
        self._save(kept, known, actor)
        reports.submit_report(report=kept, actor=actor)
        known.state, known.sent_on, known.first_in = "submitted", self.today, known.first_in or self.today

    def _withdraw(self, kept: Report, known: KnownReport, actor: User) -> None:
        reports.withdraw_report(report=kept, actor=actor)
        known.state = "returned" if known.was_back else "draft"
        known.first_in = known.first_in if known.was_back else None

    def _return(self, kept: Report, known: KnownReport, actor: User) -> None:
        wrong = self.plan.indicators.filter(
            code__in=self.chance.sample(["K07", "K10", "K16"], self.chance.randint(0, 3))
        )
        objections = {each.pk: "请核实" for each in wrong}
        reports.return_report(report=kept, actor=self.checker, reason="请核实", objections=objections)
        known.state, known.was_back, known.faults = "returned", True, max(len(objections), 1)

    def _approve(self, kept: Report, known: KnownReport, actor: User) -> None:
        reports.approve_report(report=kept, actor=self.checker)
        known.state = "approved"

    def _reopen(self, kept: Report, known: KnownReport, actor: User) -> None:
        reports.reopen_report(report=kept, actor=self.checker, reason="数据有误")
        known.state, known.was_back, known.faults = "returned", True, 1

    def _item(self) -> str:
        open_items = [each for each in self.items if each.state != "closed"]
        if not open_items or self.chance.random() < 0.3:
            return self._open_item()
        known = self.chance.choice(open_items)
        own, kept = {**self.staff, **self.secretaries}[known.answers], known.item
        if known.state == "with unit":
            known.has_moved = True
            if self.chance.random() < 0.5:
                ledger.add_progress(item=kept, actor=own, text="已选定地点")
                return "progress"
            ledger.request_closure(item=kept, actor=own, text="已办结", files=[photo()])
            known.state, known.is_checked = "with department", False
            return "closure asked for"
        if not known.is_checked:
            ledger.start_check(item=kept, actor=self.checker)
            known.is_checked = True
            return "check begun"
        if self.chance.random() < 0.5:
            ledger.reject_closure(item=kept, actor=self.checker, reason="缺验收单")
            known.state = "with unit"
            return "sent back"
        ledger.close_item(item=kept, actor=self.checker, text="另行督办")  # its lamp may still be red
        known.state = "closed"
        return "closed"

    def _open_item(self) -> str:
        code, due = self.chance.choice(sorted(self.pilots)), self.today + timedelta(days=self.chance.randint(1, 30))
        about = (code, self.chance.choice([q for q in self.plan.quarters if q.first_day <= self.today]))
        answers = self.chance.choice(sorted({*self.staff, *self.pilots}))
        is_lamp = self.chance.random() < 0.5
        kept = None if is_lamp else Report.objects.filter(pilot=self.pilots[code], quarter=about[1]).first()
        item = ledger.create_item(
            plan=self.plan,
            actor=self.checker,
            new=ledger.NewItem(
                kind="supervision",
                matter="限期办理",
                source="lamp" if is_lamp else "report",
                responsible=Party(pilot=self.pilots[answers])
                if answers in self.pilots
                else Party(Unit.objects.get(code=answers)),
                due_on=due,
                pilot=self.pilots[code],
                quarter=about[1],
                report=kept,
                indicator=self.plan.indicators.get(code="K07") if is_lamp else None,
            ),
        )
        known = KnownItem(item, answers, due, None if is_lamp else about, "K07" if is_lamp else "", code)
        known.knows_report = kept is not None
        self.items.append(known)
        return f"item {item.code}"

    def _duty(self) -> str:
        if not self.ended:
            return "nothing"
        key = code, quarter = self.chance.choice(sorted(self.staff)), self.chance.choice(self.ended)
        actor = self.staff[code]
        given: dict[str, Any] = {
            "plan": self.plan,
            "unit": Unit.objects.get(code=code),
            "quarter": quarter,
            "actor": actor,
        }
        if key in self.told:
            units.withdraw_duty_report(**given)
            self.told.remove(key)
            return f"duties back {key}"
        units.save_duty_report(**given, draft=units.DutyDraft(facts={"agenda_times": 1}))
        if self.chance.random() < 0.8:
            units.submit_duty_report(**given)
            self.told.add(key)
        return f"duties {key}"

    def _box(self) -> str:
        if self.suggested and self.chance.random() < 0.5:
            row = self.suggested.pop(self.chance.randrange(len(self.suggested)))
            suggestions.answer_suggestion(suggestion=row, text="已改。", actor=self.checker)
            return f"answer suggestion {row.pk}"
        actor = self.chance.choice([*self.staff.values(), *self.secretaries.values()])
        self.suggested.append(suggestions.send_suggestion(plan=self.plan, text="少填一项", actor=actor))
        return f"suggest as {actor}"

    def _sheet(self) -> str:
        code = self.chance.choice(sorted(self.pilots))
        known, actor = self.sheets.get(code), self.secretaries[code]
        if known is None:
            assessment.begin_assessment(pilot=self.pilots[code], actor=self.checker)
            self.sheets[code] = KnownSheet()
            return f"begin {code}"
        kept = FinalAssessment.objects.get(pilot=self.pilots[code])
        if known.is_approved:
            assessment.reopen_assessment(assessment=kept, reason="漏评", actor=self.checker)
            known.is_approved = False
            return f"reopen {code}"
        if self.can_approve(code):
            assessment.approve_assessment(assessment=kept, actor=self.checker)
            known.is_approved = True
            return f"approve {code}"
        is_whole, is_branch = self.chance.random() < 0.7, self.chance.random() < 0.5
        goods = [each.pk for each in goods_of(self.plan)]
        ratings = {pk: assessment.RatingDraft(True, "有记录" if is_whole else "") for pk in goods}
        facts = {} if is_branch else {"conclusion": "reached" if self.chance.random() < 0.9 else ""}
        assessment.write_assessment(
            assessment=kept,
            kind=AssessmentAct.RATE if is_branch else AssessmentAct.CONCLUDE,
            draft=assessment.SheetDraft(ratings, facts),
            actor=actor if is_branch else self.checker,
        )
        if is_branch:
            known.rated = is_whole
        else:
            known.concluded = is_whole and bool(facts["conclusion"])
        return f"write on {code}"

    # --- what has to be owed ------------------------------------------------------------------------------------------

    @property
    def ended(self) -> list[Quarter]:
        return [quarter for quarter in self.asked if quarter.last_day <= self.today]

    @property
    def asked(self) -> list[Quarter]:
        """The quarters something is owed for."""
        return [quarter for quarter in self.plan.quarters if str(quarter) >= self.reports_from]

    def begin_with(self, quarter: Quarter) -> None:
        """Let reports be owed from this quarter on."""
        self.reports_from = str(quarter)
        Plan.objects.filter(pk=self.plan.pk).update(reports_from=quarter)
        self.plan.reports_from = quarter

    def state(self, code: str, quarter: Quarter) -> str:
        known = self.reports.get((code, quarter))
        return known.state if known else "nothing"

    def by_community(self, code: str, quarters: list[Quarter]) -> int:
        open_states = {"nothing", "draft", "returned"}
        return sum(self.state(code, quarter) in open_states for quarter in quarters if quarter in self.asked)

    def can_approve(self, code: str) -> bool:
        known, last = self.sheets[code], self.plan.quarters[-1]
        return known.rated and known.concluded and self.state(code, last) == "approved"

    def by_branch(self, code: str) -> int:
        """Return whether the branch has to rate its own, as 1 or 0."""
        known = self.sheets.get(code)
        return int(known is not None and not known.is_approved and not known.rated)

    def to_conclude(self) -> int:
        """Return how many sheets lie with the department; none before the plan's last day."""
        sheets = [(code, self.sheets.get(code)) for code in self.pilots]
        lying = [
            known is None or (not known.is_approved and (not known.concluded or self.can_approve(code)))
            for code, known in sheets
        ]
        return sum(lying) if self.today >= self.plan.ends_on else 0

    def by_unit(self, code: str) -> int:
        duties = sum((code, quarter) not in self.told for quarter in self.ended)
        return duties + sum(each.state == "with unit" and each.answers == code for each in self.items)

    def by_secretary(self, code: str) -> int:
        items = sum(each.state == "with unit" and each.answers == code for each in self.items)
        return self.by_community(code, self.ended) + self.by_branch(code) + items

    def by_department(self) -> int:
        checks = sum(each.state == "submitted" for each in self.reports.values())
        items = sum(each.state == "with department" for each in self.items)
        return self.to_conclude() + checks + items + len(self.suggested)

    def without_duties(self, quarter: Quarter) -> int:
        return sum((code, quarter) not in self.told for code in self.staff) if quarter in self.ended else 0

    def missing(self) -> set[tuple[str, Quarter]]:
        """Return what never came in and is past its deadline."""
        late = [quarter for quarter in self.ended if quarter.last_day + GRACE < self.today]
        return {
            (code, quarter)
            for code in self.pilots
            for quarter in late
            if self.state(code, quarter) in {"nothing", "draft"}
        }

    def unlisted_reports(self) -> int:
        asked = {each.about for each in self.items if each.state != "closed"}
        return len(self.missing() - asked)

    def unlisted_figures(self) -> int:
        asked = {each.about for each in self.items if each.state != "closed" and each.knows_report}
        back = {key: each for key, each in self.reports.items() if each.state == "returned" and key[1] in self.asked}
        return sum(each.faults for key, each in back.items() if key not in asked)

    def is_listed(self, pilot: Pilot | None, indicator: str) -> bool:
        """Return whether an open item deals with a red lamp."""
        code = pilot.code if pilot else ""
        return any(each.state != "closed" and (each.pilot, each.indicator) == (code, indicator) for each in self.items)

    def contradictions(self, quarter: Quarter) -> int:
        told = [each for (_code, of), each in self.reports.items() if of == quarter and of in self.asked]
        return sum(each.is_odd and each.state in {"submitted", "approved"} for each in told)

    def standing_still(self) -> int:
        return sum(each.state != "closed" and not each.has_moved for each in self.items)

    def reminders(self) -> int:
        """Return how many matters the calendar tells of today: one person sits at each desk, two at the department."""
        count = 0
        for code in self.pilots:
            for quarter in self.asked:
                days = (self.today - quarter.last_day - GRACE).days
                count += self.state(code, quarter) in {"nothing", "draft"} and days in {-7, -3, 0, 1}
        for report in self.reports.values():
            waits = (self.today - report.sent_on).days if report.state == "submitted" and report.sent_on else 0
            count += 2 * (waits in range(4, 1000, 3))
        for each in self.items:
            days = (self.today - each.due).days
            people = 2 if each.answers == "zuzhibu" else 1
            count += people * (each.state == "with unit" and (days in {-7, -3, 0} or days in range(1, 1000, 7)))
        days = (self.today - self.plan.quarters[-1].last_day - GRACE).days
        count += sum(map(self.by_branch, self.pilots)) * (days in {-7, -3, 0, 1})
        count += 2 * self.to_conclude() * (days - 3 in {-7, -3, 0, 1})
        return count
