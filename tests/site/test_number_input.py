"""What counts as a number, and the same answer at every door a number comes in by."""

import json
import re
from datetime import date, time, timedelta
from decimal import Decimal
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from communities.models import Compound, Room
from fengxiang.number_input import CellNumber, read_number
from partybuilding.models import Duty, DutyReport, FieldValue, IndicatorField, Paper, VerificationDraw
from partybuilding.reports.detail import load_report_detail
from partybuilding.reports.workbook.compare import compare
from tests.admin.admin_forms import errors_of, in_english, post
from tests.factories import CompoundFactory, RoomFactory
from tests.pages import form_data
from tests.reports.workbook.conftest import cell_of, edited

pytestmark = [pytest.mark.alike, pytest.mark.usefixtures("english")]

COMMA = "A comma stands only before each group of three digits"
NUMBER = "Not a number: write digits, for example 186"
WHOLE = "Whole numbers only."
OTHER_UNIT = "is not the unit here"


def refusal(value: object, **field: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        read_number(value, **field)
    return str(caught.value.messages[0])


# --- the reader -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "places", "unit", "number"),
    [
        ("210.5", 2, "", "210.5"),
        ("２１０．５", 2, "", "210.5"),
        ("\u3000210\u00a0", 0, "", "210"),
        ("\u200b21\ufeff0", 0, "", "210"),
        ("＋5", 0, "", "5"),
        ("−5", 0, "", "-5"),
        ("－5", 0, "", "-5"),
        ("-0", 0, "", "0"),
        ("0", 2, "", "0"),
        (".5", 1, "", "0.5"),
        ("5.", 0, "", "5"),
        ("007", 0, "", "7"),
        ("3.0", 0, "人", "3"),
        ("3.000人", 0, "人", "3"),
        ("210.500", 2, "", "210.5"),
        ("1,210", 0, "", "1210"),
        ("1，210.5", 2, "", "1210.5"),
        ("1,234,567", 0, "", "1234567"),
        ("210.5平方米", 2, "m²", "210.5"),
        ("210.5平米", 2, "m²", "210.5"),
        ("210.5 ㎡", 2, "m²", "210.5"),
        ("210.5M2", 2, "m²", "210.5"),
        ("38 m²", 2, "平方米", "38"),
        ("4名", 0, "人", "4"),
        ("4 persons", 0, "人|person|persons", "4"),
        ("4 posts", 0, "个|post|posts", "4"),
        ("3次", 0, "次", "3"),
        ("50％", 0, "%", "50"),
        ("￥1,200元", 2, "元", "1200"),
        ("1.2万元", 2, "元", "12000"),
        ("0.000123万元", 2, "元", "1.23"),
        ("120000元", 2, "万元", "12"),
        (3, 0, "", "3"),
        (3.0, 0, "", "3"),
        (0.1 + 0.2, 2, "", "0.3"),
        (40.10000000000001, 2, "", "40.1"),
        (CellNumber(Decimal("0.5"), is_percent=True), 0, "%", "50"),
        (CellNumber(Decimal("0.07"), is_percent=True), 0, "%", "7"),
    ],
)
def test_a_number_is_read_as_people_type_it(typed, places, unit, number):
    assert read_number(typed, places=places, unit=unit) == Decimal(number)


@pytest.mark.parametrize(("typed", "unit"), [(None, ""), ("", ""), (" \u3000\u200b", ""), ("㎡", "m²"), ("元", "元")])
def test_nothing_typed_is_not_zero(typed, unit):
    assert read_number(typed, places=2, unit=unit) is None


@pytest.mark.parametrize(
    ("typed", "places", "unit", "message"),
    [
        ("210,5", 2, "", COMMA),
        ("210，5", 2, "", COMMA),
        ("12,34,56", 0, "", COMMA),
        ("1,2345", 0, "", COMMA),
        ("0,125", 2, "", COMMA),
        ("1234,567", 0, "", COMMA),
        ("210,", 0, "", COMMA),
        ("1.234,5", 2, "", COMMA),
        ("210,5㎡", 2, "m²", COMMA),
        ("1 210", 0, "", NUMBER),
        ("2e2", 0, "", NUMBER),
        ("1/2", 0, "", NUMBER),
        ("½", 2, "", NUMBER),
        ("210²", 0, "", NUMBER),
        ("210①", 0, "", NUMBER),
        ("٣", 0, "", NUMBER),
        ("三", 0, "", NUMBER),
        ("约200", 0, "", NUMBER),
        ("2004.7.27", 2, "", NUMBER),
        ("NaN", 2, "", NUMBER),
        (float("nan"), 2, "", NUMBER),
        ("1" * 61, 0, "", NUMBER),
        ("9" * 30, 0, "", "The figure is too large."),
        (10**400, 0, "", "The figure is too large."),
        ("3.5", 0, "人", WHOLE),
        (3.5, 0, "人", WHOLE),
        ("1.234", 2, "", "At most 2 decimals."),
        (1234567890.125, 2, "", "At most 2 decimals."),
        ("4人", 2, "m²", "“人” is not the unit here"),
        ("2万", 0, "人", "“万” is not the unit here"),
        ("2万元", 0, "人", "“万元” is not the unit here"),
        ("50%", 2, "m²", "“%” is not the unit here"),
        ("4人", 0, "", "“人” is not the unit here"),
        ("1.23456万元", 0, "元", WHOLE),
        ("=1+1", 0, "", "A formula stands here."),
        ("2\x001", 0, "", "This holds a null character (U+0000)"),
        ("2\ue1231", 0, "", "(U+E123) is one of your own computer"),
        (True, 0, "", "not TRUE or FALSE"),
        (date(2005, 9, 30), 0, "", "Excel has made a date of this."),
        (time(1), 0, "", "Excel has made a date of this."),
        (timedelta(1), 0, "", "Excel has made a date of this."),
        (CellNumber(Decimal("2.12"), is_percent=True), 2, "m²", "formatted as per cent and shows 212%"),
        (CellNumber(Decimal(12), is_scaled=True), 2, "元", "holds 12, and its format shows another number"),
    ],
)
def test_what_is_none_or_may_be_two_is_refused_in_words(typed, places, unit, message):
    assert message in refusal(typed, places=places, unit=unit)


