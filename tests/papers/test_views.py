import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partybuilding.models import FieldValue, LedgerItem, Meeting, Paper, PaperScan
from partybuilding.papers.actions import attach_scan, issue_paper
from partybuilding.papers.queries import Subject
from partybuilding.papers.typesetting.stamp import stamp_of
from partybuilding.papers.views import typed_code
from partybuilding.targets.quarter import Quarter
from tests.factories import PilotFactory
from tests.factories_meeting import LedgerItemFactory, MeetingFactory
from tests.pages import told
from tests.reports.reporting import complete_report, photo

pytestmark = pytest.mark.usefixtures("english_pages")

DATED = "2005-11-15"
DAY = date(2005, 11, 15)


@pytest.fixture
def staff(as_user, department):
    return as_user(department)


@pytest.fixture
def report(report_in):
    return report_in("approved")


@pytest.fixture
def meeting(plan):
    return MeetingFactory(plan=plan, number=6, held=True)


@pytest.fixture
def item(plan):
    responsible = plan.member_units.get(unit__code="caizhengju").unit
    return LedgerItemFactory(plan=plan, responsible=responsible, number=12)


@pytest.fixture
def bulletin(plan, report, department):
    return issue_paper(
        actor=department, dated=DAY, subject=Subject(plan=plan, kind="bulletin", quarter=Quarter(2005, 3))
    )


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def typed(kind, about, **said):
    fields = {"about": about, "dated": DATED, "document_number": "", **said}
    return {"kind": kind, **{f"{kind}-{name}": text for name, text in fields.items()}}


# --- the list ---------------------------------------------------------------------------------------------------------


def test_the_department_is_offered_all_kinds(staff, url, report, meeting, item):
    response = staff.get(url("papers"))
    offered = {form.kind: list(form.subjects) for form in response.context["forms"]}
    assert offered["bulletin"][:2] == ["2005Q3", "2005Q2"]
    assert offered["minutes"] == ["6"]
    assert offered["report"] == ["qinfenglu/2005Q3"]
    assert offered["notice"] == ["2005-012"]
    assert offered["burden"] == ["2005", "2004"]
    assert "No paper has been made yet. Choose above" in text_of(response)


def test_what_is_not_ready_is_not_offered(staff, url, report_in, meeting, item):
    report_in("draft")
    Meeting.objects.update(state="planned", held_on=None)
    LedgerItem.objects.update(state="closed")
    page = text_of(staff.get(url("papers")))
    for words in (
        "No joint meeting has ended yet.",
        "No report is submitted or approved yet.",
        "No action item is open.",
    ):
        assert words in page


def test_a_branch_is_offered_its_own_reports_alone(as_user, url, secretary, report, pilots, other_secretary):
    complete_report(pilots[1], submitted=True, submitted_by=other_secretary)
    (form,) = as_user(secretary).get(url("papers")).context["forms"]
    assert list(form.subjects) == ["qinfenglu/2005Q3"]


@pytest.mark.parametrize("who", ["town", "member"])
def test_others_read_what_was_made(request, as_user, url, bulletin, who):
    page = text_of(as_user(request.getfixturevalue(who)).get(url("papers")))
    assert bulletin.code in page
    assert "Make a paper" not in page


def test_a_branch_does_not_read_the_paper_on_anothers_report(
    as_user, url, plan, report, department, other_secretary, town
):
    paper = issue_paper(actor=department, dated=DAY, subject=Subject(plan=plan, kind="report", report=report))
    assert as_user(town).get(url("paper", paper=paper.code)).status_code == 200
    client = as_user(other_secretary)
    assert paper.code not in text_of(client.get(url("papers")))
    for name in ("paper", "paper-file"):
        assert client.get(url(name, paper=paper.code)).status_code == 404


@pytest.mark.parametrize(("said", "code"), [("7k3m q2xr", "7K3M-Q2XR"), ("7K3M-Q2XR", "7K3M-Q2XR"), (" ", "")])
def test_a_code_is_read_however_it_is_typed(said, code):
    assert typed_code(said) == code


