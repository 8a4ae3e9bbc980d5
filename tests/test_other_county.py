"""A second county's plan, the example that ships: nothing anybody opens, downloads or is sent tells of the first."""

import zipfile
from datetime import date
from http.cookies import SimpleCookie
from io import BytesIO
from typing import Any

import pytest
from django.contrib import admin
from django.core.management import call_command
from django.urls import reverse

from communities.models import Community, Role, Unit, User
from partybuilding.ledger import actions as ledger
from partybuilding.meetings.actions import close_meeting, open_meeting
from partybuilding.meetings.ical import calendar_of
from partybuilding.meetings.invitations import invite
from partybuilding.models import Letterhead, Party, Plan
from partybuilding.papers.actions import confirm_letterhead, issue_paper
from partybuilding.papers.queries import Subject
from partybuilding.plan.actions import load_plan
from partybuilding.plan.planfile import read_plan
from partybuilding.targets.quarter import Quarter
from tests.client import Client
from tests.factories import ReportFactory, UserFactory
from tests.factories_meeting import AttendanceFactory, ExperienceItemFactory, MeetingFactory
from tests.permissions import LINES, route_of
from tests.plan.plan_text import PLAN_FILE

pytestmark = pytest.mark.alike

DAY = date(2007, 11, 15)
Q3, Q2 = Quarter(2007, 3), Quarter(2007, 2)
FOREIGN = ("凤翔", "凤组", "城关镇", "秦凤", "三个", "Fengxiang", "Chengguan", "Qinfeng")
FIGURES = {
    "V01": {"area": 130},
    "T01": {"cadres": 4},
    "T02": {"visited": 600, "households": 1000},
    "T03": {"roster": 1},
    "S01": {"certificates": 1, "mediation": 1, "jobs": 0, "reading": 0},
}
PAGES = [line for line in LINES if line.method == "GET" and not line.name.startswith("admin")]
# The department opens everything; what others see otherwise than it does.
OTHERWISE = {"county", "work", "notices", "reports", "report", "ledger", "papers", "unit", "duty-report"}


@pytest.fixture
def plan(db: None, settings: Any) -> Plan:
    """The example plan, on a day in its second phase."""
    settings.FENGXIANG_TODAY = DAY
    load_plan(file=read_plan(PLAN_FILE.with_name("yunxi-2007.toml").read_text(encoding="utf-8")), reason="test")
    return Plan.objects.select_related("lead_unit").get()


@pytest.fixture
def cast(plan: Plan) -> dict[str, User]:
    units = {unit.code: unit for unit in Unit.objects.all()}
    people: dict[str, dict[str, Any]] = {
        "department": {"role": Role.DEPARTMENT, "unit": plan.lead_unit},
        "town": {"role": Role.TOWN, "unit": units["xikou"]},
        "secretary": {"role": Role.SECRETARY, "unit": None, "community": Community.objects.get(code="heping")},
        "member": {"role": Role.MEMBER, "unit": units["yunxi-minzhengju"]},
    }
    return {name: UserFactory(username=name, email=f"{name}@example.org", **person) for name, person in people.items()}


@pytest.fixture
def lived(plan: Plan, cast: dict[str, User], django_capture_on_commit_callbacks: Any) -> dict[str, Any]:
    """Let the county report, meet, decide, write its papers and be reminded; say what stands in addresses."""
    department = cast["department"]
    for pilot in plan.pilots.select_related("community"):
        pilot.plan = plan
        ReportFactory(
            pilot=pilot, quarter=Q2, approved=True, values=FIGURES, submitted_by=cast["secretary"],
            decision__by=department,
        )  # fmt: skip
    heping = plan.pilots.get(community__code="heping")
    sent = ReportFactory(pilot=heping, quarter=Q3, submitted=True, values=FIGURES, submitted_by=cast["secretary"])
    ExperienceItemFactory(plan=plan, kind="experience", field="civilisations", published_on=DAY, pilot=heping)
    towns = dict.fromkeys((topic.code for topic in plan.topics.all()), Party(Unit.objects.get(code="xikou")))
    item = ledger.create_standing_items(plan=plan, actor=department, responsible=towns, due_on=plan.ends_on)[0]
    meeting = open_meeting(meeting=MeetingFactory(plan=plan, number=1, quarter=Q3, planned_on=DAY), actor=department)
    for seat in plan.member_units.select_related("unit"):
        AttendanceFactory(meeting=meeting, unit=seat.unit)
    close_meeting(meeting=meeting, actor=department)
    usual = Letterhead.usual(plan)
    confirm_letterhead(plan=plan, names={name: getattr(usual, name) for name in usual.NAMES}, actor=department)
    meeting.refresh_from_db()
    about = [
        Subject(kind="bulletin", plan=plan, quarter=Q2),
        Subject(kind="minutes", plan=plan, meeting=meeting),
        Subject(kind="report", plan=plan, report=sent),
        Subject(kind="notice", plan=plan, item=item),
    ]
    papers = [issue_paper(subject=subject, actor=department, dated=DAY) for subject in about]
    coming = MeetingFactory(plan=plan, number=2, quarter=Quarter(2007, 4), planned_on=date(2007, 12, 20))
    with django_capture_on_commit_callbacks(execute=True):
        invite(meeting=coming, actor=department, calendar=lambda each: calendar_of(plan, [each], drafted=True))
        call_command("remind", verbosity=0)
    return {
        "papers": papers,
        "parts": {
            "plan": plan.slug,
            "pilot": "heping",
            "quarter": str(Q2),
            "area": 2,
            "unit": "yunxi-minzhengju",
            "indicator": "V01",
            "code": "V01",
            "form": "xlsx",
            "number": 1,
            "item": item.code,
            "key": "experience",
            "paper": papers[0].code,
            "pk": 0,
            "uid": papers[0].pk,
            "visit": 0,
            "record": 0,
            "activity": 0,
            "register": "room",
            "entry": 0,
            "account": 0,
            "suggestion": 0,
        },
    }


