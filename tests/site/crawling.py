"""A walk along the links of the site, as one person follows them."""

import re
from collections import Counter, deque
from collections.abc import Callable
from html import unescape
from urllib.parse import urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve

LINK = re.compile(r"<a\b[^>]*?\bhref=\"([^\"#][^\"]*)\"")


def crawl(
    client: Client, start: str, each_way: int = 1, look: Callable[[str, str], None] | None = None
) -> dict[str, tuple[int, str]]:
    """Return the answers to the links that can be reached from a page, and on which page each stood first.

    Of the pages one view makes, so many are opened from each view that links them: the first ones it links. `look` is
    given each page's address and what it holds.
    """
    waiting, seen = deque([(start, "")]), {start}
    opened: Counter[tuple[str, str]] = Counter()
    answers: dict[str, tuple[int, str]] = {}
    while waiting:
        address, page = waiting.popleft()
        answer = client.get(address)
        answers[address] = (answer.status_code, page)
        links = [answer["Location"]] if answer.has_header("Location") else []
        if answer.streaming:
            b"".join(answer)  # to its end, or the file stays open
        elif answer["Content-Type"].startswith("text/html"):
            page = answer.content.decode()
            links += LINK.findall(page)
            if look is not None:
                look(address, page)
        for link in links:
            parts = urlsplit(urljoin(address, unescape(link)))
            path = parts.path
            if parts.netloc or parts.scheme or path in seen or path.startswith("/static/"):
                continue
            seen.add(path)
            way = (route_of(address), route_of(path))
            opened[way] += 1
            if opened[way] > each_way:
                continue
            waiting.append((parts._replace(fragment="").geturl(), address))
    return answers


def route_of(address: str) -> str:
    """Return the pattern an address is opened by, the address itself where there is none."""
    try:
        return resolve(urlsplit(address).path).route
    except Resolver404:
        return address


def refused(answers: dict[str, tuple[int, str]]) -> dict[str, tuple[int, str]]:
    """Return the links that lead to a refusal or a failure."""
    return {address: answer for address, answer in answers.items() if answer[0] >= 400}
