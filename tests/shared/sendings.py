"""The forms that make something, each filled in: who sends it where, and what comes of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet

from communities.models import ProjectActivity, Room, User
from fengxiang.whole_body import FORM_END
from partybuilding import models
from partybuilding.meetings.actions import open_meeting
from partybuilding.papers.actions import issue_paper
from partybuilding.papers.queries import Subject
from partybuilding.targets.quarter import Quarter
from partybuilding.verification.actions import draw_list
from partybuilding.verification.queries import load_list, load_value
from tests.admin.admin_forms import untouched
from tests.admin.test_exchange import ROOM_HEADS, packed, send
from tests.admin.test_exchange_same import new_room
from tests.client import Client
from tests.factories_meeting import LedgerItemFactory, MeetingFactory
from tests.pages import form_data
from tests.permissions import EXCHANGED
from tests.reports.reporting import complete_report, photo

Q3 = Quarter(2005, 3)


@dataclass(frozen=True)
class Sending:
    """A filled form: who sends it where, what it makes, and what would make it another.

    `makes` is how many rows there are once it was taken, `anew` once it was filled in once more on a page drawn anew.
    """

    by: User
    to: str
    fields: Mapping[str, Any]
    rows: QuerySet[Any]
    changed: Mapping[str, Any] = field(default_factory=dict)
    makes: int = 1
    anew: int = 2

    def send(self, client: Client, key: str, changed: Mapping[str, Any] | None = None) -> Any:
        fields = {**self.fields, **(changed or {}), FORM_END: key}
        return client.post(self.to, {name: value() if callable(value) else value for name, value in fields.items()})


def browser(user: User) -> Any:
    """Return a browser of somebody's own, in English."""
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client


def answer_of(response: Any) -> tuple[int, str]:
    """Return the answer as it reaches the browser: where it leads, or what it shows."""
    return response.status_code, response.get("Location") or response.content.decode()


# --- the forms --------------------------------------------------------------------------------------------------------


def item_of(ground: Any, **more: Any) -> models.LedgerItem:
    item: models.LedgerItem = LedgerItemFactory(
        plan=ground.plan, number=1, pilot=ground.pilots[0], responsible=ground.member.unit, **more
    )
    return item


def ledger_open(ground: Any) -> Sending:
    fields = {
        "kind": "supervision",
        "matter": "扩建社区用房",
        "source": "lamp",
        "pilot": "dongguan",
        "indicator": "K07",
        "quarter": "2005Q3",
        "responsible": "caizhengju",
        "due_on": "2005-12-31",
    }
    changed = {"matter": "另建社区用房"}
    return Sending(ground.department, ground.url("ledger-open"), fields, models.LedgerItem.objects.all(), changed)


def ledger_standing(ground: Any) -> Sending:
    page = browser(ground.department).get(ground.url("ledger-standing"))
    fields = form_data(page, "data-ledger-form") | {"due_on": "2006-06-30"}
    count = (len(fields) - 1) * len(ground.pilots)
    fields |= {name: "caizhengju" for name, value in fields.items() if not value}
    address = ground.url("ledger-standing-open")
    return Sending(ground.department, address, fields, models.LedgerItem.objects.all(), makes=count, anew=count)


def ledger_progress(ground: Any) -> Sending:
    address = ground.url("ledger-progress", item=item_of(ground).code)
    events = models.LedgerEvent.objects.filter(kind="progress")
    fields = {"progress-text": "已动工", "progress-evidence": photo}
    return Sending(ground.member, address, fields, events, {"progress-text": "已完工"})


def ledger_ask(ground: Any) -> Sending:
    address = ground.url("ledger-ask", item=item_of(ground).code)
    events = models.LedgerEvent.objects.filter(kind="close_asked")
    fields = {"ask_close-text": "已完工", "ask_close-evidence": photo}
    return Sending(ground.member, address, fields, events, anew=1)


