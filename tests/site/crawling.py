"""A walk along the links of the site, as one person follows them."""

import re
from collections import deque
from html import unescape
from urllib.parse import urljoin, urlsplit

from django.test import Client

LINK = re.compile(r"<a\b[^>]*?\bhref=\"([^\"#][^\"]*)\"")


def crawl(client: Client, start: str, most: int = 2000) -> dict[str, tuple[int, str]]:
    """Return the answers to all links that can be reached from a page, and on which page each stood first.

    Addresses that differ in what is asked of the same page (?quarter=) are asked once for each page that links them.
    """
    waiting, seen = deque([(start, "")]), {start}
    answers: dict[str, tuple[int, str]] = {}
    while waiting and len(answers) < most:
        address, page = waiting.popleft()
        answer = client.get(address)
        answers[address] = (answer.status_code, page)
        links = [answer["Location"]] if answer.has_header("Location") else []
        if answer["Content-Type"].startswith("text/html") and not answer.streaming:
            links += LINK.findall(answer.content.decode())
        for link in links:
            parts = urlsplit(urljoin(address, unescape(link)))
            found = parts.path
            if parts.netloc or parts.scheme or found in seen or found.startswith("/static/"):
                continue
            seen.add(found)
            waiting.append((parts._replace(fragment="").geturl(), address))
    return answers


def refused(answers: dict[str, tuple[int, str]]) -> dict[str, tuple[int, str]]:
    """Return the links that lead to a refusal or a failure."""
    return {address: answer for address, answer in answers.items() if answer[0] >= 400}
