"""The site held against tests/permissions.py: what each address answers each role, and what the record has of it."""

from collections.abc import Callable
from datetime import date
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import quote

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.apps import apps
from django.contrib import admin
from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import get_resolver, reverse
from django.utils import timezone

from communities.models import Role
from fengxiang.bounds import MOST_WORDS
from partybuilding.assessment.actions import begin_assessment
from partybuilding.ledger.actions import add_progress
from partybuilding.meetings.actions import open_meeting
from partybuilding.models import Clause, Duty, LedgerFile, Milestone, Notice, PlanSection, Report
from partybuilding.papers.actions import attach_scan, issue_paper
from partybuilding.papers.queries import Subject
from partybuilding.reports.actions_evidence import attach_evidence
from partybuilding.targets.quarter import Quarter
from partybuilding.verification.actions import Visit, draw_list, verify_value
from partybuilding.verification.queries import load_value
from tests import factories, factories_meeting, hostile
from tests.factories import UnitFactory, UserFactory
from tests.pages import asked, status_of
from tests.permissions import LINES, ROLES, Line, addresses, each_role, route_of, staff_address
from tests.record.entries_left import all_asked
from tests.reports.reporting import complete_report, photo

PLAN_PAGES = [line for line in LINES if not line.name.startswith("admin")]
STAFF_PAGES = [line for line in LINES if line.name.startswith("admin")]
QUARTERS = {
    "draft": Quarter(2005, 3),
    "submitted": Quarter(2005, 2),
    "returned": Quarter(2005, 1),
    "approved": Quarter(2004, 4),
    "none": Quarter(2005, 4),
    "": Quarter(2005, 3),
}


def test_every_address_is_in_the_table_and_no_line_is_stale():
    assert {line.name.split()[0] for line in LINES} == set(addresses(get_resolver().url_patterns))


def test_every_line_is_there_once_and_every_role_in_it():
    titles = [line.title for line in LINES]
    assert len(titles) == len(set(titles))
    assert {role for line in LINES for role in line.expected} == set(ROLES)


def test_every_role_has_somebody_in_the_cast(cast):
    assert {user.role for user in cast.values() if user} == set(Role)
    assert cast.keys() == set(ROLES)


# --- the cast and the ground -----------------------------------------------------------------------------------------


@pytest.fixture
def cast(plan, department, town, sysadmin, secretary, other_secretary, member, stranger, inactive):
    elsewhere = UnitFactory(code="other-lead")
    factories.PlanFactory(slug="elsewhere", lead_unit=elsewhere)
    return {
        "anonymous": None,
        "inactive": inactive,
        "sysadmin": sysadmin,
        "department": department,
        "department_elsewhere": UserFactory(role=Role.DEPARTMENT, unit=elsewhere),
        "town": town,
        "town_elsewhere": UserFactory(role=Role.TOWN, unit=UnitFactory(code="other-town", level="town")),
        "secretary": secretary,
        "other_secretary": other_secretary,
        "member": member,
        "stranger": stranger,
    }


@pytest.fixture
def reports(pilots, secretary):
    """Have a report of the first pilot in each state, with a file in it, and return the files' names by state."""
    names = {}
    for state in Report.State.values:
        draft = complete_report(pilots[0], quarter=QUARTERS[state], submitted_by=secretary, submitted_at=timezone.now())
        names[state] = attach_evidence(report=draft, file=photo(), actor=secretary).uid
        Report.objects.filter(pk=draft.pk).update(state=state)
    return names


@pytest.fixture
def visit(plan, pilots, reports, department):
    """What was found of the approved report's floor area; a list is drawn in its quarter."""
    quarter = QUARTERS["approved"]
    draw_list(plan=plan, quarter=quarter, size=6, actor=department)
    report, indicator = Report.objects.get(pilot=pilots[0], quarter=quarter), plan.indicators.get(code="K07")
    found = Visit(outcome="as_reported", visited_on=date(2005, 11, 10), seen=load_value(report, indicator).seen)
    return verify_value(report=report, indicator=indicator, visit=found, actor=department)


@pytest.fixture
def notice(plan, secretary):
    return Notice.objects.create(recipient=secretary, day=date(2005, 11, 15))


