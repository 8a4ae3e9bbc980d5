"""Pages as a browser reads them: what a form would send back, what stands by each field, what the user was told."""

import re
from html.parser import HTMLParser
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client

from fengxiang.whole_body import FORM_END


class _Form(HTMLParser):
    """Collects the successful controls of the form that carries `marker`, and the messages by field."""

    def __init__(self, marker: str) -> None:
        super().__init__()
        self.marker = marker
        self.inside = False
        self.data: dict[str, str] = {}
        self.messages: dict[str, str] = {}
        self._textarea = self._message = self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        if tag == "form" and self.marker in has:
            self.inside = True
        if not self.inside:
            return
        name, value = has.get("name") or "", has.get("value")
        kind = has.get("type", "text")
        if tag == "input" and name and kind in {"hidden", "text", "number"}:
            self.data[name] = value or ""
        elif tag == "input" and name and kind in {"checkbox", "radio"} and "checked" in has:
            self.data[name] = value or "on"
        elif tag == "textarea":
            self._textarea = name
            self.data[name] = ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and (self._select not in self.data or "selected" in has):
            self.data[self._select] = value or ""
        for end in ("-error", "_error"):
            if (identity := has.get("id") or "").startswith("id_") and identity.endswith(end):
                self._message = identity.removeprefix("id_").removesuffix(end)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "textarea":
            self._textarea = ""
        elif tag in {"p", "ul"}:
            self._message = ""

    def handle_data(self, data: str) -> None:
        if self._textarea:
            # A browser leaves out the line break right after the tag.
            self.data[self._textarea] += data if self.data[self._textarea] else data.removeprefix("\n")
        elif self._message and data.strip():
            self.messages[self._message] = self.messages.get(self._message, "") + data.strip()


def _read(response: HttpResponse, marker: str) -> _Form:
    form = _Form(marker)
    form.feed(response.content.decode())
    for name in ("csrfmiddlewaretoken", FORM_END):
        form.data.pop(name, None)
    return form


def form_data(response: HttpResponse, marker: str = "data-report-form") -> dict[str, str]:
    """Return what the browser would send if nobody touched the form, files and what every form carries aside."""
    return _read(response, marker).data


def field_messages(response: HttpResponse, marker: str = "data-report-form") -> dict[str, str]:
    """Return the message that stands by each field of the form, by field name."""
    return _read(response, marker).messages


def told(response: Any) -> list[str]:
    """Return the messages of the request that was answered."""
    return [str(message) for message in get_messages(response.wsgi_request)]


def text_of(response: HttpResponse) -> str:
    """Return what a page says: its text without the tags, one blank between words."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


_POSTED = re.compile(r'<form\b(?=[^>]*\bmethod="post")[^>]*>(.*?)</form>', re.DOTALL | re.IGNORECASE)
_FIELD = r"<(?:button|input|select|textarea)\b"
_END = re.compile(rf'<input type="hidden" name="{FORM_END}" value="[0-9a-f-]{{36}}">(?!.*{_FIELD})', re.DOTALL)


def posted_forms(page: str) -> list[str]:
    """Return what stands in each form of a page that is posted."""
    return _POSTED.findall(page)


def open_ended(page: str) -> list[str]:
    """Return the forms of a page that are posted and whose last field is not their key, or that hold two."""
    return [form for form in posted_forms(page) if not _END.search(form) or form.count(f'name="{FORM_END}"') != 1]


def asked(client: Client, method: str, address: str) -> Any:
    """Return the answer to a form without fields, or to a request without a body."""
    return client.post(address) if method == "POST" else client.generic(method, address)


def status_of(answer: Any) -> str:
    """Return the answer as the table writes it; whatever page it is, its forms end with their keys."""
    if answer.streaming:
        b"".join(answer.streaming_content)  # to its end, or the file stays open
    elif answer["Content-Type"].startswith("text/html"):
        assert open_ended(answer.content.decode()) == []
    if answer.status_code == 302 and answer.url.startswith("/login/"):
        return "login"
    return str(answer.status_code)
