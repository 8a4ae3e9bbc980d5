import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fengxiang.bilingual import section_number
from partybuilding.models import FieldValue, Report, Verification, VerificationDraw
from partybuilding.reports.actions_evidence import attach_evidence
from partybuilding.shared.errors import ActionError
from partybuilding.targets.quarter import Quarter
from partybuilding.verification import actions
from partybuilding.verification.actions import Visit, draw_list, verify_value, withdraw_verification
from partybuilding.verification.queries import load_list, load_value
from tests.factories import CommunityFactory
from tests.pages import told
from tests.reports.reporting import complete_report, photo
from tests.sample_plan import make_plan

pytestmark = pytest.mark.usefixtures("english_pages")

QUARTER = Quarter(2005, 3)
VALUE = {"pilot": "qinfenglu", "quarter": "2005Q3", "code": "K07"}


@pytest.fixture
def staff(as_user, department):
    return as_user(department)


@pytest.fixture
def indicator(plan):
    return plan.indicators.get(code="K07")


@pytest.fixture
def report(report_in):
    return report_in("approved")


@pytest.fixture
def drawn(plan, report, department):
    """A list of three values of the one report."""
    return draw_list(plan=plan, quarter=QUARTER, size=3, actor=department)


@pytest.fixture
def verify(report, indicator, department):
    def verify(outcome="as_reported", remark="逐间丈量"):
        seen = load_value(report, indicator).seen
        visit = Visit(outcome=outcome, visited_on=date(2005, 11, 10), seen=seen, remark=remark)
        return verify_value(report=report, indicator=indicator, visit=visit, actor=department)

    return verify


def typed(row, **said):
    """Return what a browser sends of one value's form."""
    fields = {"outcome": "as_reported", "visited_on": "2005-11-10", "remark": "", "seen": row.token, **said}
    return {f"{row.key}-{name}": text for name, text in fields.items()}


def text_of(response):
    """Return the page's words, blanks drawn together."""
    return re.sub(r"\s+", " ", response.content.decode())


# --- the quarter ------------------------------------------------------------------------------------------------------


def test_the_page_counts_the_rungs_and_names_what_was_found(staff, url, verify):
    verify("otherwise", "实测 186 平方米")
    response = staff.get(url("verification", quarter="2005Q3"))
    assert response.context["page"].counts == [9, 0, 0, 1]
    assert "Found otherwise on site" in text_of(response)
    assert "实测 186 平方米" in text_of(response)


def test_with_nothing_handed_in_the_page_says_so_and_offers_no_draw(staff, url, plan):
    page = text_of(staff.get(url("verification", quarter="2005Q3")))
    assert "there is nothing to verify" in page
    assert "Draw a list" not in page


def test_a_list_is_drawn_and_shown(staff, url, report, department):
    response = staff.post(url("verification-draw", quarter="2005Q3"), {"size": "4"})
    assert response.url == url("verification-list", quarter="2005Q3", number=1)
    kept = VerificationDraw.objects.get()
    assert (kept.code, kept.size, kept.drawn_by) == ("2005Q3-001", 4, department)
    assert len(staff.get(response.url).context["forms"]) == 4
    assert "2005Q3-001" in text_of(staff.get(url("verification", quarter="2005Q3")))


@pytest.mark.parametrize("size", ["", "2", "21", "six", "3.5"])
def test_another_size_is_told_beside_the_field(staff, url, report, size):
    response = staff.post(url("verification-draw", quarter="2005Q3"), {"size": size})
    assert response.status_code == 422
    assert response.context["form"].errors["size"]
    assert f'value="{size}"' in response.content.decode() or not size
    assert not VerificationDraw.objects.exists()


@pytest.mark.parametrize("quarter", ["2005Q5", "2004Q2", "x"])
def test_a_quarter_outside_the_plan_is_not_there(staff, url, quarter):
    assert staff.get(url("verification", quarter=quarter)).status_code == 404


# --- the list ---------------------------------------------------------------------------------------------------------


def test_a_list_shows_value_target_lamp_and_truth_of_each(staff, url, drawn):
    page = text_of(staff.get(url("verification-list", quarter="2005Q3", number=1)))
    for row in load_list(drawn):
        assert str(row.indicator.name_en) in page
        assert section_number(row.indicator.section) in page
    assert page.count("Self-reported") == page.count('class="lamp lamp--') == 3
    assert page.count("to-verify__number") == 3


def test_a_list_nobody_drew_is_not_there(staff, url, drawn):
    assert staff.get(url("verification-list", quarter="2005Q3", number=2)).status_code == 404
    assert staff.get(url("verification-list", quarter="2005Q2", number=1)).status_code == 404


