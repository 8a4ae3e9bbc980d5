"""The envelope around every act."""

import threading
import uuid

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import RequestFactory

from communities.models import Community
from partybuilding.models import OnceKey
from partybuilding.shared import act as acts
from partybuilding.shared.act import act, current, forget_old_keys, perform
from partybuilding.shared.errors import ActionError

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def sent(department, communities):
    """Return a function that does an act for a form with this key and text, as a request would."""

    def send(run, key="", text="", actor=department, name="test.rename", **more):
        request = RequestFactory().post("/x/", {"text": text, "form_end": key})
        token = acts._request.set(acts._Request("r1", request))
        try:
            return perform(name, actor, run, **more)
        finally:
            acts._request.reset(token)

    return send


@pytest.fixture
def rename(communities):
    """Return an act's body that changes a name, and how often it was run."""

    class Rename:
        def __init__(self):
            self.runs = []

        def __call__(self):
            self.runs.append(current())
            communities[0].name = f"第{len(self.runs)}社区"
            communities[0].save()
            return communities[0]

    return Rename()


KEY = "0b7f2c1e-6f0e-4d3c-9a41-5e8f3a1d2c70"


def test_the_same_form_gives_the_first_answer_and_does_nothing(sent, rename, communities):
    first, second = sent(rename, KEY), sent(rename, KEY)
    assert first == second == communities[0]
    assert len(rename.runs) == 1
    assert second.name == "第1社区"
    assert OnceKey.objects.count() == 1


@pytest.mark.parametrize("key", ["", "1", "x" * 5000, "%00", f"{KEY}0"])
def test_what_is_no_key_protects_nothing(sent, rename, key):
    sent(rename, key)
    sent(rename, key)
    assert len(rename.runs) == 2
    assert not OnceKey.objects.exists()


def test_another_key_another_person_and_another_act_are_done(sent, rename, town):
    sent(rename, KEY)
    sent(rename, str(uuid.uuid4()))
    sent(rename, KEY, actor=town)
    sent(rename, KEY, name="test.other")
    assert len(rename.runs) == 4


def test_a_form_that_was_changed_since_is_refused_in_words(sent, rename):
    sent(rename, KEY, "甲")
    with pytest.raises(ActionError, match="taken already"):
        sent(rename, KEY, "乙")
    assert len(rename.runs) == 1


def test_what_was_refused_can_be_sent_again(sent, rename):
    def refuse():
        rename()
        raise ActionError("no")

    with pytest.raises(ActionError, match="no"):
        sent(refuse, KEY)
    assert Community.objects.get(code="qinfenglu").name == "秦凤路社区"
    sent(rename, KEY)
    assert OnceKey.objects.count() == 1


def test_an_act_that_repeats_harmlessly_takes_no_key(sent, rename):
    sent(rename, KEY, once=False)
    assert not OnceKey.objects.exists()


@pytest.mark.parametrize("answer", [None, 3, "甲", [], [1, "a"]])
def test_plain_answers_are_kept(sent, answer):
    assert sent(lambda: answer, KEY) == sent(lambda: pytest.fail("done twice"), KEY) == answer


def test_rows_are_kept_as_rows(sent, communities):
    assert sent(lambda: communities, KEY) == sent(lambda: pytest.fail("done twice"), KEY) == communities


def test_what_cannot_be_kept_is_told_at_once(sent):
    with pytest.raises(TypeError):
        sent(lambda: object(), KEY)


def test_history_is_signed_by_the_act_and_a_part_by_who_does_it(department, town, communities):
    @act
    def part(*, actor):
        communities[1].save()

    @act
    def whole(*, actor):
        communities[0].save()
        part(actor=town)

    whole(actor=department)
    assert communities[0].history.first().history_user == department
    assert communities[1].history.first().history_user == town
    assert current() is None


def test_keys_are_forgotten_after_a_day(sent, rename):
    sent(rename, KEY)
    assert forget_old_keys() == 0
    OnceKey.objects.update(taken_at=OnceKey.objects.get().taken_at - acts.KEPT)
    assert forget_old_keys() == 1


def test_the_daily_command_forgets_what_is_older_than_a_day(sent, rename):
    sent(rename, KEY)
    sent(rename, str(uuid.uuid4()))
    OnceKey.objects.filter(key=KEY).update(taken_at=OnceKey.objects.get(key=KEY).taken_at - acts.KEPT)
    call_command("remind", verbosity=0)
    assert OnceKey.objects.exclude(key=KEY).count() == OnceKey.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_at_once_are_done_once(sent, department):
    """Both get the same answer, whichever came first; on both databases."""
    gate, answers = threading.Barrier(2), []

    def run():
        community = Community(code="beiguan", name="北关社区", town=department.unit)
        community.save()
        return community

    def send():
        gate.wait(10)
        try:
            answers.append(sent(run, KEY).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    assert len(answers) == 2
    assert len(set(answers)) == 1
    assert Community.objects.filter(code="beiguan").count() == 1


def test_nothing_is_kept_of_an_act_that_failed(sent, communities):
    def fail():
        communities[0].name = "x"
        communities[0].save()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        sent(fail, KEY)
    assert not OnceKey.objects.exists()
    assert not transaction.get_connection().needs_rollback
