"""What is owed without anybody having opened an item: reports not in, figures returned, red lamps. Never stored.

A selection of what is owed in a plan: what an open item deals with is left out, it is not owed twice.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from fengxiang.bilingual import joined
from partybuilding.ledger.owed import find_items, without_item
from partybuilding.ledger.rules import ItemStatus
from partybuilding.models import LedgerItem, Party, Plan, Report
from partybuilding.reports.owed import find_figures, find_reports, read_slots
from partybuilding.scoreboard.owed import find_lamps
from partybuilding.scoreboard.scoreboard import load_scoreboard
from partybuilding.shared.owed import About, Owed, OwedKind, OwedState
from partybuilding.targets.pace import Lamp

_WORDS: dict[OwedKind, Promise] = {
    OwedKind.REPORT: gettext_lazy("Report missing"),
    OwedKind.FIGURE: gettext_lazy("Returned figure"),
    OwedKind.LAMP: gettext_lazy("Red lamp without an item"),
}
Source = LedgerItem.Source


@dataclass(frozen=True, eq=False)
class UnlistedLine:
    """One thing that is owed by what the figures and reports say, as the ledger shows it."""

    owed: Owed
    is_readable: bool = True  # whether this person may read the page that tells more, and why it came back

    @property
    def about(self) -> About:
        return self.owed.about

    @property
    def word(self) -> Promise:
        return _WORDS[self.owed.kind]

    @property
    def matter(self) -> str:
        """What is owed, in a sentence an item could be opened with."""
        about = self.about
        words = {
            "pilot": about.pilot,
            "quarter": about.quarter.label if about.quarter else "",
            "indicator": about.indicator,
        }
        match self.owed.kind:
            case OwedKind.REPORT:
                return _("%(pilot)s: hand in the report on the %(quarter)s") % words
            case OwedKind.FIGURE if about.indicator:
                return _("%(pilot)s, report on the %(quarter)s: correct “%(indicator)s”") % words
            case OwedKind.FIGURE:
                return _("%(pilot)s: correct the returned report on the %(quarter)s") % words
        colon = pgettext("label", ": ")  # not within the f-string below: xgettext does not look into one
        return joined((f"{about.pilot or about.plan.county_name}{colon}{about.indicator}", self.owed.reason))

    @property
    def light(self) -> ItemStatus | Lamp:
        if self.owed.lamp is not None:
            return self.owed.lamp
        return ItemStatus.RETURNED if self.owed.kind == OwedKind.FIGURE else ItemStatus.OVERDUE

    @property
    def address(self) -> str:
        """Of the page that tells more; empty where this person may not read it."""
        if self.is_readable:
            return self.owed.page
        return reverse("reports", args=[self.about.plan.slug]) if self.owed.kind == OwedKind.REPORT else ""

    @property
    def reason(self) -> str:
        """Why a figure came back: between the community and those who check."""
        return self.owed.reason if self.is_readable and self.owed.kind == OwedKind.FIGURE else ""

    @property
    def parties(self) -> tuple[Party, ...]:
        """Who can close the gap of a lamp; where nobody is named, and of a report, the community itself."""
        return self.owed.parties or ((Party(pilot=self.about.pilot),) if self.about.pilot else ())

    @property
    def opening(self) -> str:
        """The address of the form that opens an item, filled in from this.

        Where nobody is named, the pilot's town is proposed, which answers for what its community owes.
        """
        about, pilot = self.about, self.about.pilot
        named = list(self.owed.parties) or ([Party(pilot.community.town)] if pilot else [])
        prefill = {
            "kind": LedgerItem.Kind.SUPERVISION,
            "source": Source.LAMP if self.owed.kind == OwedKind.LAMP else Source.REPORT,
            "matter": self.matter[:300],
            "pilot": pilot.code if pilot else "",
            "indicator": about.indicator.code if about.indicator else "",
            "quarter": str(about.quarter),
            "shown": self.owed.shown,
            "responsible": named[0].code if named else "",
            "supporting": [each.code for each in named[1:] if each.unit],
        }
        given = {name: value for name, value in prefill.items() if value}
        return f"{reverse('ledger-new', args=[about.plan.slug])}?{urlencode(given, doseq=True)}"


def load_unlisted(plan: Plan, readable: QuerySet[Report], today: date) -> list[UnlistedLine]:
    """Return what is owed today, in a fixed number of queries; `readable` are the reports this person may open.

    The lamps are those of the quarter reports are due for.
    """
    slots, items = read_slots(plan), find_items(plan, today)
    owed: Iterable[Owed] = [
        *(each for each in find_reports(slots, today) if each.state == OwedState.MISSING),
        *find_figures(slots, today),
        *find_lamps(load_scoreboard(plan, plan.reporting_quarter(today)), today),
    ]
    may_read = {None, *readable.values_list("pk", flat=True)}
    return [
        UnlistedLine(each, (each.about.report.pk if each.about.report else None) in may_read)
        for each in without_item(owed, items)
    ]
