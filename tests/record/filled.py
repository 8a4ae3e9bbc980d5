"""The forms that make nothing new, each filled in so that it is taken: steps, what is set, and one's own account.

Those that make something stand in tests/shared/sendings.py.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from communities.models import User
from communities.second_factor import begin
from partybuilding import models
from partybuilding.assessment.actions import approve_assessment, begin_assessment
from partybuilding.assessment.queries import goods_of
from partybuilding.ledger import actions as ledger
from partybuilding.meetings.actions import close_meeting, open_meeting
from partybuilding.reports.actions_evidence import attach_evidence
from partybuilding.suggestions.actions import send_suggestion
from partybuilding.units.actions import DutyDraft, save_duty_report, submit_duty_report
from tests.client import Client
from tests.factories import PASSWORD, ProjectActivityFactory, UnitFactory, UserFactory
from tests.pages import form_data
from tests.reports.reporting import photo
from tests.reports.workbook.conftest import edited
from tests.shared.sendings import Q3, browser, item_of, meeting_of, report_of, verification_verify

NEW = "Heron-over-the-lake-7"


@dataclass(frozen=True)
class Filled:
    """A form that is taken: who sends what where; None is nobody who is logged in."""

    by: User | None
    to: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    status: int = 302
    given: Callable[[Client], object] = lambda _client: None  # what the browser did before

    def browser(self) -> Client:
        client: Client = browser(self.by) if self.by else Client()
        self.given(client)
        return client


# --- steps ------------------------------------------------------------------------------------------------------------


def ledger_step(name: str, *before: str, address: str = "", **typed: str) -> Callable[[Any], Filled]:
    """Return the form of a step of item 2005-001, after the steps before it."""

    def fill(ground: Any) -> Filled:
        item = item_of(ground)
        for each in before:
            actor = ground.member if each == "request_closure" else ground.department
            words = {"text": "已完工", "files": [photo()]} if each == "request_closure" else {}
            getattr(ledger, each)(item=item, actor=actor, **words)
        fields = {f"{name}-{key}": text for key, text in typed.items()}
        return Filled(ground.department, ground.url(f"ledger-{address or name}", item=item.code), fields)

    return fill


def in_session(ground: Any) -> models.Meeting:
    return open_meeting(meeting=meeting_of(ground, date(2005, 11, 15)), actor=ground.department)


def attended(ground: Any) -> models.Meeting:
    meeting = in_session(ground)
    for seat in ground.plan.member_units.all():
        models.Attendance.objects.update_or_create(meeting=meeting, unit=seat.unit, defaults={"status": "present"})
    return meeting


def meeting_close(ground: Any) -> Filled:
    attended(ground)
    return Filled(ground.department, ground.url("meeting-close", number=1))


def meeting_reopen(ground: Any) -> Filled:
    close_meeting(meeting=attended(ground), actor=ground.department)
    return Filled(ground.department, ground.url("meeting-reopen", number=1), {"reason": "漏记一项"})


def meeting_attend(ground: Any) -> Filled:
    in_session(ground)
    address = ground.url("meeting-attend", number=1, unit="caizhengju")
    return Filled(ground.department, address, {"status": "present", "person": "孙某"})


def meeting_attend_all(ground: Any) -> Filled:
    in_session(ground)
    return Filled(ground.department, ground.url("meeting-attend-all", number=1))


def meeting_change(ground: Any) -> Filled:
    meeting_of(ground)
    fields = {"planned_on": "2005-11-22", "begins_at": "09:00", "quarter": "2005Q3", "place": "县委二楼会议室"}
    fields = {f"meeting-{name}": value for name, value in fields.items()}
    return Filled(ground.department, ground.url("meeting-change", number=1), fields)


def report_step(name: str, state: str, who: str = "department", **typed: str) -> Callable[[Any], Filled]:
    def fill(ground: Any) -> Filled:
        report_of(ground, state)
        return Filled(getattr(ground, who), ground.url(name), typed)

    return fill


def report_withdraw(ground: Any) -> Filled:
    report_of(ground, "submitted")
    return Filled(ground.secretary, ground.url("report-withdraw"))


def duties(ground: Any) -> dict[str, Any]:
    return {"plan": ground.plan, "unit": ground.town.unit, "quarter": Q3, "actor": ground.town}


def duty_report_withdraw(ground: Any) -> Filled:
    save_duty_report(**duties(ground), draft=DutyDraft({}, {"agenda_times": 4}))
    submit_duty_report(**duties(ground))
    address = ground.url("duty-report-withdraw", unit="chengguan", quarter="2005Q3")
    return Filled(ground.town, address)


def duty_report_save(ground: Any) -> Filled:
    address = ground.url("duty-report-save", unit="chengguan", quarter="2005Q3")
    return Filled(ground.town, address, {"agenda_times": "4", "remark": "已列入议题"})


def typed_report(ground: Any) -> dict[str, Any]:
    """Return the report's form as somebody left it who had typed a sentence."""
    page = browser(ground.secretary).get(ground.url("report-edit"))
    return form_data(page) | {"progress": "又添一间用房"}


