"""Registers by Excel: the round trip, what is understood, what is refused and where it says so, nothing by halves."""

import os
import zipfile
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from communities.models import Cadre, Community, Compound, Equipment, Room
from tests.admin.admin_forms import in_english
from tests.factories import CadreFactory, CompoundFactory, EquipmentFactory, ResidentUnitFactory, RoomFactory

pytestmark = pytest.mark.django_db
BASE = "/admin/communities/"
REGISTERS: dict[str, Any] = {"cadre": Cadre, "room": Room, "equipment": Equipment, "compound": Compound}
ROOM_HEADS = ["编号", "社区", "名称", "用途", "第二用途", "建筑面积（m²）", "起始日期", "终止日期", "备注"]


@pytest.fixture
def staff(as_user, department):
    return as_user(department)


@pytest.fixture
def community(communities: list[Community]) -> Community:
    return communities[0]


def sheet_of(client: Any, register: str, query: str = "") -> Any:
    """Return the exported sheet."""
    return load_workbook(BytesIO(client.get(f"{BASE}{register}/export/{query}").content)).worksheets[0]


def packed(*rows: list[Any]) -> bytes:
    """Return a workbook with these rows."""
    workbook = Workbook()
    for row in rows:
        workbook.active.append(row)
    stream = BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def send(client: Any, register: str, data: bytes, name: str = "台账.xlsx") -> Any:
    sent = {"import_file": SimpleUploadedFile(name, data), "format": "0"}
    return client.post(f"{BASE}{register}/import/", sent)


def confirm(client: Any, register: str, response: Any) -> Any:
    form = response.context["confirm_form"]
    return client.post(f"{BASE}{register}/process_import/", {bound.html_name: bound.value() or "" for bound in form})


def refusal(response: Any) -> str:
    """Return why the workbook as a whole was not taken."""
    return " ".join(response.context["form"].errors.get("import_file", []))


def faults(response: Any) -> list[tuple[str, str]]:
    return [(place, message) for _row, place, message in response.context["faults"]]


def changes(response: Any) -> list[tuple[int, str]]:
    """Return what the dry run would change, as row and column, and whether it can be confirmed."""
    assert "confirm_form" in response.context, (refusal(response), response.context.get("faults"))
    return [(row.sheet_row, label) for row in response.context["rows"] for label, _old, _new in row.changes]


# --- there and back ---------------------------------------------------------------------------------------------------


@pytest.fixture
def entries(community):
    unit = ResidentUnitFactory(community=community, name="县医院")
    CadreFactory(community=community, heads_unit=unit, remark="=1+1", until=date(2005, 6, 30))
    CadreFactory(community=community, branch_post="", committee_post="", is_general_staff=True)
    RoomFactory(community=community, gross_floor_area=Decimal("40.10"), second_use=Room.Use.POLICE)
    EquipmentFactory(community=community)
    CompoundFactory(community=community, certified_since=date(2005, 1, 1), level="county", households=120)


@pytest.mark.parametrize("register", REGISTERS)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_what_was_exported_changes_nothing_when_it_comes_back(staff, entries, register, language):
    if language == "en":
        in_english(staff)
    exported = staff.get(f"{BASE}{register}/export/").content
    response = send(staff, register, exported)
    assert changes(response) == []
    assert response.context["totals"]["skip"] == REGISTERS[register].objects.count() > 0


def test_a_workbook_of_one_language_is_understood_in_the_other(staff, entries):
    exported = staff.get(f"{BASE}cadre/export/").content
    assert changes(send(in_english(staff), "cadre", exported)) == []


def test_cells_carry_their_kind(staff, community):
    RoomFactory(community=community, gross_floor_area=Decimal("40.10"), since=date(2004, 7, 27))
    sheet = sheet_of(staff, "room")
    assert [cell.value for cell in sheet[1]] == ROOM_HEADS
    assert sheet["F2"].value == pytest.approx(40.1)
    assert sheet["G2"].value.date() == date(2004, 7, 27)
    assert (sheet["G2"].number_format, sheet["F2"].number_format) == ("yyyy-mm-dd", "0.00")


def test_an_export_keeps_to_the_filters_and_has_a_chinese_name(staff, communities):
    for each in communities:
        RoomFactory(community=each)
    response = staff.get(f"{BASE}room/export/?community__id__exact={communities[1].pk}")
    assert load_workbook(BytesIO(response.content)).worksheets[0].max_row == 2
    assert "filename*=utf-8''%E7%94%A8%E6%88%BF" in response["Content-Disposition"]
    assert staff.get(f"{BASE}room/export/?nonsense=1").url == f"{BASE}room/"


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_text_like_a_formula_stays_text(staff, community, sign):
    RoomFactory(community=community, remark=f"{sign}HYPERLINK(1)")
    cell = sheet_of(staff, "room")["I2"]
    assert (cell.data_type, cell.quotePrefix, cell.value) == ("s", True, f"{sign}HYPERLINK(1)")


