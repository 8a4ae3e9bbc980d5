"""Decisions made on a page that is no longer up to date: refused with what was done since, and once more sends them."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from types import SimpleNamespace

import pytest
from django.db.models import Model

from partybuilding.ledger import actions as ledger
from partybuilding.meetings import actions as meetings
from partybuilding.models import DutyReport, LedgerEvent, LedgerItem, Meeting, Party, Report, ReportEvent
from partybuilding.reports import actions as reports
from partybuilding.shared.stale import StaleError, Trail, TrailStep
from partybuilding.targets.quarter import Quarter
from partybuilding.units import actions as units
from tests.factories import UserFactory, at
from tests.factories_meeting import LedgerItemFactory, MeetingFactory
from tests.reports.reporting import photo

pytestmark = pytest.mark.usefixtures("english_pages")

Q3 = Quarter(2005, 3)
ITEM, MEETING = {"item": "2005-012"}, {"number": 1}
DUTY = {"unit": "minzhengju", "quarter": "2005Q3"}


@pytest.fixture
def world(plan, pilots, department, department_colleague, town, secretary, member, report_in):
    """The cast, and what stands where: each part is made when a case asks for it."""
    return SimpleNamespace(
        plan=plan,
        pilot=pilots[0],
        department=department,
        colleague=department_colleague,
        town=town,
        secretary=secretary,
        member=member,
        mate=UserFactory(username="minzhengju2", name="冯某", unit=member.unit),
        report_in=report_in,
    )


# --- what there is, and what is done with it meanwhile ----------------------------------------------------------------


def submitted(world):
    return world.report_in("submitted")


def approved(world):
    return world.report_in("approved")


def corrected(world, report):
    reports.withdraw_report(report=report, actor=world.secretary)
    reports.submit_report(report=report, actor=world.secretary)


def commented(world, report):
    reports.comment_on_report(report=report, opinion="属实", actor=world.town)


def approved_anew(world, report):
    reports.reopen_report(report=report, reason="数字有误", actor=world.colleague)
    reports.submit_report(report=report, actor=world.secretary)
    reports.approve_report(report=report, actor=world.colleague)


def item_in(state):
    def make(world):
        return LedgerItemFactory(
            plan=world.plan, number=12, pilot=world.pilot, responsible=world.member.unit, state=state
        )

    return make


def item_in_hand(world):
    item = item_in("opened")(world)
    return ledger.add_progress(item=item, actor=world.member, text="已动工", files=[photo()])


def extended(world, item):
    ledger.extend(item=item, actor=world.colleague, due_on=date(2006, 1, 31), reason="工期延长")


def asked_again(world, item):
    if item.state == "close_asked":
        ledger.start_check(item=item, actor=world.colleague)
    ledger.reject_closure(item=item, actor=world.colleague, reason="缺照片")
    ledger.request_closure(item=item, actor=world.member, text="已补照片", files=[photo()])


def checked_again(world, item):
    asked_again(world, item)
    ledger.start_check(item=item, actor=world.colleague)


def closed_anew(world, item):
    ledger.reopen(item=item, actor=world.colleague, reason="又漏水", due_on=date(2006, 1, 31))
    ledger.request_closure(item=item, actor=world.member, text="已修好", files=[photo()])
    ledger.start_check(item=item, actor=world.colleague)
    ledger.close_item(item=item, actor=world.colleague)


def planned(world):
    return MeetingFactory(plan=world.plan, number=1, planned_on=date(2005, 11, 22))


def in_session(world):
    meeting = meetings.open_meeting(meeting=planned(world), actor=world.department)
    for seat in world.plan.member_units.all():
        meetings.set_attendance(meeting=meeting, actor=world.department, unit=seat.unit, status="present")
    return meeting


def ended(world):
    return meetings.close_meeting(meeting=in_session(world), actor=world.department)


def moved(world, meeting):
    details = meetings.MeetingDetails(quarter=meeting.quarter, planned_on=date(2005, 11, 29), place="二楼")
    meetings.change_meeting(meeting=meeting, actor=world.colleague, details=details)


def agreed(world, meeting):
    decision = meetings.Decision(matter="修缮", responsible=Party(world.member.unit), due_on=date(2005, 12, 31))
    meetings.add_decision(meeting=meeting, actor=world.colleague, decision=decision)


def ended_anew(world, meeting):
    meetings.reopen_meeting(meeting=meeting, actor=world.colleague, reason="漏记一项")
    meetings.close_meeting(meeting=meeting, actor=world.colleague)


def handed_in(world, _report=None, by="member"):
    place = {"plan": world.plan, "unit": world.member.unit, "quarter": Q3, "actor": getattr(world, by)}
    units.save_duty_report(draft=units.DutyDraft({}, {"agenda_times": 2}), **place)
    return units.submit_duty_report(**place)


def handed_in_anew(world, report):
    units.withdraw_duty_report(plan=world.plan, unit=world.member.unit, quarter=Q3, actor=world.mate)
    handed_in(world, by="mate")


# --- the table --------------------------------------------------------------------------------------------------------


@dataclass
class Case:
    """A decision: on which page, by whom, of what, with what typed; what a colleague does, and how that is told."""

    page: str
    act: str
    by: str
    ready: Callable
    meanwhile: Callable
    told: list[str]
    after: str
    where: dict = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)


REASON = "还缺一张照片"
TICKED = {"confirmed": "on"}  # beside the button that approves
CORRECTED = ["王某 withdrew the report at 2005-11-15", "王某 submitted the report at 2005-11-15"]
CASES = {
    "begin the check, on the board": Case(
        "reports", "report-check-open", "department", submitted, corrected, CORRECTED, "submitted"
    ),
    "begin the check, on the report": Case(
        "report", "report-check-open", "department", submitted, corrected, CORRECTED, "submitted"
    ),
    "approve": Case("report-check", "report-approve", "department", submitted, corrected, CORRECTED, "approved"),
    "approve what the town spoke on": Case(
        *("report-check", "report-approve", "department", submitted, commented),
        ["郑某 left an opinion on the report"],
        "approved",
    ),
    "return": Case(
        *("report-check", "report-return", "department", submitted, corrected, CORRECTED, "returned"),
        typed={"reason": REASON},
    ),
    "leave an opinion": Case(
        *("report", "report-opinion", "town", submitted, corrected, CORRECTED, "submitted"), typed={"opinion": REASON}
    ),
    "reopen a report": Case(
        *("report", "report-reopen", "department", approved, approved_anew),
        ["吴某 reopened the report", "王某 submitted the report", "吴某 approved the report"],
        "returned",
        typed={"reason": REASON},
    ),
    "withdraw": Case(
        *("report", "report-withdraw", "secretary", submitted, commented),
        ["郑某 left an opinion on the report"],
        "draft",
    ),
    "ask for the close-out": Case(
        *("ledger-item", "ledger-ask", "member", item_in_hand, extended),
        ["吴某 put off the due date of the item"],
        "close_asked",
        where=ITEM,
        typed={"ask_close-text": REASON},
    ),
    "begin the check of an item": Case(
        *("ledger-item", "ledger-check", "department", item_in("close_asked"), asked_again),
        ["吴某 began the check of the item", "吴某 sent the item back", "赵某 requested closure of the item"],
        "under_check",
        where=ITEM,
    ),
    "close": Case(
        *("ledger-item", "ledger-close", "department", item_in("under_check"), checked_again),
        ["吴某 sent the item back", "赵某 requested closure of the item", "吴某 began the check of the item"],
        "closed",
        where=ITEM,
        typed={"close-text": REASON},
    ),
    "send back": Case(
        *("ledger-item", "ledger-back", "department", item_in("under_check"), checked_again),
        ["吴某 sent the item back"],
        "returned",
        where=ITEM,
        typed={"send_back-reason": REASON},
    ),
    "put off": Case(
        *("ledger-item", "ledger-extend", "department", item_in("in_hand"), extended),
        ["吴某 put off the due date of the item"],
        "in_hand",
        where=ITEM,
        typed={"extend-reason": REASON, "extend-due_on": "2006-02-28"},
    ),
    "open again": Case(
        *("ledger-item", "ledger-reopen", "department", item_in("closed"), closed_anew),
        ["吴某 opened the item again", "吴某 closed the item"],
        "returned",
        where=ITEM,
        typed={"reopen-reason": REASON, "reopen-due_on": "2006-02-28"},
    ),
    "open the meeting": Case(
        *("meeting", "meeting-open", "department", planned, moved),
        ["吴某 changed the plan of the meeting at 2005-11-15"],
        "open",
        where=MEETING,
    ),
    "change the meeting": Case(
        *("meeting", "meeting-change", "department", planned, moved),
        ["吴某 changed the plan of the meeting"],
        "planned",
        where=MEETING,
        typed={"meeting-quarter": "2005Q3", "meeting-planned_on": "2005-11-25", "meeting-place": REASON},
    ),
    "end the meeting": Case(
        *("meeting", "meeting-close", "department", in_session, agreed),
        ["吴某 wrote down decision 2005-001"],
        "closed",
        where=MEETING,
    ),
    "end the meeting, on the projector": Case(
        *("meeting-show", "meeting-close", "department", in_session, agreed),
        ["吴某 wrote down decision 2005-001"],
        "closed",
        where=MEETING,
    ),
    "reopen the meeting": Case(
        *("meeting", "meeting-reopen", "department", ended, ended_anew),
        ["吴某 took the meeting up again", "吴某 ended the meeting"],
        "open",
        where=MEETING,
        typed={"reason": REASON},
    ),
    "take the duty report back": Case(
        *("duty-report", "duty-report-withdraw", "member", handed_in, handed_in_anew),
        ["冯某 took the duty report back or changed it", "冯某 handed the duty report in at 2005-11-15"],
        "draft",
        where=DUTY,
    ),
}


def sent_by(response, address):
    """Return what the page carries hidden in the form that is sent to the address."""
    forms = re.findall(r"<form\b.*?</form>", response.content.decode(), re.DOTALL)
    form = next(each for each in forms if f'action="{address}"' in each)  # or formaction
    return dict(re.findall(r'<input type="hidden" name="(seen|step)" value="([^"]*)"', form))


def words_of(response):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def as_kept():
    """Return everything the acts of the table write."""
    models: list[type[Model]] = [Report, ReportEvent, LedgerItem, LedgerEvent, Meeting, DutyReport]
    return [list(model._default_manager.order_by("pk").values()) for model in models]


@pytest.fixture
def decide(world, as_user, url):
    """Open the page of a case, let `meanwhile` happen, decide there; return the thing, the answer, what was before."""

    def run(case, meanwhile=None):
        thing = case.ready(world)
        browser = as_user(getattr(world, case.by))
        query = {"step": "closing"} if case.page == "meeting-show" else {}
        address = url(case.act, **case.where)
        carried = sent_by(browser.get(url(case.page, **case.where), query), address)
        assert carried["seen"]
        if meanwhile:
            meanwhile(world, thing)
        before = as_kept()
        return thing, browser.post(address, {**TICKED, **case.typed, **carried}, follow=True), before

    return run


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_on_the_page_as_it_is_it_is_done(decide, case):
    thing, response, before = decide(case)
    assert response.status_code == 200
    assert type(thing).objects.get(pk=thing.pk).state == case.after
    assert as_kept() != before


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_on_an_older_page_it_is_refused_and_once_more_sends_it(decide, world, as_user, url, case):
    thing, response, before = decide(case, case.meanwhile)
    assert as_kept() == before
    words = words_of(response)
    assert "After you opened the page: " in words
    assert [each for each in case.told if each not in words] == []
    assert all(
        f'value="{typed}"' in response.content.decode() or f">\n{typed}<" in response.content.decode()
        for typed in case.typed.values()
    )
    address = url(case.act, **case.where)
    sent = {**TICKED, **case.typed, **sent_by(response, address)}
    again = as_user(getattr(world, case.by)).post(address, sent, follow=True)
    assert again.status_code == 200
    assert "After you opened the page" not in words_of(again)
    assert type(thing).objects.get(pk=thing.pk).state == case.after
    assert as_kept() != before


@pytest.mark.parametrize("case", [case for case in CASES.values() if case.typed], ids=lambda case: case.act)
def test_what_is_not_in_order_keeps_the_mark_it_came_with(decide, as_user, world, url, case):
    """Or a page shown again for another fault would let what was done since pass unseen."""
    thing = case.ready(world)
    browser, address = as_user(getattr(world, case.by)), url(case.act, **case.where)
    carried = sent_by(browser.get(url(case.page, **case.where)), address)
    case.meanwhile(world, thing)
    wrong = dict.fromkeys(case.typed, "9" * 3000)
    assert sent_by(browser.post(address, {**wrong, **carried}), address) == carried


@pytest.mark.parametrize(
    "seen", ["", "x", "submitted", "approved.0", "submitted.x", "submitted.²", f"submitted.{'9' * 40}"]
)
def test_what_is_no_mark_of_the_page_is_refused(world, as_user, url, seen):
    report = submitted(world)
    response = as_user(world.department).post(url("report-approve"), {"seen": seen})
    assert (response.status_code, Report.objects.get(pk=report.pk).state) == (422, "submitted")
    assert "no longer up to date" in words_of(response) or "After you opened the page" in words_of(response)


def test_what_can_no_longer_be_decided_is_told_and_what_was_typed_stays(world, as_user, url):
    report = submitted(world)
    browser = as_user(world.department)
    carried = sent_by(browser.get(url("report-check")), url("report-return"))
    reports.approve_report(report=report, actor=world.colleague)
    response = browser.post(url("report-return"), {"reason": REASON, **carried})
    assert "吴某 approved the report at 2005-11-15" in words_of(response)
    assert REASON in response.content.decode()
    assert "formaction=" not in response.content.decode()


def test_it_is_told_in_chinese_who_did_what_and_when(world, as_user, url):
    report = submitted(world)
    browser = as_user(world.department)
    browser.cookies["django_language"] = "zh-hans"
    carried = sent_by(browser.get(url("report-check")), url("report-return"))
    reports.return_report(report=report, reason="面积不符", actor=world.colleague)
    words = words_of(browser.post(url("report-approve"), carried))
    assert re.search(r"您打开页面后，吴某于 2005-11-15 \d\d:\d\d 退回了该报告。本次操作未执行", words)


def test_of_many_steps_the_last_five_are_told(world):
    report = submitted(world)
    for _each in range(6):
        commented(world, report)
    told = Trail(
        "submitted", ((report.events.all(), lambda row: TrailStep(None, at(date(2005, 11, 15)), str(row.pk))),)
    )
    with pytest.raises(StaleError) as refusal:
        told.require("submitted.0")
    assert str(refusal.value).count("—") == 5
