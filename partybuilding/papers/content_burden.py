"""What the yearly paper on needless reporting 减负 is made from: the burden meter of one year so far."""

from datetime import date

from django.utils import translation

from communities.models import Community
from fengxiang.bilingual import listed
from partybuilding.models import LedgerItem, Pilot, Plan
from partybuilding.models.kept import Tree
from partybuilding.reports.burden import Load, Use, load_burden
from partybuilding.targets.quarter import Quarter


def burden_data(plan: Plan, year: int, dated: date, language: str) -> Tree:
    """Return what the reports on a year asked of each community, and what each indicator was asked for.

    Of the quarters whose reports were due on the day of the paper. Figures are of reports, never of a person.
    """
    with translation.override(language):
        quarters = quarters_of(plan, year, dated)
        burden = load_burden(plan, dated, Community.objects.all(), looked_back=quarters)
        pilots = [pilot for pilot, _row in burden.rows]
        followed = set(
            LedgerItem.objects.filter(plan=plan, opened_on__lte=dated, indicator__isnull=False)
            .order_by()
            .values_list("indicator_id", flat=True)
        )
        return {
            "year": year,
            "quarters": [str(quarter) for quarter in quarters],
            "communities": [
                {
                    "id": pilot.code,
                    "name": pilot.community.name,
                    **_asked([load for quarter, load in row if load is not None and quarter in quarters]),
                }
                for pilot, row in burden.rows
            ],
            "indicators": [_use(use, pilots, is_followed=use.indicator.pk in followed) for use in burden.uses],
        }


def quarters_of(plan: Plan, year: int, on: date) -> list[Quarter]:
    """Return the quarters of a year whose reports were due by a day."""
    last = plan.reporting_quarter(on)
    return [quarter for quarter in plan.quarters_asked if quarter.year == year and quarter <= last]


def years_asked(plan: Plan) -> list[Quarter]:
    """Return each year of the plan's reports by its last quarter, in order: in it the paper on the year can be made."""
    return list({quarter.year: quarter for quarter in plan.quarters_asked}.values())


def _asked(loads: list[Load]) -> Tree:
    handed_in = [load for load in loads if not load.report.is_open]
    return {
        "reports": len(handed_in),
        "asked": sum(load.asked for load in handed_in),
        "changed": sum(load.changed for load in handed_in),
        "minutes": sum(load.minutes or 0 for load in handed_in),
    }


def _use(use: Use, pilots: list[Pilot], *, is_followed: bool) -> Tree:
    indicator = use.indicator
    served = indicator.parties(pilots, by_name=False)
    return {
        "id": indicator.code,
        "name": indicator.name,
        "section": indicator.section,
        "serves": listed(str(party) for party in served),
        "fields": len(indicator.clause.asked),
        "reports": use.reports,
        "changed": use.changed,
        "register": use.is_in_register,
        # Judged against a target, answered for by somebody, or followed in the ledger.
        "used": bool(served) or not indicator.is_tracked or is_followed,
    }
