"""Who has to be told what on a day: a selection from what is owed, by the days before and after its date."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from communities.models import Role, Unit, User
from partybuilding.models import LedgerItem, Meeting, NoticeItem, Pilot, Plan
from partybuilding.shared.owed import Owed, OwedKind, OwedState
from partybuilding.targets.quarter import Quarter

Kind = NoticeItem.Kind
WORKS_IN_A_UNIT = (Role.MEMBER, Role.TOWN, Role.DEPARTMENT)

# What the calendar tells of, and how many days before it is due it begins to.
TOLD = frozenset({OwedKind.REPORT, OwedKind.REVIEW, OwedKind.ITEM, OwedKind.ASSESSMENT})
AHEAD = 7
# Days after the deadline (before it, if negative) on which its owner is told.
DUE_DAYS = (-AHEAD, -3, 0)
LATE_DAYS = (1,)
# The county's own staff are told on the fourth day a report waits, and on every third day after that.
WAITING_FROM, WAITING_EVERY = 4, 3
# The responsible unit is told of an overdue item on the first day, and on every seventh after that.
ITEM_LATE_FROM, ITEM_LATE_EVERY = 1, 7


@dataclass(frozen=True, kw_only=True)
class Matter:
    """What one person is told in a message: of something owed, or of a meeting.

    `counted_from` is the deadline, the day of the return, of the submission or of the meeting.
    """

    recipient: User
    kind: str
    plan: Plan
    counted_from: date
    pilot: Pilot | None = None
    quarter: Quarter | None = None
    unit: Unit | None = None
    ledger_item: LedgerItem | None = None
    meeting: Meeting | None = None

    @property
    def about(self) -> dict[str, Any]:
        """What it is about, as the columns of a notice's matter; the same for everybody who is told."""
        return {
            "plan": self.plan,
            "pilot": self.pilot,
            "unit": self.unit,
            "ledger_item": self.ledger_item,
            "meeting": self.meeting,
            "quarter": self.quarter,
        }


def matters(owed: Iterable[Owed]) -> list[Matter]:
    """Return everything that has to be told on the day `owed` was looked at, in three queries at most."""
    to_tell = [each for each in owed if _is_told(each)]
    people = People(to_tell)
    return [matter for each in to_tell for matter in matters_of(each, people.of(each))]


def matters_of(owed: Owed, people: Iterable[User], counted_from: date | None = None) -> list[Matter]:
    """Return what each of these people is told of something owed; counted from another day than its own if given."""
    about, (kind, day) = owed.about, _said(owed)
    matter: dict[str, Any] = {"kind": kind, "plan": about.plan, "counted_from": counted_from or day}
    if about.item is not None:
        matter |= {"ledger_item": about.item}
    else:
        matter |= {"pilot": about.pilot, "quarter": about.quarter, "unit": about.unit}
    return [Matter(recipient=user, **matter) for user in people]


def _said(owed: Owed) -> tuple[Kind, date]:
    """Return what is said of it, and the day that counts."""
    due = owed.due or owed.since
    match owed.kind:
        case OwedKind.REPORT if owed.state == OwedState.RETURNED:
            return Kind.RETURNED, owed.since
        case OwedKind.REPORT:
            return (Kind.LATE if owed.on > due else Kind.DUE), due
        case OwedKind.REVIEW:
            return Kind.WAITING, owed.since
        case OwedKind.ITEM:
            return Kind.ITEM, due
        case OwedKind.DUTY:
            return Kind.DUTY, due
        case OwedKind.LAMP:
            return Kind.UNLISTED, due
        case OwedKind.ASSESSMENT:
            return Kind.ASSESSMENT, due
    return Kind.CONTRADICTED, due


def _is_told(owed: Owed) -> bool:
    """Return whether the calendar tells of it: what never came in, what waits, and items that lie with a unit."""
    days = (owed.on - owed.due).days if owed.due else 0
    match owed.kind:
        case OwedKind.REPORT:
            return owed.state != OwedState.RETURNED and days in {*DUE_DAYS, *LATE_DAYS}
        case OwedKind.ASSESSMENT:
            return days in {*DUE_DAYS, *LATE_DAYS}
        case OwedKind.REVIEW:
            return owed.days >= WAITING_FROM and (owed.days - WAITING_FROM) % WAITING_EVERY == 0
        case OwedKind.ITEM if not owed.owner.is_department:
            return days in DUE_DAYS or (days >= ITEM_LATE_FROM and (days - ITEM_LATE_FROM) % ITEM_LATE_EVERY == 0)
    return False


# --- whom it concerns -------------------------------------------------------------------------------------------------


class People:
    """Who is told of what is owed, by its owner; closed accounts left out. Read in three queries at most."""

    def __init__(self, owed: Iterable[Owed]) -> None:
        owed = list(owed)
        self._secretaries = secretaries_of(each.owner.pilot for each in owed if each.owner.pilot)
        self._staff = people_of(unit.pk for each in owed for unit in each.owner.units)
        self._department = people_of(
            {each.about.plan.lead_unit_id for each in owed if each.owner.is_department}, (Role.DEPARTMENT,)
        )

    def of(self, owed: Owed) -> list[User]:
        """Return the people of an owner: a community's secretaries, the units' people, the department's staff."""
        pilot, units = owed.owner.pilot, owed.owner.units
        if owed.owner.is_department:
            return self._department[owed.about.plan.lead_unit_id]
        staff = [user for unit in units for user in self._staff[unit.pk]]
        return [*staff, *(self._secretaries[pilot.community_id] if pilot else [])]


def secretaries_of(pilots: Iterable[Pilot]) -> dict[int, list[User]]:
    """Return who reports for each community, by its key; closed accounts left out."""
    by_community = defaultdict(list)
    communities = {pilot.community_id for pilot in pilots}
    for user in User.objects.filter(is_active=True, role=Role.SECRETARY, community__in=communities):
        by_community[user.community_id or 0].append(user)
    return by_community


def people_of(units: Iterable[int], roles: Iterable[str] = WORKS_IN_A_UNIT) -> dict[int, list[User]]:
    """Return who is told of what a unit owes, by its key: everybody who works there, closed accounts left out."""
    by_unit = defaultdict(list)
    for user in User.objects.filter(is_active=True, role__in=roles, unit__in=set(units)):
        by_unit[user.unit_id or 0].append(user)
    return by_unit
