"""Who has to be told what on a day: reports and items of the ledger that are due or late, reports that wait."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from communities.models import Role, User
from partybuilding.models import LedgerItem, Meeting, MemberUnit, NoticeItem, Pilot, Plan, Report
from partybuilding.targets.quarter import Quarter

Kind = NoticeItem.Kind

# Days after the deadline (before it, if negative) on which the community is told.
DUE_DAYS = (-7, -3, 0)
LATE_DAYS = (1,)
# The county's own staff are told on the fourth day a report waits, and on every third day after that.
WAITING_FROM, WAITING_EVERY = 4, 3
# The responsible unit is told of an overdue item on the first day, and on every seventh after that.
ITEM_LATE_FROM, ITEM_LATE_EVERY = 1, 7


@dataclass(frozen=True)
class Matter:
    """Something one person has to be told: about a pilot's report, an item, a unit's duty report or a meeting.

    `counted_from` is the deadline, the day of the submission or of the meeting.
    """

    recipient: User
    kind: str
    pilot: Pilot | None
    quarter: Quarter | None
    counted_from: date
    seat: MemberUnit | None = None
    ledger_item: LedgerItem | None = None
    meeting: Meeting | None = None

    @property
    def about(self) -> dict[str, Any]:
        """What it is about, as the columns of a notice's matter; the same for everybody who is told."""
        return {
            "pilot": self.pilot,
            "seat": self.seat,
            "ledger_item": self.ledger_item,
            "meeting": self.meeting,
            "quarter": self.quarter,
        }


def matters(day: date) -> list[Matter]:
    """Return everything that has to be told on a day, in the plans' order, in seven queries at most."""
    pilots = list(Pilot.objects.select_related("plan__lead_unit", "community").order_by("plan", "order"))
    return [*_owed(pilots, day), *_waiting(pilots, day), *_items(day)]


def secretaries_of(pilots: Iterable[Pilot]) -> dict[int, list[User]]:
    """Return who reports for each community, by its key; closed accounts left out."""
    found = defaultdict(list)
    communities = {pilot.community_id for pilot in pilots}
    for user in User.objects.filter(is_active=True, role=Role.SECRETARY, community__in=communities):
        found[user.community_id or 0].append(user)
    return found


def people_of(units: Iterable[int]) -> dict[int, list[User]]:
    """Return who is told of what a unit owes, by its key: everybody who works there, closed accounts left out."""
    found = defaultdict(list)
    roles = (Role.MEMBER, Role.TOWN, Role.DEPARTMENT)
    for user in User.objects.filter(is_active=True, role__in=roles, unit__in=set(units)):
        found[user.unit_id or 0].append(user)
    return found


def matters_of(items: Iterable[LedgerItem]) -> Iterator[Matter]:
    """Yield what the responsible units' people are told of items of the ledger."""
    told = list(items)
    people = people_of(item.responsible_id for item in told) if told else {}
    for item in told:
        for user in people.get(item.responsible_id, []):
            yield Matter(user, Kind.ITEM, None, None, item.due_on, ledger_item=item)


def _items(day: date) -> Iterator[Matter]:
    """Yield the items of the ledger that lie with a unit, on the days counted from their deadline."""
    with_units = LedgerItem.objects.filter(
        state__in=LedgerItem.WITH_UNIT, due_on__lte=day - timedelta(days=min(DUE_DAYS))
    )
    in_order = with_units.select_related("plan__lead_unit").order_by("plan", "due_on", "year", "number")
    yield from matters_of(item for item in in_order if _is_told((day - item.due_on).days))


def _is_told(days: int) -> bool:
    """Return whether an item is told of so many days after its deadline; negative before it."""
    return days in DUE_DAYS or (days >= ITEM_LATE_FROM and (days - ITEM_LATE_FROM) % ITEM_LATE_EVERY == 0)


def _owed(pilots: list[Pilot], day: date) -> Iterator[Matter]:
    """Yield what the communities owe: reports never submitted, on the days counted from their deadline."""
    owed = [(pilot, quarter, kind) for pilot in pilots for quarter, kind in _quarters_to_tell(pilot.plan, day)]
    if not owed:
        return
    quarters = {str(quarter) for _pilot, quarter, _kind in owed}
    submitted = set(
        Report.objects.filter(quarter__in=quarters, first_submitted_at__isnull=False).values_list("pilot", "quarter")
    )
    secretaries = secretaries_of(pilot for pilot, _quarter, _kind in owed)
    for pilot, quarter, kind in owed:
        if (pilot.pk, quarter) not in submitted:
            for user in secretaries.get(pilot.community_id, []):
                yield Matter(user, kind, pilot, quarter, pilot.plan.deadline_of(quarter))


def _quarters_to_tell(plan: Plan, day: date) -> Iterator[tuple[Quarter, Kind]]:
    for quarter in plan.quarters:
        days = (day - plan.deadline_of(quarter)).days
        if days in DUE_DAYS:
            yield quarter, Kind.DUE
        elif days in LATE_DAYS:
            yield quarter, Kind.LATE


def _waiting(pilots: list[Pilot], day: date) -> Iterator[Matter]:
    """Yield the reports that lie with the county, to each of the lead unit's staff, on the days they are told."""
    own = {pilot.pk: pilot for pilot in pilots}
    waiting = []
    for report in Report.objects.filter(state=Report.State.SUBMITTED, submitted_at__isnull=False).order_by("quarter"):
        assert report.submitted_at is not None  # noqa: S101 - filtered above; for the type checker
        since = timezone.localdate(report.submitted_at)
        days = (day - since).days
        if days >= WAITING_FROM and (days - WAITING_FROM) % WAITING_EVERY == 0:
            waiting.append((own[report.pilot_id], report.quarter, since))
    if not waiting:
        return
    staff = defaultdict(list)
    units = {pilot.plan.lead_unit_id for pilot, _quarter, _since in waiting}
    for user in User.objects.filter(is_active=True, role=Role.DEPARTMENT, unit__in=units):
        staff[user.unit_id].append(user)
    for pilot, quarter, since in waiting:
        for user in staff[pilot.plan.lead_unit_id]:
            yield Matter(user, Kind.WAITING, pilot, quarter, since)
