"""What tests of reminders share: a day's run, and what it is about."""

from datetime import date

from partybuilding.models import NoticeItem
from partybuilding.notices import actions
from partybuilding.notices.schedule import Matter, matters
from partybuilding.work.owed import find_to_remind


def send_reminders(day: date) -> list[NoticeItem]:
    """Send the reminders of a day, as `manage.py remind` does."""
    return actions.send_reminders(day=day, owed=find_to_remind(day))


def due(day: date) -> list[Matter]:
    """Return everything that has to be told on a day."""
    return matters(find_to_remind(day))
