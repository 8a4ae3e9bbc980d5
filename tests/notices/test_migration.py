"""The migration that lets a reminder carry its unit: there and back again, on a filled table."""

from datetime import date

import pytest

from partybuilding.models import MemberUnit, NoticeItem
from partybuilding.notices.actions import tell
from partybuilding.notices.schedule import Matter
from partybuilding.targets.quarter import Quarter
from tests.factories import UnitFactory
from tests.factories_meeting import LedgerItemFactory, MeetingFactory
from tests.migrating import migration_of

NAME = "0008_notice_of_a_unit"
FIELDS = ("kind", "plan", "pilot", "unit", "ledger_item", "meeting", "quarter")
BEFORE = ("kind", "pilot", "seat", "ledger_item", "meeting", "quarter")
Q3 = Quarter(2005, 3)


@pytest.fixture
def migrate(settings):
    return migration_of(NAME, settings)


def rows(model, fields):
    return list(model.objects.order_by("pk").values_list(*fields))


@pytest.mark.django_db(transaction=True)
def test_back_and_forth_it_loses_nothing_that_could_be_said_before(migrate, pilots, plan, town, member, department):
    def matter(user, kind, **about):
        return Matter(recipient=user, kind=kind, counted_from=date(2005, 11, 20), plan=plan, **about)

    tell(
        matters=[
            matter(town, "unlisted", pilot=pilots[1], quarter=Q3),
            matter(town, "duty", unit=town.unit, quarter=Q3),
            matter(member, "duty", unit=member.unit, quarter=Q3),
            matter(member, "item", ledger_item=LedgerItemFactory(plan=plan, responsible=member.unit)),
            matter(member, "meeting", meeting=MeetingFactory(plan=plan)),
        ],
        actor=department,
    )
    after = rows(NoticeItem, FIELDS)
    seat = MemberUnit.objects.get(plan=plan, unit=member.unit)
    apps = migrate(forth=False)
    try:
        kept = rows(apps.get_model("partybuilding", "NoticeItem"), BEFORE)
    finally:
        migrate(forth=True)
    assert [row[:3] for row in kept[:3]] == [
        ("unlisted", pilots[1].pk, None),
        ("duty", pilots[0].pk, None),
        ("duty", None, seat.pk),
    ]
    assert rows(NoticeItem, FIELDS) == after


@pytest.mark.django_db(transaction=True)
def test_what_could_not_be_said_before_is_let_go_on_the_way_back(migrate, pilots, plan, town, department):
    """A unit at the table no more; and a town told of its first pilot, too, by hand on the same day."""
    for unit in (UnitFactory(code="gone"), town.unit):
        about = {"recipient": town, "kind": "duty", "counted_from": date(2005, 10, 5), "plan": plan}
        tell(matters=[Matter(**about, unit=unit, quarter=Q3)], actor=department)
    tell(matters=[Matter(**{**about, "kind": "unlisted"}, pilot=pilots[0], quarter=Q3)], actor=department)
    migrate(forth=False)
    migrate(forth=True)
    assert rows(NoticeItem, ("kind", "pilot", "unit")) == [("unlisted", pilots[0].pk, None)]
