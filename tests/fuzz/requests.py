"""What anybody could send to an address: drawn by hypothesis, from the site's own addresses, forms and names.

Eight in ten are of somebody to an address that opens for them; the others of anybody to any. Most come by the address's
own method, with the form its page holds; some of what stands in each part is then replaced by something else.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import quote, urlencode

from hypothesis import strategies as st

from fengxiang.whole_body import FORM_END
from tests import hostile
from tests.permissions import ROLES, Line
from tests.reports.reporting import office, picture

OPENED = {"200", "302", "422"}
# What the site's own addresses, forms and lists read, by which a value comes somewhere at all.
NAMES = sorted(
    {
        *hostile._NAMES,
        *hostile.OF_EVERY_LIST,
        *("quarter", "register", "before", "actor", "object", "since", "until", "days", "theme", "size", "language"),
        *("reason", "text", "seen", "status", "confirmed", "username", "password", "code", "show", "action"),
    }
)
WORDS = [
    *(
        *hostile.VALUES,
        *hostile.REFUSED,
        "",
        " ",
        "0",
        "1",
        "2",
        "-0",
        "1e400",
        "NaN",
        "1.5",
        "１２",
        "true",
        "null",
        "on",
    ),
    *("2005Q3", "2005Q4", "2004Q4", "2099Q1", "2005Q9", "0000Q1", "2005-11-15", "2005-13-01", "9999-12-31", "24:61"),
    *("qinfenglu", "dongguan", "fengxiang-2004", "elsewhere", "K07", "K16", "minzhengju", "2005-001", "xlsx", "csv"),
    *("../../etc/passwd", "<script>", "' OR 1=1 --", "{{ 7*7 }}", "%s%n", "\\", "\x7f", "\u202e", "610322196503120017"),
    *("communities.user:1", "b.c:d", "[]", "{}", '{"v1":"2"}', "/", "//example.org", "javascript:alert(1)"),
]
VALUE = st.one_of(
    st.sampled_from(WORDS),
    st.text(max_size=20),
    st.integers(-(2**65), 2**65).map(str),
    st.floats().map(str),
    st.dates().map(str),
    st.uuids().map(str),
)
HEADERS = st.lists(
    st.one_of(
        st.tuples(
            st.just("accept-language"), st.sampled_from(["en", "zh-hans", "de;q=2", ",,;;", "x" * 500, "en-US;q=0.3"])
        ),
        st.tuples(st.just("hx-request"), st.sampled_from(["true", "false", ""])),
        st.tuples(st.just("hx-target"), st.sampled_from(["found", "x" * 300])),
        st.tuples(st.just("if-none-match"), st.sampled_from(['"x"', "*", 'W/"a", "b', ""])),
        st.tuples(st.just("if-modified-since"), st.sampled_from(["yesterday", "Tue, 15 Nov 2005 12:45:26 GMT", ""])),
        st.tuples(st.just("range"), st.sampled_from(["bytes=0-1", "bytes=-", "bytes=9-1", "lines=1"])),
        st.tuples(st.just("accept-encoding"), st.sampled_from(["br", "gzip;q=x", "*", "identity;q=0"])),
        st.tuples(st.just("x-forwarded-for"), st.sampled_from(["10.9.9.9", "::1, x", "unknown", "," * 50])),
        st.tuples(st.just("x-request-id"), st.sampled_from(["a", "\t", "x" * 300])),
        st.tuples(st.just("referer"), st.sampled_from(["http://testserver/", "http://[", "about:blank", "//"])),
        st.tuples(st.just("cookie"), st.sampled_from(["a=b", "django_language=x", "messages=x", "csrftoken=1", ";;="])),
        st.tuples(st.just("user-agent"), st.sampled_from(["", "\xff", "x" * 1000])),
    ),
    max_size=3,
).map(dict)
TYPES = [
    *(
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "application/json",
    ),
    *(
        "text/plain",
        "",
        "application/x-www-form-urlencoded; charset=utf-7",
        "multipart/form-data; boundary=" + "x" * 300,
    ),
]
BODIES = [
    b"",
    b"--x\r\n",
    b"--x--",
    b"a=%FF&b=%00",
    b"{",
    b"&" * 300,
    b"\xff\xfe\x00",
    b"a" * 5000,
    b"--x\r\nA: b\r\n\r\nc",
]
BODY = st.sampled_from(BODIES) | st.binary(max_size=40)
CONTENTS = st.one_of(
    st.binary(max_size=60),
    st.sampled_from([b"MZ", b"%PDF-1.4", b"PK\x03\x04", b"\xff\xd8\xff", picture()]),
    st.sampled_from([office("word/document.xml"), office("xl/workbook.xml"), office("x", "../../x")]),
)
FILES = st.tuples(
    st.sampled_from(
        ["a.jpg", "a.pdf", "a.xlsx", "a.docx", "a.png", "", "x" * 300 + ".pdf", "a\x00.pdf", "..", "长.jpg"]
    ),
    CONTENTS,
)


class FuzzedFile(BytesIO):
    """A file of any name, as a browser of somebody's own making sends it; of none, a good picture."""

    def __init__(self, name: str, content: bytes) -> None:
        super().__init__(content if name else picture())
        self.name = name or "a.jpg"


