"""When a quarter's report is due: by the plan's rule, off a holiday, or by hand."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partybuilding.models import Plan
from partybuilding.targets.quarter import Quarter
from partybuilding.targets.working_days import next_working_day
from tests.factories import PlanFactory

RULE = Plan.DeadlineRule


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2005, 7, 5), date(2005, 7, 5)),  # a Tuesday
        (date(2004, 10, 5), date(2004, 10, 8)),  # National Day week, to the 7th
        (date(2005, 10, 5), date(2005, 10, 8)),  # a Saturday that is worked
        (date(2005, 2, 5), date(2005, 2, 5)),  # a Saturday worked before Spring Festival
        (date(2005, 2, 9), date(2005, 2, 16)),  # Spring Festival
        (date(2006, 1, 1), date(2006, 1, 4)),  # New Year, three days
        (date(2003, 10, 5), date(2003, 10, 5)),  # a Sunday before the calendar begins
        (date(2099, 1, 4), date(2099, 1, 4)),  # a Sunday nobody has announced yet
    ],
)
def test_a_day_moves_to_the_next_that_is_worked(day, expected):
    assert next_working_day(day) == expected


@given(st.dates(date(2004, 1, 1), date(2026, 11, 30)))
def test_a_moved_day_is_worked_and_never_earlier(day):
    moved = next_working_day(day)
    assert day <= moved
    assert next_working_day(moved) == moved


@pytest.mark.parametrize(
    ("rule", "by_hand", "expected"),
    [
        (RULE.WORKING_DAY, {}, date(2005, 10, 8)),
        (RULE.PLAIN, {}, date(2005, 10, 5)),
        (RULE.WORKING_DAY, {"2005Q3": "2005-10-20"}, date(2005, 10, 20)),
        (RULE.WORKING_DAY, {"2005Q3": "2005-10-15"}, date(2005, 10, 15)),  # a Saturday, if somebody says so
        (RULE.PLAIN, {"2005Q2": "2005-07-20"}, date(2005, 10, 5)),
    ],
)
def test_a_quarters_deadline(rule, by_hand, expected):
    plan = PlanFactory.build(lead_unit=None, deadline_rule=rule, deadlines=by_hand)
    assert plan.deadline_of(Quarter(2005, 3)) == expected


# --- set by hand, in the admin ----------------------------------------------------------------------------------------


@pytest.fixture
def save(plan, department, as_user):
    """Save the plan's page in the admin with dates by quarter; return the answer."""
    client = as_user(department)
    address = f"/admin/partybuilding/plan/{plan.pk}/change/"

    def save(**dates: str):
        context = client.get(address).context
        form = context["adminform"].form
        typed = {name: form[name].value() for name in form.fields if name not in {"document", "deadlines"}}
        typed = {name: "" if value is None else value for name, value in typed.items()}
        for inline in context["inline_admin_formsets"]:
            typed |= {f"{inline.formset.prefix}-{name}_FORMS": 0 for name in ("TOTAL", "INITIAL")}
        typed |= {f"deadlines_{each}": dates.get(str(each), "") for each in plan.quarters}
        return client.post(address, typed)

    return save


def test_a_date_by_hand_is_kept_and_in_the_history(plan, save):
    assert save(**{"2005Q3": "2005-10-20"}).status_code == 302
    plan.refresh_from_db()
    assert plan.deadlines == {"2005Q3": "2005-10-20"}
    assert plan.history.first().deadlines == {"2005Q3": "2005-10-20"}
    assert save().status_code == 302
    plan.refresh_from_db()
    assert plan.deadlines == {}


@pytest.mark.parametrize("day", ["2005-09-30", "2006-01-29", "5.10.", "2005-02-30"])
def test_a_date_that_cannot_be_is_refused_beside_the_field(plan, save, day):
    answer = save(**{"2005Q3": day})
    assert answer.context["adminform"].form.errors["deadlines"]
    assert day in answer.content.decode()
    plan.refresh_from_db()
    assert plan.deadlines == {}


def test_the_page_says_what_the_rule_gives(plan, department, as_user, english_pages):
    page = as_user(department).get(f"/admin/partybuilding/plan/{plan.pk}/change/").content.decode()
    assert "by the rule Oct" in page or "by the rule 5 Oct" in page
