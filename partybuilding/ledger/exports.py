"""The ledger as a table: every item the page shows, then what is owed without being one."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fengxiang.bilingual import listed
from partybuilding.ledger.queries import ItemLine, LedgerPage
from partybuilding.ledger.rules import CLOSED
from partybuilding.ledger.unlisted import UnlistedLine
from partybuilding.scoreboard import export_cells as cells
from partybuilding.shared.tables import Table, Typed, facts

NAME = "督办事项"


def ledger_table(page: LedgerPage) -> Table:
    """Return the ledger as it is shown."""
    columns = [
        *(
            pgettext("ledger", "Number"),
            pgettext("ledger", "Kind"),
            _("Topic"),
            _("What is to be done"),
            pgettext("ledger", "Where it comes from"),
            _("Pilot"),
        ),
        *(
            _("Indicator"),
            _("Quarter"),
            _("Value it was opened on"),
            _("Value now"),
            _("Lamp now"),
            _("Responsible unit"),
            _("Supporting units"),
        ),
        *(_("Opened on"), pgettext("ledger", "Due date"), _("Days overdue"), pgettext("ledger", "State"), _("Lamp")),
        *(_("Last progress"), _("Times put off"), _("Times opened again")),
    ]
    balance = page.balance
    table_facts = facts(
        page.plan,
        page.plan.reporting_quarter(page.on),
        (_("Data as of"), page.on),
        (_("Shown"), page.words or _("everything")),
        (pgettext("ledger", "Closed"), f"{balance.closed}/{balance.total}" if balance.total else None),
    )
    rows = [*(_row(line, page.topics) for line in page.lines), *map(_owed, page.unlisted)]
    title = _("Action items, %(day)s") % {"day": page.on.isoformat()}
    return Table(
        name=f"{NAME}-{page.on.isoformat()}",
        sheet=_("Action items"),
        title=title,
        columns=columns,
        rows=rows,
        facts=table_facts,
    )


def _row(line: ItemLine, topics: Mapping[str, str]) -> list[Typed]:
    item, figures = line.item, line.figures
    return [
        *(item.code, str(item.get_kind_display()), topics.get(item.topic, item.topic), item.matter),
        str(item.meeting or item.get_source_display()),
        str(item.pilot) if item.pilot else "",
        str(item.indicator) if item.indicator else "",
        str(item.quarter) if item.quarter else "",
        *(
            figures.opened_text if figures else item.shown,
            figures.now.shown if figures else "",
        ),
        f"{cells.lamp(figures.now.lamp.colour)} {figures.now.lamp.word}" if figures else "",
        *(str(item.party), listed(item.supporting.all())),
        *(item.opened_on, item.due_on, None if item.state == CLOSED else line.late),
        *(str(item.get_state_display()), f"{cells.lamp(line.light.colour)} {line.light.word}"),
        *(line.last_progress_on, line.extended, line.reopened),
    ]


def _owed(each: UnlistedLine) -> list[Typed]:
    about, owed = each.about, each.owed
    return [
        *("", str(each.word), "", each.matter, "", str(about.pilot) if about.pilot else ""),
        str(about.indicator) if about.indicator else "",
        *(str(about.quarter), owed.shown, "", "", "", listed(each.parties)),
        *(None, owed.due, owed.days_late, "", f"{cells.lamp(each.light.colour)} {each.light.word}"),
        *(None, None, None),
    ]