def test_an_export_costs_the_same_however_long_the_list(staff, community, django_assert_max_num_queries):
    for name in ("甲", "乙", "丙", "丁"):
        CadreFactory(community=community, heads_unit=ResidentUnitFactory(community=community, name=name))
    staff.get(f"{BASE}cadre/export/")  # the first entry of the record makes its head
    with django_assert_max_num_queries(11):
        staff.get(f"{BASE}cadre/export/")


# --- taking it in -----------------------------------------------------------------------------------------------------


def test_the_dry_run_changes_nothing_and_the_word_does(staff, community, department):
    room = RoomFactory(community=community, name="一楼东", gross_floor_area=20)
    data = packed(["编号", "建筑面积(m2)"], [room.pk, "４０．５"])
    response = send(staff, "room", data)
    assert changes(response) == [(2, "建筑面积（m²）")]
    room.refresh_from_db()
    assert room.gross_floor_area == 20
    assert confirm(staff, "room", response).url == f"{BASE}room/"
    room.refresh_from_db()
    assert (room.gross_floor_area, room.name) == (Decimal("40.5"), "一楼东")
    last = room.history.first()
    assert (last.history_user, last.history_type, last.history_change_reason) == (department, "~", "Excel")
    assert default_storage.listdir("imports")[1] == []


def test_a_row_without_number_is_a_new_entry(staff, community):
    row = [None, community.code, "　二楼西\u200b", "clinic", None, 33, "2004年7月27日", None, None]
    response = send(staff, "room", packed(ROOM_HEADS, [None] * 9, row))
    assert response.context["rows"][0].sheet_row == 3
    confirm(staff, "room", response)
    room = Room.objects.get()
    assert (room.name, room.use, room.since) == ("二楼西", Room.Use.CLINIC, date(2004, 7, 27))


@pytest.mark.parametrize(
    "written",
    [
        *("2004年7月27日", "２００４年７月２７日", "2004-07-27", "2004.7.27", " 2004/7/27 ", date(2004, 7, 27)),
        *("2004年7月27号", "2004 年 7 月 27 日", "2004/7/27 0:00:00", "2004-07-27T00:00:00", "2004-07-27 00:00"),
        *(38195, "38195", 20040727, "20040727", datetime.fromisoformat("2004-07-27T09:30")),
    ],
)
def test_days_are_understood_as_they_are_written(staff, community, written):
    row = [None, community.name, "东", "room_clinic", None, 20, written, None, None]
    response = send(staff, "room", packed(ROOM_HEADS, row))
    confirm(staff, "room", response)
    assert Room.objects.get().since == date(2004, 7, 27)


@pytest.mark.parametrize(
    "written",
    [
        *("2004-02-30", "2004年7月", "七月", True, Decimal("1.5"), 2004, 200407, "200407", 20040230, 38195.5),
        *("7/27/2004", "27.7.2004", "04-7-27", "2004/7/27 25", 0, 99999, time(9, 30)),
    ],
)
def test_other_days_are_refused_in_their_cell(staff, community, written):
    row = [None, community.name, "东", "room_clinic", None, 20, written, None, None]
    response = send(staff, "room", packed(ROOM_HEADS, row))
    assert faults(response) == [("G2 起始日期", "请填写真实存在的日期，如2004-07-27。")]


@pytest.mark.parametrize("written", ["女", "Female", "f", "Ｆ"])
def test_choices_come_as_words_or_codes(staff, community, written):
    cadre = CadreFactory(community=community, sex="m")
    confirm(staff, "cadre", send(staff, "cadre", packed(["编号", "性别"], [str(cadre.pk), written])))
    cadre.refresh_from_db()
    assert cadre.sex == "f"


@pytest.mark.parametrize(("written", "kept"), [("是", True), ("no", False), (True, True), (None, False), ("√", True)])
def test_yes_and_no(staff, community, written, kept):
    posts = {"branch_post": ""} if kept else {"branch_post": "member"}
    cadre = CadreFactory(community=community, committee_post="", is_general_staff=kept, **posts)
    assert changes(send(staff, "cadre", packed(["编号", "一般工作人员"], [cadre.pk, written]))) == []


