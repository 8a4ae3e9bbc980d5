"""The milestones of a plan's timeline as a table: one row for each, and for each pilot where it is every pilot's."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fengxiang.bilingual import listed
from partybuilding.models import Party
from partybuilding.shared.tables import Table, Typed, facts
from partybuilding.timeline.queries import Reading, Stone, Timeline, TimelinePhase

NAME = "节点进度"


def timeline_table(page: Timeline) -> Table:
    """Return the milestones in the plan's order."""
    columns = [
        *(_("Phase"), _("First day"), _("Last day"), _("Now or over"), _("Milestone"), _("For whom")),
        *(_("Responsible units"), _("State of the milestone"), _("Reached since"), _("Reached on"), _("Indicator")),
    ]
    rows = [
        _row(stage, stone, reading) for stage in page.stages for stone in stage.stones for reading in stone.readings
    ]
    quarter = page.plan.reporting_quarter(page.today)
    table_facts = facts(page.plan, quarter, (_("Data as of"), page.today))
    file = f"{NAME}-{page.today:%Y%m%d}"
    return Table(
        name=file,
        sheet=_("Milestones"),
        title=_("Milestones"),
        columns=columns,
        rows=rows,
        facts=table_facts,
    )


def _row(stage: TimelinePhase, stone: Stone, reading: Reading) -> list[Typed]:
    phase_states = {
        "over": pgettext("phase", "over"),
        "running": pgettext("phase", "now"),
        "to-come": _("to come"),
    }
    return [
        *(str(stage.phase), stage.phase.first_day, stage.phase.last_day, phase_states[stage.state]),
        *(str(stone.milestone), reading.name, listed(_parties(stone, reading)), str(reading.state.word)),
        str(reading.since) if reading.since else None,
        reading.record.reached_on if reading.record else None,
        stone.indicator.code if stone.indicator else None,
    ]


def _parties(stone: Stone, reading: Reading) -> list[Party]:
    """Return who answers: of a pilot's milestone its own town and community."""
    return stone.milestone.parties([reading.pilot]) if reading.pilot else stone.parties
