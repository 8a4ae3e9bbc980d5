"""Every way a text comes in: line breaks are kept as one kind, control characters go, what cannot be kept is told."""

from typing import Any

import pytest
from django import forms

from communities.models import ProjectActivity
from fengxiang.forms import TextField
from partybuilding.assessment.actions import begin_assessment
from partybuilding.assessment.forms import RatingForm
from partybuilding.ledger.rules import ItemAct
from partybuilding.meetings.actions import close_meeting, open_meeting, set_attendance
from partybuilding.models import (
    Attendance,
    Duty,
    DutyLine,
    DutyReport,
    FinalAssessment,
    GoodRating,
    LedgerEvent,
    LedgerItem,
    Meeting,
    MemberUnit,
    PlanChange,
    Report,
    Verification,
)
from partybuilding.reports.detail import load_report_detail
from partybuilding.reports.forms import ReportForm
from partybuilding.reports.forms_review import ReviewForm
from partybuilding.targets.quarter import Quarter
from partybuilding.units.duty_reports import load_duty_sheet
from partybuilding.units.forms import DutyForm
from partybuilding.verification.queries import load_value
from tests.admin.admin_forms import post
from tests.assessment.samples import approved_assessment
from tests.factories import CadreFactory
from tests.factories_indicator import IndicatorFactory, IndicatorFieldFactory
from tests.factories_meeting import LedgerItemFactory, MeetingFactory
from tests.ledger.test_views import OPEN
from tests.pages import form_data, told
from tests.reports.reporting import photo
from tests.site import text_ways
from tests.site.test_number_fields import every_form
from tests.site.workbook_ways import register_workbook, report_workbook

pytestmark = pytest.mark.usefixtures("english_pages")

VALUE = {"pilot": "qinfenglu", "quarter": "2005Q3", "code": "K07"}
DUTIES = {"unit": "minzhengju", "quarter": "2005Q3"}


@pytest.fixture
def ground(plan, pilots, department, secretary, town, member, sysadmin, as_user, url, report_in):
    """Return what ways ask for, by name; `client` logs somebody in, `last` is what was kept last of a column."""

    def last(model, name):
        return model.objects.order_by("-pk").values_list(name, flat=True).first()

    people = {"department": department, "secretary": secretary, "town": town, "member": member}
    people["sysadmin"] = sysadmin
    return {
        "plan": plan,
        "pilots": pilots,
        "url": url,
        "report_in": report_in,
        "last": last,
        "unit": member.unit,
        "department": department,
        "secretary": secretary,
        "client": lambda who: as_user(people[who]),
    }


# --- the ways: each sends a text and returns the answer and what was kept --------------------------------------------


def ledger(name):
    def send(g, text):
        sent = {**OPEN, "matter": "扩建", name: text}
        return g["client"]("department").post(g["url"]("ledger-open"), sent), g["last"](LedgerItem, name)

    return send


def ledger_step(act, prefix, name, state):
    def send(g, text):
        item = LedgerItemFactory(plan=g["plan"], number=12, responsible=g["unit"], state=state)
        who = "member" if act in {"progress", "ask"} else "department"
        proof = {f"{prefix}-text": "已完工", f"{prefix}-proof_kind": "document"} if name == "proof" else {}
        sent: dict[str, Any] = proof | {f"{prefix}-{name}": text, f"{prefix}-due_on": "2006-01-31"}
        sent |= {f"{prefix}-evidence": photo()} if act == "ask" and name == "text" else {}
        answer = g["client"](who).post(g["url"](f"ledger-{act}", item=item.code), sent)
        return answer, g["last"](LedgerEvent, "proof" if name == "proof" else "text")

    return send


def meeting(name):
    def send(g, text):
        sent = {"meeting-planned_on": "2005-11-22", "meeting-quarter": "2005Q3", f"meeting-{name}": text}
        return g["client"]("department").post(g["url"]("meeting-plan"), sent), g["last"](Meeting, name)

    return send


def past_meeting(name):
    def send(g, text):
        came = {f"past-unit-{seat.unit.code}": "present" for seat in g["plan"].member_units.select_related("unit")}
        sent = {**came, "past-held_on": "2005-10-20", f"past-{name}": text}
        return g["client"]("department").post(g["url"]("meeting-enter"), sent), g["last"](Meeting, name)

    return send


