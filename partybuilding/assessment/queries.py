"""What stands on a pilot's sheet: results from the board, ratings, the conclusion; once approved, what was kept."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fengxiang import clock
from partybuilding.assessment.rules import INCOMPLETE, REPORT_OUTSTANDING
from partybuilding.models import FinalAssessment, GoodRating, Indicator, IndicatorField, Pilot, Plan, Report, TaskArea
from partybuilding.models.kept import FIRST, Tree, Words, in_both_languages
from partybuilding.scoreboard.cell import Cell
from partybuilding.scoreboard.scoreboard import Scoreboard, load_scoreboard
from partybuilding.targets.pace import Kind
from partybuilding.targets.quarter import Quarter

# What brings a sheet kept by an earlier version to the form of today; a change of the form adds one.
UPGRADES: tuple[Callable[[Tree], Tree], ...] = ()
VERSION = FIRST + len(UPGRADES)
Party = GoodRating.Party


# --- what is read -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AssessedLamp:
    """A lamp with its word."""

    colour: str
    word: Words


@dataclass(frozen=True, eq=False, kw_only=True)
class AssessedIndicator:
    """One indicator's result as it stood on the sheet."""

    code: str
    name: Words
    kind: Words
    target: Words
    text: Words
    lamp: AssessedLamp
    gap: Words
    is_met: bool
    carried: Words  # from which quarter, in a draft: what is approved stands on the plan's last report


@dataclass(frozen=True, eq=False)
class AssessedArea:
    """A task area's result: how many required indicators are met, and each of its indicators."""

    number: int
    name: Words
    met: int
    total: int
    indicators: list[AssessedIndicator]

    @property
    def unmet(self) -> list[AssessedIndicator]:
        return [each for each in self.indicators if not each.is_met]


@dataclass(frozen=True, slots=True)
class Rated:
    """What one party says of a good; `is_good` is None where it has not rated yet."""

    is_good: bool | None
    reason: str


@dataclass(frozen=True, eq=False)
class AssessedGood:
    """One of the five goods, as the branch and the department rate it."""

    name: Words
    branch: Rated
    department: Rated


@dataclass(frozen=True, eq=False, kw_only=True)
class AssessmentSheet:
    """A pilot's sheet, live or as it was kept."""

    pilot: Words
    quarter: Quarter
    on: date
    areas: list[AssessedArea]
    stretch: list[AssessedIndicator]
    goods: list[AssessedGood]
    conclusion: str  # its key
    conclusion_word: Words
    remarks: str

    @property
    def met(self) -> int:
        return sum(area.met for area in self.areas)

    @property
    def total(self) -> int:
        return sum(area.total for area in self.areas)

    @property
    def good_by_branch(self) -> int:
        return sum(good.branch.is_good is True for good in self.goods)

    @property
    def good_by_department(self) -> int:
        return sum(good.department.is_good is True for good in self.goods)


@dataclass(frozen=True, eq=False)
class AssessmentLine:
    """A pilot with its sheet; without one where none was begun, or the reader may not read the draft."""

    pilot: Pilot
    assessment: FinalAssessment | None
    sheet: AssessmentSheet | None


def assessments_of(plan: Plan) -> dict[int, FinalAssessment]:
    """Return the final assessments that were begun, by the pilot's key; in one query."""
    sheets = FinalAssessment.objects.filter(pilot__plan=plan).select_related("approved_by", "pilot__community")
    return {each.pilot_id: each for each in sheets}


def load_lines(plan: Plan, can_read: Callable[[FinalAssessment], bool]) -> list[AssessmentLine]:
    """Return every pilot with the sheet the reader may read, in a number of queries that does not grow with them."""
    pilots = list(plan.pilots.select_related("community"))
    assessments = assessments_of(plan)
    board = load_scoreboard(plan, assessed_quarter(plan), opened=[])
    goods, ratings = goods_of(plan), ratings_of(assessments.values())
    lines = []
    for pilot in pilots:
        pilot.plan = plan
        assessment = assessments.get(pilot.pk)
        sheet = None
        if assessment is not None and can_read(assessment):
            parts = _Parts(board, assessment, goods, ratings.get(assessment.pk, {}))
            sheet = read(assessment) if assessment.is_approved else parts.sheet()
        lines.append(AssessmentLine(pilot, assessment, sheet))
    return lines


def assessed_quarter(plan: Plan) -> Quarter:
    """Return the quarter a draft shows: the plan's last, or before its end the one reports are due for."""
    return min(plan.last_quarter, plan.reporting_quarter(clock.today()))


def goods_of(plan: Plan) -> list[IndicatorField]:
    """Return what is rated: the items of the plan's rated indicator; none if it has none."""
    return list(IndicatorField.objects.filter(indicator__plan=plan, indicator__is_rated=True).order_by("order"))


Ratings = Mapping[tuple[int, str], GoodRating]  # of one sheet, by good and party


def ratings_of(assessments: Iterable[FinalAssessment]) -> dict[int, dict[tuple[int, str], GoodRating]]:
    """Return the ratings of several sheets, by the sheet's key; in one query."""
    ratings: dict[int, dict[tuple[int, str], GoodRating]] = {}
    for each in GoodRating.objects.filter(assessment__in=list(assessments)):
        ratings.setdefault(each.assessment_id, {})[each.good_id, each.party] = each
    return ratings