@pytest.fixture
def reached(plan):
    """A milestone with its evidence."""
    milestone = plan.phases.first().milestones.create(code="town-plan", scope="town", order=1, name="方案")
    return factories_meeting.MilestoneRecordFactory(milestone=milestone, document=ContentFile(b"%PDF-1.4", "a.pdf"))


@pytest.fixture
def meeting(plan, department):
    """A joint meeting in session, with its snapshot."""
    planned = factories_meeting.MeetingFactory(plan=plan, number=1)
    return open_meeting(meeting=planned, actor=department)


@pytest.fixture
def issued(plan, department):
    """A bulletin with its sealed copy."""
    subject = Subject(plan=plan, kind="bulletin", quarter=QUARTERS["submitted"])
    paper = issue_paper(actor=department, dated=date(2005, 11, 15), subject=subject)
    attach_scan(paper=paper, file=photo(), actor=department)
    return paper


@pytest.fixture
def matter(plan, pilots, member, secretary):
    """Item 2005-001, which the member's unit answers for, about the secretary's pilot; in hand, with a file."""
    item = factories_meeting.LedgerItemFactory(plan=plan, number=1, pilot=pilots[0], responsible=member.unit)
    add_progress(item=item, actor=secretary, text="已动工", files=[photo()])
    return item


@pytest.fixture
def kept(notice, reports, visit, issued, meeting, reached, matter, pilots, department, suggestion):
    """Say what stands in a line's address, by name."""
    begin_assessment(pilot=pilots[0], actor=department)
    reached.milestone.phase.plan.document.save("copy.pdf", ContentFile(b"%PDF-"))
    meeting.minutes.save("minutes.pdf", ContentFile(b"%PDF-"), save=False)
    type(meeting).objects.update(minutes=meeting.minutes.name)  # another row in session would be a reopening
    files = {"ledger-file": LedgerFile.objects.get().uid, "paper-scan-file": issued.scans.get().uid}
    entries = {
        "activity": factories.ProjectActivityFactory(community=pilots[0].community).pk,
        "entry": factories.RoomFactory(community=pilots[0].community).pk,
        "suggestion": suggestion.pk,
        "account": UserFactory(role=Role.MEMBER, unit=UnitFactory(code="next")).pk,
    }
    words = {"form": "xlsx", "register": "room", "number": 1, "key": "money", "area": 2, "unit": "caizhengju"}

    def kept(line: Line) -> dict[str, Any]:
        return {
            "plan": "fengxiang-2004",
            "pilot": "qinfenglu",
            "record": reached.pk,
            "quarter": str(QUARTERS[line.report]),
            "uid": files.get(line.name, reports.get(line.report)),
            "pk": notice.pk,
            **dict.fromkeys(("indicator", "code"), "K07"),
            **(entries | words),
            "visit": visit.pk,
            "item": matter.code,
            "paper": issued.code,
        }

    return kept


@pytest.fixture
def enter(client, cast):
    """Make the client a role's: logged in once, and with those cookies every time."""
    cookies: dict[str, dict[str, str]] = {}

    def enter(role: str) -> None:
        if role not in cookies:
            client.cookies.clear()
            if cast[role]:
                client.force_login(cast[role], "django.contrib.auth.backends.ModelBackend")
            cookies[role] = {name: each.value for name, each in client.cookies.items()}
        client.cookies = SimpleCookie(cookies[role])

    return enter


@pytest.fixture
def ask(client, enter, kept):
    """Ask for a line's address as a role; return the status as the table writes it, and leave no trace."""

    def ask(line: Line, role: str, method: str = "") -> str:
        enter(role)
        return without_trace(lambda: asked(client, method or line.method, "/" + route_of(line) % kept(line)))

    return ask


def without_trace(ask: Callable[[], Any]) -> str:
    """Return the answer as the table writes it, and take back what was done."""
    with transaction.atomic():
        status = status_of(ask())
        transaction.set_rollback(True)
    return status


@each_role
def test_every_page_answers_a_role_as_the_table_says(client, enter, kept, role):
    pages = [(line, "/" + route_of(line) % kept(line)) for line in PLAN_PAGES]
    assert all_asked(client, enter, role, pages) == ({line.title: line.expected[role] for line in PLAN_PAGES}, {})


# --- the admin -------------------------------------------------------------------------------------------------------


