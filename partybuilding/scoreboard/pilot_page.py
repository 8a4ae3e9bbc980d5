"""The pilot page: one community in a quarter, with every indicator's line over the plan's quarters."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet, prefetch_related_objects
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from communities.models import Cadre, Equipment, Partnership, ProjectActivity, ResidentUnit, Room, SocialOrganisation
from fengxiang.bilingual import Bilingual
from partybuilding.charts import small as charts
from partybuilding.models import Evidence, Indicator, Pilot, Plan, Report, ReportEvent, TaskArea
from partybuilding.plan.queries import Figures, load_plan_context
from partybuilding.registers import measures
from partybuilding.registers.in_force import Registers, read_registers
from partybuilding.registers.queries import PilotRecords, load_pilot_records
from partybuilding.scoreboard.approved import Approved, load_approved
from partybuilding.scoreboard.cell import Cell, Tally
from partybuilding.scoreboard.judge import Judge, cell_of
from partybuilding.scoreboard.scoreboard import word_of_report
from partybuilding.shared.compiled import compiled
from partybuilding.shared.remembered import Remembered
from partybuilding.targets.numbers import measured, plain
from partybuilding.targets.pace import Colour
from partybuilding.targets.quarter import Quarter


@dataclass(frozen=True, eq=False)
class PilotRow:
    """An indicator of the community, with its line over the quarters."""

    cell: Cell
    target: str
    trend: charts.Trend | None
    evidence: list[Evidence]
    told_in: Quarter | None  # whose report states the value; None if nothing is shown, or no community reports it


@dataclass(frozen=True, eq=False)
class PilotArea:
    """A task area of the community."""

    area: TaskArea
    rows: list[PilotRow]
    tally: Tally

    @property
    def is_calm(self) -> bool:
        """Whether nothing in it asks for a look: no red or yellow lamp, of whatever kind of clause."""
        return not any(row.cell.colour in {Colour.RED, Colour.YELLOW} for row in self.rows)


@dataclass(frozen=True, eq=False, kw_only=True)
class PilotPage:
    """Everything of one community in a quarter."""

    pilot: Pilot
    pilots: list[Pilot]
    quarter: Quarter
    on: date
    areas: list[PilotArea]
    tally: Tally
    registers: list[tuple[str, str]]
    approved: Approved
    report: Report | None
    reports: list[Report]
    events: list[ReportEvent]
    records: PilotRecords

    @property
    def plan(self) -> Plan:
        """The plan as it is kept."""
        return self.areas[0].rows[0].cell.plan_context.plan if self.areas else self.pilot.plan

    @property
    def carried(self) -> str:
        """Which quarter's figures stand for a report that is not approved, in words; empty if none do."""
        cells = (row.cell for area in self.areas for row in area.rows)
        return next((cell.carried for cell in cells if cell.as_of), "")

    @property
    def report_word(self) -> str:
        """How the quarter's report stands."""
        return word_of_report(self.report, self.pilot.plan, self.quarter)


def load_pilot_page(
    pilot: Pilot, quarter: Quarter, *, only_verified: bool = False, waiting: QuerySet[Report] | None = None
) -> PilotPage:
    """Return the page's content in a number of queries that does not grow with what is on it.

    With `only_verified`, values and lines leave out what was not found on site as reported. What `waiting` reports say
    stands beside the values, unjudged.
    """
    quarters = pilot.plan.quarters
    newest = load_plan_context(pilot.plan)
    judges = {each: Judge(newest, each) for each in {*quarters, quarter}}
    judge = judges[quarter]
    plan_context = judge.plan_context
    approved = load_approved(
        plan_context, quarters, pilot=pilot, only_verified=only_verified, waiting=waiting, with_present=True
    )
    leader = approved.records.leaders.get(pilot.pk)
    known = approved.last_known(pilot, quarter)
    report = approved.reports.get((pilot.pk, quarter))
    evidence = _evidence(report)
    rows = []
    for indicator in plan_context.indicators:
        if indicator.scope == Indicator.Scope.COMMUNITY:
            cell = cell_of(judge, approved, indicator, pilot, known, leader)
            line = _trend([judges[each] for each in quarters], approved, pilot, indicator)
            proofs = [proof for proof in evidence if proof.indicator_id == indicator.pk]
            told_in = (cell.as_of or quarter) if cell.evidence_level else None
            rows.append(PilotRow(cell, indicator.clause.describe(), line, proofs, told_in))
    own_reports = [approved.reports[key] for key in sorted(approved.reports, key=lambda k: k[1]) if key[0] == pilot.pk]
    registers = read_registers([pilot.community], [judge.on])[judge.on][pilot.community_id]
    return PilotPage(
        pilot=pilot,
        pilots=plan_context.pilots,
        quarter=quarter,
        on=judge.on,
        areas=[
            _area(area, rows)
            for area in plan_context.areas
            if any(row.cell.indicator.area_id == area.pk for row in rows)
        ],
        tally=Tally.of(row.cell for row in rows),
        registers=_register_summary(registers),
        approved=approved,
        report=report,
        reports=own_reports,
        events=_events(report),
        records=load_pilot_records(pilot, judge.on),
    )


