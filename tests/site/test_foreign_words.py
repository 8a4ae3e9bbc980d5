"""No message of a library in English on a Chinese page, none of ours in Chinese on an English one.

Each role walks along the links it sees, and sends every form on its way as nobody should: empty, with values of other
kinds, and far too long. Beside it tests/admin/test_office_words.py reads the lists of the staff pages.
"""

import os
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from fengxiang.whole_body import FORM_END
from tests import test_permissions as matrix
from tests.admin.admin_forms import in_english
from tests.site.crawling import crawl, route_of
from tests.site.foreign_words import chinese_on, english_on, said_on, stored_words

# The ground of the permission matrix: an entry of each kind, a report in each state.
cast, enter, kept, reports, visit = matrix.cast, matrix.enter, matrix.kept, matrix.reports, matrix.visit
notice, reached, meeting, issued, matter = matrix.notice, matrix.reached, matrix.meeting, matrix.issued, matrix.matter

ROLES = ["department", "secretary", "member", "town", "sysadmin"]
# Who sees the most pages, and the staff's own; `make fuzz` lets everybody look.
LOOK = ROLES if os.environ.get("FUZZ") else ["department", "sysadmin"]
FORM = re.compile(r"<form\b(?=[^>]*\bmethod=\"post\")([^>]*)>(.*?)</form>", re.DOTALL)
FIELD = re.compile(r"<(input|select|textarea|button)\b([^>]*)>")
ATTRIBUTE = re.compile(r"([\w-]+)=\"([^\"]*)\"")
CHINESE_SECTION = re.compile(r"[一二三四五六七八九十]·\d")
KEPT_AS_DRAWN = {"hidden", "submit"}
# The language, the display and the way out say nothing of their own.
NOT_FORMS = ("/language/", "/display/", "/logout/", "/admin/logout/")


def empty(kind: str) -> Any:
    return None if kind in {"file", "checkbox", "radio"} else ""


def of_another_kind(kind: str) -> Any:
    if kind == "file":
        return SimpleUploadedFile("表.xlsx", b"MZ no workbook")
    return {"number": "1,2,3", "date": "2005-13-45"}.get(kind, "☺")


def far_too_long(kind: str) -> Any:
    if kind == "file":
        return SimpleUploadedFile(f"{'长' * 200}.exe", b"")
    return {"number": "9" * 60, "date": "99999-99-99"}.get(kind, "长" * 9000)


BAD = {"empty": empty, "of another kind": of_another_kind, "far too long": far_too_long}
IN_THE_SUITE = ["of another kind"]


class Forms:
    """The forms of the pages that were seen: where each goes, and its fields as they were drawn; once a route."""

    def __init__(self) -> None:
        self.by_route: dict[tuple[str, frozenset[str]], tuple[str, list[dict[str, str]]]] = {}

    def look(self, address: str, page: str) -> None:
        """Gather the forms of a page; a button may send its form elsewhere."""
        for attributes, body in FORM.findall(page):
            fields = [{"type": tag, **dict(ATTRIBUTE.findall(rest))} for tag, rest in FIELD.findall(body)]
            goals = [dict(ATTRIBUTE.findall(attributes)).get("action") or address]
            goals += [field["formaction"] for field in fields if "formaction" in field]
            for goal in goals:
                path = goal.partition("#")[0] if not goal.startswith("?") else address.partition("?")[0] + goal
                named = [field for field in fields if field.get("name")]
                names = frozenset(re.sub(r"\d+", "", field["name"]) for field in named)
                if not path.startswith(NOT_FORMS):
                    self.by_route.setdefault((route_of(path), names), (path, named))


def filled(fields: list[dict[str, str]], bad: Callable[[str], Any]) -> dict[str, Any]:
    """Return what is sent: what the page drew where nobody types, bad values in all other fields."""
    sent: dict[str, Any] = {}
    for field in fields:
        kind, name = field["type"], field["name"]
        value = field.get("value", "") if kind in KEPT_AS_DRAWN else bad(kind)
        if value is not None and name != FORM_END:
            sent.setdefault(name, value)
    return sent


def answer_to(client: Any, path: str, sent: dict[str, Any]) -> str:
    """Return the page one sees after sending a form; nothing of it is kept."""
    with transaction.atomic():
        answer = client.post(path, sent)
        if answer.status_code == 302 and not answer["Location"].startswith("/login/"):
            answer = client.get(answer["Location"])
        is_page = not answer.streaming and answer["Content-Type"].startswith("text/html")
        page = answer.content.decode() if is_page else ""
        transaction.set_rollback(True)
    return page


@pytest.mark.alike
@pytest.mark.parametrize("role", LOOK)
def test_no_page_and_no_error_says_anything_in_english(client, enter, kept, role):
    enter(role)
    forms, said = Forms(), {}
    words = stored_words()

    def read(where: str, page: str) -> None:
        if english := [word for word in english_on(page) if word not in words]:
            said[where] = english

    def look(address: str, page: str) -> None:
        read(address, page)
        forms.look(address, page)

    crawl(client, "/", look=look)
    kinds = list(BAD) if os.environ.get("FUZZ") else IN_THE_SUITE
    for path, fields in forms.by_route.values():
        for kind in kinds:
            read(f"{path} {kind}", answer_to(client, path, filled(fields, BAD[kind])))
    assert len(forms.by_route) >= 3
    assert said == {}


@pytest.mark.alike
@pytest.mark.parametrize("role", LOOK if os.environ.get("FUZZ") else LOOK[:1])
def test_no_page_says_anything_in_chinese_that_nobody_entered(client, enter, kept, role):
    enter(role)
    in_english(client)
    said, words = {}, stored_words()

    def look(address: str, page: str) -> None:
        if chinese := [word for word in chinese_on(page) if word not in words]:
            said[address] = chinese
        # Stored as the plan's text counts them; the staff's forms, where that is entered, show them so.
        if not address.startswith("/admin/") and (numbers := CHINESE_SECTION.findall("\n".join(said_on(page)))):
            said[f"{address} sections"] = numbers

    crawl(client, "/", look=look)
    assert said == {}


def test_what_is_foreign_would_be_seen():
    page = '<p title="Add another">新增 <b>This field is required.</b> K07 Excel</p><a lang="en">English</a>'
    assert english_on(page) == {"Add another", "This field is required"}
    assert chinese_on(page) == {"新增"}
