"""What official papers are made from: the figures, duties and matters of a plan, collected into plain structures.

Everything is in Chinese, whatever language the reader has chosen: a paper is a Chinese paper. Days and quarters are
kept by their codes; lists carry an `id` for each entry, so that two versions can be compared entry by entry.
"""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q
from django.utils import timezone, translation

from communities.models.base import in_force
from partybuilding.assessment.queries import AssessedIndicator
from partybuilding.assessment.queries import read as read_assessment
from partybuilding.ledger.queries import items_of, load_item_figures
from partybuilding.ledger.rules import ItemStatus, status_of
from partybuilding.meetings.queries import closed_red, entered_facts, entered_tree
from partybuilding.meetings.snapshot import ShownItem
from partybuilding.meetings.snapshot_store import read
from partybuilding.models import (
    Attendance,
    DutyReport,
    Evidence,
    FinalAssessment,
    LedgerEvent,
    LedgerItem,
    Letterhead,
    Meeting,
    MemberUnit,
    Pilot,
    Plan,
    Report,
    Snapshot,
)
from partybuilding.models.kept import Tree, UnreadableError
from partybuilding.papers.typesetting.clauses import change_words, kinds_words, target_words, value_words
from partybuilding.papers.typesetting.words import official, quarter_name
from partybuilding.plan.queries import NO_FIGURES, PlanContext, load_figures, load_plan_context
from partybuilding.scoreboard.cell import Cell, Tally
from partybuilding.scoreboard.judge import Judge
from partybuilding.scoreboard.scoreboard import Scoreboard, Standing, load_scoreboard
from partybuilding.targets.quarter import Quarter
from partybuilding.units.duty_reports import duty_lines

PAPER_LANGUAGE = "zh-hans"


# --- the bulletin -----------------------------------------------------------------------------------------------------


def bulletin_data(plan: Plan, quarter: Quarter, dated: date) -> Tree:
    """Return what a bulletin tells of a quarter that is over; the ledger as on the day of the paper."""
    with translation.override(PAPER_LANGUAGE):
        board = load_scoreboard(plan, quarter, opened=[])
        order = seat_order(plan)
        following = quarter.next if quarter < plan.last_quarter else None
        return {
            "quarter": str(quarter),
            "until": quarter.last_day.isoformat(),
            "tally": tally_tree(board.tally),
            "met_before": board.met_before,
            "pilots": [_pilot(board, standing) for standing in board.standings],
            "county": {
                "id": "county",
                "name": "",
                "tally": tally_tree(board.county),
                "cells": [cell_tree(cell) for cell in board.cells if cell.pilot is None],
            },
            "seats": _seats(plan, quarter),
            "duties": _duties(plan, quarter),
            "items": [
                item_tree(item, dated, order) for item in items_of(plan) if item.is_open and item.opened_on <= dated
            ],
            "next_quarter": str(following or ""),
            "next_deadline": plan.deadline_of(following).isoformat() if following else "",
        }


def find_letterhead(plan: Plan) -> Letterhead:
    """Return the letterhead of the plan's papers; before there is one, what the county usually has, not saved."""
    return Letterhead.objects.select_related("confirmed_by").filter(plan=plan).first() or Letterhead.usual(plan)


def letterhead_of(plan: Plan) -> Tree:
    """Return the names, styles and fonts of the plan's papers, as a paper keeps them."""
    letterhead = find_letterhead(plan)
    return {name: getattr(letterhead, name) for name in Letterhead.KEPT}


def tally_tree(tally: Tally) -> Tree:
    return {"met": tally.met, "total": tally.total, **{str(colour): n for colour, n in tally.counts.items()}}


def _pilot(board: Scoreboard, standing: Standing) -> Tree:
    return {
        "id": standing.pilot.code,
        "name": standing.pilot.community.name,
        "tier": standing.pilot.tier,
        "report": standing.report.state if standing.report else "missing",
        "tally": tally_tree(standing.tally),
        "cells": [cell_tree(cell) for cell in board.cells if cell.pilot is standing.pilot],
    }


def cell_tree(cell: Cell) -> Tree:
    """Return a judged value in the words of a paper."""
    indicator, clause = cell.indicator, cell.indicator.clause
    return {
        "id": indicator.code,
        "area": indicator.area.name,
        "name": indicator.name,
        "kind": indicator.kind,
        "operator": indicator.operator,
        "target": "" if indicator.kind == "tracked" else target_words(clause),
        "value": value_words(clause, cell.figures) if cell.is_known else "",
        "kinds": kinds_words(clause, cell.figures),
        "as_of": quarter_name(cell.as_of) if cell.as_of else "",
        "change": change_words(cell.change, clause),
        "met": cell.verdict.met,
        "gap": official(cell.verdict.gap),
        "colour": str(cell.colour),
        "lamp": str(cell.lamp),
        "due": cell.due.isoformat() if cell.due else "",
        "leads": [str(party) for party in cell.parties],
        "is_reported": indicator.is_reported,
    }


