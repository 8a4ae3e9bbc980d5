"""What the failover campaign (bench/failover) makes of what it saw: a lost write has to be found."""

from collections import Counter

import pytest

from bench.failover.__main__ import first_since, judged
from bench.failover.clusters import FailoverError
from bench.failover.people import Answer, Browser, Reader, progress

pytestmark = pytest.mark.alike


class Line(Browser):
    """A browser whose answers are given; it notes what was sent."""

    def __init__(self, *statuses: int) -> None:
        super().__init__(0)
        self.statuses = list(statuses)
        self.sent: list[dict[str, str]] = []

    def ask(self, path: str, form: dict[str, str] | None = None, *, in_part: bool = False) -> Answer:
        self.sent.append(form or {})
        return Answer(self.statuses.pop(0))


def writer(*statuses):
    writer, line = progress("minzhengju", "2004-006", "round 1"), Line(*statuses)
    for _ in statuses:
        writer.work(line)
    return writer, line


def test_what_was_refused_is_sent_again_as_it_was_until_it_is_taken():
    someone, line = writer(302, 503, 503, 302, 302)
    texts, keys = ([form[name] for form in line.sent] for name in ("progress-text", "form_end"))
    assert texts[1] == texts[2] == texts[3]
    assert keys[1] == keys[2] == keys[3]
    assert len(set(texts)) == len(set(keys)) == len(someone.acknowledged) == 3


@pytest.mark.parametrize(("times", "lost", "twice"), [(1, 0, 0), (0, 1, 0), (2, 0, 1)])
def test_a_write_that_is_lost_or_taken_twice_is_counted(times, lost, twice):
    someone, _line = writer(302, 302)
    first, second = someone.acknowledged
    reader = Reader("zuzhibu", Counter({200: 5, 503: 1}), 2, 3.0)
    round_ = judged([reader], [someone], Counter({first: 1, second: times}), killed=1.0, promoted=0.0)
    assert (round_.lost, round_.twice) == (lost, twice)
    assert (round_.pages, round_.pages_read_only, round_.pages_refused, round_.read_only_after) == (5, 2, 1, 2.0)
    assert round_.without_writes == first_since(0.0, someone) - 1.0


@pytest.mark.parametrize("status", [0, 403, 500])
def test_any_other_answer_ends_the_campaign(status):
    someone, _line = writer(302, status)
    with pytest.raises(FailoverError, match="other answers than pages and refusals"):
        judged([], [someone], Counter(), killed=0.0, promoted=0.0)
