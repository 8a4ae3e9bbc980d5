"""What a measure counted, in words: the register entries behind a figure, and what each of them adds to it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from communities.models import (
    Cadre,
    Community,
    Compound,
    Partnership,
    PartnershipActivity,
    ProjectActivity,
    ResidentUnit,
    Room,
    SocialOrganisation,
    SurveyPart,
)
from partybuilding.registers.in_force import Activity, Counted, Fact, Registers, read_registers, span_of
from partybuilding.registers.measures import Gives, Measure


@dataclass(frozen=True, eq=False, kw_only=True)
class EntryLine:
    """One register entry in force on a day, and what it adds to the figures, by field key; nothing, if it is empty."""

    key: tuple[type, int]  # the register and the entry: the same on every day
    name: str
    what: str  # its use, post or kind
    since: date | None
    until: date | None
    remark: str
    gives: Mapping[str, Decimal]


def lines_on(community: Community, measure: Measure, days: Collection[date]) -> dict[date, list[EntryLine]]:
    """Return the entries a measure looks at on each day and what they add, in one or two queries.

    Those that add nothing are there, too: another day they may.
    """
    days_read = read_registers([community], days, whole=True).items()
    return {on: lines_of(measure, by_community[community.pk]) for on, by_community in days_read}


def lines_of(measure: Measure, registers: Registers) -> list[EntryLine]:
    """Return the entries a measure looks at in a community's registers, and what each adds."""
    counted = measure.lines(registers) if measure.lines else ()
    return [_line(entry, gives, measure, registers.on) for entry, gives in counted]


def _line(entry: Counted, gives: Gives, measure: Measure, on: date) -> EntryLine:
    since, until = (entry.held_on,) * 2 if isinstance(entry, Activity) else span_of(entry)
    adds = {key: Decimal(amount) for key, amount in gives.items() if key in measure.keys and amount}
    name, what = words_of(entry, on)
    return EntryLine(
        key=(type(entry), entry.pk),
        name=name,
        what=what,
        since=since,
        until=until,
        remark=getattr(entry, "remark", ""),
        gives=adds,
    )


def words_of(entry: Counted, on: date) -> tuple[str, str]:
    """Return what an entry is called, and what it is."""
    match entry:
        case Fact():
            return entry.name, ""
        case SurveyPart():
            return entry.get_subject_display(), ""
        case Room():
            return entry.name, _joined(entry.get_use_display(), entry.second_use and entry.get_second_use_display())
        case Cadre():
            return entry.name, _post(entry)
        case Compound():
            return entry.name, _certificate(entry, on)
        case ResidentUnit():
            return entry.name, _since(_("uses the feedback since %s"), entry.uses_feedback_since, on)
        case SocialOrganisation():
            return entry.name, entry.get_kind_display()
        case Partnership():
            return str(entry.resident_unit), entry.subject
        case PartnershipActivity() | ProjectActivity():
            return entry.subject, _with_whom(entry)
        case _:
            return str(entry), ""


def _with_whom(activity: Activity) -> str:
    if isinstance(activity, PartnershipActivity):
        return str(activity.partnership.resident_unit)
    return _joined(activity.get_project_display(), activity.partners)


def _joined(*words: str) -> str:
    return " · ".join(word for word in words if word)


def _post(person: Cadre) -> str:
    if person.is_general_staff:
        return _("general staff")
    return _joined(
        person.branch_post and _("Party branch: %s") % person.get_branch_post_display(),
        person.committee_post and _("residents' committee: %s") % person.get_committee_post_display(),
    )


def _certificate(compound: Compound, on: date) -> str:
    if compound.is_civilised_on(on):
        return _since(_("certified since %s"), compound.certified_since, on)
    return _since(_("certified until %s"), compound.certified_until, on)


def _since(words: str, day: date | None, on: date) -> str:
    """Return the words with the day, if it has come."""
    return words % date_format(day) if day and day <= on else ""
