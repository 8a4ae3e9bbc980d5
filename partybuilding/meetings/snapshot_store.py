"""The snapshot 快照: the scoreboard as a meeting was shown it, written down as text, and read again for ever.

Whatever reads differently in the two languages is kept in both, so that later changes of words, names or targets change
nothing in it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from partybuilding.ledger.queries import balance_of
from partybuilding.ledger.rules import Balance, status_of
from partybuilding.meetings.snapshot import (
    Kept,
    Shown,
    ShownArea,
    ShownCell,
    ShownDuties,
    ShownIndicator,
    ShownItem,
    ShownLamp,
    ShownLast,
    ShownParty,
    ShownPilot,
    ShownUnit,
)
from partybuilding.models import DutyLine, DutyReport, Indicator, LedgerItem, Meeting, MemberUnit, Report, Snapshot
from partybuilding.models.kept import FIRST, Canonical, Tree, UnreadableError, Words, canonical, in_both_languages
from partybuilding.models.party import Party
from partybuilding.scoreboard.cell import Cell, Tally
from partybuilding.scoreboard.scoreboard import Scoreboard, Standing
from partybuilding.targets.pace import Colour
from partybuilding.targets.quarter import Quarter


def with_carried(kept: Tree) -> Tree:
    """Return a snapshot of the first version in the form of the second: nothing carried was judged in it."""
    tallies = [kept, *kept["pilots"], *({"tally": each["county"]} for each in kept["areas"])]
    for each in [*(each["tally"] for each in tallies), *(each for area in kept["areas"] for each in area["tallies"])]:
        each |= {"carried": 0, "carried_reds": 0}
    for cell in kept["cells"]:
        cell["last_count"] = ""
        cell["lamp"] = "not_reported" if cell["lamp"] == "no_record" else cell["lamp"]
    return kept


def with_parties(kept: Tree) -> Tree:
    """Return a snapshot of the second version in the form of the third: an indicator's units answer at every pilot."""
    units = {each["code"]: each["leads"] for each in kept["indicators"]}
    for cell in kept["cells"]:
        cell["parties"] = units[cell["indicator"]]
    return kept


# What brings a snapshot of an earlier version to the form of today; a change of the form adds one.
UPGRADES: tuple[Callable[[Tree], Tree], ...] = (with_carried, with_parties)
VERSION = FIRST + len(UPGRADES)


# --- writing ----------------------------------------------------------------------------------------------------------


def content_of(board: Scoreboard, meeting: Meeting, on: date) -> Canonical:
    """Return the whole scoreboard, and what the meeting goes through with it, as it is kept.

    `on` is the day of the meeting: the ledger is judged on it, the figures on the board's own day.
    """
    writer = _Writer(board, meeting, on)
    return canonical(in_both_languages(writer.tree))


@dataclass(frozen=True, eq=False)
class _Duties:
    """What a unit said on its duties in the quarter."""

    parts: int
    report: DutyReport | None
    statuses: list[str]