def ledger_extend(ground: Any) -> Sending:
    address = ground.url("ledger-extend", item=item_of(ground).code)
    fields = {"extend-due_on": "2006-06-30", "extend-reason": "冬季停工"}
    events = models.LedgerEvent.objects.filter(kind="extended")
    return Sending(ground.department, address, fields, events, {"extend-reason": "天冷"}, anew=1)


def ledger_urge(ground: Any) -> Sending:
    address = ground.url("ledger-urge", item=item_of(ground).code)
    return Sending(ground.department, address, {}, models.NoticeItem.objects.all(), anew=1)


def meeting_of(ground: Any, day: date = date(2005, 11, 20), **more: Any) -> models.Meeting:
    meeting: models.Meeting = MeetingFactory(plan=ground.plan, number=1, planned_on=day, **more)
    return meeting


def meeting_plan(ground: Any) -> Sending:
    fields = {"planned_on": "2005-11-22", "begins_at": "09:00", "quarter": "2005Q3", "place": "县委三楼会议室"}
    fields = {f"meeting-{name}": value for name, value in fields.items()}
    address = ground.url("meeting-plan")
    return Sending(
        ground.department, address, fields, models.Meeting.objects.all(), {"meeting-place": "县委二楼会议室"}
    )


def meeting_enter(ground: Any) -> Sending:
    fields = {"past-held_on": "2005-09-20", "past-place": "县委三楼会议室"}
    fields |= {f"past-unit-{seat.unit.code}": "present" for seat in ground.plan.member_units.select_related("unit")}
    changed = {"past-place": "县委二楼会议室"}
    return Sending(ground.department, ground.url("meeting-enter"), fields, models.Meeting.objects.all(), changed)


def assessment_begin(ground: Any) -> Sending:
    address = ground.url("assessment-begin", pilot="qinfenglu")
    return Sending(ground.department, address, {}, models.FinalAssessment.objects.all(), anew=1)


def activity_enter(ground: Any) -> Sending:
    fields = {"project": "core", "held_on": "2005-11-12", "subject": "党员义务劳动"}
    address = ground.url("activity-enter", pilot="qinfenglu")
    return Sending(ground.secretary, address, fields, ProjectActivity.objects.all(), {"subject": "党员设岗定责"})


def suggestion_send(ground: Any) -> Sending:
    address = ground.url("suggestion-send")
    return Sending(
        ground.secretary, address, {"text": "少填一项"}, models.Suggestion.objects.all(), {"text": "少填两项"}
    )


def entry_enter(ground: Any) -> Sending:
    fields = {"name": "二层北", "use": "room_clinic", "gross_floor_area": "18", "since": "2005-11-15"}
    address = ground.url("entry-enter", pilot="qinfenglu", register="room")
    return Sending(ground.department, address, fields, Room.objects.all(), {"name": "二层南"})


def meeting_open(ground: Any) -> Sending:
    meeting_of(ground, date(2005, 11, 15))
    return Sending(ground.department, ground.url("meeting-open", number=1), {}, models.Snapshot.objects.all(), anew=1)


def meeting_decide(ground: Any) -> Sending:
    open_meeting(meeting=meeting_of(ground, date(2005, 11, 15)), actor=ground.department)
    fields = {"matter": "扩建用房", "responsible": "minzhengju", "due_on": "2005-12-31"}
    fields = {"step": "duties", **{f"decision-{name}": value for name, value in fields.items()}}
    address = ground.url("meeting-decide", number=1)
    return Sending(ground.department, address, fields, models.LedgerItem.objects.all(), {"decision-matter": "新建用房"})


def meeting_invite(ground: Any) -> Sending:
    address = ground.url("meeting-invite", number=meeting_of(ground).number)
    notices = models.NoticeItem.objects.filter(notice__recipient=ground.member)
    return Sending(ground.department, address, {}, notices, anew=1)


def meeting_remind(ground: Any) -> Sending:
    address = ground.url("meeting-remind", number=meeting_of(ground).number)
    notices = models.NoticeItem.objects.filter(notice__recipient=ground.secretary)
    return Sending(ground.department, address, {}, notices, anew=1)