def _seats(plan: Plan, quarter: Quarter) -> list[Tree]:
    handed_in = set(
        DutyReport.objects.filter(plan=plan, quarter=str(quarter), submitted_at__isnull=False)
        .order_by()
        .values_list("unit_id", flat=True)
    )
    seats = MemberUnit.objects.filter(plan=plan).select_related("unit").order_by("order")
    return [
        {
            "id": seat.unit.code,
            "name": seat.unit.name,
            "confirmed": seat.duties_confirmed_on.isoformat() if seat.duties_confirmed_on else "",
            "submitted": seat.unit_id in handed_in,
        }
        for seat in seats
    ]


def _duties(plan: Plan, quarter: Quarter) -> list[Tree]:
    return [
        {
            "id": entry.duty.code,
            "name": entry.duty.name,
            "units": [answer.seat.unit.name for answer in entry.answers],
            "lines": [
                {
                    "id": answer.seat.unit.code,
                    "unit": answer.seat.unit.name,
                    "status": answer.line.status,
                    "text": answer.line.text,
                }
                for answer in entry.answers
                if answer.line is not None and answer.line.status
            ],
        }
        for entry in duty_lines(plan, quarter)
    ]


# --- the ledger -------------------------------------------------------------------------------------------------------


def seat_order(plan: Plan) -> dict[int, int]:
    """Return the place of each member unit in the plan's order."""
    return dict(MemberUnit.objects.filter(plan=plan).order_by().values_list("unit_id", "order"))


def item_tree(item: LedgerItem, on: date, order: dict[int, int]) -> Tree:
    """Return a matter of the ledger, overdue or not on a day; the units that help in the plan's order."""
    helpers = sorted(item.supporting.all(), key=lambda unit: (order.get(unit.pk, len(order) + 1), unit.code))
    light = status_of(item.state, item.due_on, on=on, warn_days=0)
    held_on = item.meeting.held_on if item.meeting else None
    return {
        "id": item.code,
        "kind": item.kind,
        "matter": item.matter,
        "source": item.source,
        "meeting": item.meeting.number if item.meeting else None,
        "meeting_on": held_on.isoformat() if held_on else "",
        "pilot": item.pilot.community.name if item.pilot else "",
        "indicator": item.indicator.name if item.indicator else "",
        "shown": item.shown,
        "responsible": str(item.party),
        "supporting": [unit.name for unit in helpers],
        "due": item.due_on.isoformat(),
        "state": item.state,
        "overdue": light == ItemStatus.OVERDUE,
    }


def notice_data(item: LedgerItem, dated: date) -> Tree:
    """Return what a supervision notice tells of a matter on the day of the paper."""
    with translation.override(PAPER_LANGUAGE):
        return _notice(items_of(item.plan).get(pk=item.pk), dated)


def _notice(item: LedgerItem, dated: date) -> Tree:
    events = list(item.events.filter(on__lte=dated).order_by("at", "id"))
    progress = [each for each in events if each.kind == LedgerEvent.Kind.PROGRESS]
    put_off = [each.due_before for each in events if each.kind == LedgerEvent.Kind.EXTENDED and each.due_before]
    figures = load_item_figures(item.plan, [item], dated).get(item.pk)
    return {
        **item_tree(item, dated, seat_order(item.plan)),
        "value_now": figures.now.text if figures else "",
        "value_quarter": str(figures.now.of_quarter) if figures else "",
        "asked_on": dated.isoformat(),
        "days_late": max((dated - item.due_on).days, 0),
        "put_off": [day.isoformat() for day in put_off],
        "progress": progress[-1].text if progress else "",
        "progress_on": progress[-1].on.isoformat() if progress else "",
    }


# --- the minutes ------------------------------------------------------------------------------------------------------


def minutes_data(meeting: Meeting) -> Tree:
    """Return what the minutes tell of a meeting that was held: what it was shown stands in its snapshot."""
    with translation.override(PAPER_LANGUAGE):
        held_on = meeting.held_on or meeting.planned_on
        seats = seat_order(meeting.plan)
        attendance = Attendance.objects.filter(meeting=meeting).select_related("unit")
        agreed = items_of(meeting.plan).filter(meeting=meeting, kind=LedgerItem.Kind.RESOLUTION)
        shown, last = _shown(meeting)
        return {
            "number": meeting.number,
            "quarter": str(meeting.quarter),
            "held_on": held_on.isoformat(),
            "place": meeting.place,
            "chair": meeting.chair,
            "members": len(seats),
            "attendance": [
                {
                    "id": each.unit.code,
                    "unit": each.unit.name,
                    "is_member": each.is_member,
                    "status": each.status,
                    "person": each.person,
                }
                for each in sorted(
                    attendance, key=lambda each: (seats.get(each.unit_id, len(seats) + 1), each.unit.code)
                )
            ],
            "last": last,
            "closed_red": closed_red(meeting, held_on),
            "shown": shown,
            # As they were agreed: what became of them since is the next meeting's business.
            "resolutions": [_agreed(item, seats) for item in agreed],
            **entered_facts(meeting),
        }


