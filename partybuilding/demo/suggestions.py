"""What somebody would have otherwise, in the demonstration: one suggestion that is answered, and one that waits."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial

from communities.models import User
from partybuilding.demo import people
from partybuilding.demo.live import Event
from partybuilding.models import Plan, Suggestion
from partybuilding.suggestions.actions import answer_suggestion, send_suggestion

ANSWERED_BY = "qinfenglu"
ANSWERED = (
    (date(2005, 10, 10), "七类用房每季度逐项确认，台账里都有，能不能不再逐项打勾？"),
    (
        date(2005, 10, 18),
        "季度报告中没有变化的各项已可一次确认；是否改为每年核对一次，提请联席会议研究。",
    ),
)
WAITING_BY = "minzhengju"
WAITING = (date(2005, 11, 9), "履职情况中“列入议事日程次数”与会议记录重复，建议只报一处。")


def suggestion_events(plan: Plan, users: Mapping[str, User]) -> Iterator[Event]:
    """Yield what is sent and answered, each on its day."""
    (sent_on, text), (answered_on, answer) = ANSWERED
    yield sent_on, partial(send_suggestion, plan=plan, text=text, actor=users[ANSWERED_BY])
    yield answered_on, partial(_answer, plan, users[people.COLLEAGUE], answer)
    sent_on, text = WAITING
    yield sent_on, partial(send_suggestion, plan=plan, text=text, actor=users[WAITING_BY])


def _answer(plan: Plan, actor: User, text: str) -> None:
    answer_suggestion(suggestion=Suggestion.objects.get(plan=plan, answered_at=None), text=text, actor=actor)
