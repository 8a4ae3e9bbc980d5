from datetime import date

import pytest
from django.utils.timezone import localdate

from fengxiang import clock
from partybuilding.models import FieldValue, Report, Verification, VerificationDraw
from partybuilding.shared.errors import ActionError
from partybuilding.targets.quarter import Quarter
from partybuilding.verification.actions import Visit, draw_list, verify_value, withdraw_verification
from partybuilding.verification.queries import load_list, load_value
from tests.reports.reporting import complete_report
from tests.sample_plan import ALL_MET

QUARTER = Quarter(2005, 3)


# --- writing down a visit ---------------------------------------------------------------------------------------------


@pytest.fixture
def indicator(plan):
    return plan.indicators.get(code="K07")


@pytest.fixture
def verify(report_in, indicator, department):
    """Write down a visit to the floor area of an approved report; what is said may differ."""
    report = report_in("approved")

    def verify(actor=department, state="approved", **said):
        Report.objects.filter(pk=report.pk).update(state=state)
        seen = load_value(report, indicator).seen
        fields = {"outcome": "as_reported", "visited_on": date(2005, 11, 10), "seen": seen, "remark": "", **said}
        return verify_value(report=report, indicator=indicator, visit=Visit(**fields), actor=actor)

    return verify


@pytest.mark.parametrize("state", ["submitted", "approved"])
def test_who_found_what_and_when_is_kept(verify, indicator, department, state):
    kept = verify(state=state, remark=" 逐间丈量 ")
    assert (kept.outcome, kept.visited_on, kept.remark) == ("as_reported", date(2005, 11, 10), "逐间丈量")
    assert (kept.verified_by, localdate(kept.written_at)) == (department, date(2005, 11, 15))
    assert kept.values == {str(indicator.fields.get().pk): "210.00"}
    assert kept.history.get().history_user == department


@pytest.mark.parametrize("state", ["draft", "returned"])
def test_a_report_in_the_communitys_hands_cannot_be_verified(verify, state):
    with pytest.raises(ActionError, match="社区"):
        verify(state=state)
    assert not Verification.objects.exists()


@pytest.mark.parametrize(
    ("said", "match"),
    [
        ({"outcome": "perhaps"}, "核实结果"),
        ({"outcome": ""}, "核实结果"),
        ({"visited_on": None}, "核实日期"),
        ({"visited_on": date(2005, 11, 16)}, "晚于"),
        ({"visited_on": date(2004, 6, 30)}, "早于"),
        ({"outcome": "otherwise", "remark": " "}, "实际情况"),
        ({"seen": {}}, "变动"),
    ],
)
def test_what_cannot_be_is_refused(verify, said, match):
    with pytest.raises(ActionError, match=match):
        verify(**said)
    assert not Verification.objects.exists()


def test_the_day_itself_and_the_plans_first_day_are_possible(verify, plan):
    assert verify(visited_on=date(2005, 11, 15)).visited_on == date(2005, 11, 15)
    assert verify(visited_on=plan.begins_on).visited_on == plan.begins_on


def test_a_figure_that_changed_meanwhile_has_to_be_looked_at_again(verify, indicator):
    seen = {str(indicator.fields.get().pk): "210"}
    FieldValue.objects.filter(field__indicator=indicator).update(value=186)
    with pytest.raises(ActionError, match="变动"):
        verify(seen=seen)
    seen = dict.fromkeys(seen, "186.0")
    assert verify(seen=seen).values == dict.fromkeys(seen, "186.00")


def test_nothing_reported_is_nothing_to_verify(verify, indicator):
    FieldValue.objects.filter(field__indicator=indicator).update(value=None)
    with pytest.raises(ActionError, match="未填报"):
        verify(seen={})


def test_not_by_whoever_submitted_it(verify, department, department_colleague):
    Report.objects.update(submitted_by=department)
    with pytest.raises(ActionError, match="报送人"):
        verify()
    assert verify(actor=department_colleague)


def test_by_the_department_alone(verify, secretary, town, member):
    for actor in (secretary, town, member):
        with pytest.raises(ActionError, match="组织部"):
            verify(actor=actor)