class _Writer:
    """Reads what is kept once, and puts it into words as often as there are languages."""

    def __init__(self, board: Scoreboard, meeting: Meeting, on: date) -> None:
        self.board = board
        self.on = on
        plan = board.plan
        self.seats = list(
            MemberUnit.objects.filter(plan=plan).select_related("unit").prefetch_related("duties").order_by("order")
        )
        self.units = plan.units_at_table()
        self.last = meeting.previous_held
        items = LedgerItem.objects.filter(plan=plan).filter(~Q(state=LedgerItem.State.CLOSED) | Q(meeting=self.last))
        self.items = list(
            items.select_related("responsible", "responsible_pilot__community")
            .select_related("pilot__community", "indicator", "plan")
            .prefetch_related("events")
            .order_by("year", "number")
        )
        self.duties = self._read_duties()

    def _read_duties(self) -> dict[int, _Duties]:
        of_quarter = {"plan": self.board.plan, "quarter": str(self.board.quarter)}
        reports = {each.unit_id: each for each in DutyReport.objects.filter(**of_quarter, submitted_at__isnull=False)}
        statuses: dict[int, list[str]] = {}
        for report, status in DutyLine.objects.filter(report__in=reports.values()).values_list("report", "status"):
            statuses.setdefault(report, []).append(status)
        return {
            seat.unit_id: _Duties(len(seat.duties.all()), report, statuses.get(report.pk, []) if report else [])
            for seat, report in ((seat, reports.get(seat.unit_id)) for seat in self.seats)
        }

    def tree(self) -> Tree:
        """Return everything in the language that is active."""
        board, plan = self.board, self.board.plan
        resolved = [each for each in self.items if self.last and each.meeting_id == self.last.pk]
        return {
            "version": VERSION,
            "plan": {
                "slug": plan.slug,
                "name": str(plan),
                "county": plan.county_name,
                "is_demo": plan.is_demo,
            },
            "quarter": str(board.quarter),
            "on": board.on.isoformat(),
            "approved": board.approved,
            "tally": _tally_tree(board.tally),
            "units": [
                {"code": unit.code, "name": str(unit), "is_member": bool(seat)} for unit, seat in self.units.items()
            ],
            "pilots": [_pilot_tree(each) for each in board.standings],
            "areas": [
                {
                    "number": block.area.number,
                    "name": str(block.area),
                    "tallies": [{"pilot": pilot.code, **_tally_tree(tally)} for pilot, tally in block.tallies],
                    "county": _tally_tree(block.county),
                }
                for block in board.blocks
            ],
            "indicators": [_indicator_tree(each) for each in board.plan_context.indicators],
            "cells": [_cell_tree(each) for each in board.cells],
            "last": self._last_tree(resolved),
            "open": [self._item_tree(each) for each in self.items if each.is_open],
            "duties": [self._duties_tree(seat) for seat in self.seats],
        }

    def _last_tree(self, resolved: list[LedgerItem]) -> Tree | None:
        if self.last is None or self.last.held_on is None:
            return None
        balance = balance_of(resolved, self.on)
        return {
            "number": self.last.number,
            "held_on": self.last.held_on.isoformat(),
            "items": [self._item_tree(each) for each in resolved],
            "balance": {
                "total": balance.total,
                "closed": balance.closed,
                "in_hand": balance.in_hand,
                "overdue": balance.overdue,
            },
        }

    def _item_tree(self, item: LedgerItem) -> Tree:
        light = status_of(item.state, item.due_on, on=self.on, warn_days=item.plan.warn_days)
        return {
            "code": item.code,
            "kind": str(item.get_kind_display()),
            "matter": item.matter,
            "responsible": str(item.party),
            "pilot": item.pilot.code if item.pilot else "",
            "pilot_name": str(item.pilot or ""),
            "indicator": item.indicator.code if item.indicator else "",
            "opened_on": item.opened_on.isoformat(),
            "due_on": item.due_on.isoformat(),
            "state": item.state,
            "state_word": str(item.get_state_display()),
            "colour": light.colour,
            "word": str(light.word),
            "said": next((event.text for event in reversed(item.events.all()) if event.text), ""),
        }

    def _duties_tree(self, seat: MemberUnit) -> Tree:
        duties = self.duties[seat.unit_id]
        status = DutyLine.Status
        return {
            "unit": seat.unit.code,
            "is_submitted": duties.report is not None,
            "parts": duties.parts,
            **{each.value: duties.statuses.count(each) for each in (status.DONE, status.UNDER_WAY, status.NOTHING)},
        }


def _tally_tree(tally: Tally) -> Tree:
    return {
        "counts": {str(colour): count for colour, count in tally.counts.items()},
        "met": tally.met,
        "total": tally.total,
        "carried": tally.carried,
        "carried_reds": tally.carried_reds,
    }


def _pilot_tree(standing: Standing) -> Tree:
    report, pilot = standing.report, standing.pilot
    return {
        "code": pilot.code,
        "name": str(pilot),
        "tier": pilot.tier_name,
        "report": str(report.get_state_display()) if report else "",
        "is_approved": report is not None and report.state == Report.State.APPROVED,
        "last_known": str(standing.last_known or ""),
        "tally": _tally_tree(standing.tally),
    }


def _indicator_tree(indicator: Indicator) -> Tree:
    return {
        "code": indicator.code,
        "area": indicator.area.number,
        "name": str(indicator),
        "kind": indicator.kind,
        "kind_word": str(indicator.get_kind_display()),
        "section": indicator.section,
        "target": indicator.clause.describe(),
    }


def _cell_tree(cell: Cell) -> Tree:
    clause = cell.indicator.clause
    judged = clause.judge(cell.figures) if cell.is_known else None
    return {
        "indicator": cell.indicator.code,
        "pilot": cell.pilot.code if cell.pilot else "",
        "text": clause.value_text(cell.figures) if cell.is_known else "—",
        "figures": {key: str(figure) for key, figure in cell.figures.items() if figure is not None},
        "lamp": str(cell.lamp),
        "colour": str(cell.colour),
        "word": str(cell.lamp.word),
        "gap": judged.gap if judged else "",
        "waived": judged.waived if judged else 0,
        "change": cell.change,
        "due": cell.due.isoformat() if cell.due else "",
        "parties": [each.code for each in cell.parties],
        "as_of": str(cell.as_of or ""),
        "last_count": cell.last_count,
        "truth": cell.evidence_level.mark if cell.evidence_level else "",
        "truth_word": str(cell.evidence_level.word) if cell.evidence_level else "",
    }


# --- reading ----------------------------------------------------------------------------------------------------------


def read(snapshot: Snapshot) -> Shown:
    """Return what a snapshot holds; UnreadableError if it does not hold a snapshot's content any more.

    Whether it is what was kept is for `snapshot.is_intact` to say.
    """
    try:
        return _Reader(snapshot.data(*UPGRADES)).shown()
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise UnreadableError from error


