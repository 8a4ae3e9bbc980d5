import io
import json
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from partybuilding.models import FieldValue, Letterhead, Paper, PaperScan, Report
from partybuilding.papers.actions import SCANS_PER_PAPER, attach_scan, issue_paper
from partybuilding.papers.queries import Subject, compose, file_name, load_paper_page
from partybuilding.shared.errors import ActionError
from partybuilding.targets.quarter import Quarter
from tests.factories import CadreFactory
from tests.factories_meeting import AttendanceFactory, LedgerEventFactory, LedgerItemFactory, MeetingFactory
from tests.reports.reporting import complete_report, photo

DATED = date(2005, 11, 15)
QUARTER = Quarter(2005, 3)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def report(pilots, secretary):
    return complete_report(pilots[0], approved=True, submitted_by=secretary)


@pytest.fixture
def meeting(plan):
    return MeetingFactory(plan=plan, number=6, held=True)


@pytest.fixture
def item(plan, pilots):
    responsible = plan.member_units.get(unit__code="caizhengju").unit
    return LedgerItemFactory(plan=plan, pilot=pilots[0], responsible=responsible, number=12)


@pytest.fixture
def issue(plan, department):
    def issue(kind="bulletin", **more):
        about: dict[str, Any] = {"quarter": QUARTER} if kind == "bulletin" else {}
        about |= {name: more.pop(name) for name in ("quarter", "meeting", "report", "item") if name in more}
        subject = Subject(plan=plan, kind=kind, **about)
        return issue_paper(**{"subject": subject, "actor": department, "dated": DATED, **more})

    return issue


def words_of(paper):
    with paper.file.open("rb") as file, zipfile.ZipFile(io.BytesIO(file.read())) as package:
        return package.read("word/document.xml").decode()


def test_a_paper_keeps_its_data_its_checksum_and_its_file(issue, report, department):
    paper = issue(document_number=12, site="https://dangjian.example/")
    assert (paper.made_by, paper.dated, paper.document_number) == (department, DATED, 12)
    assert paper.is_intact
    assert json.loads(paper.content)["data"]["pilots"][0]["report"] == "approved"
    words = words_of(paper)
    assert "凤组发〔2005〕12号" in words
    assert f"版本码：{paper.code}" in words
    assert paper.file.name.startswith("papers/")
    assert paper.code not in paper.file.name


def test_a_papers_name_and_text_are_chinese_whoever_looks(issue, report, meeting, item):
    FieldValue.objects.filter(field__key="area").update(value=Decimal(150))
    papers = [issue(), issue("minutes", meeting=meeting), issue("report", report=report), issue("notice", item=item)]
    for paper in papers:
        content = json.loads(paper.content)
        with translation.override("zh-hans"):
            expected = compose(content)
        assert (compose(content), file_name(paper)) == (expected, f"{expected.name} {paper.code}.docx")


def test_a_paper_is_chinese_whatever_the_reader_chose(issue, report, meeting, item):
    FieldValue.objects.filter(field__key="area").update(value=Decimal(150))
    papers = [issue(), issue("minutes", meeting=meeting), issue("report", report=report), issue("notice", item=item)]
    for paper in papers:
        said = json.dumps(json.loads(paper.content)["data"], ensure_ascii=False)
        assert "Road Community" not in said
        assert "short" not in said
        assert ("还差50平方米" in said) == (paper.kind in {"bulletin", "report"})
        assert "秦凤路社区" in words_of(paper) or paper.kind == "minutes"


def test_the_same_data_give_the_same_paper_and_other_data_another(issue, report):
    first = issue()
    assert issue() == first
    assert issue(document_number=3) != first
    FieldValue.objects.filter(field__key="area").update(value=Decimal(150))
    assert issue().code != first.code
    assert Paper.objects.count() == 3