REGISTERS = [
    *("Cadre", "Compound", "Equipment", "Partnership", "PartnershipActivity"),
    *("PartyBranch", "ProjectActivity", "ResidentUnit", "Room", "SocialOrganisation", "SurveyPart"),
]
RECORDS = ["ExperienceItem", "Funding", "Training", "YearlyReference"]


@pytest.fixture
def entries(plan, pilots, secretary, department):
    """Have one entry of every model the admin shows, and return their keys."""
    made: list[Any] = [getattr(factories, f"{model}Factory")() for model in REGISTERS]
    made += [plan, pilots[0], secretary, secretary.community, plan.lead_unit, complete_report(pilots[0])]
    made += [plan.phases.first(), plan.areas.first(), plan.member_units.first()]
    made += [plan.indicators.first(), plan.indicators.first().fields.first(), plan.indicators.first().steps.first()]
    milestone = Milestone.objects.create(phase=plan.phases.first(), code="m", scope="county", order=1, name="大会")
    made += [milestone, factories_meeting.MilestoneRecordFactory(milestone=milestone)]
    made.append(factories_meeting.LeaderAssignmentFactory(pilot=pilots[0]))
    made += [getattr(factories_meeting, f"{model}Factory")(plan=plan) for model in RECORDS]
    made.append(plan.letterhead)
    text = PlanSection.objects.create(plan=plan, number="一", order=1, name="总则")
    made += [text, Clause.objects.create(section=text, code="C-01", order=1, name="目标")]
    made.append(begin_assessment(pilot=pilots[0], actor=department))
    made.append(Duty.objects.create(plan=plan, code="d", order=1, name="职责"))
    made.append(AccessAttempt.objects.create(username="x", failures_since_start=1))
    made.append(AccessLog.objects.create(username="x", attempt_time=timezone.now()))
    made.append(AccessFailureLog.objects.create(username="x", attempt_time=timezone.now()))
    return {f"{each._meta.app_label}_{each._meta.model_name}": each.pk for each in made}


@each_role
def test_the_admin_answers_each_role_as_the_table_says(client, enter, entries, role, monkeypatch):
    hostile.draw_no_page_for_refusals(monkeypatch)
    pages = [(line, staff_address(line.name, entries)) for line in STAFF_PAGES]
    assert all_asked(client, enter, role, pages) == ({line.title: line.expected[role] for line in STAFF_PAGES}, {})


def test_every_model_of_the_admin_is_tried(entries):
    shown = {f"{model._meta.app_label}_{model._meta.model_name}" for model in admin.site._registry}
    assert shown == entries.keys()
    assert all(apps.get_model(*name.split("_", 1)).objects.filter(pk=pk).exists() for name, pk in entries.items())


# --- methods ---------------------------------------------------------------------------------------------------------

ONE_WAY = [line for line in PLAN_PAGES if not line.name.startswith(("login", "password", "preferences", "session"))]


@pytest.mark.alike
def test_acts_are_posted_and_pages_are_got(ask):
    answers = {line.title: ask(line, "secretary", "POST" if line.method == "GET" else "GET") for line in ONE_WAY}
    assert answers == {line.title: "405" if line.method == "GET" else "302" for line in ONE_WAY}


@pytest.mark.alike
@pytest.mark.parametrize("role", ["anonymous", "secretary"])
def test_no_other_method_is_known(ask, role):
    answers = {f"{line.title} {method}": ask(line, role, method) for line, method in hostile.with_methods(PLAN_PAGES)}
    assert answers == dict.fromkeys(answers, "405")


@pytest.mark.alike
@pytest.mark.parametrize("role", ["anonymous", "department", "sysadmin"])
def test_no_other_method_is_known_to_the_admin(client, enter, entries, role):
    enter(role)
    tries = hostile.with_methods(staff_address(line.name, entries) for line in STAFF_PAGES)
    answers = {f"{method} {url}": client.generic(method, url).status_code for url, method in tries}
    assert answers == dict.fromkeys(answers, 405)


@pytest.mark.alike
def test_pages_answer_to_head(ask):
    pages = [line for line in ONE_WAY if line.expected["secretary"] == "200" and line.name != "home"]
    assert {line.title: ask(line, "secretary", "HEAD") for line in pages} == {line.title: "200" for line in pages}


# --- what nobody types in good faith ---------------------------------------------------------------------------------


