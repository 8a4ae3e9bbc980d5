"""What is owed by the ledger: its open items, each by its unit or, once it says it is done, by the department."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from partybuilding.models import LedgerEvent, LedgerItem, Plan
from partybuilding.shared.owed import CHECK_DAYS, DEPARTMENT, About, Owed, OwedKind, OwedState, Owner

Source, Step = LedgerItem.Source, LedgerEvent.Kind

MOVING = (Step.OPENED, Step.RETURNED, Step.REOPENED, Step.CLOSE_ASKED)  # what puts an item on another desk
BACK = (Step.RETURNED, Step.REOPENED)


def find_items(plan: Plan, today: date) -> list[Owed]:
    """Return the open items by their deadline, with the step that put them where they are; in one query."""
    steps = LedgerEvent.objects.filter(item=OuterRef("pk")).order_by("-at", "-id")
    items: Any = LedgerItem.objects.filter(plan=plan).exclude(state=LedgerItem.State.CLOSED)
    items = items.select_related("responsible", "responsible_pilot__community", "pilot__community").annotate(
        since=Coalesce(Subquery(steps.filter(kind__in=MOVING).values("on")[:1]), F("opened_on")),
        back_for=Subquery(steps.filter(kind__in=BACK).values("text")[:1]),
    )
    owed = []
    for item in items.order_by("due_on", "year", "number"):
        item.plan = plan
        owed.append(item_owed(item, today, item.since, item.back_for or ""))
    return owed


def item_owed(item: LedgerItem, today: date, since: date, back_for: str = "") -> Owed:
    """Return an open item: as it is to be done by its deadline, or to be checked from `since` on."""
    is_check = item.state in LedgerItem.WITH_DEPARTMENT
    owner = Owner(pilot=item.responsible_pilot, units=(item.responsible,) if item.responsible else ())
    return Owed(
        kind=OwedKind.ITEM,
        state=OwedState(item.state),
        about=About(plan=item.plan, pilot=item.pilot, item=item),
        owner=DEPARTMENT if is_check else owner,
        since=since,
        due=since + timedelta(days=CHECK_DAYS) if is_check else item.due_on,
        on=today,
        page=reverse("ledger-item", args=[item.plan.slug, item.code]),
        reason=back_for if item.state == LedgerItem.State.RETURNED else "",
    )


def without_item(owed: Iterable[Owed], items: Iterable[Owed]) -> list[Owed]:
    """Return what none of the open `items` deals with: it is not owed twice."""
    dealing = [each.about.item for each in items if each.about.item]
    return [each for each in owed if not any(_deals_with(item, each) for item in dealing)]


def _deals_with(item: LedgerItem, owed: Owed) -> bool:
    about = owed.about
    pilot, indicator, report = (each.pk if each else None for each in (about.pilot, about.indicator, about.report))
    match owed.kind:
        case OwedKind.REPORT:
            asked = (Source.REPORT, pilot, about.quarter, None)
            return (item.source, item.pilot_id, item.quarter, item.indicator_id) == asked
        case OwedKind.FIGURE:
            return item.report_id == report and item.indicator_id in {None, indicator}
        case OwedKind.LAMP:  # one about the indicator, of this pilot or of all of them
            return item.indicator_id == indicator and item.pilot_id in {None, pilot}
    return False