def test_the_letterhead_of_the_plan_is_used(issue, plan, report):
    Letterhead.objects.filter(plan=plan).update(
        organ="中共东风县委组织部", number_code="东组发", date_style="chinese", hei_font="丁体"
    )
    paper = issue(document_number=1)
    words = words_of(paper)
    assert "中共东风县委组织部文件" in words
    assert "东组发〔2005〕1号" in words
    assert "二○○五年十一月十五日" in words


def test_without_a_number_code_no_number_is_printed(issue, plan, report):
    Letterhead.objects.filter(plan=plan).update(number_code="")
    assert "〔" not in words_of(issue(document_number=5))


def test_a_report_names_its_branch_and_its_gaps(issue, report):
    FieldValue.objects.filter(field__key="area").update(value=Decimal(186))
    words = words_of(issue("report", report=report))
    assert "要求不少于200平方米，本季度为186平方米，还差14平方米" in words
    assert "秦凤路社区党支部" in words


def test_minutes_list_the_units_in_the_plans_order(issue, plan, meeting):
    for seat in plan.member_units.order_by("-order"):
        AttendanceFactory(meeting=meeting, unit=seat.unit)
    assert "组织部、民政局、财政局" in words_of(issue("minutes", meeting=meeting))


def test_minutes_tell_the_deadline_that_was_agreed(issue, plan, meeting, item, department):
    item.meeting, item.due_on = meeting, date(2006, 3, 31)
    item.save()
    LedgerEventFactory(
        item=item, actor=department, kind="extended", due_before=date(2005, 12, 31), due_after=date(2006, 3, 31)
    )
    assert "于2005年12月31日前办结" in words_of(issue("minutes", meeting=meeting))


def test_a_notice_tells_how_late_a_matter_is(issue, item, department):
    item.due_on = date(2005, 11, 1)
    item.save()
    LedgerEventFactory(item=item, actor=department, text="已选定地点", on=date(2005, 10, 25))
    words = words_of(issue("notice", item=item))
    assert "此事项已逾期14天" in words
    assert "2005年10月25日报送：已选定地点。" in words


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"quarter": Quarter(2005, 4)}, "The quarter is not over yet."),
        ({"quarter": None}, "Say what the paper is about."),
        ({"dated": date(2005, 11, 16)}, "The document cannot be dated in the future."),
        ({"dated": date(2005, 9, 30)}, "The document cannot be older than what it tells of."),
        ({"document_number": 0}, "Write a whole number from 1 to 9999."),
        ({"document_number": 10000}, "Write a whole number from 1 to 9999."),
    ],
)
def test_a_bulletin_that_cannot_be_is_refused(issue, more, why):
    with pytest.raises(ActionError, match=why):
        issue(**more)
    assert not Paper.objects.exists()


def test_what_is_not_ready_is_refused(issue, report, meeting, item):
    Report.objects.update(state="returned")
    report.refresh_from_db()
    meeting.state = "open"
    item.state = "closed"
    for kind, about, why in (
        ("report", {"report": report}, "has to be submitted first"),
        ("minutes", {"meeting": meeting}, "has not ended"),
        ("notice", {"item": item}, "nothing to supervise"),
    ):
        with pytest.raises(ActionError, match=why):
            issue(kind, **about)


def test_a_branch_makes_papers_of_its_own_reports_alone(issue, report, secretary, other_secretary, town, member):
    assert issue("report", report=report, actor=secretary).made_by == secretary
    for actor in (other_secretary, town, member):
        with pytest.raises(ActionError, match="made by the Organisation Department"):
            issue("report", report=report, actor=actor)
    with pytest.raises(ActionError, match="made by the Organisation Department"):
        issue(actor=secretary)


def test_two_digests_that_begin_alike_get_two_codes(issue, report, monkeypatch):
    first = issue()
    Paper.objects.filter(pk=first.pk).update(code="7K3M-Q2XR")
    monkeypatch.setattr(
        "partybuilding.papers.actions.code_of", lambda digest, groups=2: "-".join(["7K3M", "Q2XR", "AAAA"][:groups])
    )
    assert issue(document_number=2).code == "7K3M-Q2XR-AAAA"