def _session(g):
    g["report_in"]("approved")
    return open_meeting(meeting=MeetingFactory(plan=g["plan"], number=1), actor=g["department"])


def attendance(g, text):
    _session(g)
    address = g["url"]("meeting-attend", number=1, unit="caizhengju")
    return g["client"]("department").post(address, {"status": "present", "person": text}), g["last"](
        Attendance, "person"
    )


def decision(g, text):
    _session(g)
    sent = {"step": "duties", "decision-responsible": "minzhengju", "decision-due_on": "2006-01-31"}
    answer = g["client"]("department").post(g["url"]("meeting-decide", number=1), {**sent, "decision-matter": text})
    return answer, g["last"](LedgerItem, "matter")


def report_form(name, state="draft", **headers):
    def send(g, text):
        g["report_in"](state)
        browser = g["client"]("secretary")
        data = form_data(browser.get(g["url"]("report-edit")))
        return browser.post(g["url"]("report-save"), {**data, name: text}, headers=headers), g["last"](Report, name)

    return send


def report_note(g, text):
    report = g["report_in"]("draft")
    browser = g["client"]("secretary")
    data = form_data(browser.get(g["url"]("report-edit")))
    indicator = g["plan"].indicators.get(code="K07")
    answer = browser.post(g["url"]("report-save"), {**data, f"n{indicator.pk}": text})
    return answer, report.entries.get(indicator=indicator).note


def review(address, state, who="department", name="reason"):
    def send(g, text):
        report = g["report_in"](state)
        answer = g["client"](who).post(g["url"](address), {name: text})
        return answer, report.events.order_by("-pk").values_list("reason", flat=True).first()

    return send


def objection(g, text):
    report = g["report_in"]("submitted")
    name = f"w{g['plan'].indicators.get(code='K07').pk}"
    answer = g["client"]("department").post(g["url"]("report-return"), {name: text})
    return answer, report.events.order_by("-pk").values_list("objections__reason", flat=True).first()


def duty_report(name):
    def send(g, text):
        duty = Duty.objects.create(plan=g["plan"], code="posts", order=1, name="职数设置")
        duty.units.add(g["plan"].member_units.get(unit=g["unit"]))
        sent = {f"r{duty.pk}": "1", f"s{duty.pk}": "done", f"t{duty.pk}": "已配齐", "agenda_times": "2", "remark": "无"}
        sent[f"t{duty.pk}" if name == "text" else name] = text
        answer = g["client"]("member").post(g["url"]("duty-report-save", **DUTIES), sent)
        return answer, g["last"](DutyLine if name == "text" else DutyReport, name)

    return send


def contact(g, text):
    answer = g["client"]("member").post(g["url"]("unit-contact", unit="minzhengju"), {"contact": text})
    return answer, MemberUnit.objects.get(unit=g["unit"]).contact


def remark_on_site(g, text):
    row = load_value(g["report_in"]("approved"), g["plan"].indicators.get(code="K07"))
    said = {"outcome": "as_reported", "visited_on": "2005-11-10", "remark": text, "seen": row.token}
    sent = {f"{row.key}-{name}": each for name, each in said.items()}
    answer = g["client"]("department").post(g["url"]("verification-verify", **VALUE), sent)
    return answer, g["last"](Verification, "remark")


def withdrawal(g, text):
    remark_on_site(g, "无误")
    address = g["url"]("verification-withdraw", **VALUE, visit=Verification.objects.get().pk)
    return g["client"]("department").post(address, {"reason": text}), g["last"](Verification, "withdrawal_reason")


def meeting_again(g, text):
    session = _session(g)
    for unit in g["plan"].units_at_table():
        set_attendance(meeting=session, actor=g["department"], unit=unit, status="absent")
    close_meeting(meeting=session, actor=g["department"])
    answer = g["client"]("department").post(g["url"]("meeting-reopen", number=1), {"reason": text})
    return answer, Meeting.history.latest("history_id").history_change_reason


def terms(query):
    def send(g, text):
        address = f"/admin/partybuilding/indicator/{g['plan'].indicators.get(code='K09').pk}/terms/{query}"
        typed = {"due": "3", "since": "2005Q4", "reason": text}
        answer = g["client"]("department").post(address, typed)
        if answer.context["preview"] is not None:
            typed |= {"save": "1", "shown": answer.context["form"].digest}
            answer = g["client"]("department").post(address, typed)
        return answer, g["last"](PlanChange, "reason")

    return send


