from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partybuilding.meetings.actions import close_meeting, open_meeting, set_attendance
from partybuilding.models import Duty
from partybuilding.papers.actions import attach_scan, issue_paper
from partybuilding.papers.queries import Subject
from partybuilding.targets.quarter import Quarter
from tests.factories import at
from tests.factories_meeting import DutyLineFactory, DutyReportFactory, LedgerItemFactory, MeetingFactory
from tests.reports.reporting import photo
from tests.reports.workbook.conftest import opened
from tests.scoreboard.test_views_exports import text, workbook

pytestmark = pytest.mark.usefixtures("english_pages")

Q3 = Quarter(2005, 3)
PAGES = {"out-meetings": "meetings", "out-duties": "units", "out-papers": "papers"}


@pytest.fixture
def reader(as_user, department):
    return as_user(department)


@pytest.fixture
def units(plan):
    return [seat.unit for seat in plan.member_units.select_related("unit").order_by("order")]


@pytest.fixture
def held(plan, pilots, department, units):
    """A meeting at which one unit is excused, with a decision in hand; and one that is planned."""
    meeting = open_meeting(meeting=MeetingFactory(plan=plan, number=1, place="三楼会议室"), actor=department)
    for unit, status in zip(units, ("present", "excused", "present"), strict=True):
        set_attendance(meeting=meeting, actor=department, unit=unit, status=status)
    set_attendance(meeting=meeting, actor=department, unit=pilots[0].community.town, status="present")
    LedgerItemFactory(plan=plan, meeting=meeting, number=1, responsible=units[1], due_on=date(2005, 12, 31))
    MeetingFactory(plan=plan, number=2, planned_on=date(2005, 12, 20))
    return close_meeting(meeting=meeting, actor=department)


@pytest.fixture
def duties(plan, pilots, units, member):
    """A duty of 民政局 and 财政局 together; the first has handed in its report, the second has begun one."""
    duty = Duty.objects.create(plan=plan, code="pay", order=1, name="落实补贴", name_en="Pay the allowance")
    duty.units.set(plan.member_units.filter(unit__in=units[1:]))
    sent = {"submitted_at": at(date(2005, 10, 8)), "submitted_by": member}
    told = DutyReportFactory(plan=plan, unit=units[1], quarter=Q3, agenda_times=2, **sent)
    DutyLineFactory(report=told, duty=duty, text="=已调标").pilots.set(pilots[:2])
    begun = DutyReportFactory(plan=plan, unit=units[2], quarter=Q3, agenda_times=1)
    DutyLineFactory(report=begun, duty=duty, text="还在商量")
    return duty


@pytest.fixture
def paper(plan, held, department):
    made = issue_paper(
        actor=department,
        dated=date(2005, 11, 15),
        document_number=5,
        subject=Subject(plan=plan, kind="minutes", meeting=held),
    )
    attach_scan(paper=made, file=photo(), actor=department)
    return made


def test_a_meeting_has_a_row_with_its_sums_and_a_column_for_each_unit(reader, url, held):
    first, second = workbook(reader, url("out-meetings", form="xlsx"))
    assert (first["Meeting"], first["Held on"]) == (1, datetime(2005, 11, 15))  # noqa: DTZ001 # a workbook knows no zones
    assert [first[head] for head in ("Due", "Present", "Excused", "Absent")] == [3, 2, 1, 0]
    assert [first[head] for head in ("Resolutions", "Closed", "In progress", "Overdue", "Snapshot")] == [1, 0, 1, 0, 1]
    assert (first["Organisation Department"], first["Civil Affairs Bureau"]) == ("present", "excused")
    assert first["Chengguan Town Party Committee"] == "attends"
    # What has not been held has no sums, rather than 0.
    assert (second["Meeting"], second["Due"], second["Resolutions"], second["Finance Bureau"]) == (2, None, None, None)


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_duty_has_a_row_for_each_unit_and_says_only_what_was_handed_in(reader, url, duties, form):
    read = workbook if form == "xlsx" else text
    told, begun = read(reader, url("out-duties", form=form), quarter="2005Q3")
    assert (told["Member unit"], told["Duty"]) == ("Civil Affairs Bureau", "Pay the allowance")
    assert told["In words"] == ("=已调标" if form == "xlsx" else "'=已调标")
    assert told["Pilots"] == "Qinfeng Road Community, Dongguan Community"
    assert told["Times on the unit's agenda this quarter"] in {2, "2"}
    assert (begun["Member unit"], begun["Duty report"]) == ("Finance Bureau", "missing")
    assert not any(begun[head] for head in ("In words", "Handed in on", "Times on the unit's agenda this quarter"))


def test_a_paper_has_a_row_with_its_code_and_checksum(reader, url, paper):
    (row,) = workbook(reader, url("out-papers", form="xlsx"))
    assert (row["Version code"], row["SHA-256"]) == (paper.code, paper.sha256)
    assert (row["Number"], row["Sealed copies"], row["Made by"]) == (5, 1, "周某")


def test_the_register_has_the_papers_its_reader_reads(as_user, other_secretary, department, secretary, url, report_in):
    report = report_in("submitted")
    issue_paper(
        actor=secretary, dated=date(2005, 11, 15), subject=Subject(plan=report.pilot.plan, kind="report", report=report)
    )
    where = url("out-papers", form="csv")
    assert [len(text(as_user(user), where)) for user in (department, secretary, other_secretary)] == [1, 1, 0]


@pytest.mark.parametrize("name", PAGES)
def test_the_page_leads_to_its_table(reader, url, paper, duties, name):
    content = reader.get(url(PAGES[name])).content.decode()
    for form in ("xlsx", "csv"):
        assert f'href="{url(name, form=form)}' in content


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("name", PAGES)
def test_it_opens_in_both_languages_and_is_not_kept(reader, url, paper, duties, name, language):
    reader.cookies["django_language"] = language
    answer = reader.get(url(name, form="xlsx"))
    page = opened(answer.content).worksheets[0]
    heads = [cell.value for cell in page[1] if cell.value != "SHA-256"]
    assert page.max_row > 1
    assert len(heads) == len(set(heads))
    assert all(any("一" <= sign <= "鿿" for sign in head) == (language != "en") for head in heads)
    assert "no-store" in answer["Cache-Control"]


def test_more_meetings_duties_and_papers_cost_no_more_queries(
    reader, url, plan, held, duties, paper, department, units
):
    def cost(name):
        reader.get(url(name, form="csv"))
        with CaptureQueriesContext(connection) as queries:
            reader.get(url(name, form="csv"))
        return len(queries)

    few = {name: cost(name) for name in PAGES}
    for number in range(3, 9):
        MeetingFactory(plan=plan, number=number)
        extra = Duty.objects.create(plan=plan, code=f"d{number}", order=number, name="职责")
        extra.units.set(plan.member_units.all())
        day = date(2005, 11, 15)
        issue_paper(
            actor=department,
            dated=day,
            document_number=number + 10,
            subject=Subject(plan=plan, kind="minutes", meeting=held),
        )
    assert {name: cost(name) for name in PAGES} == few
