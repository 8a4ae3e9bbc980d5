import json
import re
from datetime import date

import pytest

from fengxiang import clock
from partybuilding.models import Duty, DutyLine, DutyReport
from partybuilding.targets.quarter import Quarter
from partybuilding.units.actions import DutyDraft, LineDraft, save_duty_report, submit_duty_report
from tests.factories import UserFactory
from tests.factories_meeting import MeetingFactory
from tests.pages import told

pytestmark = pytest.mark.usefixtures("english_pages")

Q2, Q3 = Quarter(2005, 2), Quarter(2005, 3)
PLACE = {"unit": "minzhengju", "quarter": "2005Q3"}


@pytest.fixture
def seat(plan, member):
    return plan.member_units.get(unit=member.unit)


@pytest.fixture
def duty(plan, seat):
    duty = Duty.objects.create(plan=plan, code="posts", order=1, name="职数设置", name_en="number of posts")
    duty.units.add(seat)
    return duty


@pytest.fixture
def joint(plan, seat):
    duty = Duty.objects.create(plan=plan, code="pay", order=2, name="干部待遇", name_en="cadre pay")
    duty.units.add(seat, plan.member_units.get(unit__code="caizhengju"))
    return duty


@pytest.fixture
def own(as_user, member):
    return as_user(member)


@pytest.fixture
def colleague(member):
    return UserFactory(username="minzhengju2", name="冯某", unit=member.unit)


@pytest.fixture
def keep(plan, member, duty):
    def keep(text="已配齐", status="done", quarter=Q3, hand_in=False, **facts):
        lines = dict.fromkeys((each.pk for each in plan.duties.all()), LineDraft("nothing"))
        draft = DutyDraft({**lines, duty.pk: LineDraft(status, text)}, {"agenda_times": 2, **facts})
        place = {"plan": plan, "unit": member.unit, "quarter": quarter, "actor": member}
        save_duty_report(draft=draft, **place)
        return submit_duty_report(**place) if hand_in else None

    return keep


def text_of(response):
    """Return the page's words, blanks drawn together."""
    return re.sub(r"\s+", " ", response.content.decode())


def typed(duty, status="done", text="已配齐", **more):
    """Return what a browser sends of the whole form."""
    return {f"r{duty.pk}": "1", f"s{duty.pk}": status, f"t{duty.pk}": text, "agenda_times": "2", "remark": "", **more}


# --- duties and contact -----------------------------------------------------------------------------------------------


def test_the_own_unit_confirms_and_sees_the_day(own, url, seat, duty):
    assert "Confirm the duties" in text_of(own.get(url("unit", unit="minzhengju")))
    response = own.post(url("unit-confirm", unit="minzhengju"))
    assert (response.url, told(response)) == (url("unit", unit="minzhengju"), ["The duties are confirmed."])
    page = text_of(own.get(response.url))
    assert "Confirm the duties" not in page
    assert "15 November 2005" in page
    assert told(own.post(url("unit-confirm", unit="minzhengju"))) == ["The duties were confirmed already."]


def test_others_are_not_offered_to_confirm(as_user, department, url, duty):
    assert "Confirm the duties" not in text_of(as_user(department).get(url("unit", unit="minzhengju")))


@pytest.mark.parametrize("who", ["member", "department"])
def test_unit_and_department_name_the_contact(as_user, request, url, seat, who):
    client = as_user(request.getfixturevalue(who))
    assert client.post(url("unit-contact", unit="minzhengju"), {"contact": "赵某 股长"}).status_code == 302
    assert "赵某 股长" in text_of(client.get(url("unit", unit="minzhengju")))


def test_a_wrong_contact_is_told_beside_its_field_and_not_lost(own, url, seat):
    response = own.post(url("unit-contact", unit="minzhengju"), {"contact": "赵某 610322197001011234"})
    assert response.status_code == 422
    assert "ID number" in text_of(response)
    assert 'value="赵某 610322197001011234"' in response.content.decode()
    seat.refresh_from_db()
    assert seat.contact == ""


# --- the report -------------------------------------------------------------------------------------------------------


def test_the_form_has_a_row_for_each_duty_with_last_quarters_words(own, url, duty, joint, keep):
    keep("上季度配了两名", quarter=Q2, hand_in=True)
    page = text_of(own.get(url("duty-report", **PLACE)))
    assert "number of posts" in page
    assert "上季度配了两名" in page
    assert "Last quarter: 2." in page
    assert "joint with: Finance Bureau" in page