# --- every door -------------------------------------------------------------------------------------------------------


FIGURES = {"area": "K07", "cadres": "K16"}


class Doors:
    """An area and a count by each way in; each returns what is kept, or the message why it is not."""

    def __init__(self, client: Any, report: Any, url: Any, people: dict[str, Any]) -> None:
        self.client, self.report, self.url, self.people = client, report, url, people

    def _as(self, who: str) -> Any:
        self.client.force_login(self.people[who])
        return in_english(self.client)

    @staticmethod
    def _field(key: str) -> IndicatorField:
        return IndicatorField.objects.get(key=key, indicator__code=FIGURES[key])

    def _figure(self, key: str) -> Decimal | None:
        value: Decimal | None = FieldValue.objects.get(entry__report=self.report, field=self._field(key)).value
        return value

    def report_form(self, key: str, text: str, **headers: str) -> Any:
        client = self._as("secretary")
        data = form_data(client.get(self.url("report-edit")))
        field = self._field(key)
        if headers:  # the row alone, as it is left
            base = json.loads(data[f"b{field.indicator_id}"])
            row = {name: data[name] for name in base if name in data}
            data = {f"r{field.indicator_id}": "1", f"b{field.indicator_id}": json.dumps(base), **row}
        response = client.post(self.url("report-save"), data | {f"v{field.pk}": text}, headers=headers)
        told = re.search(rf'id="id_v{field.pk}-error"[^>]*>([^<]+)', response.content.decode())
        return unescape(told[1]) if told else self._figure(key)

    def field_save(self, key: str, text: str) -> Any:
        return self.report_form(key, text, **{"HX-Request": "true"})

    def report_workbook(self, key: str, text: object, number_format: str = "General") -> Any:

        def put(book: Any) -> None:
            cell = cell_of(book, f"{FIGURES[key]}.{key}")
            cell.value, cell.number_format = text, number_format

        content = edited(self.report, put)
        wrong = compare(content, load_report_detail(self.report)).wrong
        client = self._as("secretary")
        sent = {"workbook": SimpleUploadedFile("报告.xlsx", content)}
        review = client.post(self.url("report-workbook-upload"), sent).url
        client.post(review + "take/")
        return wrong[0].message if wrong else self._figure(key)

    def register_workbook(self, key: str, text: object, number_format: str = "General") -> Any:
        register, head, name, entry = self._entry(key)
        book = Workbook()
        book.active.append(["编号", head])
        book.active.append([entry.pk, text])
        book.active["B2"].number_format = number_format
        stream = BytesIO()
        book.save(stream)
        client = self._as("department")
        sent = {"import_file": SimpleUploadedFile("台账.xlsx", stream.getvalue()), "format": "0"}
        response = client.post(f"/admin/communities/{register}/import/", sent)
        if faults := response.context.get("faults"):
            return faults[0][2]
        if errors := response.context["form"].errors:
            return errors["import_file"][0]
        form = response.context["confirm_form"]
        said = {bound.html_name: bound.value() or "" for bound in form}
        client.post(f"/admin/communities/{register}/process_import/", said)
        entry.refresh_from_db()
        return getattr(entry, name)

    def admin(self, key: str, text: str) -> Any:
        register, _head, name, entry = self._entry(key)
        response = post(self._as("department"), f"/admin/communities/{register}/{entry.pk}/change/", {name: text})
        if response.status_code != 302:
            return errors_of(response)[name][0]
        entry.refresh_from_db()
        return getattr(entry, name)

    def _entry(self, key: str) -> tuple[str, str, str, Any]:
        community = self.report.pilot.community
        if key == "area":
            room = Room.objects.first() or RoomFactory(community=community)
            return "room", "建筑面积（㎡）", "gross_floor_area", room
        compound = Compound.objects.first() or CompoundFactory(community=community)
        return "compound", "户数", "households", compound

    def duty_report(self, key: str, text: str) -> Any:
        place = {"unit": "minzhengju", "quarter": "2005Q3"}
        self.report.pilot.plan.duties.get().units.add(self.report.pilot.plan.member_units.get(unit__code="minzhengju"))
        client = self._as("member")
        response = client.post(self.url("duty-report-save", **place), {"agenda_times": text, "bagenda_times": "{}"})
        told = response.context["form"].errors.get("agenda_times") if response.context else None
        return told[0] if told else DutyReport.objects.get().agenda_times

    def draw(self, key: str, text: str) -> Any:
        client = self._as("department")
        response = client.post(self.url("verification-draw", quarter="2005Q3"), {"size": text})
        told = response.context["form"].errors.get("size") if response.context else None
        return told[0] if told else VerificationDraw.objects.get().size

    def paper(self, key: str, text: str) -> Any:
        data = {"bulletin-about": "2005Q3", "bulletin-dated": "2005-11-15", "bulletin-document_number": text}
        response = self._as("department").post(self.url("paper-make"), {"kind": "bulletin", **data})
        if response.status_code != 302:
            form = next(each for each in response.context["forms"] if each.kind == "bulletin")
            return form.errors["document_number"][0]
        return Paper.objects.get().document_number