def words_in(content: bytes) -> str:
    """Return everything that can be read in an answer: of a Word or Excel file, of all its parts."""
    if not content.startswith(b"PK"):
        return content.decode(errors="ignore")
    with zipfile.ZipFile(BytesIO(content)) as parts:
        return "".join(parts.read(name).decode(errors="ignore") for name in parts.namelist())


def foreign_in(text: str) -> list[str]:
    return [word for word in FOREIGN if word in text]


def read(client: Client, address: str) -> tuple[int, list[str]]:
    """Return the status of a page, and which words of the other county it says."""
    answer: Any = client.get(address)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, foreign_in(words_in(content) + str(dict(answer.headers)))


def test_nothing_anybody_opens_tells_of_another_county(
    lived: dict[str, Any], cast: dict[str, User], client: Client
) -> None:
    opened = set()
    for name, user in cast.items():
        client.cookies = SimpleCookie()
        client.force_login(user)
        for line in [each for each in PAGES if user.role == Role.DEPARTMENT or each.name in OTHERWISE]:
            parts = {**lived["parts"], **({"uid": "0" * 32} if "uid" in route_of(line) else {})}
            address = "/" + route_of(line) % parts
            status, foreign = read(client, address)
            assert not foreign, (name, address)
            opened |= {line.name} if status == 200 else set()
    assert len(opened) > 50
    assert opened >= OTHERWISE


def test_its_papers_and_mails_bear_its_own_names(
    lived: dict[str, Any], cast: dict[str, User], client: Client, mailoutbox: Any
) -> None:
    client.force_login(cast["department"])
    for paper in lived["papers"]:
        with paper.file.open() as file:
            assert foreign_in(words_in(file.read()) + paper.content) == []
        assert "云溪县" in paper.content
    assert "中共云溪县委组织部" in lived["papers"][0].content
    assert "石桥镇党委、溪口镇党委，县社区党建工作联席会议各成员单位" in lived["papers"][0].content
    assert {mail.to[0].partition("@")[0] for mail in mailoutbox} == set(cast) - {"secretary"}
    for mail in mailoutbox:
        told = mail.subject + mail.body + "".join(str(each[1]) for each in mail.attachments)
        assert foreign_in(told) == []
        assert "云溪县社区党建提升行动" in told


def test_its_fields_of_experience_and_topics_are_the_plans(
    lived: dict[str, Any], cast: dict[str, User], client: Client
) -> None:
    client.force_login(cast["department"])
    slug = lived["parts"]["plan"]
    for address in (reverse("records", args=[slug]), reverse("pilot", args=[slug, "heping"]) + "?quarter=2007Q4"):
        assert "文明楼院" in client.get(address).content.decode()
    item = reverse("ledger-item", args=[lived["parts"]["plan"], lived["parts"]["item"]])
    assert "活动场地不足" in client.get(item).content.decode()


def test_the_staff_pages_tell_of_no_county(plan: Plan, cast: dict[str, User], client: Client) -> None:
    client.force_login(cast["department"])
    models = [model for model in admin.site._registry if model._meta.app_label == "partybuilding"]
    addresses = ["/admin/", *(f"/admin/partybuilding/{model._meta.model_name}/add/" for model in models)]
    assert [address for address in addresses if read(client, address)[1]] == []