def test_a_paper_that_is_not_kept_leaves_no_file(issue, report, monkeypatch, media_root):
    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(Paper, "save", fail)
    with pytest.raises(RuntimeError):
        issue()
    assert not [path for path in Path(media_root).rglob("*") if path.is_file()]


# --- what has changed since -------------------------------------------------------------------------------------------


def changes(paper):
    paper = Paper.objects.get(pk=paper.pk)
    return [(change.where, change.what, change.before, change.now) for change in load_paper_page(paper).changes]


def test_nothing_has_changed_at_first(issue, report, meeting, item):
    made = [issue(), issue("minutes", meeting=meeting), issue("report", report=report), issue("notice", item=item)]
    assert [changes(paper) for paper in made] == [[], [], [], []]


def test_a_report_opened_again_is_told_by_pilot_and_indicator(issue, report):
    paper = issue()
    FieldValue.objects.filter(field__key="area").update(value=Decimal(186))
    told = changes(paper)
    assert ("秦凤路社区 · 阵地建筑面积", "Value", "210平方米", "186平方米") in told
    assert ("秦凤路社区 · 阵地建筑面积", "Lamp", "green", "red") in told
    Report.objects.update(state="returned")
    assert ("秦凤路社区", "Report", "approved", "returned") in changes(paper)


def test_what_came_and_went_is_told(issue, plan, report, item):
    paper = issue()
    LedgerItemFactory(plan=plan, responsible=item.responsible, number=13, matter="配齐文件柜")
    item.state = "closed"
    item.save()
    told = changes(paper)
    assert ("配齐文件柜", "Added since", "", "31 December 2005") in told
    assert ("扩建社区用房", "No longer there", "31 December 2005", "") in told


def test_figures_are_told_before_the_rest(issue, plan, report, item):
    paper = issue()
    FieldValue.objects.filter(field__key="area").update(value=Decimal(186))
    plan.member_units.update(duties_confirmed_on=DATED)
    item.state = "closed"
    item.save()
    told = [where for where, *_said in changes(paper)]
    assert told.index("秦凤路社区 · 阵地建筑面积") < told.index("扩建社区用房") < told.index("组织部")


def test_registers_changed_afterwards_change_no_paper(issue, report, pilots):
    paper = issue()
    CadreFactory(community=pilots[0].community)
    assert changes(paper) == []


def test_a_flipped_byte_is_found(issue, report):
    paper = issue()
    Paper.objects.filter(pk=paper.pk).update(content=paper.content.replace("210平方米", "211平方米", 1))
    page = load_paper_page(Paper.objects.get(pk=paper.pk))
    assert not page.is_intact
    assert page.changes == []
    assert paper.code in page.title


# --- the sealed copy --------------------------------------------------------------------------------------------------


def test_the_sealed_copy_is_kept_beside_the_paper(issue, report, department, media_root):
    paper = issue()
    scan = attach_scan(paper=paper, file=photo("盖章.jpg"), actor=department)
    assert (scan.name, scan.uploaded_by, scan.is_picture) == ("盖章.jpg", department, True)
    assert (Path(media_root) / "papers" / str(scan.uid)).exists()


def test_only_the_department_attaches_and_only_good_files(issue, report, department, secretary):
    paper = issue()
    with pytest.raises(ActionError, match="by the Organisation Department"):
        attach_scan(paper=paper, file=photo(), actor=secretary)
    with pytest.raises(ActionError, match="not what its name says"):
        attach_scan(paper=paper, file=SimpleUploadedFile("a.pdf", b"no"), actor=department)
    assert not PaperScan.objects.exists()


def test_a_paper_holds_so_many_copies(issue, report, department):
    paper = issue()
    for _copy in range(SCANS_PER_PAPER):
        attach_scan(paper=paper, file=photo(), actor=department)
    with pytest.raises(ActionError, match="at most 10"):
        attach_scan(paper=paper, file=photo(), actor=department)