def evidence_remove(ground: Any) -> Filled:
    evidence = attach_evidence(report=report_of(ground, "draft"), file=photo(), actor=ground.secretary)
    return Filled(ground.secretary, ground.url("evidence-remove", uid=evidence.uid), typed_report(ground))


def report_form(name: str, **more: str) -> Callable[[Any], Filled]:
    def fill(ground: Any) -> Filled:
        report_of(ground, "draft")
        return Filled(ground.secretary, ground.url(name, **more), typed_report(ground))

    return fill


def workbook_upload(ground: Any) -> Filled:
    content = edited(report_of(ground, "draft"), lambda book: None)
    return Filled(
        ground.secretary, ground.url("report-workbook-upload"), {"workbook": SimpleUploadedFile("季报.xlsx", content)}
    )


def workbook_take(ground: Any) -> Filled:
    sent = workbook_upload(ground)
    review = browser(ground.secretary).post(sent.to, sent.fields).url
    return Filled(ground.secretary, f"{review}take/")


def verification_withdraw(ground: Any) -> Filled:
    sent = verification_verify(ground)
    browser(sent.by).post(sent.to, sent.fields)
    place = {"pilot": "qinfenglu", "quarter": "2005Q3", "code": "K07"}
    address = ground.url("verification-withdraw", **place, visit=models.Verification.objects.get().pk)
    return Filled(ground.department, address, {"reason": "看错一间"})


# --- the final assessment ---------------------------------------------------------------------------------------------


def rated(ground: Any) -> dict[str, str]:
    goods = list(goods_of(ground.plan))
    return {f"g{good.pk}": "1" for good in goods} | {f"r{good.pk}": "名列前茅" for good in goods}


def assessed(ground: Any, *acts: str) -> Any:
    """Begin the pilot's sheet, and fill it in by the forms of these acts."""
    begin_assessment(pilot=ground.pilots[0], actor=ground.department)
    for act in acts:
        who = ground.secretary if act == "rate" else ground.department
        fields = rated(ground) | ({"conclusion": "reached", "remarks": "好"} if act == "conclude" else {})
        browser(who).post(ground.url(f"assessment-{act}", pilot="qinfenglu"), fields)
    return models.FinalAssessment.objects.get()


def assessment_rate(ground: Any) -> Filled:
    assessed(ground)
    return Filled(ground.secretary, ground.url("assessment-rate", pilot="qinfenglu"), rated(ground))


def assessment_conclude(ground: Any) -> Filled:
    assessed(ground, "rate")
    fields = rated(ground) | {"conclusion": "reached", "remarks": "好"}
    return Filled(ground.department, ground.url("assessment-conclude", pilot="qinfenglu"), fields)


def assessment_approve(ground: Any) -> Filled:
    complete_report_of_last_quarter(ground)
    assessed(ground, "rate", "conclude")
    return Filled(ground.department, ground.url("assessment-approve", pilot="qinfenglu"))


def assessment_reopen(ground: Any) -> Filled:
    complete_report_of_last_quarter(ground)
    approve_assessment(assessment=assessed(ground, "rate", "conclude"), actor=ground.department)
    return Filled(ground.department, ground.url("assessment-reopen", pilot="qinfenglu"), {"reason": "漏评一项"})


def complete_report_of_last_quarter(ground: Any) -> None:
    report_of(ground, "approved", quarter=ground.plan.quarters[-1])


# --- registers, units, notices, papers --------------------------------------------------------------------------------


def activity(ground: Any, name: str, **typed: str) -> Filled:
    row = ProjectActivityFactory(community=ground.pilots[0].community)
    return Filled(ground.secretary, ground.url(name, pilot="qinfenglu", activity=row.pk), typed)


def suggestion_answer(ground: Any) -> Filled:
    row = send_suggestion(plan=ground.plan, text="少填一项", actor=ground.secretary)
    return Filled(ground.department, ground.url("suggestion-answer", suggestion=row.pk), {"answer": "已改"})


def notice(ground: Any, name: str) -> Filled:
    row = models.Notice.objects.create(recipient=ground.secretary, day=date(2005, 11, 15))
    return Filled(ground.secretary, f"/notices/{row.pk}/read/" if name == "notice-read" else "/notices/read/")


def paper_letterhead(ground: Any) -> Filled:
    letterhead = ground.plan.letterhead
    names = {name: getattr(letterhead, name) for name in models.Letterhead.NAMES}
    models.Letterhead.objects.update(confirmed_at=None, confirmed_by=None)
    return Filled(ground.department, ground.url("paper-letterhead"), names)


def meeting_remind_one(ground: Any) -> Filled:
    meeting = meeting_of(ground)
    address = ground.url("meeting-remind-one", number=meeting.number, key=f"report-{ground.pilots[0].pk}")
    return Filled(ground.department, address)