@pytest.fixture
def calm(client, monkeypatch):
    """Let a fault be an answer of 500, to be counted with the others; leave no trace of what is asked."""
    hostile.draw_no_page_for_refusals(monkeypatch)
    client.raise_request_exception = False

    def calm(url: str, data: Any = None, method: str = "get") -> str:
        return without_trace(lambda: getattr(client, method)(url, data))

    return calm


@hostile.by_value([*hostile.VALUES, *hostile.REFUSED])
def test_no_value_in_an_address_is_a_fault(enter, kept, calm, value):
    expected = {"400"} if value in hostile.REFUSED else {"200", "302", "403", "404", "405", "422"}
    wrong: dict[str, str] = {}
    lines = enumerate({line.name: line for line in PLAN_PAGES}.values())
    for line in (line for place, line in lines if hostile.meets(place, value)):  # the others: tests/fuzz
        enter(role := "secretary" if line.expected["secretary"] in {"200", "302", "422"} else "department")
        names = {name: quote(str(each)) for name, each in kept(line).items()}
        urls = [*hostile.paths(route_of(line), names, quote(value, safe=""))]
        if line.method == "GET":
            urls += [f"/{route_of(line) % names}?{query}" for query in hostile.queries(value)]
        answers = {url: calm(url, method=line.method.lower()) for url in urls}
        wrong |= {url[:150]: each for url, each in answers.items() if each not in {*expected, line.expected[role]}}
    assert wrong == {}


STAFF_MODELS = sorted(admin.site._registry.values(), key=lambda shown: shown.opts.label)


def entered(enter: Callable[[str], None], shown: Any) -> str:
    """Log in who keeps the entries of a model, and return the start of the addresses' names."""
    label, app = shown.opts.label_lower, shown.opts.app_label
    enter("sysadmin" if {label, app} & {"axes", "communities.user"} else "department")
    return f"admin:{label.replace('.', '_')}"


def test_no_filter_of_a_list_is_a_fault(enter, entries, calm):
    answers: dict[str, Any] = {}
    for shown in STAFF_MODELS:
        url = reverse(f"{entered(enter, shown)}_changelist")
        asked = [("q", "x " * MOST_WORDS), ("q", hostile.FAR), *hostile.filters_of(shown)]
        answers |= {f"{url}?{name}={value[:9]}": calm(url, {name: value}) for name, value in asked}
    assert {each: status for each, status in answers.items() if status not in {"200", "400"}} == {}


@hostile.by_value([*hostile.VALUES, *hostile.REFUSED])
def test_nothing_asked_of_any_list_is_a_fault(enter, calm, value):
    enter("department")
    answers = {name: calm("/admin/communities/cadre/", {name: value}) for name in hostile.OF_EVERY_LIST}
    for name, status in answers.items():
        others = {"200", "302"} if name == "p" else {"200", "400"}
        assert status in ({"400"} if value in hostile.REFUSED else others), name


@hostile.by_value(["x", hostile.FAR])
def test_no_entry_that_cannot_be_is_linked_or_chosen(enter, entries, calm, value):
    answers = {}
    for shown in STAFF_MODELS:
        name = entered(enter, shown)
        sent, page = {"action": "delete_selected", "_selected_action": value}, reverse(f"{name}_changelist")
        answers[f"{name} chosen"] = calm(page, sent, "post")
        page = reverse(f"{name}_change", args=[entries[name.removeprefix("admin:")]])
        answers |= {f"{name} by {each}": calm(page, {"_to_field": each}, "post") for each in ("", value)}
        for field in hostile.links_of(shown):
            answers[f"{name} {field}"] = calm(reverse(f"{name}_add"), {field: value})
    assert {each: status for each, status in answers.items() if status[0] == "5"} == {}


@hostile.by_value([*hostile.NO_KEYS, *hostile.REFUSED])
def test_what_can_be_no_key_is_no_entry(enter, calm, value):
    answers = {}
    for shown in STAFF_MODELS:
        name = entered(enter, shown)
        for page in ("change", "delete", "history"):
            url = reverse(f"{name}_{page}", args=["KEY"]).replace("KEY", quote(value, safe=""))
            answers[f"{name}_{page}"] = calm(url)
    enter("sysadmin")
    answers["password"] = calm(f"/admin/communities/user/{quote(value, safe='')}/password/")
    assert {name: status for name, status in answers.items() if status not in {"400", "404"}} == {}
