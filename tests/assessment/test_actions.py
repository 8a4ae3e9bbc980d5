import pytest

from partybuilding.assessment.access import trail_of
from partybuilding.assessment.actions import approve_assessment, begin_assessment, reopen_assessment
from partybuilding.assessment.queries import last_reopening, read
from partybuilding.assessment.rules import AssessmentAct
from partybuilding.models import FinalAssessment
from partybuilding.papers.actions import issue_paper
from partybuilding.papers.compare import differences
from partybuilding.papers.queries import Subject, compose, kept_content
from partybuilding.scoreboard.scoreboard import load_scoreboard
from partybuilding.shared.errors import ActionError
from partybuilding.shared.stale import StaleError
from tests.assessment.conftest import AFTER, LAST
from tests.factories import UserFactory

pytestmark = pytest.mark.usefixtures("english")


def k27(plan, quarter=LAST):
    cells = load_scoreboard(plan, quarter).cells
    return next(
        cell for cell in cells if cell.indicator.code == "K27" and cell.pilot and cell.pilot.code == "qinfenglu"
    )


def test_a_sheet_is_begun_once(sheet, pilots, department):
    with pytest.raises(ActionError, match="begun already"):
        begin_assessment(pilot=pilots[0], actor=department)
    assert FinalAssessment.objects.count() == 1


def test_each_side_writes_its_own_ratings_alone(rate, sheet):
    rate(AssessmentAct.RATE, True, False, reason="自评")
    rate(AssessmentAct.CONCLUDE, False, None)
    kept = [(each.party, each.good.key, each.is_good, each.reason) for each in sheet.ratings.order_by("party", "pk")]
    assert kept == [
        ("branch", "leadership", True, "自评"),
        ("branch", "mechanism", False, "自评"),
        ("department", "leadership", False, "有佐证材料"),
        ("department", "mechanism", None, "有佐证材料"),
    ]


def test_what_a_colleague_changed_meanwhile_is_told_and_the_other_side_does_not_matter(rate, sheet):
    seen = trail_of(sheet, "department").mark
    rate(AssessmentAct.RATE, True, True)
    rate(AssessmentAct.CONCLUDE, True, True, seen=seen)
    with pytest.raises(StaleError, match="changed a rating"):
        rate(AssessmentAct.CONCLUDE, False, False, seen=seen)


@pytest.mark.parametrize(
    ("missing", "reason"),
    [
        ("report", "last quarter has to be approved"),
        ("branch", "not complete"),
        ("reason", "not complete"),
        ("conclusion", "not complete"),
    ],
)
def test_nothing_is_approved_before_it_is_complete(complete, last_report, department, missing, reason):
    match missing:
        case "report":
            type(last_report).objects.update(state="returned")
        case "branch":
            complete.ratings.filter(party="branch").first().delete()
        case "reason":
            complete.ratings.filter(party="department").update(reason="")
        case _:
            FinalAssessment.objects.update(conclusion="")
    with pytest.raises(ActionError, match=reason):
        approve_assessment(assessment=complete, actor=department)
    complete.refresh_from_db()
    assert (complete.state, complete.content) == ("draft", "")


def test_an_approved_sheet_is_kept_as_it_stood_and_its_rating_counts(complete, plan, department, rate, last_report):
    before = k27(plan)
    approved = approve_assessment(assessment=complete, actor=department)
    assert (before.text, before.verdict.met) == ("2/2", True)
    assert (k27(plan).text, k27(plan).verdict.met) == ("1/2", False)
    sheet = read(approved)
    area = next(each for each in sheet.areas if each.number == 5)
    assert [each.code for each in area.unmet] == ["K27"]
    assert (sheet.good_by_branch, sheet.good_by_department, str(sheet.conclusion_word)) == (
        2,
        1,
        "goals mostly reached",
    )
    assert [each.code for each in sheet.stretch] == ["K29"]
    # What changes later changes nothing in it.
    plan.indicators.filter(code="K27").update(name="改名", name_en="renamed")
    type(last_report).objects.update(state="returned")
    assert read(FinalAssessment.objects.get()).areas[3].unmet[0].name.english == "Five goods"
    with pytest.raises(ActionError, match="stays as it is"):
        rate(AssessmentAct.CONCLUDE, True, True)


def test_the_paper_says_what_was_kept(complete, plan, department):
    approved = approve_assessment(assessment=complete, actor=department)
    subject = Subject(plan=plan, kind="assessment", assessment=approved)
    with pytest.raises(ActionError, match="older than what it tells of"):
        issue_paper(subject=subject, actor=department, dated=LAST.last_day)
    paper = issue_paper(subject=subject, actor=department, dated=AFTER)
    text = "".join(f"{block.lead}{block.text}" for block in compose(kept_content(paper) or {}).blocks)
    for words in (
        "社区党支部自评达到2项，县委组织部评定达到1项",
        "（二）工作机制好。支部自评：已达到，有佐证材料；评定意见：尚未达到，有佐证材料。",
        "终期评估结论：基本达到目标",
        "总体良好。",
    ):
        assert words in text


def test_no_paper_is_made_of_a_draft(sheet, plan, department):
    with pytest.raises(ActionError, match="not approved yet"):
        issue_paper(subject=Subject(plan=plan, kind="assessment", assessment=sheet), actor=department, dated=AFTER)


def test_an_approved_sheet_is_reopened_with_a_reason_and_its_paper_stays(complete, plan, department, rate):
    approved = approve_assessment(assessment=complete, actor=department)
    subject = Subject(plan=plan, kind="assessment", assessment=approved)
    paper = issue_paper(subject=subject, actor=department, dated=AFTER)
    before = paper.content
    with pytest.raises(ActionError, match="Only the Organisation Department"):
        reopen_assessment(assessment=approved, reason="漏评一项", actor=UserFactory(secretary=True))
    reopened = reopen_assessment(assessment=approved, reason="漏评一项", actor=department)
    assert (reopened.state, reopened.content, reopened.approved_at) == ("draft", "", None)
    assert last_reopening(reopened).history_change_reason == "漏评一项"
    assert k27(plan).text == "2/2"  # what the report says counts again
    assert differences(kept_content(paper), Subject.of(paper).data(AFTER)) == []
    rate(AssessmentAct.CONCLUDE, True, True)
    again = approve_assessment(assessment=reopened, actor=department)
    newer = issue_paper(subject=Subject(plan=plan, kind="assessment", assessment=again), actor=department, dated=AFTER)
    paper.refresh_from_db()
    assert (newer.code != paper.code, paper.content) == (True, before)
    assert k27(plan).text == "2/2"


def test_a_draft_is_not_reopened(sheet, department):
    with pytest.raises(ActionError, match="not approved yet"):
        reopen_assessment(assessment=sheet, reason="漏评一项", actor=department)
