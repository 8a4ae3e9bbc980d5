from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from communities.models import Cadre
from partybuilding.models import FieldValue, Report
from partybuilding.scoreboard.value_page import load_value_page
from partybuilding.targets.quarter import Quarter
from tests.factories import (
    CadreFactory,
    CompoundFactory,
    ResidentUnitFactory,
    RoomFactory,
    at,
)
from tests.factories_meeting import ExperienceItemFactory
from tests.reports.reporting import complete_report
from tests.sample_plan import ALL_MET

Q2, Q3 = Quarter(2005, 2), Quarter(2005, 3)
JULY, MARCH = date(2005, 7, 10), date(2005, 3, 1)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def load(pilot, code, quarter=Q3, *, by_name=True, readable=None):
    reports = Report.objects.all() if readable is None else readable
    return load_value_page(pilot, code, quarter, reports, by_name=by_name)


def approve(pilot, quarter=Q3, **changes):
    return complete_report(pilot, approved=True, quarter=quarter, changes=changes)


# --- what moved a share -----------------------------------------------------------------------------------------------


@pytest.fixture
def compounds(pilots):
    """Ten compounds; in the third quarter three are certified, one loses it, four leave, one of these certified."""
    home = {"community": pilots[0].community, "level": "county"}
    for day in (date(2005, 8, 1), date(2005, 8, 2), date(2005, 9, 30)):
        CompoundFactory(certified_since=day, **home)
    CompoundFactory(certified_since=MARCH, certified_until=JULY, **home)
    CompoundFactory(certified_since=MARCH, until=JULY, remark="并入凤鸣小区", **home)
    for _ in range(3):
        CompoundFactory(community=pilots[0].community, until=JULY)
    for _ in range(2):
        CompoundFactory(community=pilots[0].community)


def test_a_share_is_split_into_who_was_certified_and_who_left(pilots, compounds):
    approve(pilots[0], Q2, K28={"civilised": 2, "compounds": 10})
    approve(pilots[0], Q3, K28={"civilised": 3, "compounds": 6})
    change = load(pilots[0], "K28").change
    civilised, whole = change.movements
    assert (civilised.delta, whole.delta) == ("+1", "−4")
    assert set(civilised.reasons.split("; ")) == {
        "newly certified: 3",
        "certification ended: 1",
        "left the register certified: 1",
    }
    assert whole.reasons == "left the register: 4"
    assert (change.shares.total, change.shares.by_part, change.shares.by_whole) == ("+30", "+10", "+20")


def test_what_the_register_does_not_bear_out_is_said(pilots, compounds):
    approve(pilots[0], Q2, K28={"civilised": 2, "compounds": 10})
    approve(pilots[0], Q3, K28={"civilised": 3, "compounds": 8})
    page = load(pilots[0], "K28")
    assert page.change.movements[1].reasons == "left the register: 4; not explained by the register: +2"
    assert page.ledger.differs
    assert page.ledger.text == "50% (3/6)"


def test_without_two_approved_quarters_the_register_tells(pilots, compounds):
    change = load(pilots[0], "K28").change
    assert change.of_register
    assert (change.before, change.now, change.difference) == ("20% (2/10)", "50% (3/6)", "+30")


def test_one_approved_quarter_is_not_held_against_a_register(pilots, compounds):
    approve(pilots[0], Q3, K28={"civilised": 5, "compounds": 6})
    change = load(pilots[0], "K28").change
    assert (change.of_register, change.now) == (True, "50% (3/6)")


def test_a_share_of_persons_is_split_too(pilots):
    approve(pilots[0], Q2, K22={"total": 4, "outside": 2, "waived": 0})
    approve(pilots[0], Q3, K22={"total": 5, "outside": 1, "waived": 0})
    shares = load(pilots[0], "K22").change.shares
    assert (shares.part, shares.by_part, shares.by_whole) == ("within the limit", "+50", "−20")


def test_a_value_that_stays_is_said_to_stay(pilots):
    approve(pilots[0], Q2)
    approve(pilots[0], Q3)
    assert load(pilots[0], "K28").change.is_still


def test_the_plans_first_quarter_has_no_quarter_before(pilots, compounds):
    page = load(pilots[0], "K28", Quarter(2004, 3))
    assert page.change is None
    assert page.growth is None


# --- entries that came and went ---------------------------------------------------------------------------------------


