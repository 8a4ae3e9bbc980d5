"""The page of the suggestion box, by who reads it."""

import pytest

from fengxiang import clock
from partybuilding.models import Suggestion
from partybuilding.suggestions.actions import answer_suggestion
from tests.pages import text_of

pytestmark = pytest.mark.usefixtures("english_pages")
TEXT = "第七项每季度都一样"


@pytest.fixture
def page(as_user, url):
    def read(user):
        return text_of(as_user(user).get(url("suggestions")))

    return read


def test_an_empty_box_says_so(page, member):
    assert "Nothing has been suggested yet." in page(member)


def test_one_is_sent_and_its_day_is_told(as_user, secretary, url):
    answer = as_user(secretary).post(url("suggestion-send"), {"text": TEXT}, follow=True)
    assert "Sent. It is answered by 30 November 2005." in text_of(answer)
    assert TEXT in text_of(answer)
    assert "to be answered by 30 November 2005" in text_of(answer)


@pytest.mark.parametrize(
    ("text", "message"),
    [("", "Say what should be otherwise."), ("字" * 1001, "at most 1000"), ("110101199003077379", "ID")],
)
def test_what_cannot_be_sent_is_told_beside_the_field_and_stays(as_user, secretary, url, text, message):
    answer = as_user(secretary).post(url("suggestion-send"), {"text": text})
    assert answer.status_code == 422
    assert message in text_of(answer)
    assert f">\n{text}</textarea>" in answer.content.decode()
    assert not Suggestion.objects.exists()


def test_before_it_is_answered_its_author_and_the_department_read_it(
    page, suggestion, secretary, other_secretary, member, department
):
    assert TEXT in page(secretary)
    assert "your own" in page(secretary)
    assert TEXT in page(department)
    assert TEXT not in page(other_secretary)
    assert TEXT not in page(member)


def test_once_answered_everybody_reads_it_and_the_department_alone_whose_it_is(
    page, suggestion, department, member, secretary
):
    answer_suggestion(suggestion=suggestion, text="已改为每年填一次。", actor=department)
    assert TEXT in page(member)
    assert "已改为每年填一次。" in page(member)
    home = str(secretary.community)
    assert home not in page(member).split("What was suggested")[1]
    assert home in page(department).split("What was suggested")[1]
    assert secretary.name not in page(department).split("What was suggested")[1]


def test_the_department_answers_on_the_page_and_the_open_ones_come_first(as_user, suggestion, department, url):
    client = as_user(department)
    address = url("suggestion-answer", suggestion=suggestion.pk)
    assert "Write an answer." in text_of(client.post(address, {"answer": ""}))
    answer = client.post(address, {"answer": "已改。"}, follow=True)
    assert "Answered." in text_of(answer)
    client.post(url("suggestion-send"), {"text": "后来的一条"})
    text = text_of(client.get(url("suggestions"))).split("What was suggested")[1]
    assert text.index("后来的一条") < text.index(TEXT)
    assert "This was answered meanwhile." in text_of(client.post(address, {"answer": "又改。"}))
    assert Suggestion.objects.get(text=TEXT).answer == "已改。"


def test_what_is_late_is_called_late(page, suggestion, department, settings):
    with clock.set_to(suggestion.due_on.replace(day=1, month=12)):
        assert "1 day late" in page(department)