def test_the_unit_of_a_cadre_is_found_in_its_community(staff, communities):
    ResidentUnitFactory(community=communities[1], name="县医院")
    here = ResidentUnitFactory(community=communities[0], name="县医院")
    cadre = CadreFactory(community=communities[0])
    data = packed(["编号", "社区", "heads_unit"], [cadre.pk, communities[0].code, "县医院"])
    confirm(staff, "cadre", send(staff, "cadre", data))
    cadre.refresh_from_db()
    assert cadre.heads_unit == here


# --- what is refused --------------------------------------------------------------------------------------------------


def test_all_faults_are_told_at_once_and_nothing_is_kept(staff, community):
    good = [None, community.name, "东", "room_clinic", None, 20, "2004-07-27", None, None]
    bad = [None, "无此社区", "", "餐厅", None, "四十", "2004-07-27", "2004-07-01", "610322196501011234"]
    response = send(staff, "room", packed(ROOM_HEADS, good, bad))
    assert [place for place, _ in faults(response)] == [
        "B3 社区", "C3 名称", "D3 用途", "F3 建筑面积（m²）", "I3 备注", "H3 终止日期",
    ]  # fmt: skip
    assert dict(faults(response))["D3 用途"].startswith("不在可选项之内，可选：社区党支部办公室、")
    assert "confirm_form" not in response.context
    assert Room.objects.count() == 0
    assert default_storage.listdir("imports")[1] == []


def test_the_models_own_rules_hold(staff, community):
    cadre = CadreFactory(community=community, branch_post="member", committee_post="")
    response = send(staff, "cadre", packed(["编号", "is_general_staff"], [cadre.pk, "是"]))
    ((place, message),) = faults(response)
    assert place == "B2 一般工作人员"
    assert message == "一般工作人员不担任两委职务，请取消勾选或清除职务。"


@pytest.mark.parametrize("number", ["610322196501011234", 610322650101123, "６１０３２２１９６５０１０１１２３Ｘ"])
def test_no_id_number_gets_in(staff, community, number):
    room = RoomFactory(community=community)
    response = send(staff, "room", packed(["编号", "备注"], [room.pk, number]))
    assert [place for place, _ in faults(response)] == ["B2 备注"]


@pytest.mark.parametrize(
    ("key", "word"), [(999999, "没有这个编号"), ("甲", "没有这个编号"), (-1, "没有这个编号"), (10**30, "没有这个编号")]
)
def test_an_entry_that_is_not_there(staff, community, key, word):
    response = send(staff, "room", packed(["编号", "备注"], [str(key), "x"]))
    assert [(place, word in message) for place, message in faults(response)] == [("A2 编号", True)]


def test_an_entry_twice(staff, community):
    room = RoomFactory(community=community)
    response = send(staff, "room", packed(["编号", "备注"], [room.pk, "x"], [room.pk, "y"]))
    assert faults(response) == [("A3 编号", "该编号已在第2行出现。")]


def bomb() -> bytes:
    stream = BytesIO(packed(["编号"], [1]))
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/media/zeros.bin", b"\0" * 21 * 1024 * 1024)
    return stream.getvalue()