def staff_page(make, name):
    def send(g, text):
        entry = make(g)
        address = f"/admin/{entry._meta.app_label}/{entry._meta.model_name}/{entry.pk}/change/"
        return post(g["client"]("department"), address, {name: text}), getattr(type(entry).objects.get(), name)

    return send


def activity(name):
    def send(g, text):
        sent = {"project": "core", "held_on": "2005-11-12", "subject": "义务劳动", name: text}
        answer = g["client"]("secretary").post(g["url"]("activity-enter", pilot="qinfenglu"), sent)
        return answer, g["last"](ProjectActivity, name)

    return send


def final_assessment(kind, name):
    def send(g, text):
        good = rated(g)
        begin_assessment(pilot=g["pilots"][0], actor=g["department"])
        who = "secretary" if kind == "rate" else "department"
        sent = {name or f"r{good.pk}": text}
        answer = g["client"](who).post(g["url"](f"assessment-{kind}", pilot="qinfenglu"), sent)
        return answer, g["last"](*((FinalAssessment, name) if name else (GoodRating, "reason")))

    return send


def assessment_again(g, text):
    sheet = approved_assessment(g["pilots"][0])
    answer = g["client"]("department").post(g["url"]("assessment-reopen", pilot="qinfenglu"), {"reason": text})
    return answer, sheet.history.latest("history_id").history_change_reason


def rated(g):
    """Return what is rated in the final assessment: one good."""
    area = g["plan"].areas.get(number=5)
    return IndicatorFieldFactory(indicator=IndicatorFactory(plan=g["plan"], area=area, is_rated=True))


# By form and field, so that none can be forgotten; a way more than a field has stands behind a comma.
SEVERAL_LINES = {
    "SuggestionForm.text": text_ways.suggestion,
    "AnswerForm.answer": text_ways.suggestion_answer,
    "OpenForm.matter": ledger("matter"),
    "ProgressForm.text": ledger_step("progress", ItemAct.PROGRESS, "text", "in_hand"),
    "AskCloseForm.text": ledger_step("ask", ItemAct.REQUEST_CLOSURE, "text", "in_hand"),
    "CloseForm.text": ledger_step("close", ItemAct.CLOSE, "text", "under_check"),
    "SendBackForm.reason": ledger_step("back", ItemAct.REJECT_CLOSURE, "reason", "under_check"),
    "ExtendForm.reason": ledger_step("extend", ItemAct.EXTEND, "reason", "in_hand"),
    "ItemReopenForm.reason": ledger_step("reopen", ItemAct.REOPEN, "reason", "closed"),
    "MeetingForm.agenda": meeting("agenda"),
    "DecisionForm.matter": decision,
    "ReportForm.progress": report_form("progress"),
    "ReportForm.progress, by itself": report_form("progress", **{"HX-Request": "true"}),
    "ReportForm.difficulties": report_form("difficulties"),
    "ReportForm.next_quarter": report_form("next_quarter"),
    "ReportForm.reply": report_form("reply", "returned"),
    "ReportForm.n": report_note,
    "ReviewForm.reason": review("report-return", "submitted"),
    "ReviewForm.w": objection,
    "OpinionForm.opinion": review("report-opinion", "submitted", "town", "opinion"),
    "ReasonForm.reason": review("report-reopen", "approved"),
    "PastMeetingForm.agreed": past_meeting("agreed"),
    "DutyForm.t": duty_report("text"),
    "DutyForm.remark": duty_report("remark"),
    "VerificationForm.remark": remark_on_site,
    "RatingForm.r": final_assessment("rate", ""),
    "ConclusionForm.remarks": final_assessment("conclude", "remarks"),
    "staff page, several lines": staff_page(lambda g: g["plan"], "source_note"),
}
ONE_LINE = {
    "OpenForm.shown": ledger("shown"),
    "AskCloseForm.proof": ledger_step("ask", ItemAct.REQUEST_CLOSURE, "proof", "in_hand"),
    "MeetingForm.place": meeting("place"),
    "MeetingForm.chair": meeting("chair"),
    "MeetingReopenForm.reason": meeting_again,
    "ReopenForm.reason": assessment_again,
    "PastMeetingForm.place": past_meeting("place"),
    "PastMeetingForm.chair": past_meeting("chair"),
    "AttendanceForm.person": attendance,
    "ContactForm.contact": contact,
    "WithdrawForm.reason": withdrawal,
    **{f"ActivityForm.{name}": activity(name) for name in ("subject", "partners", "proof")},
    "TermsForm.reason": terms(""),
    "CorrectionForm.reason": terms("?correct=beginning"),
    "a register's short form": text_ways.entry,
    "staff page, one line": staff_page(lambda g: CadreFactory(), "remark"),
}
NAMES = {
    **{way: ONE_LINE[way] for way in ("MeetingForm.chair", "AttendanceForm.person", "ContactForm.contact")},
    "HandOverForm.name": text_ways.hand_over,
    "staff page, a name": staff_page(lambda g: CadreFactory(), "name"),
}
WAYS = SEVERAL_LINES | ONE_LINE | NAMES
WORKBOOKS = {"register": register_workbook, "report": report_workbook}


