"""Rows stored before texts were cleaned on their way in: whatever is made of XML is written all the same."""

import io
import re
import zipfile
from datetime import date

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import CharField, F, TextField, Value
from django.db.models.functions import Concat
from django.urls import get_resolver, reverse
from docx.oxml import parse_xml

from communities.fields import PersonNameField
from partybuilding.ledger.actions import add_progress
from partybuilding.meetings.actions import close_meeting, open_meeting, set_attendance
from partybuilding.models import Meeting, Paper, Pilot, Report
from partybuilding.papers.actions import issue_paper
from partybuilding.papers.queries import Subject
from partybuilding.targets.quarter import Quarter
from tests import factories, factories_meeting
from tests.assessment.samples import approved_assessment
from tests.reports.reporting import complete_report
from tests.reports.workbook.conftest import cell_of, edited

pytestmark = pytest.mark.alike

BAD = "坏\x0b\x07\x1f\u2028\ufffe字"
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
TEXTS = {CharField, TextField, PersonNameField}
# Codes that addresses and rules are made of, and what is written by the site alone.
NOT_TYPED = {"code", "key", "content", "sha256", "content_type", "seed", "username", "password", "section"}
DATED = date(2005, 11, 15)


@pytest.fixture
def ground(plan, pilots, department, secretary, member, as_user):
    """Something of everything, each free text of it ending in what no XML holds; a department's browser."""
    report = complete_report(pilots[0], approved=True, submitted_by=secretary)
    complete_report(pilots[0], quarter=Quarter(2005, 4))
    Report.objects.update(progress="进展", difficulties="困难", next_quarter="打算")
    report.entries.update(note="说明")
    seats = list(plan.member_units.order_by("order"))
    item = factories_meeting.LedgerItemFactory(plan=plan, number=1, pilot=pilots[0], responsible=member.unit)
    add_progress(item=item, actor=secretary, text="已动工")
    meeting = factories_meeting.MeetingFactory(plan=plan, number=1, place="县委", chair="马某", agenda="一、通报")
    agreed = {"plan": plan, "meeting": meeting, "responsible": seats[0].unit, "matter": "扩建"}
    factories_meeting.LedgerItemFactory(number=2, **agreed)
    first = factories_meeting.LeaderAssignmentFactory(pilot=pilots[0])
    factories_meeting.LeaderVisitFactory(assignment=first, findings="已议定")
    for model in ("Funding", "Training", "ExperienceItem", "YearlyReference"):
        getattr(factories_meeting, f"{model}Factory")(plan=plan)
    for model in ("Cadre", "Room", "Equipment", "Compound"):
        getattr(factories, f"{model}Factory")(community=pilots[0].community)
    spoil()
    session = open_meeting(meeting=Meeting.objects.get(), actor=department)
    for seat in seats:
        set_attendance(meeting=session, actor=department, unit=seat.unit, status="present", person=f"丁{BAD}")
    held = close_meeting(meeting=session, actor=department)
    assessment = approved_assessment(Pilot.objects.get(pk=pilots[0].pk))
    return {"browser": as_user(department), "plan": plan} | {
        "meeting": held, "report": report, "item": item, "assessment": assessment,
    }  # fmt: skip


def spoil():
    """Put the characters into every free text that is stored."""
    for app in ("communities", "partybuilding"):
        for model in apps.get_app_config(app).get_models():
            if model.__module__ == "partybuilding.models.record":
                continue  # nothing is typed there
            for field in model._meta.concrete_fields:
                if type(field) in TEXTS and not field.choices and field.name not in NOT_TYPED:
                    stored = model._base_manager.exclude(**{field.name: ""})
                    stored.update(**{field.name: Concat(F(field.name), Value(BAD), output_field=type(field)())})


