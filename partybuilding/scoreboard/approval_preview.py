"""What approving a report does to the scoreboard of its quarter: the lamps before and after, nothing written."""

from dataclasses import dataclass
from functools import cached_property

from partybuilding.models import Pilot, Report
from partybuilding.plan.queries import load_plan_context
from partybuilding.scoreboard.approved import load_approved
from partybuilding.scoreboard.cell import Cell
from partybuilding.scoreboard.judge import Judge
from partybuilding.scoreboard.scoreboard import judged_rows
from partybuilding.targets.pace import Colour


@dataclass(frozen=True, eq=False)
class LampTurn:
    """A cell that gets another lamp."""

    before: Cell
    after: Cell

    @property
    def is_to_red(self) -> bool:
        return self.after.colour == Colour.RED


@dataclass(frozen=True, eq=False)
class LampCount:
    """How many of some cells are red, how many of these on a carried value, and how many targets are met."""

    cells: list[Cell]

    @cached_property
    def reds(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.colour == Colour.RED]

    @property
    def red(self) -> int:
        return len(self.reds)

    @property
    def carried(self) -> int:
        return sum(cell.as_of is not None for cell in self.reds)


@dataclass(frozen=True, eq=False, kw_only=True)
class ApprovalPreview:
    """The scoreboard of a report's quarter as it is, and as it would be with the report approved."""

    pilot: Pilot
    before: list[Cell]
    after: list[Cell]
    approved: int  # reports of the quarter that would be, this one among them
    asked: int  # reports there are to be

    @property
    def county(self) -> tuple[LampCount, LampCount]:
        return LampCount(self.before), LampCount(self.after)

    @property
    def of_pilot(self) -> tuple[LampCount, LampCount]:
        """The pilot's alone."""
        before, after = ([cell for cell in cells if cell.pilot == self.pilot] for cells in (self.before, self.after))
        return LampCount(before), LampCount(after)

    @cached_property
    def turns(self) -> list[LampTurn]:
        """The cells that get another lamp, what turns red first, then in the plan's order."""
        pairs = (LampTurn(*pair) for pair in zip(self.before, self.after, strict=True))
        turned = (each for each in pairs if each.before.lamp != each.after.lamp)
        return sorted(turned, key=lambda turn: not turn.is_to_red)


def preview_approval(report: Report) -> ApprovalPreview:
    """Return what approving a submitted report would do to the lamps of its quarter.

    As the county page counts them, read once for both: as many queries as the page itself, however many pilots.
    """
    judge = Judge(load_plan_context(report.pilot.plan), report.quarter)
    quarters = [report.quarter.previous, report.quarter]
    waiting = Report.objects.filter(pk=report.pk)
    now = load_approved(judge.plan_context, quarters, waiting=waiting, with_present=True)
    then = now.supposing(report)
    before, after = ([cell for row in judged_rows(judge, each) for cell in row.cells] for each in (now, then))
    pilots = judge.plan_context.pilots
    return ApprovalPreview(
        pilot=report.pilot,
        before=before,
        after=after,
        approved=sum(then.is_approved(pilot, report.quarter) for pilot in pilots),
        asked=len(pilots),
    )
