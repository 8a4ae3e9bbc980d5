"""Every sheet that leaves the house says how long the record was, and what it came to."""

import io
import tarfile
from datetime import date

import pytest
from django.core import mail
from docx import Document

from partybuilding.backup.actions import make_backup
from partybuilding.meetings.actions import open_meeting
from partybuilding.meetings.ical import calendar_of
from partybuilding.meetings.invitations import invite
from partybuilding.meetings.snapshot_html import snapshot_html
from partybuilding.papers.actions import issue_paper
from partybuilding.papers.queries import Subject
from partybuilding.record.heads import Head, current_head, head_on, printed_heads
from partybuilding.record.verify import verify
from partybuilding.targets.quarter import Quarter
from tests.factories_meeting import MeetingFactory

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def meeting(plan, department):
    return MeetingFactory(plan=plan, number=1, planned_on=date(2005, 11, 15))


def text_of(paper):
    with paper.file.open("rb") as file:
        return Document(io.BytesIO(file.read())).element.xml


@pytest.mark.parametrize("site", ["", "https://dangjian.example"])
def test_a_paper_bears_the_head_of_its_making_for_ever(plan, department, meeting, site):
    open_meeting(meeting=meeting, actor=department)
    subject = Subject(plan=plan, kind="bulletin", quarter=Quarter(2005, 3))
    before = current_head()
    paper = issue_paper(subject=subject, actor=department, dated=date(2005, 11, 15), site=site)
    assert before.size > 0
    assert head_on(paper) == before
    assert before.printed in text_of(paper)
    assert issue_paper(subject=subject, actor=department, dated=date(2005, 11, 15), site=site) == paper
    assert verify().flaw is None
    assert verify([Head.parse(before.printed)]).heads == len(printed_heads()) + 1


def test_a_snapshots_file_bears_the_head_of_the_meeting(department, meeting):
    open_meeting(meeting=meeting, actor=department)
    snapshot = meeting.snapshot
    head = head_on(snapshot)
    assert head is not None
    assert head.size < current_head().size
    assert head.printed in snapshot_html(snapshot)


def test_an_invitation_bears_the_head(department, meeting, member, django_capture_on_commit_callbacks):
    member.email = "zhao@example.org"
    member.save()
    with django_capture_on_commit_callbacks(execute=True):
        invite(meeting=meeting, actor=department, calendar=lambda meeting: calendar_of(meeting.plan, [meeting]))
    (message,) = mail.outbox
    head = head_on(meeting)
    assert head is not None
    assert str(message.body).endswith(head.printed)


@pytest.mark.django_db(transaction=True)
def test_a_backup_bears_the_head_in_its_manifest(settings, tmp_path):
    settings.BACKUP_DIR = tmp_path
    with tarfile.open(make_backup().path) as archive:
        parts = [archive.extractfile(name) for name in archive.getnames() if "manifest" in name]
        manifest = b"".join(part.read() for part in parts if part)
    assert f'"{current_head()}"'.encode() in manifest
