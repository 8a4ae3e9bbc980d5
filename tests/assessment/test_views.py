import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partybuilding.assessment.actions import approve_assessment, begin_assessment
from partybuilding.assessment.rules import AssessmentAct
from partybuilding.models import FinalAssessment, GoodRating

pytestmark = pytest.mark.usefixtures("english_pages")

PILOT = {"pilot": "qinfenglu"}


def typed(goods, **more):
    answers = {f"g{good.pk}": "1" for good in goods} | {f"r{good.pk}": "名列前茅" for good in goods}
    return answers | more


def test_from_beginning_to_approval(as_user, url, department, secretary, goods, last_report):
    page = url("assessment", **PILOT)
    assert "Begin the final assessment" in as_user(department).get(page).content.decode()
    as_user(department).post(url("assessment-begin", **PILOT))
    as_user(secretary).post(url("assessment-rate", **PILOT), typed(goods))
    browser = as_user(department)
    content = browser.get(page).content.decode()
    assert "名列前茅" in content
    assert "Approve the final assessment" not in content
    browser.post(url("assessment-conclude", **PILOT), typed(goods, conclusion="reached", remarks="好"))
    assert "it has to be reopened with a reason." in browser.get(page).content.decode()
    browser.post(url("assessment-approve", **PILOT))
    content = browser.get(page).content.decode()
    assert "Approved by" in content
    assert "<textarea" not in content
    assert FinalAssessment.objects.get().state == "approved"
    assert list(GoodRating.objects.values_list("is_good", flat=True)) == [True] * 4


@pytest.mark.parametrize(
    ("who", "is_read"),
    [("department", True), ("town", True), ("secretary", True), ("other_secretary", False), ("member", False)],
)
def test_a_draft_is_read_by_who_works_for_the_community(request, as_user, url, rate, who, is_read):
    rate(AssessmentAct.RATE, True, True)
    browser = as_user(request.getfixturevalue(who))
    assert ("有佐证材料" in browser.get(url("assessment", **PILOT)).content.decode()) == is_read
    row = browser.get(url("out-assessment", form="csv")).content.decode().splitlines()[1]
    assert row.startswith("Qinfeng Road Community,in preparation,")
    assert row.endswith("," * 8) != is_read


def test_an_approved_one_by_everybody(as_user, url, complete, department, member):
    approve_assessment(assessment=complete, actor=department)
    content = as_user(member).get(url("assessment", **PILOT)).content.decode()
    assert "有佐证材料" in content
    assert "总体良好" in content


def test_the_value_says_whose_rating_counts(as_user, url, complete, department):
    where = url("value", code="K27", **PILOT) + "?quarter=2006Q2"
    browser = as_user(department)
    assert "The department's rating" not in browser.get(where).content.decode()
    approve_assessment(assessment=complete, actor=department)
    assert "<dd><b>1/2</b>" in browser.get(where).content.decode()


def test_what_comes_too_late_is_shown_again_with_what_was_typed(as_user, url, rate, department, goods):
    browser = as_user(department)
    seen = browser.get(url("assessment", **PILOT)).context["form_seen"]
    rate(AssessmentAct.CONCLUDE, False, False)
    answer = browser.post(url("assessment-conclude", **PILOT), typed(goods, remarks="我的意见", seen=seen))
    assert answer.status_code == 422
    assert "我的意见" in answer.content.decode()
    assert FinalAssessment.objects.get().remarks == "总体良好"


def test_the_list_costs_as_much_for_three_sheets_as_for_one(as_user, url, pilots, goods, department):
    browser, costs = as_user(department), []
    for each in pilots:
        begin_assessment(pilot=each, actor=department)
        with CaptureQueriesContext(connection) as queries:
            browser.get(url("assessments"))
        costs.append(sorted(each["sql"][:90] for each in queries))
    assert costs[0] == costs[-1]


def test_reopening_asks_for_a_reason_and_tells_it(as_user, url, complete, department, secretary):
    approve_assessment(assessment=complete, actor=department)
    browser, page = as_user(department), url("assessment", **PILOT)
    seen = browser.get(page).context["seen"]
    assert browser.post(url("assessment-reopen", **PILOT), {"reason": " ", "seen": seen}).status_code == 422
    browser.post(url("assessment-reopen", **PILOT), {"reason": "漏评一项", "seen": seen})
    content = browser.get(page).content.decode()
    assert "漏评一项" in content
    assert "Rate and conclude" in content
    assert "Reopen the final assessment" not in as_user(secretary).get(page).content.decode()