def test_every_free_text_of_every_form_is_in_the_tables(ground):
    """A field that a form has once for each row of its page counts once, by the letters its name begins with."""
    detail = load_report_detail(ground["report_in"]("submitted"))
    duty_report("remark")(ground, "无")
    sheet = load_duty_sheet(ground["plan"], ground["unit"], Quarter(2005, 3))
    ratings = RatingForm(FinalAssessment(), [rated(ground)], {})
    by_row = (ReportForm(detail), ReviewForm(detail), DutyForm(sheet), ratings)
    rows = [(type(form), form.fields) for form in by_row]
    found = {
        f"{kind.__name__}.{name.rstrip('0123456789')}"
        for kind, fields in [*rows, *((kind, kind.base_fields) for kind in every_form(forms.Form))]
        for name, field in fields.items()
        if isinstance(field, TextField) and not field.widget.is_hidden
    }
    assert found == {way.partition(",")[0] for way in WAYS if "." in way}


@pytest.mark.parametrize("way", SEVERAL_LINES)
def test_line_breaks_are_one_and_control_characters_go(ground, way):
    _answer, kept = SEVERAL_LINES[way](ground, "一\x0b二\x0c\x1f\x07\ufffe三\r\n四\u2028五\x85六")
    assert kept == "一\n二三\n四\n五\n六"


@pytest.mark.parametrize("way", ONE_LINE)
def test_where_there_is_one_line_a_break_is_a_blank(ground, way):
    _answer, kept = ONE_LINE[way](ground, "一二\x0b三四\x0c\x07\ufffe五")
    assert kept == "一二 三四五"


@pytest.mark.parametrize("way", NAMES)
def test_a_name_is_kept_unspread(ground, way):
    _answer, kept = NAMES[way](ground, "张\u3000三")
    assert kept == "张三"


def said(answer):
    """Return what the answer tells: on its page, or on the next one."""
    return answer.content.decode() + " ".join(told(answer))


NULL, PRIVATE = "This holds a null character (U+0000)", "Character 2 “\ue123” (U+E123)"


@pytest.mark.parametrize("way", WAYS)
def test_a_null_character_is_told_in_the_users_words(ground, way):
    answer, kept = WAYS[way](ground, "甲\x00乙")
    assert NULL in said(answer)
    assert not (kept or "").startswith("甲")


@pytest.mark.alike
@pytest.mark.parametrize("way", [*WAYS, *WORKBOOKS])
def test_a_character_of_ones_own_computer_is_told_by_its_name(ground, way):
    answer, kept = {**WAYS, **WORKBOOKS}[way](ground, "甲\ue123乙")
    assert PRIVATE in said(answer)
    assert not (kept or "").startswith("甲")


@pytest.mark.alike
@pytest.mark.parametrize("way", [*WAYS, *WORKBOOKS])
def test_an_id_number_is_refused_with_a_hint(ground, way):
    answer, kept = {**WAYS, **WORKBOOKS}[way](ground, "甲11010519491231002X")
    assert "This looks like an ID number" in said(answer)
    assert not (kept or "").startswith("甲")


def test_the_register_workbook_takes_a_clean_text(ground):
    _answer, kept = register_workbook(ground, "一\u200b二\u2028三")
    assert kept == "一二 三"


def test_the_report_workbook_takes_a_clean_text(ground):
    _answer, kept = report_workbook(ground, "一\u200b二\u2028三")
    assert kept == "一二\n三"
