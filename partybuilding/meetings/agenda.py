"""The agenda of a joint meeting, drafted from what there is: the last resolutions, each pilot, red lamps, duties."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from fengxiang.bilingual import listed
from partybuilding.models import LedgerItem, Meeting
from partybuilding.scoreboard.cell import Cell
from partybuilding.scoreboard.scoreboard import Scoreboard, load_scoreboard
from partybuilding.units.duty_reports import duty_standings


def agenda_of(meeting: Meeting) -> str:
    """Return the agenda that was written down for a meeting, or the draft where nobody wrote one."""
    return meeting.agenda.strip() or draft_agenda(meeting)


def draft_agenda(meeting: Meeting) -> str:
    """Return a numbered agenda in the language of whoever reads it, in a fixed number of queries."""
    board = load_scoreboard(meeting.plan, meeting.quarter)
    points = [*_resolutions(meeting), *_pilots(board), *_county(board), _duties(meeting), _("Matters to be decided")]
    return "\n".join(f"{number}. {point}" for number, point in enumerate(points, 1))


def _resolutions(meeting: Meeting) -> Iterator[str]:
    last = meeting.previous_held
    count = last.resolutions.filter(kind=LedgerItem.Kind.RESOLUTION).count() if last else 0
    if count:
        text = ngettext(
            "What became of %(n)d resolution of %(meeting)s",
            "What became of the %(n)d resolutions of %(meeting)s",
            count,
        )
        yield text % {"n": count, "meeting": last}


def _pilots(board: Scoreboard) -> Iterator[str]:
    for pilot in board.plan_context.pilots:
        words = {"pilot": pilot, "quarter": board.quarter.label}
        reds = [cell for cell in board.reds if cell.pilot is pilot]
        if reds:
            yield _("%(pilot)s on the %(quarter)s, and its red lamps: %(lamps)s") % {**words, "lamps": _listed(reds)}
        else:
            yield _("%(pilot)s on the %(quarter)s") % words


def _county(board: Scoreboard) -> Iterator[str]:
    reds = [cell for cell in board.reds if cell.pilot is None]
    if reds:
        yield _("Red lamps of the county as a whole: %(lamps)s") % {"lamps": _listed(reds)}


def _duties(meeting: Meeting) -> str:
    standings = [each for each in duty_standings(meeting.plan, meeting.quarter) if each.seat]
    reported = sum(each.is_submitted for each in standings)
    return _("The duties of the member units (%(n)d of %(all)d have reported)") % {"n": reported, "all": len(standings)}


def _listed(cells: list[Cell]) -> str:
    """Return the indicators with the gap of each in brackets."""
    words = []
    for cell in cells:
        words_for = {"indicator": cell.indicator, "gap": cell.verdict.gap}
        words.append(
            pgettext("agenda", "%(indicator)s (%(gap)s)") % words_for if cell.verdict.gap else str(cell.indicator)
        )
    return listed(words)