def test_rooms_that_came_and_went_are_told(pilots):
    home = {"community": pilots[0].community}
    RoomFactory(name="旧", use="room_police", gross_floor_area=Decimal("42.5"), until=JULY, **home)
    RoomFactory(name="新", use="room_clinic", gross_floor_area=60, since=JULY, **home)
    growth, change = load(pilots[0], "K06").growth, load(pilots[0], "K07").change
    assert ([line.name for line in growth.added], [line.name for line in growth.went]) == (["新"], ["旧"])
    assert change.movements[0].reasons == "joined the register: 60 m² (1 entry); left the register: 42.5 m² (1 entry)"


def test_two_rooms_of_a_kind_are_as_good_as_one(pilots):
    for use in [*ALL_MET["K06"], "room_police"]:
        RoomFactory(community=pilots[0].community, use=use)
    approve(pilots[0])
    ledger = load(pilots[0], "K06").ledger
    assert (ledger.text, ledger.count, ledger.differs) == ("7/7", 8, False)


def test_items_of_a_checklist_come_and_go_by_name(pilots):
    approve(pilots[0], Q2, K06={"room_police": 0, "room_clinic": 0})
    approve(pilots[0], Q3, K06={"room_activity": 0})
    change = load(pilots[0], "K06").change
    assert (change.gained, change.lost) == ("police office, clinic", "activity station")


def test_what_was_there_and_begins_to_count_did_not_join(pilots, plan):
    plan.indicators.filter(code="K07").update(measure="feedback_units")
    plan.indicators.get(code="K07").fields.update(key="units")
    ResidentUnitFactory(community=pilots[0].community, uses_feedback_since=JULY)
    page = load(pilots[0], "K07")
    assert page.change.movements[0].reasons == "count now: 1 m²"
    assert len(page.growth.changed) == 1


def test_words_are_right_for_one_and_for_many(pilots):
    for count, words in ((1, "took up the post: 1 cadre"), (2, "took up the post: 2 cadres")):
        CadreFactory(community=pilots[0].community, since=JULY)
        assert load(pilots[0], "K16").change.movements[0].reasons == words, count
    with translation.override("zh-hans"):
        assert load(pilots[0], "K16").change.movements[0].reasons == "到任 2 人"


# --- who reads what ---------------------------------------------------------------------------------------------------


def test_names_are_for_those_who_work_for_the_community(pilots):
    CadreFactory(community=pilots[0].community, name="李某某", since=JULY)
    page, others = load(pilots[0], "K16"), load(pilots[0], "K16", by_name=False)
    assert [line.name for line in page.ledger.lines] == ["李某某"]
    assert (others.ledger.lines, others.growth) == ([], None)
    assert (others.ledger.count, others.ledger.text) == (1, "1 cadre")


def test_general_staff_are_not_among_the_cadres_counted(pilots):
    CadreFactory(
        community=pilots[0].community, is_general_staff=True, committee_post="", channel=Cadre.Channel.EMPLOYED
    )
    assert load(pilots[0], "K16").ledger.count == 0


def test_a_pending_value_is_for_those_who_may_open_the_report(pilots):
    complete_report(pilots[0], submitted=True, changes={"K07": {"area": 777}})
    page, others = load(pilots[0], "K07"), load(pilots[0], "K07", readable=Report.objects.none())
    assert (page.reported.text, page.reported.is_pending) == ("777 m²", True)
    assert (page.cell.is_known, others.reported) == (False, None)


def test_the_report_tells_who_and_when(pilots, secretary, department):
    complete_report(pilots[0], approved=True, submitted_by=secretary, decision__by=department)
    said = load(pilots[0], "K07").reported
    assert (said.report.submitted_by, said.approved_by.actor) == (secretary, department)
    assert not said.is_pending


def test_the_last_known_value_is_shown_with_its_quarter(pilots):
    approve(pilots[0], Q2)
    page = load(pilots[0], "K07")
    assert (page.cell.as_of, page.cell.text, page.cell.colour) == (Q2, "210 m²", "green")
    assert [slot.quarter for slot in page.course if slot.is_known] == [Q2]


def test_each_write_of_the_figure_is_told_once_the_latest_first(pilots, secretary, department):
    report = complete_report(pilots[0], changes={"K07": {"area": 150}})
    value = FieldValue.objects.get(entry__report=report, field__key="area")
    value.history.update(history_user=secretary, history_date=at(date(2005, 10, 1)))
    value.value = 160
    value.save()
    value.history.filter(value=160).update(history_user=department, history_date=at(date(2005, 10, 2)))
    value.save()  # says the same: not a step
    steps = load(pilots[0], "K07").reported.steps
    assert [(step.who, step.figures) for step in steps] == [
        (department, [("", "160 m²")]),
        (secretary, [("", "150 m²")]),
    ]


