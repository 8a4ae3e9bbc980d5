"""The registers' own page of a community: what is there, what its indicators lack, and a room in a few taps."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from communities.models import Equipment, Room
from partybuilding.registers.measures import MEASURES
from partybuilding.targets.quarter import Quarter
from partybuilding.upkeep.forms import form_of
from partybuilding.upkeep.queries import load_registers_page
from partybuilding.upkeep.queries_effect import load_effect
from partybuilding.upkeep.register_kinds import BY_KEY, KINDS
from tests.factories import CadreFactory, ReportFactory, RoomFactory
from tests.pages import told

pytestmark = pytest.mark.usefixtures("english_pages")
PILOT = {"pilot": "qinfenglu"}
CLINIC = {"name": "二层北", "use": "room_clinic", "gross_floor_area": "18", "since": "2005-11-15"}


def page_of(browser, url, **query):
    return browser.get(url("pilot-registers", **PILOT), query).content.decode()


def test_each_measure_of_the_registers_is_read_from_one_of_them():
    read = sorted(name for kind in KINDS for name in kind.measures)
    assert read == sorted(name for name, measure in MEASURES.items() if measure.lines)


def test_a_room_takes_five_entries_two_of_them_filled_in(pilot):
    form = form_of(BY_KEY["room"])(pilot.community)
    assert form.counted == (5, 2)
    assert form.initial["since"] == date(2005, 11, 15)


def test_the_page_tells_what_is_missing_and_offers_it(as_user, url, department, pilot):
    RoomFactory(community=pilot.community, use="room_police", gross_floor_area=16)
    page = load_registers_page(pilot, BY_KEY["room"])
    assert "room_clinic" in page.missing
    assert "room_police" not in page.missing
    content = page_of(as_user(department), url)
    assert "1 room · 16 m²" in content
    assert content.count("missing</b>") == 6
    assert "Missing: " in content


def test_sums_are_for_all_and_names_for_those_who_work_for_it(as_user, url, pilot, secretary, town, member):
    CadreFactory(community=pilot.community, name="丁某")
    for who, reads in ((secretary, True), (town, True), (member, False)):
        content = page_of(as_user(who), url, register="cadre")
        assert "1 in post" in content
        assert ("丁某" in content) is reads
        assert "entry-enter" not in content
        assert "/enter/" not in content


def test_a_new_room_is_entered_and_told_with_what_it_changed(as_user, url, department, pilot):
    browser = as_user(department)
    answer = browser.post(url("entry-enter", **PILOT, register="room"), CLINIC, follow=True)
    room = Room.objects.get()
    assert (room.community, room.use, room.since) == (pilot.community, "room_clinic", date(2005, 11, 15))
    assert room.history.get().history_user == department
    (message,) = told(answer)
    assert message.startswith(
        "Entered: 二层北 · clinic; from the fourth quarter of 2005 on: Seven kinds of room Overdue 0/7 → "
    )


def test_an_entry_that_is_not_in_order_comes_back_with_what_was_typed(as_user, url, department):
    answer = as_user(department).post(
        url("entry-enter", **PILOT, register="room"), {**CLINIC, "gross_floor_area": "很大"}
    )
    content = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="二层北"' in content
    assert not Room.objects.exists()


def test_what_is_typed_is_shown_with_what_it_would_do_and_not_kept(as_user, url, department, pilot):
    RoomFactory(community=pilot.community, gross_floor_area=20)
    browser = as_user(department)
    content = browser.get(url("entry-effect", **PILOT, register="room"), CLINIC).content.decode()
    assert "1/7" in content
    assert "<b>2/7</b>" in content
    assert "<b>38 m²</b>" in content
    assert "(to 30 September 2005) stays as it is." in content
    assert Room.objects.count() == 1
    half = browser.get(url("entry-effect", **PILOT, register="room"), {"name": "二层北"}).content.decode()
    assert "once it is filled in" in half


def test_an_entry_counts_from_the_first_quarter_that_is_not_approved(pilot, department):
    ReportFactory(
        pilot=pilot, quarter=Quarter(2005, 2), state="approved", submitted_by=department, submitted_at=timezone.now()
    )
    room = RoomFactory.build(community=pilot.community, use="room_clinic", since=date(2005, 4, 1))
    effect = load_effect(pilot, BY_KEY["room"].measures, room)
    assert effect.quarter == Quarter(2005, 3)
    assert effect.approved == [Quarter(2005, 2)]
    assert effect.last_untouched == Quarter(2005, 1)
    ended = RoomFactory.build(community=pilot.community, since=date(2005, 4, 1), until=date(2005, 6, 30))
    assert load_effect(pilot, BY_KEY["room"].measures, ended).quarter is None


def test_the_history_of_an_entry_is_read_by_its_community(as_user, url, department, secretary, pilot):
    room = RoomFactory(community=pilot.community, gross_floor_area=20)
    room.gross_floor_area = Decimal(22)
    room._history_user = department
    room.save()
    content = as_user(secretary).get(url("entry-history", **PILOT, register="room", entry=room.pk)).content.decode()
    assert "<s>20</s> → <b>22</b>" in content
    assert "周某" in content


def test_an_entry_of_another_community_is_not_there(as_user, url, department, pilots):
    room = RoomFactory(community=pilots[1].community)
    address = url("entry-history", **PILOT, register="room", entry=room.pk)
    assert as_user(department).get(address).status_code == 404


def test_what_has_no_short_form_is_entered_on_the_staff_page_with_community_and_day(as_user, url, department, pilot):
    content = page_of(as_user(department), url)
    assert f"/admin/communities/cadre/add/?community={pilot.community_id}&amp;since=2005-11-15" in content
    assert as_user(department).post(url("entry-enter", **PILOT, register="cadre"), {}).status_code == 404


def test_every_short_form_is_drawn(as_user, url, department):
    for kind in KINDS:
        content = page_of(as_user(department), url, register=kind.key)
        assert ("entry__head" in content) is bool(kind.fields)
    assert as_user(department).get(url("pilot-registers", **PILOT), {"register": "no"}).status_code == 404


def test_the_page_costs_the_same_for_three_times_the_entries(pilot):
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            load_registers_page(pilot, BY_KEY["room"])
        return len(queries)

    RoomFactory(community=pilot.community)
    cost()
    few = cost()
    RoomFactory.create_batch(4, community=pilot.community)
    Equipment.objects.create(community=pilot.community, kind="eq_computer", since=date(2005, 1, 1))
    assert cost() == few
