"""The register entries behind one value, as a table."""

from decimal import Decimal

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from partybuilding.registers.entries import EntryLine
from partybuilding.scoreboard.value_page import ValuePage, counted_as
from partybuilding.shared.tables import Content, Table, Typed, facts

NAME = "台账条目"


def entries_table(page: ValuePage) -> Table:
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
    table_facts = facts(page.pilot.plan, page.quarter, *more)
    keys = [each.key for each in fields]
    rows = [_entry(line, counted_as(page.indicator, line), keys) for line in page.ledger.lines]
    file = f"{NAME}-{page.pilot.community.name}-{page.indicator.code}-{page.quarter}"
    return Table(
        name=file,
        sheet=page.indicator.code,
        title=title,
        columns=columns,
        rows=rows,
        facts=table_facts,
    )


def _entry(line: EntryLine, counted: str, keys: list[str]) -> list[Typed]:
    given: list[Decimal | None] = [line.gives.get(key) for key in keys]
    return [line.name, line.what, counted, *given, line.since, line.until, line.remark]