def test_a_paper_is_found_by_its_code(staff, url, bulletin):
    response = staff.get(url("papers"), {"code": bulletin.code.lower().replace("-", " ")})
    assert response.url == url("paper", paper=bulletin.code)
    page = text_of(staff.get(url("papers"), {"code": "ZZZZ-ZZZZ"}))
    assert "No paper you can read carries the code “ZZZZ-ZZZZ”." in page


@pytest.mark.alike
def test_the_list_takes_as_many_queries_for_many_papers(staff, url, plan, report, department, item):
    def make(numbers):
        for number in numbers:
            paper = issue_paper(
                actor=department,
                dated=DAY,
                document_number=number,
                subject=Subject(plan=plan, kind="notice", item=item),
            )
            attach_scan(paper=paper, file=photo(), actor=department)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            staff.get(url("papers"))
        return len(captured)

    make(range(1, 4))
    queries()
    few = queries()
    make(range(4, 10))
    assert queries() == few


def test_the_papers_page_by_page(staff, url, plan, department, item, monkeypatch):
    monkeypatch.setattr("partybuilding.papers.views.PER_PAGE", 1)
    codes = [
        issue_paper(
            actor=department, dated=DAY, document_number=number, subject=Subject(plan=plan, kind="notice", item=item)
        ).code
        for number in (1, 2)
    ]
    assert codes[1] in text_of(staff.get(url("papers")))
    assert codes[0] in text_of(staff.get(url("papers"), {"page": 2}))


# --- making one -------------------------------------------------------------------------------------------------------


def test_each_kind_is_made_from_its_form(staff, url, report, meeting, item):
    for kind, about in (
        ("bulletin", "2005Q3"),
        ("minutes", "6"),
        ("report", "qinfenglu/2005Q3"),
        ("notice", "2005-012"),
    ):
        response = staff.post(url("paper-make"), typed(kind, about))
        paper = Paper.objects.get(kind=kind)
        assert response.url == url("paper", paper=paper.code)
        assert set(told(response)) == {"The paper is made: download it, have it signed and sealed."}
    assert Paper.objects.get(kind="notice").item == item


def test_the_picture_holds_the_address_of_the_site(staff, url, report, monkeypatch):
    addresses = []

    def stamp(code, address, head):
        addresses.append(address)
        return stamp_of(code, "", head)

    monkeypatch.setattr("partybuilding.papers.queries.stamp_of", stamp)
    staff.post(url("paper-make"), typed("bulletin", "2005Q3"))
    assert addresses == [f"http://testserver{url('paper', paper=Paper.objects.get().code)}"]


@pytest.mark.parametrize(
    ("said", "field", "message"),
    [
        ({"about": ""}, "about", "Say what the paper is about."),
        ({"about": "2005Q4"}, "about", "Choose from the list."),
        ({"dated": ""}, "dated", "Give the date of the document."),
        ({"dated": "2005-11-31"}, "dated", "Write the day like 2005-11-15."),
        ({"dated": "2005-11-16"}, "dated", "cannot be dated in the future"),
        ({"dated": "2005-09-01"}, "dated", "cannot be older"),
        ({"document_number": "0"}, "document_number", "from 1 to 9999"),
        ({"document_number": "twelve"}, "document_number", "Not a number: write digits, for example 186."),
    ],
)
def test_a_mistake_is_told_beside_its_field_and_nothing_typed_is_lost(staff, url, report, said, field, message):
    response = staff.post(url("paper-make"), typed("bulletin", **{"about": "2005Q3", "document_number": "12", **said}))
    form = next(form for form in response.context["forms"] if form.kind == "bulletin")
    assert response.status_code == 422
    assert list(form.errors) == [field]
    assert message in form.errors[field][0]
    assert 'value="12"' in response.content.decode() or field == "document_number"
    assert not Paper.objects.exists()


