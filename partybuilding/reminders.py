"""Who has to be told what on a day: reports that are due or late, and reports that wait for the check."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from communities.models import Role, User
from partybuilding.models import NoticeItem, Pilot, Plan, Report
from partybuilding.quarter import Quarter

Kind = NoticeItem.Kind

# Days after the deadline (before it, if negative) on which the community is told.
DUE_DAYS = (-7, -3, 0)
LATE_DAYS = (1,)
# The county's own staff are told on the fourth day a report waits, and on every third day after that.
WAITING_FROM, WAITING_EVERY = 4, 3


@dataclass(frozen=True)
class Matter:
    """Something one person has to be told; `counted_from` is the deadline, or the day of the submission."""

    recipient: User
    kind: str
    pilot: Pilot
    quarter: Quarter
    counted_from: date


def matters(day: date) -> list[Matter]:
    """Return everything that has to be told on a day, in the plans' order, in five queries at most."""
    pilots = list(Pilot.objects.select_related("plan__lead_unit", "community").order_by("plan", "order"))
    return [*_owed(pilots, day), *_waiting(pilots, day)]


def secretaries_of(pilots: Iterable[Pilot]) -> dict[int, list[User]]:
    """Return who reports for each community, by its key; closed accounts left out."""
    found = defaultdict(list)
    communities = {pilot.community_id for pilot in pilots}
    for user in User.objects.filter(is_active=True, role=Role.SECRETARY, community__in=communities):
        found[user.community_id or 0].append(user)
    return found


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
