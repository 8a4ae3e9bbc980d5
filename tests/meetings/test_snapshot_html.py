import re
from datetime import date
from html.parser import HTMLParser

import pytest
from django.utils import translation

from partybuilding.meetings.actions import open_meeting
from partybuilding.meetings.snapshot_html import file_name, snapshot_html
from partybuilding.models import Plan
from tests.factories_meeting import MeetingFactory
from tests.reports.reporting import complete_report

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def snapshot(plan, pilots, department):
    complete_report(pilots[0], approved=True, changes={"K07": {"area": 162}})
    meeting = MeetingFactory(plan=plan, number=4, planned_on=date(2005, 11, 15))
    return open_meeting(meeting=meeting, actor=department).snapshot


class Parts(HTMLParser):
    """Collects the tags of a page, and every attribute that could fetch something or run."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.reaches = set(), []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.reaches += [(tag, name) for name, _value in attrs if name in {"src", "href", "action", "data", "srcset"}]
        self.reaches += [(tag, name) for name, _value in attrs if name.startswith("on")]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_file_needs_nothing_else(snapshot, language):
    with translation.override(language):
        text = snapshot_html(snapshot)
    parts = Parts(text)
    assert parts.reaches == []
    assert not parts.tags & {"script", "link", "img", "iframe", "form", "object"}
    # A pattern that stands in the file itself is no way out of it.
    patterns = re.findall(r"url\(#([\w-]+)\)", text)
    assert patterns
    assert all(f'<pattern id="{each}"' in text for each in patterns)
    assert not re.search(r"https?:|url\((?!#)|@import|//[a-z]", text)


def test_it_holds_what_the_meeting_was_shown_and_its_checksum(snapshot):
    with translation.override("zh-hans"):
        text = snapshot_html(snapshot)
    for part in (
        "秦凤路社区",
        "162 m²",
        "还差 38 m²",
        snapshot.sha256,
        "校验无误",
        "--party:#c7000b",
        '<html lang="zh-Hans">',
    ):
        assert part in text, part


def test_it_is_in_the_readers_language(snapshot):
    with translation.override("en"):
        text = snapshot_html(snapshot)
        assert file_name(snapshot) == "What joint meeting no. 4 was shown, third quarter of 2005.html"
    assert '<html lang="en">' in text
    assert "38 m² short" in text
    assert "秦凤路社区" not in text


def test_what_was_typed_is_no_markup(snapshot, plan, department):
    Plan.objects.update(county="<b>县</b>", county_en="")
    text = snapshot_html(open_again(snapshot, department))
    assert "<b>县</b>" not in text
    assert "&lt;b&gt;县&lt;/b&gt;" in text


def open_again(snapshot, department):
    snapshot.meeting.state = "closed"
    snapshot.meeting.save()
    later = MeetingFactory(plan=Plan.objects.get(), number=5, planned_on=date(2005, 11, 15))
    return open_meeting(meeting=later, actor=department).snapshot


def test_a_changed_snapshot_says_so_in_the_file(snapshot):
    snapshot.content = snapshot.content.replace("162 m²", "199 m²")
    text = snapshot_html(snapshot)
    assert "checksum is wrong" in text
    assert "checksum is right" not in text


def test_it_is_sent_as_a_file(as_user, member, snapshot):
    answer = as_user(member).get("/fengxiang-2004/snapshots/1/download/")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