def unit_confirm(ground: Any) -> Filled:
    return Filled(ground.member, ground.url("unit-confirm", unit="minzhengju"))


def unit_contact(ground: Any) -> Filled:
    return Filled(ground.member, ground.url("unit-contact", unit="minzhengju"), {"contact": "赵某 股长"})


# --- accounts ---------------------------------------------------------------------------------------------------------


def keeper() -> User:
    user: User = UserFactory(sysadmin=True, username="admin", name="管理员")
    return user


def next_account() -> User:
    user: User = UserFactory(role="member", unit=UnitFactory(code="next"))
    return user


def password_change(ground: Any) -> Filled:
    fields = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    return Filled(ground.member, "/password/", fields)


def login(ground: Any) -> Filled:
    return Filled(None, "/login/", {"username": ground.member.username, "password": PASSWORD})


def code_of(user: User) -> str:
    """Return what a person's app shows, of a device that was just begun."""
    device = begin(user)
    return f"{TOTP(device.bin_key, device.step, device.t0, device.digits).token():06d}"


def second_confirm(ground: Any) -> Filled:
    return Filled(ground.member, "/account/second/confirm/", {"code": code_of(ground.member)})


def secured(ground: Any) -> dict[str, str]:
    """Give the member a second factor, and return its code."""
    code = code_of(ground.member)
    TOTPDevice.objects.update(confirmed=True)
    return {"code": code}


def give_password(client: Client) -> None:
    client.post("/login/", {"username": "minzhengju", "password": PASSWORD})


def login_code(ground: Any) -> Filled:
    return Filled(None, "/login/code/", secured(ground), given=give_password)


def second_remove(ground: Any) -> Filled:
    return Filled(ground.member, "/account/second/remove/", secured(ground))


def own(address: str, status: int = 302) -> Callable[[Any], Filled]:
    return lambda ground: Filled(ground.member, address, status=status)


_DATE = {"due_on": "2006-06-30", "reason": "又漏水"}
FILLED: dict[str, Callable[[Any], Filled]] = {
    "ledger-check": ledger_step("begin_check", "request_closure", address="check"),
    "ledger-close": ledger_step("close", "request_closure", "start_check", text="已核实"),
    "ledger-back": ledger_step("send_back", "request_closure", "start_check", address="back", reason="缺照片"),
    "ledger-reopen": ledger_step("reopen", "request_closure", "start_check", "close_item", **_DATE),
    "meeting-close": meeting_close,
    "meeting-reopen": meeting_reopen,
    "meeting-attend": meeting_attend,
    "meeting-attend-all": meeting_attend_all,
    "meeting-change": meeting_change,
    "meeting-remind-one": meeting_remind_one,
    "report-check-open": report_step("report-check-open", "submitted"),
    "report-approve": report_step("report-approve", "submitted", confirmed="on"),
    "report-return": report_step("report-return", "submitted", reason="面积不符"),
    "report-reopen": report_step("report-reopen", "approved", reason="数字有误"),
    "report-withdraw": report_withdraw,
    "report-save": report_form("report-save"),
    "report-adopt": report_form("report-adopt", indicator="K07"),
    "report-unchanged": report_form("report-unchanged"),
    "report-workbook-upload": workbook_upload,
    "report-workbook-take": workbook_take,
    "evidence-remove": evidence_remove,
    "duty-report-save": duty_report_save,
    "duty-report-withdraw": duty_report_withdraw,
    "verification-withdraw": verification_withdraw,
    "assessment-rate": assessment_rate,
    "assessment-conclude": assessment_conclude,
    "assessment-approve": assessment_approve,
    "assessment-reopen": assessment_reopen,
    "activity-change": lambda ground: activity(
        ground, "activity-change", project="core", held_on="2005-11-12", subject="党员义务劳动"
    ),
    "activity-remove": lambda ground: activity(ground, "activity-remove"),
    "suggestion-answer": suggestion_answer,
    "notice-read": lambda ground: notice(ground, "notice-read"),
    "notices-read": lambda ground: notice(ground, "notices-read"),
    "paper-letterhead": paper_letterhead,
    "unit-confirm": unit_confirm,
    "unit-contact": unit_contact,
    "start-accounts": lambda ground: Filled(keeper(), "/start/accounts/", status=200),
    "handover-close": lambda ground: Filled(
        keeper(), f"/start/handover/{ground.secretary.pk}/close/", {"name": "新某", "username": "xinmou"}, 200
    ),
    "first-password-make": lambda ground: Filled(keeper(), f"/start/password/{next_account().pk}/make/", status=200),
    "password_change": password_change,
    "login": login,
    "logout": own("/logout/"),
    "admin:logout": lambda ground: Filled(ground.department, "/admin/logout/"),
    "account-end-sessions": own("/account/sessions/end/"),
    "account-second-begin": own("/account/second/begin/"),
    "account-second-confirm": second_confirm,
    "account-second-remove": second_remove,
    "login-code": login_code,
}