AREA_DOORS = ["report_form", "field_save", "report_workbook", "register_workbook", "admin"]
COUNT_DOORS = {
    **dict.fromkeys(("report_form", "field_save", "report_workbook"), "人"),
    "register_workbook": "户",
    "admin": "户",
    "duty_report": "次",
    "draw": "个",
    "paper": "号",
}


@pytest.fixture
def doors(client, report_in, secretary, department, member, url, plan):
    Duty.objects.create(plan=plan, code="posts", order=1, name="职数设置")
    people = {"secretary": secretary, "department": department, "member": member}

    def at(door: str) -> Any:
        state = "approved" if door in {"draw", "paper"} else "draft"
        return getattr(Doors(client, report_in(state), url, people), door)

    return at


@pytest.mark.parametrize("door", AREA_DOORS)
@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("210,5", COMMA),
        ("210，5", COMMA),
        ("12,34,56", COMMA),
        ("1,210", "1210"),
        ("1，210.5", "1210.5"),
        ("38㎡", "38"),
        ("210.5平方米", "210.5"),
        ("２１０．５平米", "210.5"),
        ("210.50 m²", "210.5"),
        ("0", "0"),
        ("210.5人", OTHER_UNIT),
        ("0.02万平方米", OTHER_UNIT),
        ("210²", NUMBER),
        ("2 10", NUMBER),
        ("2e2", NUMBER),
        ("约200", NUMBER),
        ("210.505", "At most 2 decimals."),
        ("=1+1", "formula"),
        ("2\ue12310", "(U+E123)"),
    ],
)
def test_an_area_is_the_same_at_every_door(doors, door, typed, kept):
    answer = doors(door)("area", typed)
    if kept[0].isdecimal():
        assert answer == Decimal(kept)
    else:
        assert kept in str(answer)


@pytest.mark.parametrize("door", COUNT_DOORS)
@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("4.0", 4),
        ("４", 4),
        ("4{unit}", 4),
        ("04", 4),
        ("3.5", WHOLE),
        ("1,2", COMMA),
        ("4㎡", OTHER_UNIT),
        ("四", NUMBER),
        ("4-5", NUMBER),
    ],
)
def test_a_count_is_the_same_at_every_door(doors, door, typed, kept):
    answer = doors(door)("cadres", typed.format(unit=COUNT_DOORS[door]))
    assert answer == kept if isinstance(kept, int) else kept in str(answer)


@pytest.mark.parametrize("door", ["report_workbook", "register_workbook"])
@pytest.mark.parametrize(
    ("value", "number_format", "kept"),
    [
        (212, "General", "212"),
        (212, '0.00"㎡"', "212"),
        (1212, "#,##0.00_);[Red]\\(#,##0.00\\)", "1212"),
        (2.12, "0%", "formatted as per cent and shows 212%"),
        (2.12, "0.00%;[Red]-0.00%", "formatted as per cent"),
        (212000, "#,##0,", "shows another number"),
        (212, '0.0"万㎡"', "shows another number"),
        (date(2005, 9, 30), "yyyy-mm-dd", "Excel has made a date of this."),
        (True, "General", "not TRUE or FALSE"),
    ],
)
def test_a_cell_is_taken_for_what_it_shows(doors, door, value, number_format, kept):
    answer = doors(door)("area", value, number_format)
    assert answer == Decimal(kept) if kept.isdecimal() else kept in str(answer)