def require_xml(content, text="坏"):
    """Every part of a document or workbook is XML, and the spoilt texts stand in it, clean."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = [package.read(name) for name in package.namelist() if name.endswith((".xml", ".rels"))]
    told = "".join("".join(parse_xml(part).itertext()) for part in parts)
    assert text in told
    assert not FORBIDDEN.search(told)


PLACE = {
    "plan": "fengxiang-2004", "pilot": "qinfenglu", "quarter": "2005Q3", "area": 2, "unit": "caizhengju",
    "indicator": "K07", "form": "xlsx", "number": 1, "code": "K07", "key": "money",
}  # fmt: skip
LISTS = sorted(name for name in get_resolver().reverse_dict if str(name).startswith("out-"))
# What stands in these rows nobody types, or there is nothing to stand in them; a CSV has neither title nor facts.
WITHOUT_TEXTS = {"out-duties", "out-lamps", "out-papers", "out-records", "out-reds", "out-timeline"}


def address(name, **more):
    ((_route, wanted),) = get_resolver().reverse_dict.getlist(name)[0][0]
    return reverse(name, kwargs={part: (PLACE | more)[part] for part in wanted})


@pytest.mark.parametrize("name", [*LISTS, "report-workbook"])
def test_every_workbook_is_written(ground, name):
    answer = ground["browser"].get(address(name))
    assert answer.status_code == 200
    require_xml(b"".join(answer) if answer.streaming else answer.content)


@pytest.mark.parametrize("name", LISTS)
def test_every_list_is_written_as_text_too(ground, name):
    answer = ground["browser"].get(address(name, form="csv"))
    told = answer.content.decode()
    assert ("坏" in told) == (name not in WITHOUT_TEXTS)
    assert not FORBIDDEN.search(told)


def test_a_marked_workbook_is_written(ground, pilots, other_secretary, as_user):
    """What stands in a comment of a cell names other cells as the plan does."""
    report = complete_report(pilots[1])

    def write(book):
        cell_of(book, "K28.civilised").value = 999

    content = edited(Report.objects.get(pk=report.pk), write)
    browser, place = as_user(other_secretary), {"pilot": pilots[1].code}
    sent = {"workbook": SimpleUploadedFile("季度报告.xlsx", content)}
    uid = browser.post(address("report-workbook-upload", **place), sent).url.split("/")[-2]
    answer = browser.get(address("report-workbook-marked", **place, uid=uid))
    require_xml(b"".join(answer) if answer.streaming else answer.content, "不能大于“小区总数坏")


@pytest.mark.parametrize("register", ["cadre", "room", "equipment", "compound"])
def test_every_register_is_written(ground, register):
    answer = ground["browser"].get(f"/admin/communities/{register}/export/")
    assert answer.status_code == 200
    require_xml(answer.content)


@pytest.mark.parametrize("kind", Paper.Kind.values)
def test_every_paper_is_written(ground, department, kind):
    about = {
        "bulletin": {"quarter": Quarter(2005, 3)},
        "minutes": {"meeting": ground["meeting"]},
        "report": {"report": ground["report"]},
        "notice": {"item": ground["item"]},
        "assessment": {"assessment": ground["assessment"]},
        "burden": {"quarter": Quarter(2005, 4)},
    }
    subject = Subject(plan=ground["plan"], kind=kind, **about[kind])
    paper = issue_paper(subject=subject, actor=department, dated=DATED)
    answer = ground["browser"].get(reverse("paper-file", args=[ground["plan"].slug, paper.code]))
    assert answer.status_code == 200
    require_xml(b"".join(answer.streaming_content))
    assert ground["browser"].get(reverse("paper", args=[ground["plan"].slug, paper.code])).status_code == 200


@pytest.mark.parametrize("name", ["snapshot-download", "meetings-calendar", "meeting-calendar"])
def test_snapshot_and_calendar_are_written(ground, name):
    answer = ground["browser"].get(address(name))
    told = answer.content.decode()
    assert answer.status_code == 200
    assert "坏" in told
    assert not FORBIDDEN.search(told)