def test_the_button_saves_what_was_typed_with_the_pilots(own, url, duty, pilots):
    sent = typed(duty, "under_way", "正在核定", **{f"p{duty.pk}_{pilots[1].pk}": "on"})
    response = own.post(url("duty-report-save", **PLACE), sent)
    assert (response.url, told(response)) == (url("duty-report", **PLACE), ["Saved."])
    line = DutyLine.objects.get()
    assert (line.status, line.text, [*line.pilots.all()]) == ("under_way", "正在核定", [pilots[1]])
    page = own.get(response.url).content.decode()
    assert '<option value="under_way" selected>' in page
    assert re.search(rf'id="id_p{duty.pk}_{pilots[1].pk}" checked', page)


def test_a_field_that_is_left_is_saved_alone(own, url, duty, joint, keep):
    keep("已配齐", remark="")
    sent = {f"r{joint.pk}": "1", f"s{joint.pk}": "done", f"t{joint.pk}": "已调标"}
    response = own.post(url("duty-report-save", **PLACE), sent, headers={"HX-Request": "true"})
    assert response.status_code == 200
    assert f'id="base-{joint.code}"' in response.content.decode()
    assert {line.text for line in DutyLine.objects.all()} == {"已配齐", "已调标"}
    assert DutyReport.objects.get().agenda_times == 2


@pytest.mark.parametrize(
    ("name", "wrong", "message"),
    [
        ("t", "说明" * 300, "500"),
        ("t", "610322197001011234", "ID number"),
        ("s", "perhaps", "perhaps"),
        ("agenda_times", "两次", "Not a number"),
        ("agenda_times", "-1", "0"),
        ("agenda_times", "100", "99"),
        ("remark", "610322197001011234", "ID number"),
    ],
)
def test_a_mistake_is_told_beside_its_field_and_the_rest_is_saved(own, url, duty, joint, name, wrong, message):
    field = name if len(name) > 1 else f"{name}{duty.pk}"
    sent = typed(duty) | typed(joint, "done", "已调标") | {field: wrong}
    response = own.post(url("duty-report-save", **PLACE), sent)
    form = response.context["form"]
    assert (response.status_code, list(form.errors)) == (422, [field])
    assert message in form.errors[field][0]
    assert wrong in response.content.decode() or name == "s"  # a choice that is none cannot be shown again
    assert DutyLine.objects.get(duty=joint).text == "已调标"


def test_full_width_figures_are_understood(own, url, duty):
    own.post(url("duty-report-save", **PLACE), typed(duty, agenda_times="３"))
    assert DutyReport.objects.get().agenda_times == 3


def test_two_people_of_a_unit_do_not_overwrite_each_other(as_user, url, duty, member, colleague, keep):
    keep("原话")
    base = json.dumps({f"s{duty.pk}": "done", f"t{duty.pk}": "原话"})
    as_user(colleague).post(url("duty-report-save", **PLACE), typed(duty, "done", "同事的话", **{f"b{duty.pk}": base}))
    sent = typed(duty, "done", "我的话", **{f"b{duty.pk}": base}, remark="我的说明", b_remark='{"remark": ""}')
    response = as_user(member).post(url("duty-report-save", **PLACE), sent)
    page = text_of(response)
    assert response.status_code == 422
    assert "冯某 changed this" in page
    assert "同事的话" in page
    assert "我的话" in page
    assert (DutyLine.objects.get().text, DutyReport.objects.get().remark) == ("同事的话", "我的说明")


def test_what_a_colleague_wrote_elsewhere_on_the_page_stays(as_user, url, duty, joint, member, colleague):
    empty = {f"b{each.pk}": json.dumps({f"s{each.pk}": "", f"t{each.pk}": ""}) for each in (duty, joint)}
    first = typed(duty) | typed(joint, "", "") | empty
    second = typed(duty, "", "") | typed(joint, "done", "已调标") | empty
    as_user(colleague).post(url("duty-report-save", **PLACE), first)
    assert as_user(member).post(url("duty-report-save", **PLACE), second).status_code == 302
    assert {line.text for line in DutyLine.objects.all()} == {"已配齐", "已调标"}


