"""Enter something in a register."""

from django.core.exceptions import ValidationError

from communities.models import User
from communities.models.base import Entry
from partybuilding.shared.act import act, date_history
from partybuilding.shared.errors import ActionError


@act
def enter_entry(*, entry: Entry, actor: User) -> Entry:
    """Keep a new entry; ActionError for what its register does not take."""
    try:
        entry.full_clean()
    except ValidationError as error:
        raise ActionError(" ".join(error.messages)) from error
    date_history(entry)
    entry.save(force_insert=True)
    return entry
