"""What lies on a person's desk, as the page of their work has it."""

from datetime import date
from typing import Any

from communities.models import User
from fengxiang import clock
from partybuilding.models import Plan
from partybuilding.work.inbox import load_inbox
from partybuilding.work.queries import load_work


def inbox_of(user: User, plan: Plan, today: date = date(2005, 11, 15)) -> Any:
    """Return a person's inbox as it is on a day: a `WorkInbox`, whose parts a test knows to be there."""
    with clock.set_to(today):
        return load_inbox(load_work(user, plan, today), user, plan, today)
