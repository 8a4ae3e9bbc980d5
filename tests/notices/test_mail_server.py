"""A mail server that hangs keeps people waiting for one message alone; one that refuses somebody is asked on."""

from datetime import date
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core import mail

from partybuilding.models import NoticeItem
from partybuilding.notices.actions import deliver
from tests.notices.reminding import send_reminders

DUE = date(2005, 10, 5)
REFUSED = SMTPRecipientsRefused({"wang@example.org": (550, b"no such person")})


@pytest.fixture
def addresses(secretary, other_secretary, third_secretary):
    people = [secretary, other_secretary, third_secretary]
    for number, user in enumerate(people):
        user.email = f"secretary-{number}@example.org"
        user.save(update_fields=["email"])
    send_reminders(day=DUE)
    return people


@pytest.mark.parametrize(
    ("fault", "asked"),
    [(TimeoutError("timed out"), 1), (ConnectionRefusedError(), 1), (SMTPServerDisconnected("gone"), 1), (REFUSED, 3)],
)
def test_who_does_not_answer_is_asked_once(plan, addresses, monkeypatch, mailoutbox, fault, asked):
    calls = []

    def send(message, **_options):
        calls.append(message)
        raise fault

    with monkeypatch.context() as down:
        down.setattr(mail.EmailMessage, "send", send)
        assert deliver(day=DUE) == 0
    assert len(calls) == asked
    assert not NoticeItem.objects.exclude(emailed_at=None).exists()
    assert deliver(day=DUE) == len(mailoutbox) == len(addresses)
