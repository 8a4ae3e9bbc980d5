"""A community can be the one that answers for a matter: it is told, it acts, and every page names it."""

from datetime import date

import pytest

from fengxiang import clock
from partybuilding.ledger import actions as acts
from partybuilding.ledger.access import roles_in
from partybuilding.ledger.exports import ledger_table
from partybuilding.ledger.queries import load_ledger
from partybuilding.models import LedgerItem, Party
from partybuilding.notices.schedule import matters
from partybuilding.papers.content import item_tree, seat_order
from partybuilding.shared.errors import ActionError
from partybuilding.work.counts import count_work
from partybuilding.work.owed import find_to_remind
from partybuilding.work.queries import load_work
from tests.factories import UserFactory
from tests.factories_meeting import LedgerItemFactory
from tests.pages import text_of

TODAY, DUE = date(2005, 11, 15), date(2005, 11, 22)


@pytest.fixture
def cast(department, member, town, secretary, other_secretary, third_secretary):
    return {
        "department": department,
        "member": member,
        "town": town,
        "secretary": secretary,
        "other": other_secretary,
        "third": third_secretary,
    }


@pytest.fixture
def item(plan, pilots, town, cast):
    """About the first pilot; the second one's community answers for it, and the town supports."""
    given = {"plan": plan, "number": 12, "responsible": None, "responsible_pilot": pilots[1], "pilot": pilots[0]}
    item = LedgerItemFactory(**given, due_on=DUE)
    item.supporting.add(town.unit)
    return item


def test_its_secretary_is_the_responsible_one_and_nobody_else(item, cast):
    assert {who: set(map(str, roles_in(user, item))) for who, user in cast.items()} == {
        "department": {"department"},
        "member": set(),
        "town": {"supporting"},
        "secretary": {"branch"},
        "other": {"responsible"},
        "third": set(),
    }


def test_it_takes_the_acts_of_a_responsible_unit(item, cast):
    acts.add_progress(item=item, actor=cast["other"], text="七个楼栋已登记五个")
    closure = {"item": item, "text": "已登记完毕", "proof_kind": "register", "proof": "流动党员台账"}
    for who in ("secretary", "third", "town", "department"):
        with pytest.raises(ActionError):
            acts.request_closure(**closure, actor=cast[who])
    acts.request_closure(**closure, actor=cast["other"])
    acts.start_check(item=item, actor=cast["department"])
    assert acts.close_item(item=item, actor=cast["department"]).state == "closed"
    assert item.history.first().responsible_pilot == item.responsible_pilot


def test_it_stands_in_my_work_of_its_secretary_and_in_nobody_elses(item, plan, cast):
    works = {who: load_work(user, plan, TODAY) for who, user in cast.items()}
    assert [who for who, work in works.items() if any(line.is_item for line in work.lines)] == ["other"]
    assert [who for who, work in works.items() if work.supported] == ["town", "secretary"]
    assert "东关社区" in works["town"].supported[0].about
    for who, user in cast.items():
        assert count_work(user, plan, TODAY).owed == len(works[who].lines), who


@pytest.mark.parametrize(("day", "is_told"), [(TODAY, True), (date(2005, 11, 16), False), (date(2005, 11, 23), True)])
def test_the_calendar_tells_its_secretary(item, cast, day, is_told):
    with clock.set_to(day):
        recipients = {each.recipient for each in matters(find_to_remind(day)) if each.ledger_item}
    assert recipients == ({cast["other"]} if is_told else set())


def test_its_secretary_is_reminded_by_hand(item, cast):
    reminded = acts.remind_item(item=item, actor=cast["department"])
    assert [each.notice.recipient for each in reminded] == [cast["other"]]


def test_a_community_without_an_account_cannot_be_reminded(item, cast):
    type(cast["other"]).objects.filter(pk=cast["other"].pk).update(is_active=False)
    UserFactory(secretary=True, community=item.pilot.community)
    with pytest.raises(ActionError):
        acts.remind_item(item=item, actor=cast["department"])


@pytest.mark.parametrize(("asked", "shown"), [("pilot:dongguan", 1), ("pilot:qinfenglu", 0), ("chengguan", 1)])
def test_the_ledger_is_filtered_by_who_answers(item, plan, asked, shown):
    assert len(load_ledger(plan, TODAY, [], {"unit": asked}).lines) == shown


def test_tables_and_papers_name_it(item, plan):
    table = ledger_table(load_ledger(plan, TODAY, [], {}))
    assert "东关社区" in table.rows[0]
    assert item_tree(item, TODAY, seat_order(plan))["responsible"] == "东关社区"


def test_the_form_opens_an_item_of_a_community(as_user, department, plan, pilots, url, english_pages):
    client = as_user(department)
    sent = {"kind": "supervision", "source": "plan", "matter": "补齐登记", "due_on": "2005-12-31"}
    answer = client.post(url("ledger-open"), {**sent, "responsible": "pilot:dongguan"})
    item = LedgerItem.objects.get()
    assert (item.responsible, item.party) == (None, Party(pilot=pilots[1]))
    page = client.get(answer.url)
    assert "Responsible unit Dongguan Community" in text_of(page)
    assert f"{url('ledger')}?unit=pilot%3Adongguan" in page.content.decode()
    assert client.post(url("ledger-open"), {**sent, "responsible": "dongguan"}).status_code == 422