@dataclass(frozen=True, kw_only=True)
class FuzzedRequest:
    """One request: who sends it, by which method, and what becomes of the address, of its form and beside them.

    `places` are put into the address in the place of its own, `fields` into the form's, where None leaves one out;
    `body` is sent as it is, instead of the form.
    """

    role: str
    line: Line
    method: str
    places: Mapping[int, str] = field(default_factory=dict)
    query: list[tuple[str, str]] = field(default_factory=list)
    fields: list[tuple[int, str | None]] = field(default_factory=list)
    more: list[tuple[str, str]] = field(default_factory=list)
    file: tuple[str, bytes] | None = None
    body: tuple[str, bytes] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def address(self, route: str, names: Mapping[str, Any]) -> str:
        """Return the address, given its route and what stands in it."""
        holes = re.findall(r"%\((\w+)\)s", route)
        values = dict(names)
        for place, value in self.places.items():
            if holes:
                values[holes[place % len(holes)]] = value
        path = "/" + route % {name: quote(str(values[name]), safe="", errors="surrogatepass") for name in holes}
        return f"{path}?{urlencode(self.query, errors='surrogatepass')}" if self.query else path

    def data(self, form: Mapping[str, Any]) -> dict[str, Any]:
        """Return what is sent of a form that holds this."""
        data = dict(form)
        names = sorted(data)
        for place, value in self.fields:
            if names:
                data[names[place % len(names)]] = value
        data |= dict(self.more)
        if self.file is not None:
            name = next((each for each in names if "file" in each or "evidence" in each), "file")
            data[name] = FuzzedFile(*self.file)
        if len(data) % 7 == 6:
            data[FORM_END] = "x"
        return {name: value for name, value in data.items() if value is not None}


POSTED_TO_STAFF = tuple(f"_{page}" for page in ("add", "change", "delete", "changelist", "import"))


def seldom(strategy: Any, nothing: Any, often: int = 1, of: int = 5) -> Any:
    """Draw from a strategy so often of so many times, and else nothing."""
    return st.integers(0, of - 1).flatmap(lambda lot: strategy if lot < often else st.just(nothing))


@st.composite
def requests(draw: Any, lines: Sequence[Line]) -> FuzzedRequest:
    """Draw a request to one of these addresses.

    Of what opens, all addresses alike and not all roles: one that opens for one role comes as often as one for all.
    """
    if draw(st.integers(0, 9)) < 8:
        line = draw(st.sampled_from([each for each in lines if OPENED & set(each.expected.values())]))
        role = draw(st.sampled_from([role for role in ROLES if line.expected[role] in OPENED]))
    else:
        line, role = draw(st.sampled_from(lines)), draw(st.sampled_from(ROLES))
    own = [line.method]
    if line.name.startswith("admin:") and line.name.endswith(POSTED_TO_STAFF):
        own.append("POST")
    is_own = draw(st.integers(0, 11)) > 0
    method = draw(st.sampled_from(own if is_own else ["GET", "POST", "HEAD", *hostile.METHODS]))
    is_form = method == "POST" and draw(st.integers(0, 9)) > 0
    return FuzzedRequest(
        role=role,
        line=line,
        method=method,
        places=draw(seldom(st.dictionaries(st.integers(0, 3), VALUE, min_size=1, max_size=1), {}, 1, 7)),
        query=draw(seldom(st.lists(st.tuples(st.sampled_from(NAMES), VALUE), max_size=4), [], 1, 2)),
        fields=draw(st.lists(st.tuples(st.integers(0, 60), st.none() | VALUE), max_size=3)) if is_form else [],
        more=draw(seldom(st.lists(st.tuples(st.sampled_from(NAMES), VALUE), max_size=2), [])) if is_form else [],
        file=draw(seldom(FILES, None)) if is_form else None,
        body=None if is_form or method in {"GET", "HEAD"} else draw(st.tuples(st.sampled_from(TYPES), BODY)),
        headers=draw(seldom(HEADERS, {}, 1, 2)),
    )