# --- withdrawing ------------------------------------------------------------------------------------------------------


def test_a_mistake_is_withdrawn_with_the_reason_and_kept(verify, department_colleague):
    visit = verify()
    kept = withdraw_verification(verification=visit, reason=" 看错社区 ", actor=department_colleague)
    assert (kept.withdrawn_by, kept.withdrawal_reason) == (department_colleague, "看错社区")
    assert localdate(kept.withdrawn_at) == date(2005, 11, 15)
    assert [row.history_user for row in kept.history.all()] == [department_colleague, visit.verified_by]
    assert Verification.objects.get().values == visit.values


def test_not_twice_not_without_a_reason_and_not_by_others(verify, department, town):
    visit = verify()
    for actor, reason in ((department, " "), (town, "看错")):
        with pytest.raises(ActionError):
            withdraw_verification(verification=visit, reason=reason, actor=actor)
    withdraw_verification(verification=visit, reason="看错", actor=department)
    with pytest.raises(ActionError, match="已撤销"):
        withdraw_verification(verification=visit, reason="再来", actor=department)


# --- drawing a list ---------------------------------------------------------------------------------------------------


@pytest.fixture
def handed_in(pilots):
    """One report approved, one submitted, one still a draft."""
    complete_report(pilots[0], approved=True)
    complete_report(pilots[1], submitted=True)
    return complete_report(pilots[2])


@pytest.fixture
def draw(plan, department):
    def draw(size=6, **more):
        return draw_list(**{"plan": plan, "quarter": QUARTER, "size": size, "actor": department, **more})

    return draw


def codes(draw):
    return [(row.pilot.code, row.indicator.code) for row in load_list(draw)]


def test_a_list_has_a_number_its_size_and_who_drew_it(draw, handed_in, department):
    first, second = draw(), draw(20)
    assert (first.code, second.code) == ("2005Q3-001", "2005Q3-002")
    assert (len(codes(first)), len(codes(second))) == (6, 20)
    assert (first.drawn_by, localdate(first.drawn_at)) == (department, date(2005, 11, 15))
    assert codes(first) != codes(second)[:6]


def test_it_is_drawn_from_what_is_submitted_or_approved_and_reported(draw, handed_in):
    drawn = draw()
    assert len(drawn.population) == 2 * len(ALL_MET)
    assert {community for community, _code in codes(draw(20))} == {"qinfenglu", "dongguan"}


def test_a_number_is_the_same_list_for_ever(draw, handed_in, pilots):
    drawn = draw()
    before = codes(drawn)
    Report.objects.filter(pk=handed_in.pk).update(
        state="approved", submitted_by=drawn.drawn_by, submitted_at=clock.now()
    )
    Report.objects.filter(pilot=pilots[1]).update(state="returned")
    assert codes(VerificationDraw.objects.get(pk=drawn.pk)) == before
    assert draw().population != drawn.population


def test_two_plans_and_two_quarters_count_for_themselves(draw, pilots, handed_in):
    complete_report(pilots[0], approved=True, quarter=Quarter(2005, 2))
    assert draw(quarter=Quarter(2005, 2)).code == "2005Q2-001"
    assert draw().code == "2005Q3-001"


@pytest.mark.parametrize("size", [-1, 0, 2, 21])
def test_a_list_holds_three_to_twenty(draw, handed_in, size):
    with pytest.raises(ActionError, match="3至20"):
        draw(size)
    assert not VerificationDraw.objects.exists()


def test_a_small_quarter_gives_all_it_has(draw, pilots):
    complete_report(pilots[0], approved=True)
    assert sorted(codes(draw(20))) == sorted(("qinfenglu", code) for code in ALL_MET)


def test_there_must_be_something_to_draw_from_and_it_is_the_departments_draw(draw, pilots, secretary):
    complete_report(pilots[2])
    with pytest.raises(ActionError, match="无项可抽"):
        draw()
    with pytest.raises(ActionError, match="组织部"):
        draw(actor=secretary)
