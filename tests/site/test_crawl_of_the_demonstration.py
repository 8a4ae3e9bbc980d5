"""The demonstration, walked along its links as each of its people: nothing refused, nothing broken."""

import os

import pytest

from communities.models import User
from tests.client import Client
from tests.site.crawling import crawl, refused

PEOPLE = [
    "zuzhibu",
    "chengguan",
    "qinfenglu",
    "dongguan",
    "donghulu",
    "minzhengju",
    "caizhengju",
    "weishengju",
    "admin",
    "anquan",
    "shenji",
    "",  # nobody has logged in
]
# Who in the suite walks, one of each role, and how many pages of a kind each page leads on to; `make crawl` has all
# walk everywhere.
EACH_ROLE = ["zuzhibu", "chengguan", "donghulu", "caizhengju", "admin", "anquan", "shenji", ""]
WALKS = dict.fromkeys(PEOPLE, 10_000) if os.environ.get("CRAWL") else dict.fromkeys(EACH_ROLE, 1)


@pytest.mark.alike
@pytest.mark.parametrize("username", WALKS)
def test_no_link_leads_to_a_refusal(built, db, settings, username):
    settings.DEBUG, settings.MEDIA_ROOT = True, built
    client = Client()
    if username:
        client.force_login(User.objects.get(username=username), "django.contrib.auth.backends.ModelBackend")
    answers = crawl(client, "/", WALKS[username])
    assert refused(answers) == {}
    assert len(answers) >= (40 if username not in {"", "admin", "anquan", "shenji"} else 3)