def test_what_was_filled_in_is_written_down_and_the_rest_stays_open(staff, url, drawn, department):
    first, second, _third = load_list(drawn)
    said = typed(first) | typed(second, outcome="otherwise", remark="门锁着") | typed(_third, outcome="", visited_on="")
    response = staff.post(url("verification-record", quarter="2005Q3", number=1), said)
    assert (response.status_code, told(response)) == (302, ["2 values are written down."])
    kept = Verification.objects.order_by("pk")
    assert [(visit.indicator, visit.outcome) for visit in kept] == [
        (first.indicator, "as_reported"),
        (second.indicator, "otherwise"),
    ]
    assert {visit.verified_by for visit in kept} == {department}
    assert "2 of 3 visited" in text_of(staff.get(url("verification", quarter="2005Q3")))


@pytest.mark.parametrize(
    ("said", "field", "message"),
    [
        ({"outcome": ""}, "outcome", "Say what was found."),
        ({"outcome": "perhaps"}, "outcome", ""),
        ({"visited_on": ""}, "visited_on", "Give the day of the visit."),
        ({"visited_on": "2005-11-31"}, "visited_on", "Write the day like 2005-11-15."),
        ({"visited_on": "2005-11-16"}, "visited_on", "The visit cannot lie in the future."),
        ({"visited_on": "2004-06-30"}, "visited_on", "The visit cannot lie before the plan begins."),
        ({"outcome": "otherwise"}, "remark", "Say what was found instead."),
        ({"remark": "610322197001011234"}, "remark", "ID number"),
        ({"remark": "长" * 501}, "remark", "500"),
    ],
)
def test_a_mistake_is_told_beside_its_field_and_nothing_typed_is_lost(staff, url, drawn, said, field, message):
    first, second, _third = load_list(drawn)
    sent = typed(first, remark="逐间丈量") | typed(second, **said)
    response = staff.post(url("verification-record", quarter="2005Q3", number=1), sent)
    page = text_of(response)
    form = response.context["forms"][1]
    assert response.status_code == 422
    assert list(form.errors) == [field]
    assert message in form.errors[field][0]
    assert "逐间丈量" in page
    assert not said.get("remark") or said["remark"] in page
    assert not Verification.objects.exists()


def test_nothing_filled_in_is_said(staff, url, drawn):
    response = staff.post(url("verification-record", quarter="2005Q3", number=1))
    assert (response.status_code, told(response)) == (422, ["Nothing was filled in."])


def test_a_figure_that_changed_since_the_page_was_opened_is_told(staff, url, drawn):
    row = load_list(drawn)[0]
    sent = typed(row, remark="逐间丈量")
    FieldValue.objects.filter(field__indicator=row.indicator).update(value=0)
    response = staff.post(url("verification-record", quarter="2005Q3", number=1), sent)
    assert response.status_code == 422
    assert "says something else by now" in text_of(response)
    assert not Verification.objects.exists()


def test_a_refusal_is_told_beside_its_value(staff, url, drawn, department):
    Report.objects.update(submitted_by=department)
    response = staff.post(url("verification-record", quarter="2005Q3", number=1), typed(load_list(drawn)[0]))
    assert response.status_code == 422
    assert "Who submitted a report cannot verify it." in text_of(response)


def test_one_refusal_keeps_all_of_it_back(staff, url, drawn, monkeypatch):
    first, second, _third = load_list(drawn)

    def verify_first_alone(*, indicator, **visit):
        if indicator == second.indicator:
            raise ActionError("meanwhile")
        return verify_value(indicator=indicator, **visit)

    monkeypatch.setattr(actions, "verify_value", verify_first_alone)
    response = staff.post(url("verification-record", quarter="2005Q3", number=1), typed(first) | typed(second))
    assert [bool(form.errors) for form in response.context["forms"][:2]] == [False, True]
    assert not Verification.objects.exists()


def test_a_report_back_with_its_community_cannot_be_filled_in(staff, url, drawn):
    row = load_list(drawn)[0]
    Report.objects.update(state="returned")
    page = text_of(staff.get(url("verification-list", quarter="2005Q3", number=1)))
    assert page.count("lies with the community again") == 3
    assert "Write it down" not in page
    response = staff.post(url("verification-record", quarter="2005Q3", number=1), typed(row))
    assert (response.status_code, Verification.objects.count()) == (422, 0)


# --- one value --------------------------------------------------------------------------------------------------------


def test_a_value_that_is_on_no_list_can_be_verified_too(staff, url, report, indicator):
    row = load_value(report, indicator)
    response = staff.post(url("verification-verify", **VALUE), typed(row, remark="逐间丈量"))
    assert response.url == url("verification-value", **VALUE)
    page = text_of(staff.get(response.url))
    for part in ("210 m²", "Verified on site", "逐间丈量", "10 November 2005"):
        assert part in page


def test_a_mistake_about_one_value_loses_nothing_typed(staff, url, report, indicator):
    row = load_value(report, indicator)
    response = staff.post(url("verification-verify", **VALUE), typed(row, outcome="", remark="逐间丈量"))
    assert response.status_code == 422
    assert "Say what was found." in text_of(response)
    assert "逐间丈量" in text_of(response)


