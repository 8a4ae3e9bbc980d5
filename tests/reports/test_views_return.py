import re
from uuid import uuid4

import pytest

from fengxiang.whole_body import FORM_END
from partybuilding.models import Report
from tests.pages import told

pytestmark = pytest.mark.usefixtures("english_pages")


@pytest.fixture
def give_back(as_user, department, url):
    def post(reason):
        return as_user(department).post(url("report-return"), {"reason": reason})

    return post


def test_the_community_reads_the_reason(as_user, give_back, secretary, report_in, url):
    report_in("submitted")
    response = give_back("面积请按验收面积填写")
    assert (response.url, told(response)) == (url("report"), ["Returned. The community sees your reason."])
    assert Report.objects.get().state == "returned"
    assert "面积请按验收面积填写" in as_user(secretary).get(url("report-edit")).content.decode()


@pytest.mark.parametrize("reason", ["", "   ", "长" * 2001, "见 610322196503120017"])
def test_without_a_good_reason_the_page_says_so_and_keeps_what_was_typed(give_back, report_in, reason):
    report_in("submitted")
    response = give_back(reason)
    content = response.content.decode()
    assert response.status_code == 422
    assert 'class="errorlist' in content
    assert reason.strip() in content
    assert Report.objects.get().state == "submitted"


def is_refused(response, words):
    """Return whether the page says why nothing was done, beside what was typed."""
    content = response.content.decode()
    return response.status_code == 422 and words in content and "面积不符</textarea>" in content


def test_what_a_colleague_decided_meanwhile_is_told(give_back, report_in):
    report_in("approved")
    assert is_refused(give_back("面积不符"), "The report is approved now: this step is not possible.")


def test_not_by_whoever_submitted_it(give_back, report_in, department):
    Report.objects.filter(pk=report_in("submitted").pk).update(submitted_by=department)
    assert is_refused(give_back("面积不符"), "Who submitted a report cannot check it.")
    assert Report.objects.get().state == "submitted"


@pytest.fixture
def floor_area(plan):
    return plan.indicators.get(code="K07")


def test_a_reason_beside_the_figure_is_enough_and_is_read_beside_it(
    as_user, department, secretary, report_in, url, floor_area
):
    report_in("submitted")
    as_user(department).post(url("report-return"), {f"w{floor_area.pk}": "与台账不一致"})
    context = as_user(secretary).get(url("report-edit")).context
    assert [row.row.indicator.code for row in context["layout"].objected] == ["K07"]
    content = as_user(secretary).get(url("report-edit")).content.decode()
    assert content.index("与台账不一致") < content.index('class="folded rest__area"')


def test_every_row_stays_in_the_form_once(as_user, department, secretary, report_in, url, floor_area):
    report_in("submitted")
    as_user(department).post(url("report-return"), {f"w{floor_area.pk}": "与台账不一致"})
    content = as_user(secretary).get(url("report-edit")).content.decode()
    assert content.count(f'name="r{floor_area.pk}"') == 1
    assert len(re.findall(r"data-row\s", content)) == len(
        as_user(secretary).get(url("report-edit")).context["form"].detail.rows
    )


@pytest.mark.parametrize(("state", "act"), [("submitted", "report-return"), ("approved", "report-reopen")])
def test_other_words_under_a_key_that_was_used_are_shown_again(as_user, department, report_in, url, state, act):
    report_in(state)
    client, sent = as_user(department), {FORM_END: str(uuid4())}
    assert client.post(url(act), sent | {"reason": "面积请按验收面积填写"}).status_code == 302
    again = client.post(url(act), sent | {"reason": "另附验收表"})
    assert again.status_code == 422
    content = again.content.decode()
    assert "另附验收表</textarea>" in content
    assert "面积请按验收面积填写</textarea>" not in content


def test_a_row_that_is_marked_asks_what_is_wrong(as_user, department, report_in, url, floor_area):
    report_in("submitted")
    response = as_user(department).post(url("report-return"), {f"f{floor_area.pk}": "on", "reason": "请补正"})
    assert response.status_code == 422
    content = response.content.decode()
    assert "Say what is wrong, or take the mark away." in content
    assert f'<a href="#id_w{floor_area.pk}">' in content[content.index('id="errors"') :]
    assert f'name="f{floor_area.pk}" checked' in content
    assert Report.objects.get().state == "submitted"
