"""What is done with an uploaded workbook: its good rows are taken into the draft."""

from collections.abc import Callable

from django.db import transaction

from communities.models import User
from partybuilding.actions.reports import Draft, locked, save_draft
from partybuilding.models import Report
from partybuilding.sheet import Sheet, load_sheet


@transaction.atomic
def take_workbook(*, report: Report, choose: Callable[[Sheet], Draft], actor: User) -> Draft:
    """Take what `choose` finds good into the draft, and return it.

    It is asked about the report as it stands now, held: what was saved a moment ago is seen and not overwritten.
    """
    report = locked(report)
    draft = choose(load_sheet(report))
    save_draft(report=report, draft=draft, actor=actor)
    return draft
