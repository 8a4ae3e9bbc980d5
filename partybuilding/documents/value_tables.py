"""Single values as tables: what of a quarter can be verified on site, and the register entries behind one value."""

from decimal import Decimal

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from partybuilding.counted import Line
from partybuilding.documents import indicator_cells as cells
from partybuilding.documents.tables import Content, Table
from partybuilding.explained import ValuePage
from partybuilding.models import Plan
from partybuilding.quarter import Quarter
from partybuilding.verificationpage import ValueRow

NAME, ENTRIES_NAME = "实地核实情况", "台账条目"


def verification_table(plan: Plan, values: list[ValueRow], quarter: Quarter, name: str) -> Table:
    """Return the values of submitted and approved reports, each with what bears it out and what was found on site."""
    columns = [
        *(_("Pilot"), _("State of the report"), _("Task area"), _("Code"), _("Indicator"), _("Value as shown")),
        *(_("Value"), _("Unit of the value"), _("Numerator"), _("Denominator"), _("Target"), _("Judgement"), _("Gap")),
        *(_("Proof of the value"), _("Evidence files"), _("Visited on"), _("Verified by"), _("Remark")),
    ]
    title = _("Verification on site, %(quarter)s") % {"quarter": quarter.label}
    rows = [_verified(row) for row in values]
    said = cells.facts(plan, quarter, name)
    file = f"{NAME}-{quarter}"
    return Table(file, _("Verification on site"), title, columns, rows, said, cells.printed_by(name))


def _verified(row: ValueRow) -> list[cells.Typed]:
    indicator, visit = row.indicator, row.truth.visit if row.truth else None
    return [
        *(str(row.pilot), row.report.get_state_display(), str(indicator.area), indicator.code, str(indicator)),
        *(cells.shown(indicator, row.text), cells.amount(indicator, row.verdict), cells.unit(indicator)),
        *cells.parts(indicator.clause, row.figures),
        *(row.target, str(row.lamp.word), row.verdict.gap, str(row.truth.word) if row.truth else None),
        len(row.evidence),
        *((visit.visited_on, visit.verified_by.name, visit.remark) if visit else (None, None, None)),
    ]


def entries_table(page: ValuePage, name: str) -> Table:
    """Return the register entries counted, with what each adds to the value's fields; 404 if no register holds it."""
    if page.ledger is None:
        raise Http404
    fields = page.indicator.clause.fields
    columns = [
        *(_("Entry"), _("What it is"), _("Counts as"), *(str(each.label) for each in fields)),
        *(pgettext("day", "From"), pgettext("day", "Until"), _("Remark")),
    ]
    words = {"pilot": page.pilot, "indicator": page.indicator, "quarter": page.quarter.label}
    title = _("%(pilot)s, %(indicator)s: register entries counted, %(quarter)s") % words
    more: list[tuple[str, Content]] = [
        (_("Pilot"), str(page.pilot)),
        (_("Register"), page.ledger.text),
        (_("Data as of"), page.ledger.on),
    ]
    said = cells.facts(page.pilot.plan, page.quarter, name, *more)
    keys = [each.key for each in fields]
    rows = [_entry(line, counted, keys) for line, counted in page.ledger.lines]
    file = f"{ENTRIES_NAME}-{page.pilot.community.name}-{page.indicator.code}-{page.quarter}"
    return Table(file, page.indicator.code, title, columns, rows, said, cells.printed_by(name))


def _entry(line: Line, counted: str, keys: list[str]) -> list[cells.Typed]:
    given: list[Decimal | None] = [line.gives.get(key) for key in keys]
    return [line.name, line.what, counted, *given, line.since, line.until, line.remark]