def test_it_is_handed_in_once_nothing_is_missing(own, url, duty, joint):
    response = own.post(url("duty-report-submit", **PLACE), typed(duty) | {"agenda_times": ""})
    assert (response.status_code, set(response.context["form"].errors)) == (422, {f"s{joint.pk}", "agenda_times"})
    assert "Say how far it is." in text_of(response)
    assert DutyLine.objects.get().text == "已配齐"
    response = own.post(url("duty-report-submit", **PLACE), typed(duty) | typed(joint, "nothing", ""))
    assert told(response) == ["The duty report is handed in."]
    page = text_of(own.get(url("duty-report", **PLACE)))
    assert "Handed in by 赵某 on 15 November 2005." in page
    assert "data-report-form" not in page


def test_what_was_typed_into_a_report_a_colleague_handed_in_is_still_to_be_seen(own, url, duty, keep):
    keep(hand_in=True)
    response = own.post(url("duty-report-save", **PLACE), typed(duty, "done", "刚刚打的字"))
    assert response.status_code == 422
    assert "handed in: take it back first" in text_of(response)
    assert "刚刚打的字" in text_of(response)
    refused = own.post(url("duty-report-save", **PLACE), typed(duty), headers={"HX-Request": "true"})
    assert refused.status_code == 409
    assert DutyLine.objects.get().text == "已配齐"


def test_it_is_taken_back_until_the_meeting_is_opened(own, url, plan, keep):
    keep(hand_in=True)
    assert "Take back and correct" in text_of(own.get(url("duty-report", **PLACE)))
    response = own.post(url("duty-report-withdraw", **PLACE))
    assert "taken back" in told(response)[0]
    keep(hand_in=True)
    MeetingFactory(plan=plan, held=True)
    page = text_of(own.get(url("duty-report", **PLACE)))
    assert "Take back and correct" not in page
    assert "of 20 October 2005 has seen it" in page
    assert "The joint meeting on this quarter has begun" in told(own.post(url("duty-report-withdraw", **PLACE)))[0]


def test_others_read_what_was_handed_in_and_no_draft(as_user, department, secretary, url, keep):
    keep("草稿里的话")
    for reader in (department, secretary):
        page = text_of(as_user(reader).get(url("duty-report", **PLACE)))
        assert "草稿里的话" not in page
        assert "has not handed in its duty report" in page
        assert "草稿里的话" not in text_of(as_user(reader).get(url("unit", unit="minzhengju")))
    keep("草稿里的话", hand_in=True)
    assert "草稿里的话" in text_of(as_user(secretary).get(url("duty-report", **PLACE)))
    assert "草稿里的话" in text_of(as_user(secretary).get(url("unit", unit="minzhengju")))


def test_a_joint_line_shows_what_the_other_unit_says(own, url, plan, joint, member):
    other = plan.member_units.get(unit__code="caizhengju").unit
    actor = UserFactory(unit=other)
    place = {"plan": plan, "unit": other, "quarter": Q3, "actor": actor}
    save_duty_report(draft=DutyDraft({joint.pk: LineDraft("done", "已列入预算")}, {"agenda_times": 1}), **place)
    assert "已列入预算" not in text_of(own.get(url("duty-report", **PLACE)))
    submit_duty_report(**place)
    assert "已列入预算" in text_of(own.get(url("duty-report", **PLACE)))


def test_the_town_is_asked_for_its_agenda_alone(as_user, town, url, duty, pilots):
    place = {"unit": "chengguan", "quarter": "2005Q3"}
    client = as_user(town)
    page = text_of(client.get(url("duty-report", **place)))
    assert "number of posts" not in page
    assert "no duties of its own" in page
    client.post(url("duty-report-submit", **place), {"agenda_times": "4", "remark": ""})
    assert DutyReport.objects.get().agenda_times == 4


def test_before_the_quarter_there_is_nothing_to_write(own, url, duty):
    with clock.set_to(date(2005, 11, 15)):
        page = text_of(own.get(url("duty-report", unit="minzhengju", quarter="2006Q1")))
    assert "The quarter has not begun yet." in page
    response = own.post(url("duty-report-save", unit="minzhengju", quarter="2006Q1"), typed(duty))
    assert (response.status_code, DutyReport.objects.count()) == (422, 0)


@pytest.mark.parametrize("place", [{"unit": "shuiliju"}, {"quarter": "2005Q5"}, {"quarter": "2006Q3"}])
def test_what_is_not_of_the_plan_is_not_there(own, url, stranger, pilots, place):
    assert own.get(url("duty-report", **{**PLACE, **place})).status_code == 404