class _Reader:
    """Turns the kept text's parts into what templates print."""

    def __init__(self, kept: Kept) -> None:
        self.kept = kept
        self.units = {each["code"]: _unit(each) for each in kept["units"]}
        self.pilots = {each["code"]: _pilot(each) for each in kept["pilots"]}
        names = {code: unit.name for code, unit in self.units.items()}
        names |= {Party.of_community(code): pilot.name for code, pilot in self.pilots.items()}
        self.parties = {code: ShownParty(code, name) for code, name in names.items()}
        self.indicators = {each["code"]: self._indicator(each) for each in kept["indicators"]}

    def shown(self) -> Shown:
        kept = self.kept
        cells = [self._cell(each) for each in kept["cells"]]
        return Shown(
            plan=Words.of(kept["plan"]["name"]),
            county=Words.of(kept["plan"]["county"]),
            is_demo=kept["plan"]["is_demo"],
            quarter=Quarter.parse(kept["quarter"]),
            on=date.fromisoformat(kept["on"]),
            tally=_tally(kept["tally"]),
            approved=kept["approved"],
            units=list(self.units.values()),
            pilots=list(self.pilots.values()),
            areas=[self._area(each, cells) for each in kept["areas"]],
            cells=cells,
            last=_last(kept["last"]) if kept["last"] else None,
            open_items=[_item(each) for each in kept["open"]],
            duties=[self._duties(each) for each in kept["duties"]],
        )

    def _indicator(self, kept: Kept) -> ShownIndicator:
        return ShownIndicator(
            code=kept["code"],
            area=kept["area"],
            name=Words.of(kept["name"]),
            kind=kept["kind"],
            kind_word=Words.of(kept["kind_word"]),
            section=kept["section"],
            target=Words.of(kept["target"]),
        )

    def _area(self, kept: Kept, cells: list[ShownCell]) -> ShownArea:
        indicators = [indicator for indicator in self.indicators.values() if indicator.area == kept["number"]]
        return ShownArea(
            kept["number"],
            Words.of(kept["name"]),
            [(self.pilots[each["pilot"]], _tally(each)) for each in kept["tallies"]],
            _tally(kept["county"]),
            [(indicator, [cell for cell in cells if cell.indicator is indicator]) for indicator in indicators],
        )

    def _cell(self, kept: Kept) -> ShownCell:
        return ShownCell(
            indicator=self.indicators[kept["indicator"]],
            pilot=self.pilots[kept["pilot"]] if kept["pilot"] else None,
            text=Words.of(kept["text"]),
            figures=dict(kept["figures"]),
            lamp=ShownLamp(kept["colour"], Words.of(kept["word"])),
            reason=kept["lamp"],
            gap=Words.of(kept["gap"]),
            change=kept["change"],
            waived=kept["waived"],
            due=_day(kept["due"]),
            parties=[self.parties[code] for code in kept["parties"]],
            as_of=Quarter.parse(kept["as_of"]) if kept["as_of"] else None,
            last_count=Words.of(kept["last_count"]),
            evidence_level=Words.of(kept["truth_word"]) if kept["truth"] else None,
            truth_mark=kept["truth"],
        )

    def _duties(self, kept: Kept) -> ShownDuties:
        counts = {name: kept[name] for name in ("parts", "done", "under_way", "nothing")}
        return ShownDuties(unit=self.units[kept["unit"]], is_submitted=kept["is_submitted"], **counts)


def _unit(kept: Kept) -> ShownUnit:
    return ShownUnit(kept["code"], Words.of(kept["name"]), kept["is_member"])


def _pilot(kept: Kept) -> ShownPilot:
    known = Quarter.parse(kept["last_known"]) if kept["last_known"] else None
    name, tier, report = (Words.of(kept[name]) for name in ("name", "tier", "report"))
    return ShownPilot(
        code=kept["code"],
        name=name,
        tier=tier,
        report=report,
        is_approved=kept["is_approved"],
        last_known=known,
        tally=_tally(kept["tally"]),
    )


def _tally(kept: Kept) -> Tally:
    counts = {colour: kept["counts"][colour] for colour in Colour}
    return Tally(counts=counts, **{name: kept[name] for name in ("met", "total", "carried", "carried_reds")})


def _last(kept: Kept) -> ShownLast:
    return ShownLast(
        kept["number"],
        date.fromisoformat(kept["held_on"]),
        [_item(each) for each in kept["items"]],
        Balance(**kept["balance"]),
    )


def _item(kept: Kept) -> ShownItem:
    return ShownItem(
        code=kept["code"],
        kind=Words.of(kept["kind"]),
        matter=kept["matter"],
        responsible=Words.of(kept["responsible"]),
        pilot=kept["pilot"],
        pilot_name=Words.of(kept["pilot_name"]),
        indicator=kept["indicator"],
        opened_on=date.fromisoformat(kept["opened_on"]),
        due_on=date.fromisoformat(kept["due_on"]),
        state=kept["state"],
        state_word=Words.of(kept["state_word"]),
        lamp=ShownLamp(kept["colour"], Words.of(kept["word"])),
        last_text=kept["said"],
    )


def _day(kept: str | None) -> date | None:
    return date.fromisoformat(kept) if kept else None