def with_part(name: str, text: bytes) -> bytes:
    stream = BytesIO(packed(["编号"], [1]))
    with zipfile.ZipFile(stream, "a") as package:
        package.writestr(name, text)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "word"),
    [
        ("编号,名称\n1,东".encode(), "台账.xlsx", "不是Excel工作簿"),
        ("编号,名称\n1,东".encode(), "台账.csv", "只接收.xlsx"),
        (packed(ROOM_HEADS, [1]), "台账.xls", "只接收.xlsx"),
        (b"\xd0\xcf\x11\xe0 old", "台账.xlsx", "旧版 .xls"),
        (b"", "台账.xlsx", "空文件"),
        (b"PK\x03\x04 cut off", "台账.xlsx", "不是Excel工作簿"),
        (b"x" * (2 * 1024 * 1024 + 1), "台账.xlsx", "2 MB"),
        (bomb(), "台账.xlsx", "解压"),
        (with_part("xl/vbaProject.bin", b"x"), "台账.xlsx", "宏"),
        (with_part("xl/x.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'), "台账.xlsx", "损坏"),
        (packed(["编号", "名称"], [None, "=1+1"]), "台账.xlsx", "B2处"),
        (packed(["编号", "身份证号"], [None, "x"]), "台账.xlsx", "身份证号"),
        (packed(["编号", "名称", "name"], [None, "x", "y"]), "台账.xlsx", "重复"),
        (packed(["编号", "名称", None], [None, "x", "y"]), "台账.xlsx", "C列"),
        (packed(["名称"], ["x"]), "台账.xlsx", "缺少“编号”列"),
        (packed(ROOM_HEADS), "台账.xlsx", "没有任何条目"),
        (packed(), "台账.xlsx", "没有任何条目"),
        (packed(["编号", "名称"], *[[None, "x"]] * 501), "台账.xlsx", "500行"),
    ],
)
def test_a_file_that_is_not_taken(staff, community, data, name, word):
    response = send(staff, "room", data, name)
    assert word in refusal(response)
    assert "confirm_form" not in response.context
    assert (Room.objects.count(), Room.history.count()) == (0, 0)


def test_a_workbook_that_lies_about_its_size_is_read_to_its_end(staff, community):
    data = BytesIO()
    with zipfile.ZipFile(BytesIO(packed(["编号", "备注"], ["999", "x"]))) as old, zipfile.ZipFile(data, "w") as new:
        for part in old.infolist():
            new.writestr(part, old.read(part).replace(b'<dimension ref="A1:B2"', b'<dimension ref="A1"'))
    assert [place for place, _ in faults(send(staff, "room", data.getvalue()))] == ["A2 编号"]


# --- the word ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def tried(staff, community):
    """A dry run that waits to be confirmed."""
    room = RoomFactory(community=community, remark="")
    return send(staff, "room", packed(["编号", "备注"], [room.pk, "新"]))


def test_it_is_taken_once(staff, tried):
    confirm(staff, "room", tried)
    again = confirm(staff, "room", tried)
    assert again.url == f"{BASE}room/import/"
    assert Room.history.filter(history_type="~").count() == 1


def test_not_after_somebody_changed_the_register(staff, tried):
    room = Room.objects.get()
    room.remark = "别人改的"
    room.save()
    assert confirm(staff, "room", tried).url == f"{BASE}room/import/"
    assert Room.objects.get().remark == "别人改的"


def test_not_by_another_person_nor_for_another_register(staff, tried, as_user, department_colleague):
    assert confirm(staff, "compound", tried).url == f"{BASE}compound/import/"
    assert "已失效" in staff.get(f"{BASE}compound/import/").content.decode()
    assert confirm(as_user(department_colleague), "room", tried).url == f"{BASE}room/import/"
    assert Room.objects.get().remark == ""


@pytest.mark.parametrize("name", ["../../etc/passwd", "x", ""])
def test_no_file_of_ones_own_choice(staff, tried, name):
    answer = staff.post(f"{BASE}room/process_import/", {"import_file_name": name, "original_file_name": "x"})
    assert answer.url == f"{BASE}room/import/"


def test_what_is_wrong_only_now_takes_all_back(staff, community):
    unit = ResidentUnitFactory(community=community, name="县医院")
    row = [None, community.name, "王某", "男", 1965, 5, "大专", "书记", "", "", "", "选任", "其他", "2004-07-27"]
    heads = [str(cell.value) for cell in sheet_of(staff, "cadre")[1]][: len(row)]
    tried = send(staff, "cadre", packed(heads, row, [*row[:10], "县医院", *row[11:]]))
    assert len(tried.context["rows"]) == 2
    unit.delete()
    assert confirm(staff, "cadre", tried).url == f"{BASE}cadre/import/"
    assert "K3 " in staff.get(f"{BASE}cadre/import/").content.decode()
    assert (Cadre.objects.count(), Cadre.history.count()) == (0, 0)


def test_what_nobody_confirms_goes_with_the_next_upload(staff, tried, community):
    (waiting,) = default_storage.listdir("imports")[1]
    before_the_hour = (timezone.now() - timedelta(minutes=61)).timestamp()
    os.utime(default_storage.path(f"imports/{waiting}"), (before_the_hour, before_the_hour))
    send(staff, "room", packed(["编号", "备注"], [Room.objects.get().pk, "另"]))
    assert waiting not in default_storage.listdir("imports")[1]
    assert len(default_storage.listdir("imports")[1]) == 1


# --- the door ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("register", REGISTERS)
def test_only_who_keeps_the_registers(as_user, sysadmin, secretary, register):
    addresses = [f"{BASE}{register}/{page}/" for page in ("export", "import")]
    assert [as_user(sysadmin).get(address).status_code for address in addresses] == [403, 403]
    assert [as_user(secretary).get(address).status_code for address in addresses] == [404, 404]
    assert send(as_user(sysadmin), register, packed(["编号"], [1])).status_code == 403


def test_the_list_leads_there(staff):
    page = staff.get(f"{BASE}room/?use__exact=room_clinic").content.decode()
    assert f'href="{BASE}room/import/"' in page
    assert "export/?use__exact=room_clinic" in page


def test_no_two_columns_of_a_register_have_the_same_head(staff):
    heads = {register: [cell.value for cell in sheet_of(staff, register)[1]] for register in REGISTERS}
    assert all(len(set(row)) == len(row) and all(row) for row in heads.values())