def test_what_is_written_in_one_go_is_one_step(pilots, secretary):
    report = complete_report(pilots[0])
    for second, value in enumerate(FieldValue.objects.filter(entry__report=report, entry__indicator__code="K28")):
        moment = at(date(2005, 10, 1)) + timedelta(seconds=20 * second)
        value.history.update(history_user=secretary, history_date=moment)
    (step,) = load(pilots[0], "K28").reported.steps
    assert step.figures == [("civilised compounds", "5"), ("compounds", "9")]


@pytest.mark.parametrize("code", ["K99", "K30"])
def test_what_is_no_communitys_indicator_is_not_there(pilots, code):
    with pytest.raises(Http404):
        load(pilots[0], code)


# --- who got there already --------------------------------------------------------------------------------------------


def course(pilot, *areas):
    """Approve the floor area of the quarters up to the third of 2005."""
    for back, area in enumerate(reversed(areas)):
        approve(pilot, Q3.shifted(-back), K07={"area": area})


def test_a_red_value_is_offered_the_pilot_that_started_nearest(pilots):
    course(pilots[0], 100)
    course(pilots[1], 180, 210, 220)
    course(pilots[2], 60, 90, 200)
    lesson = load(pilots[0], "K07").lesson
    assert (lesson.pilot, lesson.turned, lesson.since) == (pilots[2], Q3, Q2)
    assert (lesson.before.text, lesson.turn.text, lesson.now.text) == ("90 m²", "200 m²", "200 m²")


def test_when_it_turned_for_good_is_told(pilots):
    course(pilots[0], 100)
    course(pilots[1], 210, 150, 210, 220)
    lesson = load(pilots[0], "K07").lesson
    assert (lesson.turned, lesson.since, lesson.now.text) == (Q2, Quarter(2005, 1), "220 m²")


def test_the_lesson_says_how_in_the_words_written_for_the_indicator(pilots):
    plan = pilots[0].plan
    for pilot, area in ((pilots[0], 100), (pilots[1], 90)):
        approve(pilot, Q2, K07={"area": area})
    approve(pilots[0], K07={"area": 100})
    approve(pilots[1])
    own, k06 = plan.indicators.get(code="K07"), plan.indicators.get(code="K06")
    other = {"plan": plan, "pilot": pilots[1]}
    ExperienceItemFactory(**other, title="of its field")
    ExperienceItemFactory(**other, title="of another indicator", indicator=k06)
    ExperienceItemFactory(**other, title="of another field", field="cadres")
    ExperienceItemFactory(**other, title="without a word on how", how="")
    ExperienceItemFactory(plan=plan, pilot=pilots[2], title="of another pilot")
    ExperienceItemFactory(**other, title="later", published_on=date(2005, 10, 1))
    assert [each.title for each in load(pilots[0], "K07").lesson.how] == ["of its field"]
    ExperienceItemFactory(**other, title="of the indicator", indicator=own, field="cadres")
    assert [each.title for each in load(pilots[0], "K07").lesson.how] == ["of the indicator"]


@pytest.mark.parametrize("areas", [(210, 220), (150, 160), (220, 150)])
def test_who_was_always_green_or_is_not_teaches_nothing(pilots, areas):
    course(pilots[0], 100)
    course(pilots[1], *areas)
    assert load(pilots[0], "K07").lesson is None


def test_who_turned_by_the_calendar_alone_teaches_nothing(pilots):
    first, second = Quarter(2004, 3), Quarter(2004, 4)
    approve(pilots[0], second, K10={"known": 10})
    for quarter in (first, second):
        approve(pilots[1], quarter, K10={"known": 40})
    page = load(pilots[0], "K10", second)
    assert (page.cell.colour, page.lesson) == ("red", None)
    FieldValue.objects.filter(entry__report__quarter=first, field__key="known").update(value=20)
    assert load(pilots[0], "K10", second).lesson.turned == second


def test_a_green_value_is_offered_nobody(pilots):
    course(pilots[0], 210)
    course(pilots[1], 100, 210)
    assert load(pilots[0], "K07").lesson is None


def test_the_number_of_queries_is_fixed(pilots):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            load(pilots[0], "K28")
        return len(queries)

    course(pilots[0], 100)
    small = cost()
    for _ in range(9):
        CompoundFactory(community=pilots[0].community, civilised=True)
    for back in range(1, 4):
        approve(pilots[0], Q3.shifted(-back))
    assert cost() == small <= 30