def _agreed(item: LedgerItem, order: dict[int, int]) -> Tree:
    tree = item_tree(item, item.opened_on, order)
    first = item.events.filter(kind=LedgerEvent.Kind.EXTENDED).order_by("at", "id").first()
    if first is not None and first.due_before is not None:
        tree["due"] = first.due_before.isoformat()
    return {key: tree[key] for key in ("id", "matter", "pilot", "responsible", "supporting", "due")}


def _shown(meeting: Meeting) -> tuple[Tree | None, Tree | None]:
    """Return what the snapshot says of the pilots, and of the last meeting's resolutions."""
    snapshot = Snapshot.objects.filter(meeting=meeting).first()
    if snapshot is None:
        return None, None
    try:
        seen = read(snapshot)
    except UnreadableError:
        return None, None
    shown = {
        "tally": tally_tree(seen.tally),
        "pilots": [{"id": each.code, "name": str(each.name), "red": each.tally.reds} for each in seen.pilots],
    }
    if seen.last is None:
        return shown, None
    balance = seen.last.balance
    return shown, {
        "number": seen.last.number,
        "total": balance.total,
        "closed": balance.closed,
        "in_hand": balance.in_hand,
        "overdue": balance.overdue,
        "late": [_late(each) for each in seen.last.items if each.lamp.colour == "red"],
    }


def _late(item: ShownItem) -> Tree:
    return {
        "id": item.code,
        "matter": item.matter,
        "responsible": str(item.responsible),
        "due": item.due_on.isoformat(),
    }


# --- the quarterly report ---------------------------------------------------------------------------------------------


def report_data(report: Report) -> Tree:
    """Return what a community's report says, judged on the last day of its quarter."""
    with translation.override(PAPER_LANGUAGE):
        pilot, quarter = report.pilot, report.quarter
        plan_context = load_plan_context(pilot.plan)
        own_pilot = next(each for each in plan_context.pilots if each.pk == pilot.pk)
        return {
            "quarter": str(quarter),
            "community": own_pilot.community.name,
            "branch": _branch(own_pilot, quarter.last_day),
            "cells": list(_told(plan_context, own_pilot, report)),
            **{name: getattr(report, name) for name in Report.NARRATIVES},
            **entered_tree(report.submitted_by, report.first_submitted_at if report.is_entered_afterwards else None),
            "evidence": [
                {
                    "id": str(each.uid),
                    "name": each.name,
                    "about": each.indicator.name if each.indicator else "季度报告",
                    "on": timezone.localdate(each.uploaded_at).isoformat(),
                }
                for each in Evidence.objects.filter(report=report, removed_at=None, flaw="").select_related("indicator")
            ],
        }


def _told(plan_context: PlanContext, pilot: Pilot, report: Report) -> Iterable[Tree]:
    judge = Judge(plan_context, report.quarter)
    both = Q(entry__report=report) | Q(
        entry__report__pilot=report.pilot, entry__report__quarter=str(report.quarter.previous)
    )
    reported = load_figures(both)
    before = {indicator: figures for (of, indicator), figures in reported.figures.items() if of != report.pk}
    for each in plan_context.reported:
        yield cell_tree(judge.cell(each, pilot, reported.of(report.pk, each.pk), before.get(each.pk, NO_FIGURES)))


def _branch(pilot: Pilot, on: date) -> str:
    """Return the name of the community's Party branch on a day."""
    branch = pilot.community.party_branches.filter(in_force(on)).order_by("since", "pk").first()
    name = branch.name if branch else "党支部"
    community = pilot.community.name
    return name if community in name else f"{community}{name.removeprefix('社区')}"


# --- the final assessment ---------------------------------------------------------------------------------------------


def assessment_data(assessment: FinalAssessment) -> Tree:
    """Return what an approved final assessment says, as it was kept."""
    with translation.override(PAPER_LANGUAGE):
        sheet = read_assessment(assessment)
        return {
            "pilot": str(sheet.pilot),
            "quarter": str(sheet.quarter),
            "areas": [
                {
                    "id": str(area.number),
                    "name": str(area.name),
                    "met": area.met,
                    "total": area.total,
                    "cells": [_assessed(each) for each in area.indicators],
                }
                for area in sheet.areas
            ],
            "stretch": [_assessed(each) for each in sheet.stretch],
            "goods": [
                {
                    "id": str(good.name),
                    "name": str(good.name),
                    **{
                        party: {"good": rated.is_good is True, "reason": rated.reason}
                        for party, rated in (("branch", good.branch), ("department", good.department))
                    },
                }
                for good in sheet.goods
            ],
            "conclusion": str(sheet.conclusion_word),
            "remarks": sheet.remarks,
        }


def _assessed(each: AssessedIndicator) -> Tree:
    return {
        "id": each.code,
        "name": str(each.name),
        "target": str(each.target),
        "value": str(each.text),
        "lamp": str(each.lamp.word),
        "met": each.is_met,
        "gap": official(str(each.gap)),
    }