def test_a_kind_that_is_not_offered_is_not_there(as_user, url, secretary, report):
    client = as_user(secretary)
    assert client.post(url("paper-make"), typed("bulletin", "2005Q3")).status_code == 404
    assert client.post(url("paper-make"), typed("report", "qinfenglu/2005Q3")).status_code == 302


def test_a_link_chooses_what_the_paper_is_about(staff, url, item):
    response = staff.get(url("papers"), {"kind": "notice", "about": "2005-012"})
    assert '<option value="2005-012" selected>' in response.content.decode()


# --- one paper --------------------------------------------------------------------------------------------------------


def test_a_paper_says_what_it_was_made_from_and_that_nothing_changed(staff, url, bulletin):
    page = text_of(staff.get(url("paper", paper=bulletin.code)))
    assert "关于2005年第三季度社区党建示范点建设工作情况的通报" in page
    assert bulletin.sha256 in page
    assert "by 周某 on 15 November 2005" in page
    assert "Nothing: the data are still what the paper was made from." in page


def test_what_has_changed_is_told_in_words(staff, url, bulletin):
    FieldValue.objects.filter(field__key="area").update(value=186)
    page = text_of(staff.get(url("paper", paper=bulletin.code)))
    assert "秦凤路社区 · 阵地建筑面积" in page
    assert "210平方米" in page
    assert "186平方米" in page
    assert "things have changed" in page


def test_data_changed_behind_the_back_are_told(staff, url, bulletin):
    Paper.objects.update(content=bulletin.content.replace("210", "211", 1))
    page = text_of(staff.get(url("paper", paper=bulletin.code)))
    assert "are not what was kept" in page
    assert "verified just now" not in page


def test_the_very_file_is_sent(staff, url, bulletin):
    response = staff.get(url("paper-file", paper=bulletin.code))
    with bulletin.file.open("rb") as kept:
        assert b"".join(response.streaming_content) == kept.read()
    assert bulletin.code in response["Content-Disposition"]
    assert "attachment" in response["Content-Disposition"]


def test_a_paper_of_another_plan_is_not_there(staff, url, bulletin):
    assert staff.get(url("paper", paper="ZZZZ-ZZZZ")).status_code == 404


def test_the_sealed_copy_is_attached_and_sent(staff, url, bulletin):
    response = staff.post(url("paper-scan", paper=bulletin.code), {"file": photo("盖章.jpg")})
    assert (response.status_code, told(response)) == (302, ["The sealed copy is attached."])
    scan = PaperScan.objects.get()
    assert "盖章.jpg" in text_of(staff.get(url("paper", paper=bulletin.code)))
    sent = staff.get(url("paper-scan-file", paper=bulletin.code, uid=scan.uid))
    assert sent["Content-Type"] == "image/jpeg"
    assert b"".join(sent.streaming_content)
    other = staff.get(url("paper-scan-file", paper=bulletin.code, uid="0b7a2b58-9f0f-4b8e-9d36-52e4c0ad5a21"))
    assert other.status_code == 404


@pytest.mark.parametrize("sent", [{}, {"file": photo("a.exe")}])
def test_a_bad_copy_is_told_beside_the_field(staff, url, bulletin, sent):
    response = staff.post(url("paper-scan", paper=bulletin.code), sent)
    assert response.status_code == 422
    assert response.context["form"].errors["file"]
    assert not PaperScan.objects.exists()


@pytest.mark.alike
def test_the_page_takes_as_many_queries_for_many_pilots(staff, url, plan, bulletin):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            staff.get(url("paper", paper=bulletin.code))
        return len(captured)

    queries()
    few = queries()
    for _pilot in range(6):
        PilotFactory(plan=plan)
    assert queries() == few


@pytest.mark.parametrize(
    ("who", "is_offered"), [("secretary", True), ("department", True), ("town", False), ("member", False)]
)
def test_a_report_leads_to_its_paper_for_who_makes_it(request, as_user, url, report, who, is_offered):
    page = as_user(request.getfixturevalue(who)).get(url("report")).content.decode()
    assert ("?kind=report&amp;about=qinfenglu/2005Q3#make-report" in page) == is_offered
