"""People who write while processes are killed: figures, submissions, progress of items, and files."""

from types import SimpleNamespace
from typing import TYPE_CHECKING, cast
from uuid import uuid4

from bench.failover.people import Answer, Browser, Writer, field_saves, progress
from tests.pages import form_data

if TYPE_CHECKING:
    from django.http import HttpResponse

PLAN = "fengxiang-2004"


def crowd(mark: str) -> list[Writer]:
    """Return everybody who works; what they write begins with the mark."""
    return [
        field_saves("dongguan", "dongguan", "2005Q3"),
        submissions("donghulu", "donghulu", "2005Q3", mark),
        progress("minzhengju", "2004-006", mark),
        progress("caizhengju", "2004-012", mark),
        uploads("caizhengju", "2004-007", mark),
    ]


def uploads(username: str, item: str, mark: str) -> Writer:
    """Somebody who writes down progress with a file each time, none like another."""

    def send(browser: Browser, value: str, key: str) -> Answer:
        content = b"%PDF-1.4\n" + value.encode() * 400 + b"\n%%EOF"
        fields = {"progress-text": value, "form_end": key}
        return browser.upload(f"/{PLAN}/ledger/{item}/progress/", fields, "progress-evidence", content)

    values = (f"{mark}: file {number}" for number in range(100_000))
    return Writer(username=username, values=values, send=send, is_taken=lambda answer: answer.status == 302)


def submissions(username: str, pilot: str, quarter: str, mark: str) -> Writer:
    """Somebody who submits a report with a word of its own and takes it back, again and again."""
    path = f"/{PLAN}/reports/{pilot}/{quarter}"
    is_filled_in: list[bool] = []
    to_take_back: list[str] = []  # the key of the form that takes back what was submitted last

    def send(browser: Browser, value: str, key: str) -> Answer:
        if not is_filled_in:
            page = browser.ask(f"{path}/edit/")
            answer = Answer(page.status)
            if page.status == 200:
                # What nobody typed is as it was last quarter.
                form = form_data(cast("HttpResponse", SimpleNamespace(content=page.text.encode())))
                answer = browser.ask(f"{path}/unchanged/", {**form, "form_end": str(uuid4())})
            if answer.status != 302:
                return answer
            is_filled_in.append(True)
        if to_take_back and browser.ask(f"{path}/withdraw/", {"form_end": to_take_back[0]}).status != 302:
            return Answer(0)
        to_take_back.clear()
        answer = browser.ask(f"{path}/submit/", {"progress": value, "form_end": key})
        if answer.status == 302:
            to_take_back.append(str(uuid4()))
        return answer

    values = (f"{mark}: submission {number}" for number in range(100_000))
    return Writer(username=username, values=values, send=send, is_taken=lambda answer: answer.status == 302)
