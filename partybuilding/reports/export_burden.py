"""The burden meter 减负 as tables: what each report asked, and which indicators nobody changed."""

from django.utils.translation import gettext as _

from fengxiang.bilingual import listed
from partybuilding.models import Pilot, Plan, Report
from partybuilding.reports.burden import Burden, Load, Use
from partybuilding.shared.tables import Content, Table, Typed, facts
from partybuilding.targets.quarter import Quarter

NAME, USES_NAME = "减负台账", "填报项变动情况"


def burden_table(plan: Plan, burden: Burden, quarter: Quarter) -> Table:
    """Return what each report asked of its community; where there is no report, the row is empty."""
    columns = [
        *(_("Community"), _("Quarter"), _("State of the report"), _("Asked in all"), _("Figures asked")),
        *(_("Notes given"), _("Texts"), _("Figures changed"), _("Times returned"), _("Minutes with the form open")),
    ]
    rows = [_row(pilot, each, load) for pilot, loads in burden.rows for each, load in loads]
    table_facts = facts(plan, quarter)
    return Table(
        name=f"{NAME}-{quarter}",
        sheet=_("Burden meter"),
        title=_("Burden meter"),
        columns=columns,
        rows=rows,
        facts=table_facts,
    )


def _row(pilot: Pilot, quarter: Quarter, load: Load | None) -> list[Typed]:
    if load is None:
        return [str(pilot), str(quarter), _("no report"), *[None] * 7]
    return [
        *(str(pilot), str(quarter), load.report.get_state_display(), load.asked, load.figures, load.notes),
        *(len(Report.NARRATIVES), load.changed, load.returns, load.minutes),
    ]


def uses_table(plan: Plan, burden: Burden, quarter: Quarter) -> Table:
    """Return the indicators with how many of the submitted reports changed what was offered, as the page lists them."""
    columns = [
        *(
            _("Task area"),
            _("Code"),
            _("Indicator"),
            _("Fields"),
            _("Reports that changed it"),
            _("Reports that gave it"),
        ),
        _("What was offered"),
    ]
    looked: list[tuple[str, Content]] = [
        (_("Quarters looked at"), listed(burden.looked_back)),
    ]
    table_facts = facts(plan, quarter, *looked)
    rows = [_use(use) for use in [*burden.unchanged, *burden.others]]
    title = _("What could be asked less")
    return Table(
        name=f"{USES_NAME}-{quarter}",
        sheet=_("Indicators"),
        title=title,
        columns=columns,
        rows=rows,
        facts=table_facts,
    )


def _use(use: Use) -> list[Typed]:
    indicator = use.indicator
    offered = _("the register") if use.is_in_register else _("last quarter's value")
    return [
        *(str(indicator.area), indicator.code, str(indicator), len(indicator.clause.asked)),
        *(use.changed, use.reports, offered),
    ]