def report_of(ground: Any, state: str, **more: Any) -> models.Report:
    handed_in = {} if state == "draft" else {state: True, "submitted_by": ground.secretary}
    return complete_report(ground.pilots[0], **handed_in, **more)


def report_start(ground: Any) -> Sending:
    return Sending(ground.secretary, ground.url("report-start"), {}, models.Report.objects.all(), anew=1)


def report_submit(ground: Any) -> Sending:
    report_of(ground, "draft")
    fields = form_data(browser(ground.secretary).get(ground.url("report-edit")))
    events = models.ReportEvent.objects.filter(kind="submitted")
    return Sending(ground.secretary, ground.url("report-submit"), fields, events, anew=1)


def report_opinion(ground: Any) -> Sending:
    report_of(ground, "submitted")
    events = models.ReportEvent.objects.filter(reason__contains="情况属实")
    changed = {"opinion": "情况不实"}
    return Sending(ground.town, ground.url("report-opinion"), {"opinion": "情况属实"}, events, changed)


def report_urge(ground: Any) -> Sending:
    return Sending(ground.department, ground.url("report-urge"), {}, models.NoticeItem.objects.all(), anew=1)


def evidence_add(ground: Any) -> Sending:
    report_of(ground, "draft")
    fields = form_data(browser(ground.secretary).get(ground.url("report-edit"))) | {"file": photo}
    changed = {"progress": "附照片一张"}
    return Sending(ground.secretary, ground.url("evidence-add"), fields, models.Evidence.objects.all(), changed)


def duty_report(ground: Any) -> Sending:
    address = ground.url("duty-report-submit", unit="chengguan", quarter="2005Q3")
    return Sending(ground.town, address, {"agenda_times": "4", "remark": ""}, models.DutyReport.objects.all(), anew=1)


def verification_draw(ground: Any) -> Sending:
    report_of(ground, "approved")
    address = ground.url("verification-draw", quarter="2005Q3")
    return Sending(ground.department, address, {"size": "3"}, models.VerificationDraw.objects.all(), {"size": "4"})


def found_of(row: Any) -> dict[str, str]:
    fields = {"outcome": "as_reported", "visited_on": "2005-11-10", "remark": "逐间丈量", "seen": row.token}
    return {f"{row.key}-{name}": text for name, text in fields.items()}


def verification_record(ground: Any) -> Sending:
    report_of(ground, "approved")
    row = load_list(draw_list(plan=ground.plan, quarter=Q3, size=3, actor=ground.department))[0]
    address = ground.url("verification-record", quarter="2005Q3", number=1)
    changed = {f"{row.key}-remark": "重新丈量"}
    return Sending(ground.department, address, found_of(row), models.Verification.objects.all(), changed)


def verification_verify(ground: Any) -> Sending:
    row = load_value(report_of(ground, "approved"), ground.plan.indicators.get(code="K07"))
    address = ground.url("verification-verify", pilot="qinfenglu", quarter="2005Q3", code="K07")
    changed = {f"{row.key}-remark": "重新丈量"}
    return Sending(ground.department, address, found_of(row), models.Verification.objects.all(), changed)


def paper_make(ground: Any) -> Sending:
    report_of(ground, "approved")
    fields = {"about": "2005Q3", "dated": "2005-11-15", "document_number": "12"}
    fields = {"kind": "bulletin", **{f"bulletin-{name}": text for name, text in fields.items()}}
    changed = {"bulletin-document_number": "13"}
    return Sending(ground.department, ground.url("paper-make"), fields, models.Paper.objects.all(), changed, anew=1)


def paper_scan(ground: Any) -> Sending:
    subject = Subject(plan=ground.plan, kind=models.Paper.Kind.BULLETIN, quarter=Q3)
    paper = issue_paper(subject=subject, actor=ground.department, dated=date(2005, 11, 15))
    address = ground.url("paper-scan", paper=paper.code)
    return Sending(ground.department, address, {"file": photo}, models.PaperScan.objects.all())


