"""The key a form is drawn with: which one a page carries, and what comes of sending it again."""

import re

import pytest

from communities.models import Room, Unit
from fengxiang.whole_body import FORM_END
from partybuilding.models import LedgerEvent
from tests.factories import RoomFactory
from tests.factories_meeting import LedgerItemFactory
from tests.pages import told

pytestmark = pytest.mark.usefixtures("english_pages")

KEY = re.compile(rf'name="{FORM_END}" value="([0-9a-f-]{{36}})"')
TAKEN = "This form was taken already, and changed since."


def keys(page):
    """Return the keys of a page's forms, in its order."""
    return KEY.findall(page.content.decode())


@pytest.fixture
def item(plan, pilots, member):
    return LedgerItemFactory(plan=plan, number=1, pilot=pilots[0], responsible=member.unit)


@pytest.fixture
def progress(as_user, member, item, url):
    """Return a function that sends a text as progress, by a key."""
    browser, address = as_user(member), url("ledger-progress", item="2005-001")
    return lambda text, key: browser.post(address, {"progress-text": text, FORM_END: key})


@pytest.fixture
def draw(as_user, member, item, url):
    """Return a function that asks for the item's page."""
    return lambda: as_user(member).get(url("ledger-item", item="2005-001"))


def texts():
    return list(LedgerEvent.objects.filter(kind="progress").values_list("text", flat=True))


def test_each_form_has_a_key_of_its_own_each_time_it_is_drawn(draw):
    first, second = keys(draw()), keys(draw())
    assert len(first) > 3
    assert len({*first, *second}) == len(first) + len(second)


def test_a_refused_form_comes_back_with_a_key_that_is_taken(progress, draw):
    key = keys(draw())[-1]
    refused = progress("", key)
    assert refused.status_code == 422
    assert key not in keys(refused)
    assert progress("已动工", keys(refused)[-1]).status_code == 302
    # Nothing was done by the first key either: it is as good as new.
    assert progress("已完工", key).status_code == 302
    assert texts() == ["已动工", "已完工"]


def test_back_and_send_gives_the_first_answer_again(progress, draw):
    key = keys(draw())[-1]
    answers = [progress("已动工", key) for _ in range(3)]
    assert {(answer.status_code, answer.url) for answer in answers} == {(302, answers[0].url)}
    assert [told(answer)[-1] for answer in answers] == ["It is written down."] * 3
    assert texts() == ["已动工"]


def test_back_and_send_with_another_text_is_refused_in_words_and_keeps_it(progress, draw):
    key = keys(draw())[-1]
    progress("已动工", key)
    refused = progress("已完工", key)
    assert refused.status_code == 422
    assert TAKEN in refused.content.decode()
    assert "已完工</textarea>" in refused.content.decode()
    assert texts() == ["已动工"]
    assert progress("已完工", keys(refused)[-1]).status_code == 302
    assert texts() == ["已动工", "已完工"]


# --- the admin --------------------------------------------------------------------------------------------------------

UNITS = "/admin/communities/unit/"
UNIT = {"code": "abc", "name": "档案局", "name_en": "Archives", "kind": "department", "level": "county"}


@pytest.fixture
def staff(as_user, department, plan):
    return as_user(department)


def test_an_entry_added_twice_is_there_once_and_a_changed_form_comes_back(staff):
    key = keys(staff.get(f"{UNITS}add/"))[-1]
    answers = [staff.post(f"{UNITS}add/", UNIT | {FORM_END: key}) for _ in range(2)]
    assert {answer.url for answer in answers} == {UNITS}
    assert Unit.objects.filter(code="abc").count() == 1
    changed = UNIT | {"code": "abd", "name": "县志办"}
    refused = staff.post(f"{UNITS}add/", changed | {FORM_END: key})
    assert TAKEN in refused.content.decode()
    assert 'value="县志办"' in refused.content.decode()
    assert not Unit.objects.filter(code="abd").exists()
    assert staff.post(f"{UNITS}add/", changed | {FORM_END: keys(refused)[-1]}).status_code == 302
    assert Unit.objects.filter(code="abd").exists()


def test_an_entry_added_in_a_window_is_kept_once_and_told_to_its_opener(staff):
    page = f"{UNITS}add/?_to_field=id&_popup=1"
    key = keys(staff.get(page))[-1]
    window = UNIT | {"_popup": "1", "_to_field": "id", FORM_END: key}
    first, second = (staff.post(page, window) for _ in range(2))
    unit = Unit.objects.get(code="abc")
    assert f"&quot;value&quot;: &quot;{unit.pk}&quot;" in first.content.decode()
    assert first.content == second.content


def test_other_pages_of_the_admin_say_it_too(staff):
    rooms = [RoomFactory(), RoomFactory()]
    fields = {"action": "delete_selected", "post": "yes", "index": "0"}
    key = keys(staff.get("/admin/communities/room/"))[-1]
    for room in rooms:
        answer = staff.post("/admin/communities/room/", fields | {"_selected_action": [room.pk], FORM_END: key})
    assert answer.url == "/admin/communities/room/"
    assert any(TAKEN in each for each in told(answer))
    assert list(Room.objects.all()) == [rooms[1]]