def test_who_may_read_the_report_reads_what_was_found_and_cannot_write(as_user, member, secretary, url, verify):
    verify()
    for reader in (member, secretary):
        page = text_of(as_user(reader).get(url("verification-value", **VALUE)))
        assert "逐间丈量" in page
        assert "Write it down" not in page
        assert "Withdraw" not in page


@pytest.mark.parametrize("changed", [{"code": "K30"}, {"code": "X"}, {"pilot": "dongguan"}, {"quarter": "2005Q2"}])
def test_what_no_report_states_is_not_there(staff, url, report, changed):
    assert staff.get(url("verification-value", **{**VALUE, **changed})).status_code == 404


def test_a_mistaken_visit_is_withdrawn_with_a_reason(staff, url, verify):
    visit = verify()
    address = url("verification-withdraw", **VALUE, visit=visit.pk)
    empty = staff.post(address, {"reason": " "})
    assert empty.status_code == 422
    assert "Give the reason." in text_of(empty)
    assert staff.post(address, {"reason": "看错社区"}).status_code == 302
    page = text_of(staff.get(url("verification-value", **VALUE)))
    assert "<s>found as reported</s>" in page
    assert "看错社区" in page
    assert "Self-reported" in page


def test_another_values_visit_is_not_withdrawn_here(staff, url, verify):
    visit = verify()
    address = url("verification-withdraw", **{**VALUE, "code": "K16"}, visit=visit.pk)
    assert staff.post(address, {"reason": "看错"}).status_code == 404


def test_a_visit_withdrawn_meanwhile_is_told(staff, url, verify, department):
    visit = verify()
    withdraw_verification(verification=visit, reason="看错", actor=department)
    response = staff.post(url("verification-withdraw", **VALUE, visit=visit.pk), {"reason": "再来"})
    assert told(response) == ["It was withdrawn already."]


# --- the marks elsewhere ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "parts"), [("county", {}), ("pilot", {"pilot": "qinfenglu"}), ("report", {})])
def test_a_verified_value_says_so_and_by_whom_it_was_seen(as_user, secretary, url, verify, department, name, parts):
    verify()
    page = text_of(as_user(secretary).get(url(name, **parts), {"open": "2"}))
    if name == "county":  # where there is room for a word on pointing at the value or reaching it by keys
        assert 'data-tip="Verified on site' in page
        return
    assert "truth--verified" in page
    seen = text_of(as_user(secretary).get(url("verification-value", **VALUE)))
    for part in (department.name, "逐间丈量", "10 November 2005"):
        assert part in seen
    assert url("verification-value", **VALUE) in page


def test_the_check_shows_what_bears_each_value_out(staff, url, report_in, secretary, indicator):
    found = report_in("draft")
    attach_evidence(report=found, file=photo(), actor=secretary, indicator=indicator)
    Report.objects.update(state="submitted", submitted_by=secretary, submitted_at="2005-10-04T00:00Z")
    page = text_of(staff.get(url("report-check")))
    assert page.count("truth--evidenced") == 1
    assert page.count("truth--reported") == 9


@pytest.mark.parametrize(("name", "parts"), [("county", {}), ("pilot", {"pilot": "qinfenglu"})])
def test_only_verified_values_are_shown_if_asked_for_and_the_address_keeps_it(staff, url, verify, name, parts):
    verify()
    everything = text_of(staff.get(url(name, **parts), {"open": "2"}))
    assert "truth=verified" in everything
    assert "Not verified on site" not in everything
    page = text_of(staff.get(url(name, **parts), {"open": "2", "truth": "verified"}))
    assert "only values verified on site are shown" in page
    assert "Not verified on site" in page
    assert '<input type="hidden" name="truth" value="verified">' in page
    links = re.findall(r'href="(\?[^"#]*)', page)
    assert [link for link in links if "truth=verified" not in link] == [next(x for x in links if "truth" not in x)]


def test_any_other_word_shows_everything(staff, url, verify):
    verify()
    assert "Not verified on site" not in text_of(staff.get(url("county"), {"open": "2", "truth": "yes"}))


@pytest.mark.alike
def test_a_page_of_9_pilots_costs_as_many_queries_as_one_of_3(client, department, secretary):
    def costs(count, slug):
        plan = make_plan([CommunityFactory() for _ in range(count)], slug=slug)
        for pilot in plan.pilots.select_related("plan", "community"):
            report = complete_report(pilot, approved=True, submitted_by=secretary)
            indicator = plan.indicators.get(code="K07")
            found = Visit(outcome="as_reported", visited_on=date(2005, 11, 1), seen=load_value(report, indicator).seen)
            verify_value(report=report, indicator=indicator, visit=found, actor=department)
        draw_list(plan=plan, quarter=QUARTER, size=min(20, count), actor=department)
        code = plan.pilots.earliest("order").code
        client.force_login(department)
        return [cost(f"/{slug}/verification/2005Q3/{tail}") for tail in ("", "lists/1/", f"values/{code}/K07/")]

    def cost(address):
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    few = costs(3, "small")
    assert few == costs(9, "large")
    assert max(few) <= 20