ROOM = {"name": "一楼东", "use": "room_clinic", "gross_floor_area": "20", "since": "2004-07-27"}


def staff_add(ground: Any, more: str = "") -> Sending:
    page = f"/admin/communities/room/add/{more}"
    typed = untouched(browser(ground.department), page) | ROOM | {"community": ground.pilots[0].community_id}
    fields = {name: value for name, value in typed.items() if value is not None}
    return Sending(ground.department, page, fields, Room.objects.all(), {"name": "一楼西"})


def staff_add_in_a_window(ground: Any) -> Sending:
    sending = staff_add(ground, "?_to_field=id&_popup=1")
    fields = {**sending.fields, "_popup": "1", "_to_field": "id"}
    return Sending(sending.by, sending.to, fields, sending.rows, sending.changed)


def register_import(ground: Any) -> Sending:
    data = packed(ROOM_HEADS, new_room(ground.pilots[0].community))
    form = send(browser(ground.department), "room", data).context["confirm_form"]
    fields = {bound.html_name: bound.value() or "" for bound in form}
    address = "/admin/communities/room/process_import/"
    return Sending(ground.department, address, fields, Room.objects.all(), anew=1)


FORMS: dict[str, Callable[[Any], Sending]] = {
    "ledger-open": ledger_open,
    "ledger-standing-open": ledger_standing,
    "ledger-progress": ledger_progress,
    "ledger-ask": ledger_ask,
    "ledger-extend": ledger_extend,
    "ledger-urge": ledger_urge,
    "activity-enter": activity_enter,
    "suggestion-send": suggestion_send,
    "assessment-begin": assessment_begin,
    "entry-enter": entry_enter,
    "meeting-enter": meeting_enter,
    "meeting-plan": meeting_plan,
    "meeting-open": meeting_open,
    "meeting-decide": meeting_decide,
    "meeting-invite": meeting_invite,
    "meeting-remind": meeting_remind,
    "report-start": report_start,
    "report-submit": report_submit,
    "report-opinion": report_opinion,
    "report-urge": report_urge,
    "evidence-add": evidence_add,
    "duty-report-submit": duty_report,
    "verification-draw": verification_draw,
    "verification-record": verification_record,
    "verification-verify": verification_verify,
    "paper-make": paper_make,
    "paper-scan": paper_scan,
    "admin:communities_room_add": staff_add,
    "admin:communities_room_add in a window": staff_add_in_a_window,
    "admin:communities_room_process_import": register_import,
}
# What makes nothing: a step that its state lets be taken once, and what sets to what is sent.
STEPS = {
    *("ledger-back", "ledger-check", "ledger-close", "ledger-reopen", "meeting-close", "meeting-reopen"),
    *("report-approve", "report-check-open", "report-reopen", "report-return", "report-withdraw"),
    *("duty-report-withdraw", "evidence-remove", "verification-withdraw", "assessment-approve", "assessment-reopen"),
    *("activity-remove", "suggestion-answer"),
}
SETS = {
    *("duty-report-save", "meeting-attend", "meeting-attend-all", "meeting-change", "notice-read", "notices-read"),
    *("report-save", "report-adopt", "report-unchanged", "start-accounts", "handover-close", "first-password-make"),
    *("admin:logout", "report-workbook-take", "unit-confirm", "unit-contact"),
    *("activity-change", "assessment-rate", "assessment-conclude", "paper-letterhead"),
}
ALIKE = {  # what is done by the act of another address, which is tried
    *(f"admin:{register}_process_import" for register in EXCHANGED if register != "communities_room"),
    "meeting-remind-one",
}
BUTTONS = {  # no words
    *(
        "assessment-begin",
        "ledger-urge",
        "meeting-open",
        "meeting-invite",
        "meeting-remind",
        "report-start",
        "report-urge",
    )
}
# Its state, a file or the register says first that it is late.
REFUSED_OTHERWISE = {
    *("admin:communities_room_process_import", "duty-report-submit", "ledger-ask", "ledger-standing-open"),
    *("paper-scan", "report-submit"),
}