def last_reopening(assessment: FinalAssessment) -> Any:
    """Return the history row of the last time a sheet was reopened, with who and why; None if it never was."""
    rows = FinalAssessment.history.filter(id=assessment.pk, history_change_reason__gt="")
    return rows.select_related("history_user").order_by("-history_id").first()


def facts_of(assessment: FinalAssessment) -> frozenset[str]:
    """Return what stands in the way of approving a sheet."""
    pilot = assessment.pilot
    last = Report.objects.filter(pilot=pilot, quarter=str(pilot.plan.last_quarter), state=Report.State.APPROVED)
    facts = set() if last.exists() else {REPORT_OUTSTANDING}
    ratings = GoodRating.objects.filter(assessment=assessment, is_good__isnull=False).exclude(reason="")
    if ratings.count() < len(goods_of(pilot.plan)) * len(Party) or not assessment.conclusion:
        facts.add(INCOMPLETE)
    return frozenset(facts)


# --- what is kept -----------------------------------------------------------------------------------------------------


def content_of(assessment: FinalAssessment) -> Tree:
    """Return everything a sheet says on the plan's last quarter, in both languages, as it is kept."""
    plan = assessment.pilot.plan
    board = load_scoreboard(plan, plan.last_quarter, opened=[])
    ratings = ratings_of([assessment]).get(assessment.pk, {})
    return in_both_languages(_Parts(board, assessment, goods_of(plan), ratings).tree)


@dataclass(frozen=True, eq=False)
class _Parts:
    """What a sheet is made from."""

    board: Scoreboard
    assessment: FinalAssessment
    goods: Sequence[IndicatorField]
    ratings: Ratings

    def sheet(self) -> AssessmentSheet:
        return _sheet(self.tree())

    def tree(self) -> Tree:
        """Return the sheet in the language that is active."""
        cells = [cell for cell in self.board.cells if cell.pilot and cell.pilot.pk == self.assessment.pilot_id]
        stretch = [*cells, *(cell for cell in self.board.cells if cell.pilot is None)]
        return {
            "version": VERSION,
            "pilot": str(self.assessment.pilot),
            "quarter": str(self.board.quarter),
            "on": self.board.on.isoformat(),
            "areas": [_area_tree(area, cells) for area in self.board.plan_context.areas],
            "stretch": [_cell_tree(cell) for cell in stretch if cell.indicator.kind == Kind.STRETCH],
            "goods": [
                {"name": str(good), **{str(party): self._rated(good, party) for party in Party}} for good in self.goods
            ],
            "conclusion": self.assessment.conclusion,
            "conclusion_word": str(self.assessment.get_conclusion_display()) if self.assessment.conclusion else "",
            "remarks": self.assessment.remarks,
        }

    def _rated(self, good: IndicatorField, party: str) -> Tree:
        rating = self.ratings.get((good.pk, party))
        return {"is_good": rating.is_good if rating else None, "reason": rating.reason if rating else ""}


def _area_tree(area: TaskArea, cells: list[Cell]) -> Tree:
    cells_of_area = [cell for cell in cells if cell.indicator.area_id == area.pk]
    required = [cell for cell in cells_of_area if cell.is_hard]
    return {
        "number": area.number,
        "name": str(area),
        "met": sum(_is_met(cell) for cell in required),
        "total": len(required),
        "cells": [_cell_tree(cell) for cell in required],
    }


def _is_met(cell: Cell) -> bool:
    return cell.verdict.met is True


def _cell_tree(cell: Cell) -> Tree:
    indicator: Indicator = cell.indicator
    return {
        "code": indicator.code,
        "name": str(indicator),
        "kind": str(indicator.get_kind_display()),
        "target": indicator.clause.describe(),
        "text": cell.text,
        "colour": str(cell.colour),
        "word": str(cell.lamp.word),
        "gap": cell.verdict.gap,
        "is_met": _is_met(cell),
        "carried": cell.carried,
    }


# --- reading ----------------------------------------------------------------------------------------------------------


def read(assessment: FinalAssessment) -> AssessmentSheet:
    """Return an approved sheet as it was kept; UnreadableError if it is damaged. One reopened since, as it is now."""
    return _sheet(assessment.data(*UPGRADES) if assessment.is_approved else content_of(assessment))


def _sheet(tree: Tree) -> AssessmentSheet:
    return AssessmentSheet(
        pilot=Words.of(tree["pilot"]),
        quarter=Quarter.parse(tree["quarter"]),
        on=date.fromisoformat(tree["on"]),
        areas=[
            AssessedArea(
                each["number"],
                Words.of(each["name"]),
                each["met"],
                each["total"],
                [_indicator(cell) for cell in each["cells"]],
            )
            for each in tree["areas"]
        ],
        stretch=[_indicator(cell) for cell in tree["stretch"]],
        goods=[
            AssessedGood(Words.of(each["name"]), Rated(**each[Party.BRANCH]), Rated(**each[Party.DEPARTMENT]))
            for each in tree["goods"]
        ],
        conclusion=tree["conclusion"],
        conclusion_word=Words.of(tree["conclusion_word"]),
        remarks=tree["remarks"],
    )


def _indicator(kept: Tree) -> AssessedIndicator:
    return AssessedIndicator(
        code=kept["code"],
        name=Words.of(kept["name"]),
        kind=Words.of(kept["kind"]),
        target=Words.of(kept["target"]),
        text=Words.of(kept["text"]),
        lamp=AssessedLamp(kept["colour"], Words.of(kept["word"])),
        gap=Words.of(kept["gap"]),
        is_met=kept["is_met"],
        carried=Words.of(kept["carried"]),
    )
