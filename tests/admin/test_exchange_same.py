"""Who is the same entry: lists sent twice, numbers that are those of rows, and heads as people write them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from io import BytesIO
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.db.models import Sum
from openpyxl import Workbook, load_workbook

from communities.models import Cadre, Compound, Room
from tests.admin.admin_forms import in_english
from tests.admin.test_exchange import BASE, REGISTERS, ROOM_HEADS, changes, confirm, faults, packed, refusal, send
from tests.client import Client
from tests.factories import CadreFactory, CommunityFactory, CompoundFactory, EquipmentFactory, RoomFactory

pytestmark = pytest.mark.django_db

FACTORIES: dict[str, Any] = {
    "cadre": CadreFactory,
    "room": RoomFactory,
    "equipment": EquipmentFactory,
    "compound": CompoundFactory,
}
SAME = {
    "cadre": "same community, name, from",
    "room": "same community, name, use, from",
    "equipment": "same community, kind, from",
    "compound": "same community, name, from",
}


@pytest.fixture
def staff(as_user, department):
    return in_english(as_user(department))


@pytest.fixture
def community(communities):
    return communities[0]


def without_numbers(client: Any, register: str) -> bytes:
    """Return the exported list with its entry numbers emptied."""
    book = load_workbook(BytesIO(client.get(f"{BASE}{register}/export/").content))
    for (cell,) in book.worksheets[0].iter_rows(min_row=2, max_col=1):
        cell.value = None
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def doubts(response: Any) -> list[tuple[int, str]]:
    return [(row.sheet_row, " ".join(row.doubts)) for row in response.context["doubtful"]]


def confirm_ticked(client: Any, register: str, response: Any, *rows: int) -> Any:
    data = {bound.html_name: bound.value() or "" for bound in response.context["confirm_form"]}
    return client.post(f"{BASE}{register}/process_import/", data | {"take": list(rows)}, follow=True)


def new_room(community: Any, **other: Any) -> list[Any]:
    row = {"name": "一楼东", "use": "room_clinic", "area": 20, "since": "2004-07-27", "until": None} | other
    return [None, community.code, row["name"], row["use"], None, row["area"], row["since"], row["until"], None]


@pytest.mark.parametrize("register", REGISTERS)
def test_the_same_list_again_is_told_and_only_what_is_ticked_is_taken(staff, community, register):
    entry = FACTORIES[register](community=community)
    data = without_numbers(staff, register)
    tried = send(staff, register, data)
    assert doubts(tried) == [(2, f"Row 2 equals entry {entry.pk} ({SAME[register]}).")]
    assert tried.context["totals"]["new"] == 0
    page = confirm_ticked(staff, register, tried).content.decode()
    assert "Left out, as they were not ticked: rows 2." in page
    assert "0 new, 0 changed, 0 unchanged" in page
    assert REGISTERS[register].objects.count() == 1
    confirm_ticked(staff, register, send(staff, register, data), 2)
    assert REGISTERS[register].objects.count() == 2


def test_the_area_does_not_grow_by_a_list_sent_twice(staff, community):
    rows = packed(ROOM_HEADS, new_room(community), new_room(community, name="一楼西", area=18))
    confirm(staff, "room", send(staff, "room", rows))
    confirm(staff, "room", send(staff, "room", rows))
    assert Room.objects.aggregate(area=Sum("gross_floor_area")) == {"area": Decimal(38)}


def test_what_is_new_beside_it_is_taken_without_a_tick(staff, community):
    RoomFactory(community=community, name="一楼东", use="room_clinic", since=date(2004, 7, 27))
    tried = send(staff, "room", packed(ROOM_HEADS, new_room(community), new_room(community, name="一楼西")))
    assert [row for row, _text in doubts(tried)] == [2]
    assert tried.content.decode().count("only if ticked · new · ") == 1
    confirm(staff, "room", tried)
    assert sorted(Room.objects.values_list("name", flat=True)) == ["一楼东", "一楼西"]


@pytest.mark.parametrize(
    ("other", "is_same"),
    [
        ({}, True),
        ({"name": "一楼　东\u200b"}, True),
        ({"area": 25}, True),
        ({"since": "2005-01-01"}, True),
        ({"name": "一楼西"}, False),
        ({"use": "room_police"}, False),
        ({"since": "2003-01-01", "until": "2004-07-26"}, False),
    ],
)
def test_the_same_is_what_is_called_so_and_counts_on_the_same_days(staff, communities, other, is_same):
    RoomFactory(community=communities[0], name="一楼东", use="room_clinic", since=date(2004, 7, 27))
    tried = send(staff, "room", packed(ROOM_HEADS, new_room(communities[0], **other)))
    assert bool(doubts(tried)) == is_same
    assert not doubts(send(staff, "room", packed(ROOM_HEADS, new_room(communities[1], **other))))


def test_a_row_twice_in_one_list_is_told(staff, community):
    tried = send(staff, "room", packed(ROOM_HEADS, new_room(community), new_room(community)))
    assert doubts(tried) == [(3, "Row 3 equals row 2 (same community, name, use, from).")]
    confirm(staff, "room", tried)
    assert Room.objects.count() == 1


@pytest.mark.parametrize("register", REGISTERS)
def test_an_entry_never_changes_its_community(staff, communities, register):
    entry = FACTORIES[register](community=communities[1])
    tried = send(staff, register, packed(["编号", "社区"], [entry.pk, communities[0].code]))
    assert faults(tried) == [
        (
            "B2 community",
            f"Entry {entry.pk} belongs to Dongguan Community and stays there. Empty its number to make a new one.",
        )
    ]
    confirmed = send(staff, register, packed(["编号", "社区"], [entry.pk, communities[1].code]))
    assert changes(confirmed) == []


def test_numbers_of_rows_overwrite_no_entry_of_the_same_community(staff, community):
    room = RoomFactory(community=community, name="二楼", use="room_police", gross_floor_area=30)
    data = packed(ROOM_HEADS, [room.pk, *new_room(community)[1:]])
    tried = send(staff, "room", data)
    assert doubts(tried) == [(2, f"Row 2 changes 3 of the 4 filled columns of entry {room.pk}.")]
    confirm_ticked(staff, "room", tried)
    room.refresh_from_db()
    assert (room.name, Room.history.filter(history_type="~").count()) == ("二楼", 0)
    confirm_ticked(staff, "room", send(staff, "room", data), 2)
    room.refresh_from_db()
    assert (room.name, room.gross_floor_area) == ("一楼东", Decimal(20))


def test_a_number_whose_row_says_another_entry_is_told(staff, community):
    first = RoomFactory(community=community, name="一楼东", use="room_clinic", since=date(2004, 7, 27))
    second = RoomFactory(community=community, name="二楼", use="room_clinic", since=date(2004, 7, 27))
    tried = send(staff, "room", packed(["编号", "名称"], [second.pk, first.name]))
    assert doubts(tried) == [(2, f"Row 2 equals entry {first.pk} (same community, name, use, from).")]


def test_half_of_an_entry_may_change_without_a_question(staff, community):
    room = RoomFactory(community=community, name="一楼东", gross_floor_area=20, remark="")
    heads = ["编号", "名称", "建筑面积", "终止日期", "备注"]
    tried = send(staff, "room", packed(heads, [room.pk, "一楼东侧", 21, "2005-12-31", "重新测量"]))
    assert doubts(tried) == []
    confirm(staff, "room", tried)
    room.refresh_from_db()
    assert (room.name, room.gross_floor_area, room.remark) == ("一楼东侧", Decimal(21), "重新测量")


def test_only_one_of_two_checks_of_the_same_list_is_taken(staff, community):
    data = packed(ROOM_HEADS, new_room(community))
    first, second = send(staff, "room", data), send(staff, "room", data)
    confirm(staff, "room", first)
    assert confirm(staff, "room", second).url == f"{BASE}room/import/"
    assert Room.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_checks_confirmed_at_once_are_one_import(department):
    client = Client()
    client.force_login(department)
    data = packed(ROOM_HEADS, new_room(CommunityFactory()))
    forms = [send(client, "room", data).context["confirm_form"] for _ in range(4)]
    together = Barrier(len(forms))

    def confirmed(form: Any) -> str:
        own = Client()
        own.cookies = client.cookies
        together.wait(10)
        try:
            sent = {bound.html_name: bound.value() or "" for bound in form}
            return str(own.post(f"{BASE}room/process_import/", sent)["Location"])
        finally:
            connection.close()

    with ThreadPoolExecutor(len(forms)) as pool:
        led_to = sorted(pool.map(confirmed, forms))
    assert led_to == [f"{BASE}room/", *[f"{BASE}room/import/"] * 3]
    assert Room.objects.count() == 1


@pytest.mark.parametrize("ticked", ["x", "-1", "2" * 30, "3"])
def test_a_tick_that_is_no_row_in_doubt_takes_nothing(staff, community, ticked):
    RoomFactory(community=community, name="一楼东", use="room_clinic", since=date(2004, 7, 27))
    tried = send(staff, "room", packed(ROOM_HEADS, new_room(community)))
    confirm_ticked(staff, "room", tried, ticked)
    assert Room.objects.count() == 1


# --- sheets and heads -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_before_the_filled_one_is_not_read(staff, community, state):
    book = Workbook()
    book.active.append(ROOM_HEADS)
    book.active.append(new_room(community, name="旧表"))
    book.active.sheet_state = state
    sheet = book.create_sheet("填报")
    sheet.append(ROOM_HEADS)
    sheet.append(new_room(community))
    book.active = 1
    stream = BytesIO()
    book.save(stream)
    confirm(staff, "room", send(staff, "room", stream.getvalue()))
    assert Room.objects.get().name == "一楼东"


def test_an_empty_first_sheet_is_named(staff, community):
    book = Workbook()
    book.active.title = "说明"
    book.create_sheet("填报").append(ROOM_HEADS)
    stream = BytesIO()
    book.save(stream)
    assert "The first visible sheet, “说明”, holds no entries" in refusal(send(staff, "room", stream.getvalue()))


@pytest.mark.parametrize(
    "head",
    [
        *(
            "建筑面积（m²）",
            "建筑面积(平方米)",
            "建筑面积（㎡）",
            "建筑面积 （平米）",
            "建筑面积㎡",
            "建筑面积/㎡",
            "建筑面积",
        ),
        *("gross floor area (m²)", "Gross floor area", "gross_floor_area"),
    ],
)
def test_a_head_is_known_with_its_unit_in_any_spelling(staff, community, head):
    room = RoomFactory(community=community, gross_floor_area=20)
    confirm(staff, "room", send(staff, "room", packed(["编号", head], [room.pk, "38㎡"])))
    room.refresh_from_db()
    assert room.gross_floor_area == 38


@pytest.mark.parametrize("head", ["建筑面积（亩）", "建筑面积（万平方米）", "使用面积（㎡）", "建筑面积（人）"])
def test_a_head_of_another_unit_is_not(staff, community, head):
    room = RoomFactory(community=community)
    assert head in refusal(send(staff, "room", packed(["编号", head], [room.pk, 38])))


def test_units_of_other_registers_are_known_too(staff, community):
    cadre, compound = CadreFactory(community=community), CompoundFactory(community=community)
    heads = ["编号", "出生年份（年）", "出生月份"]
    confirm(staff, "cadre", send(staff, "cadre", packed(heads, [cadre.pk, "1962年", "3月"])))
    confirm(staff, "compound", send(staff, "compound", packed(["编号", "户数（户）"], [compound.pk, "1,200户"])))
    assert Cadre.objects.values_list("birth_year", "birth_month").get() == (1962, 3)
    assert Compound.objects.get().households == 1200


def test_a_per_cent_in_a_text_is_what_one_sees(staff, community):
    room = RoomFactory(community=community, remark="")
    book = Workbook()
    book.active.append(["编号", "备注"])
    book.active.append([room.pk, 0.5])
    book.active["B2"].number_format = "0%"
    stream = BytesIO()
    book.save(stream)
    confirm(staff, "room", send(staff, "room", stream.getvalue()))
    room.refresh_from_db()
    assert room.remark == "50%"
