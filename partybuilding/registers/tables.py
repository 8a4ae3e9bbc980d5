"""Small tables of what stands behind an indicator, added up: cadres by channel and source, working funds by matter."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from communities.models import Cadre
from partybuilding.models import Funding, Pilot, Plan
from partybuilding.registers.entries import EntryLine, lines_of
from partybuilding.registers.in_force import read_registers
from partybuilding.registers.measures import recruitment
from partybuilding.targets.numbers import plain


@dataclass(frozen=True, eq=False)
class SumTable:
    """A table of words ready to be shown; the first cell of a row is what it is about, the last row the sum."""

    title: str
    source: str  # which register or record, and on what day
    columns: list[str]
    rows: list[list[str]]


@dataclass(frozen=True, eq=False)
class MatterSum:
    """Working funds a department passed on for one matter 费随事转, yuan."""

    matter: str  # empty: paid before matters were written down
    department: str
    payments: int
    paid: Decimal

    @property
    def name(self) -> str:
        return self.matter or _("matter not stated")

    @property
    def paid_text(self) -> str:
        return plain(self.paid)


def load_tables(plan: Plan, measure: str, pilots: Sequence[Pilot], on: date) -> list[SumTable]:
    """Return the tables behind an indicator of this measure on a day: one query, or none where there is no table."""
    if measure == recruitment.name:
        by_community = read_registers([each.community for each in pilots], [on], whole=True)[on]
        lines = [(str(each), lines_of(recruitment, by_community[each.community_id])) for each in pilots]
        return recruits_tables(measure, lines, on)
    return [_matters(load_working_funds(plan, on), on)] if measure == "working_funds" else []


def recruits_tables(measure: str, communities: Iterable[tuple[str, Iterable[EntryLine]]], on: date) -> list[SumTable]:
    """Return, of each community, who is in post by channel and source 渠道、来源 (四·4); empty for another measure."""
    return [_recruits(name, lines, on) for name, lines in communities] if measure == recruitment.name else []


def _recruits(name: str, lines: Iterable[EntryLine], on: date) -> SumTable:
    people = Counter(
        (channel, source)
        for line in lines
        for channel in Cadre.Channel.values
        for source in Cadre.Source.values
        if channel in line.gives and source in line.gives
    )
    sources = Cadre.Source.values
    rows = [
        [str(channel.label), *(str(people[channel.value, each]) for each in sources), str(_of(people, channel.value))]
        for channel in Cadre.Channel
    ]
    ends = [sum(people[each, source] for each in Cadre.Channel.values) for source in sources]
    columns = [_("Channel"), *(str(each.label) for each in Cadre.Source), _("in all")]
    title = _("%s: cadres by channel and source") % name
    source = _("register, %s") % date_format(on)
    return SumTable(title, source, columns, [*rows, [_("in all"), *(str(each) for each in ends), str(people.total())]])


def _of(people: Counter[tuple[str, str]], channel: str) -> int:
    return sum(number for (each, _source), number in people.items() if each == channel)


def load_working_funds(plan: Plan, on: date) -> list[MatterSum]:
    """Return the working funds departments passed on by a day, by matter and department, in one query."""
    payments = plan.funding.filter(
        source=Funding.Source.DEPARTMENT, purpose=Funding.Purpose.WORKING, paid_on__lte=on
    ).select_related("unit")
    groups: dict[tuple[str, str], list[Decimal]] = defaultdict(list)
    for each in payments:
        groups[each.matter, str(each.unit or each.giver)].append(each.paid or Decimal(0))
    sums = [MatterSum(*names, len(paid), sum(paid, Decimal(0))) for names, paid in groups.items()]
    return sorted(sums, key=lambda each: (not each.matter, each.matter, each.department))


def _matters(sums: Sequence[MatterSum], on: date) -> SumTable:
    rows = [[each.name, each.department, str(each.payments), each.paid_text] for each in sums]
    whole = [_("in all"), "", str(sum(each.payments for each in sums)), plain(sum(each.paid for each in sums))]
    columns = [_("Matter"), _("Department"), _("Payments"), _("Paid, yuan")]
    return SumTable(_("Working funds by matter"), _("records, %s") % date_format(on), columns, [*rows, whole])
