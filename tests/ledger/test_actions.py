"""What is done with action items: every act by every person, opening, evidence, dates, reminders."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import translation

from communities.models import User
from fengxiang import clock
from partybuilding.ledger import actions as acts
from partybuilding.models import LedgerEvent, LedgerFile, LedgerItem, NoticeItem, Party
from partybuilding.shared.errors import ActionError
from tests.factories import CommunityFactory, UnitFactory, UserFactory
from tests.factories_meeting import LedgerEventFactory, LedgerItemFactory, MeetingFactory
from tests.reports.reporting import photo
from tests.sample_plan import make_plan

TODAY, LATER = date(2005, 11, 15), date(2006, 1, 31)
STATES = ["opened", "in_hand", "returned", "close_asked", "under_check", "closed"]


@pytest.fixture
def cast(department, department_colleague, member, town, secretary, other_secretary, sysadmin, stranger):
    """Who is what in an item that 民政局 answers for and 财政局 supports, about the first pilot."""
    return {
        "department": department,
        "colleague": department_colleague,
        "responsible": member,
        "supporting": UserFactory(username="caizhengju", unit=UnitFactory(code="caizhengju")),
        "secretary": secretary,
        "other_secretary": other_secretary,
        "town": town,
        "sysadmin": sysadmin,
        "stranger": stranger,
        "elsewhere": UserFactory(role="department", username="elsewhere", unit=UnitFactory(code="other-lead")),
    }


@pytest.fixture
def make(plan, pilots, member):
    """Have an item in a state, with a piece of evidence on it."""

    def make(state="in_hand", responsible=member.unit, **fields):
        given = {"plan": plan, "pilot": pilots[0], "responsible": responsible, "state": state, **fields}
        item = LedgerItemFactory(**given)
        item.supporting.add(UnitFactory(code="caizhengju"))
        doer = UserFactory(unit=responsible)
        event = LedgerEventFactory(item=item, actor=doer)
        LedgerFile.objects.create(
            event=event, name="a.pdf", content_type="x", size=1, sha256="", uploaded_by=doer, uploaded_at=event.at
        )
        return item

    return make


DO = {
    "progress": lambda item, actor: acts.add_progress(item=item, actor=actor, text="已动工"),
    "ask_close": lambda item, actor: acts.request_closure(item=item, actor=actor, text="已完工"),
    "begin_check": lambda item, actor: acts.start_check(item=item, actor=actor),
    "close": lambda item, actor: acts.close_item(item=item, actor=actor),
    "send_back": lambda item, actor: acts.reject_closure(item=item, actor=actor, reason="材料不全"),
    "extend": lambda item, actor: acts.extend(item=item, actor=actor, due_on=LATER, reason="雨季停工"),
    "reopen": lambda item, actor: acts.reopen(item=item, actor=actor, due_on=LATER, reason="又漏水"),
    "urge": lambda item, actor: acts.remind_item(item=item, actor=actor),
}
DOERS, STAFF = {"responsible", "supporting", "secretary"}, {"department", "colleague"}
# Who may, and the state each state of STATES leads to; "" is refused.
EXPECTED = {
    "progress": (DOERS, ["in_hand", "in_hand", "in_hand", "", "", ""]),
    "ask_close": ({"responsible"}, ["close_asked", "close_asked", "close_asked", "", "", ""]),
    "begin_check": (STAFF, ["", "", "", "under_check", "", ""]),
    "close": (STAFF, ["", "", "", "", "closed", ""]),
    "send_back": (STAFF, ["", "", "", "", "returned", ""]),
    "extend": (STAFF, ["opened", "in_hand", "returned", "", "in_hand", ""]),
    "reopen": (STAFF, ["", "", "", "", "", "returned"]),
    "urge": (STAFF, ["opened", "in_hand", "returned", "", "", ""]),
}


@pytest.mark.parametrize("act", DO)
@pytest.mark.parametrize("state", STATES)
def test_every_step_by_every_person(make, cast, act, state):
    who_may, leads_to = EXPECTED[act]
    to = leads_to[STATES.index(state)]
    for who, actor in cast.items():
        item = make(state)
        before = LedgerEvent.objects.filter(item=item).count()
        try:
            DO[act](item, actor)
            outcome = ""
        except ActionError as refusal:
            outcome = str(refusal)
        item.refresh_from_db()
        is_legal = who in who_may and bool(to)
        assert (not outcome) == is_legal, (who, outcome)
        assert item.state == (to if is_legal else state)
        assert item.events.count() == before + is_legal


# --- closed by somebody else ------------------------------------------------------------------------------------------


def refused(act, *args, **given):
    with translation.override("en"), pytest.raises(ActionError) as told:
        act(*args, **given)
    return str(told.value)


def test_who_worked_on_it_does_not_close_it_but_a_colleague_of_the_lead_unit_does(plan, make, department, cast):
    item = make("opened", responsible=plan.lead_unit)
    acts.add_progress(item=item, actor=department, text="已办")
    acts.request_closure(item=item, actor=department, text="已完成")
    acts.start_check(item=item, actor=department)
    assert refused(acts.close_item, item=item, actor=department).startswith("You worked on this item yourself")
    assert acts.close_item(item=item, actor=cast["colleague"], text="属实").state == "closed"


def test_the_responsible_unit_is_told_that_it_cannot_close_its_own_item(make, member):
    assert "cannot close its own item" in refused(acts.close_item, item=make("under_check"), actor=member)


def test_a_colleague_who_asked_for_the_close_out_before_it_was_sent_back_does_not_close_it(plan, make, cast):
    first, second = cast["department"], cast["colleague"]
    item = make("opened", responsible=plan.lead_unit)
    acts.request_closure(item=item, actor=first, text="已完成")
    acts.start_check(item=item, actor=second)
    acts.reject_closure(item=item, actor=second, reason="照片不清")
    acts.request_closure(item=item, actor=second, text="已补照片")
    acts.start_check(item=item, actor=first)
    for doer in (first, second):
        assert "somebody else" in refused(acts.close_item, item=item, actor=doer)


def test_without_evidence_no_close_out_is_asked_for(plan, member):
    item = LedgerItemFactory(plan=plan, responsible=member.unit)
    assert "at least one piece of evidence" in refused(acts.request_closure, item=item, actor=member, text="已完工")
    assert acts.request_closure(item=item, actor=member, text="已完工", files=[photo()]).state == "close_asked"


@pytest.mark.parametrize(
    ("act", "state", "given"),
    [
        (acts.add_progress, "opened", {"text": " "}),
        (acts.request_closure, "opened", {"text": ""}),
        (acts.reject_closure, "under_check", {"reason": " "}),
        (acts.extend, "opened", {"reason": "", "due_on": LATER}),
        (acts.reopen, "closed", {"reason": "", "due_on": LATER}),
        (acts.reopen, "closed", {"reason": "又漏水", "due_on": date(2005, 11, 14)}),
        (acts.extend, "opened", {"reason": "停工", "due_on": date(2005, 12, 31)}),  # the old one
    ],
)
def test_what_has_to_be_said_is_asked_for(make, member, department, act, state, given):
    actor = member if act in {acts.add_progress, acts.request_closure} else department
    item = make(state)
    assert refused(act, item=item, actor=actor, **given)
    assert LedgerItem.objects.get(pk=item.pk).state == state


def test_an_old_deadline_stays_where_a_new_one_came(make, department):
    item = make("opened")
    acts.extend(item=item, actor=department, due_on=LATER, reason="雨季停工")
    item = acts.extend(item=item, actor=department, due_on=date(2006, 3, 31), reason="招标")
    steps = item.events.filter(kind="extended").values_list("due_before", "due_after", "text")
    assert list(steps) == [(date(2005, 12, 31), LATER, "雨季停工"), (LATER, date(2006, 3, 31), "招标")]
    assert item.due_on == date(2006, 3, 31)


def test_a_deadline_long_over_is_not_put_off_to_another_day_that_is_over(make, department):
    item = make("opened", due_on=date(2005, 11, 1))
    said = refused(acts.extend, item=item, actor=department, due_on=date(2005, 11, 14), reason="停工")
    assert said == "The due date is over already."


def test_each_step_writes_one_event_and_one_history_row_of_its_actor(make, member):
    item = make("opened")
    before = item.history.count()
    acts.add_progress(item=item, actor=member, text=" 已动工 ")
    event = item.events.latest("id")
    assert (event.kind, event.text, event.actor, event.on) == ("progress", "已动工", member, TODAY)
    assert item.history.count() == before + 1
    assert item.history.latest().history_user == member


# --- evidence ---------------------------------------------------------------------------------------------------------


def test_evidence_is_kept_under_another_name_with_its_checksum(make, member, media_root):
    item = make("opened")
    acts.add_progress(item=item, actor=member, text="已动工", files=[photo("现场.jpg"), photo("合同.jpg")])
    files = LedgerFile.objects.filter(event=item.events.latest("id"))
    assert [file.name for file in files] == ["现场.jpg", "合同.jpg"]
    for file in files:
        with file.file.open("rb") as kept:
            assert hashlib.sha256(kept.read()).hexdigest() == file.sha256
        assert file.file.name == f"ledger/{file.uid}"


def test_a_bad_file_is_refused_by_name_and_nothing_is_kept(make, member, media_root):
    item = make("opened")
    bad = SimpleUploadedFile("病毒.exe", b"MZ")
    said = refused(acts.add_progress, item=item, actor=member, text="已动工", files=[photo(), bad])
    assert said.startswith("病毒.exe: ")
    assert item.events.count() == 1
    assert not (media_root / "ledger").exists()


def test_when_the_database_refuses_the_folder_keeps_nothing(make, member, media_root, monkeypatch):
    item = make("opened")
    sent = iter([True, False])

    def save(file, **given):
        if not next(sent):
            raise RuntimeError
        super(LedgerFile, file).save(**given)

    monkeypatch.setattr(LedgerFile, "save", save)
    with pytest.raises(RuntimeError):
        acts.add_progress(item=item, actor=member, text="已动工", files=[photo(), photo()])
    assert list((media_root / "ledger").iterdir()) == []
    assert item.events.count() == 1


def test_more_files_than_a_step_holds_are_refused(make, member):
    files = [photo() for _ in range(11)]
    assert refused(acts.add_progress, item=make("opened"), actor=member, text="已动工", files=files).startswith("At mo")


# --- opening ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def opening(plan, department, member, pilots):
    """What an item is opened with, if nothing is wrong."""
    return {
        "plan": plan,
        "actor": department,
        "kind": "supervision",
        "matter": " 扩建社区用房 ",
        "source": "lamp",
        "responsible": Party(member.unit),
        "due_on": date(2005, 12, 31),
        "pilot": pilots[0],
        "indicator": plan.indicators.get(code="K07"),
    }


def opened(plan, actor, **given):
    return acts.create_item(plan=plan, actor=actor, new=acts.NewItem(**given))


def test_an_item_gets_the_next_number_of_its_year(opening, department, cast):
    helper = cast["supporting"].unit
    first = opened(**{**opening, "supporting": [helper, helper]})
    second = opened(**opening)
    with clock.set_to(date(2006, 1, 4)):
        third = opened(**{**opening, "due_on": LATER})
    assert [each.code for each in (first, second, third)] == ["2005-001", "2005-002", "2006-001"]
    assert (first.matter, first.opened_on, list(first.supporting.all())) == ("扩建社区用房", TODAY, [helper])
    assert first.history.latest().history_user == department
    assert [event.kind for event in first.events.all()] == ["opened"]


def test_the_town_can_answer_for_a_matter(opening, town):
    assert opened(**{**opening, "responsible": Party(town.unit)}).responsible == town.unit


def wrong_openings(plan, pilots, member, stranger):
    other = make_plan([CommunityFactory()], slug="other")
    meeting = MeetingFactory(plan=other)
    return {
        "due date is over": {"due_on": date(2005, 11, 14)},
        "Say what is to be done": {"matter": " "},
        "no kind": {"kind": "wish"},
        "no kind of": {"source": "rumour"},
        "the town of a pilot, or a community": {"responsible": Party(stranger.unit)},
        "or a community": {"responsible": Party(pilot=other.pilots.first())},
        "Choose a member unit": {"supporting": [stranger.unit]},
        "does not support itself": {"supporting": [member.unit]},
        "pilot of this plan": {"pilot": other.pilots.first()},
        "indicator of this plan": {"indicator": other.indicators.first()},
        "which joint meeting": {"source": "meeting"},
        "joint meeting agreed": {"source": "meeting", "meeting": meeting},
        "red lamp": {"indicator": None},
        "which quarterly report": {"source": "report", "pilot": None},
        "which visit": {"source": "visit"},
        "Choose the topic": {"kind": "difficulty"},
        "the topic.": {"kind": "problem", "topic": "premises"},
        "have a topic": {"topic": "premises"},
        "problem of": {"kind": "difficulty", "topic": "premises", "pilot": None},
    }


def test_what_does_not_fit_is_refused_by_name(opening, plan, pilots, member, stranger):
    for words, changes in wrong_openings(plan, pilots, member, stranger).items():
        assert words in refused(opened, **{**opening, **changes}), changes
    assert not LedgerItem.objects.exists()


@pytest.mark.parametrize("who", ["responsible", "secretary", "town", "sysadmin", "elsewhere"])
def test_items_are_opened_by_the_department_alone(opening, cast, who):
    assert "Organisation Department" in refused(opened, **{**opening, "actor": cast[who]})


def test_the_plans_own_nine_are_opened_once_for_each_pilot(plan, pilots, department, town):
    units = dict.fromkeys([topic.code for topic in plan.topics.all()], Party(town.unit))
    given = {"plan": plan, "actor": department, "responsible": units, "due_on": plan.ends_on}
    with translation.override("en"):
        assert len(acts.create_standing_items(**given)) == 27
    assert acts.create_standing_items(**given) == []
    kinds = [item.kind for item in LedgerItem.objects.filter(pilot=pilots[2])]
    assert (kinds.count("difficulty"), kinds.count("problem")) == (5, 4)
    item = LedgerItem.objects.get(pilot=pilots[0], topic="premises")
    assert (item.code, item.source) == ("2005-001", "plan")
    assert item.matter != "Settle the question of the community's premises"  # kept in the county's language
    assert "already" in refused(
        opened,
        plan=plan,
        actor=department,
        kind="difficulty",
        matter="x",
        source="plan",
        responsible=Party(town.unit),
        due_on=plan.ends_on,
        pilot=pilots[0],
        topic="premises",
    )


def test_a_topic_nobody_answers_for_opens_none_of_them(plan, department, town):
    given = {"plan": plan, "actor": department, "due_on": plan.ends_on, "responsible": {"premises": Party(town.unit)}}
    assert refused(acts.create_standing_items, **given) == "Choose the responsible unit."
    assert not LedgerItem.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_items_opened_at_the_same_instant_get_numbers_without_a_gap(plan, department, member):
    given = {
        "plan": plan,
        "actor": User.objects.get(pk=department.pk),
        "kind": "supervision",
        "matter": "落实经费",
        "source": "plan",
        "responsible": Party(member.unit),
        "due_on": LATER,
    }

    def enter(_number):
        try:
            return opened(**given).number
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(enter, range(24))) == list(range(1, 25))


# --- reminders --------------------------------------------------------------------------------------------------------


def test_a_unit_is_reminded_by_hand_once_a_day(make, member, department, mailoutbox):
    item = make("in_hand")
    colleague = UserFactory(unit=member.unit)
    told = acts.remind_item(item=item, actor=department)
    assert {each.notice.recipient for each in told} >= {member, colleague}
    assert {(each.kind, each.ledger_item, each.counted_from, each.urged_by) for each in told} == {
        ("item", item, item.due_on, department)
    }
    assert item.events.latest("id").kind == "urged"
    assert "once a day is enough" in refused(acts.remind_item, item=item, actor=department)
    with clock.set_to(date(2005, 11, 16)):
        acts.remind_item(item=item, actor=department)
    assert NoticeItem.objects.filter(notice__recipient=member).count() == 2


def test_a_unit_without_an_open_account_cannot_be_reminded(plan, department):
    item = LedgerItemFactory(plan=plan, responsible=UnitFactory(code="caizhengju"))
    UserFactory(unit=item.responsible, is_active=False)
    assert refused(acts.remind_item, item=item, actor=department).startswith("Nobody can be reminded")
