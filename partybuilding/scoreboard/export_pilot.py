"""The page of a pilot as a table: a row for each indicator, a column for each quarter, and the judgement."""

from django.utils.translation import gettext as _

from partybuilding.plan.queries import load_plan_context
from partybuilding.scoreboard import export_cells as cells
from partybuilding.scoreboard.approved import Approved
from partybuilding.scoreboard.pilot_page import PilotPage
from partybuilding.scoreboard.scoreboard import Cell
from partybuilding.shared.tables import Table, Typed, facts, printed_by
from partybuilding.targets.quarter import Quarter

NAME = "指标进度"


class PilotFigures:
    """A pilot's approved figures in every quarter of the plan, as far as the page shows them."""

    def __init__(self, page: PilotPage, *, only_verified: bool) -> None:
        plan, pilot = page.pilot.plan, page.pilot
        wanted = [(pilot, quarter) for quarter in plan.quarters]
        self.pilot, self.quarters = pilot, plan.quarters
        self.approved = Approved(load_plan_context(plan), plan.last_quarter, only_verified=only_verified)
        self.approved.read(wanted)
        self.approved.read_records(plan.quarters)
        if only_verified:
            self.approved.read_visits(wanted)

    def value(self, cell: Cell, quarter: Quarter) -> Typed:
        """Return the value approved for a quarter: a number where it is one, else in words."""
        indicator, figures = cell.indicator, self.approved.of(self.pilot, cell.indicator, quarter)
        if not indicator.clause.is_known(figures):
            return None
        number = cells.amount(indicator, indicator.clause.judge(figures))
        return cells.shown(indicator, indicator.clause.value_text(figures)) if number is None else number


def pilot_table(page: PilotPage, name: str, *, only_verified: bool = False) -> Table:
    """Return the pilot's table; `name` is of the person it is made for."""
    figures = PilotFigures(page, only_verified=only_verified)
    rows = [_row(str(block.area), row.cell, figures, page.quarter) for block in page.areas for row in block.rows]
    words = {"pilot": page.pilot, "quarter": page.quarter.label}
    title = _("%(pilot)s: progress by indicator, %(quarter)s") % words
    file = f"{page.pilot.community.name}-{NAME}"
    if only_verified:
        file, title = f"{file}-仅已核实", _("%(title)s (only values verified on site)") % {"title": title}
    said = facts(page.pilot.plan, page.quarter, name, (_("Pilot"), str(page.pilot)), (_("Data as of"), page.on))
    columns = [
        *(_("Task area"), _("Code"), _("Indicator"), _("Source clause"), _("Kind"), _("Unit of the value")),
        *(_("Target"), _("Target as a number"), _("Upper end of the band")),
        *(str(quarter) for quarter in figures.quarters),
        *(_("Value as shown"), _("Numerator"), _("Denominator"), _("Quarter of the value"), _("Proof of the value")),
        *(_("Change since last quarter"), _("Completion"), _("Lamp"), _("Judgement"), _("Gap")),
        *(_("Due"), _("Who can close it")),
    ]
    return Table(f"{file}-{page.quarter}", _("Indicators"), title, columns, rows, said, printed_by(name))


def _row(area: str, cell: Cell, figures: PilotFigures, quarter: Quarter) -> list[Typed]:
    indicator, pilot = cell.indicator, figures.pilot
    of_value = figures.approved.of(pilot, indicator, cell.as_of or quarter) if cell.is_known else {}
    return [
        *(area, indicator.code, str(indicator), indicator.section, indicator.get_kind_display()),
        cells.unit(indicator),
        indicator.clause.describe(),
        *cells.goal(indicator),
        *(figures.value(cell, each) for each in figures.quarters),
        cells.shown(indicator, cell.text) if cell.is_known else None,
        *cells.parts(indicator.clause, of_value),
        str(cell.as_of or quarter) if cell.is_known else None,
        str(cell.evidence_level.word) if cell.evidence_level else None,
        cells.change(cell, figures.approved.of(pilot, indicator, quarter.previous)),
        cells.completion(cell),
        *(cells.lamp(cell.colour), str(cell.lamp.word), cells.gap(cell)),
        cell.due,
        cells.leads(indicator),
    ]