def _area(area: TaskArea, rows: Iterable[PilotRow]) -> PilotArea:
    rows_of_area = [row for row in rows if row.cell.indicator.area_id == area.pk]
    return PilotArea(area, rows_of_area, Tally.of(row.cell for row in rows_of_area))


_TRENDS: Remembered[charts.Trend | None] = Remembered(2_000)


def _trend(judges: Sequence[Judge], approved: Approved, pilot: Pilot, indicator: Indicator) -> charts.Trend | None:
    """Return the indicator's line; None while nothing of it has been approved."""
    figures = [approved.of(pilot, indicator, judge.quarter) for judge in judges]
    judge = judges[0]  # the others are the same plan's, in its other quarters
    stated = tuple(tuple(each.items()) for each in figures)
    key = (judge.newest, judge.today, get_language(), indicator.pk, stated)
    return _TRENDS.of(key, lambda: _drawn_trend(judges, figures, indicator))


def _drawn_trend(judges: Iterable[Judge], stated: Iterable[Figures], indicator: Indicator) -> charts.Trend | None:
    values = []
    for judge, figures in zip(judges, stated, strict=True):
        quarter, clause = judge.quarter, judge.indicator(indicator).clause
        if figures and clause.is_known(figures):
            verdict = clause.judge(figures)
            colour = judge.lamp(indicator, verdict).colour
            values.append((str(quarter), clause.value_text(figures), verdict.amount, str(colour)))
        else:
            values.append((str(quarter), "—", None, str(Colour.GREY)))
    if all(amount is None for _code, _text, amount, _colour in values):
        return None
    return charts.trend(values, indicator.whole or None)


def _evidence(report: Report | None) -> list[Evidence]:
    return [] if report is None else _evidence_of.rows(report.pk)


@compiled(Evidence)
def _evidence_of(report: int) -> QuerySet[Evidence]:
    return Evidence.objects.filter(report=report, removed_at=None)


def _events(report: Report | None) -> list[ReportEvent]:
    events = [] if report is None else _events_of.rows(report.pk)
    if any(each.kind == ReportEvent.Kind.RETURNED for each in events):
        prefetch_related_objects(events, "objections__indicator")
    return events


@compiled(ReportEvent)
def _events_of(report: int) -> QuerySet[ReportEvent]:
    return ReportEvent.objects.filter(report=report).select_related("actor")


def _register_summary(of: Registers) -> list[tuple[str, str]]:
    """Return what the registers hold on the day, in sums: no names, no dates of birth."""
    square_metres = Bilingual("m²")
    area = measures.gross_floor_area.of_registers(of)["area"]
    certified = measures.civilised_compounds.of_registers(of)
    return [
        (_("Rooms"), f"{of.count(Room)} · {measured(area, square_metres)}"),
        (_("Equipment"), plain(sum(piece.quantity for piece in of.entries(Equipment)))),
        (_("Cadres in post"), plain(len(of.cadres))),
        (_("General staff"), plain(of.count(Cadre) - len(of.cadres))),
        (_("Compounds, civilised"), f"{plain(certified['compounds'])} · {plain(certified['civilised'])}"),
        (_("Resident units"), plain(of.count(ResidentUnit))),
        (_("Partnerships"), plain(of.count(Partnership))),
        (_("Activities of the three projects in the quarter"), plain(of.count(ProjectActivity))),
        (_("Social organisations"), plain(of.count(SocialOrganisation))),
    ]
