"""Twenty faults to be planted in the product, each of another kind; the simulation has to find every one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import models, transaction
from django.utils import timezone

from fengxiang import clock, kept_files
from partybuilding.ledger import actions as ledger
from partybuilding.ledger import owed as ledger_owed
from partybuilding.meetings import actions as meetings
from partybuilding.models import LedgerEvent, LedgerItem, Meeting, NoticeItem, Report, ReportEvent, Snapshot
from partybuilding.notices import actions as notices
from partybuilding.reports import access as reports_access
from partybuilding.reports import actions as reports
from partybuilding.reports import owed as reports_owed
from partybuilding.shared import act, versions
from partybuilding.work import owed as work_owed

Patch = pytest.MonkeyPatch


def who_submitted_approves(patch: Patch) -> None:
    """Nobody asks who submitted a report."""
    patch.setattr(reports_access, "_facts", lambda user, report: set())


def who_worked_closes(patch: Patch) -> None:
    """Nobody asks who worked on an item."""
    require = ledger._require
    patch.setattr(ledger, "_require", lambda each, item, actor, *_facts: require(each, item, actor))


def report_as_the_page_had_it(patch: Patch) -> None:
    """A report is not read again before it is decided."""
    patch.setattr(reports, "locked", lambda report: report)


def item_as_the_page_had_it(patch: Patch) -> None:
    """An item is not read again before its next step."""
    patch.setattr(ledger, "_locked", lambda item: item)


def meeting_as_the_page_had_it(patch: Patch) -> None:
    """A meeting is not read again before it is opened or closed."""
    patch.setattr(meetings, "_locked", lambda meeting: meeting)


def files_are_not_taken_back(patch: Patch) -> None:
    """What an act kept stays if the act does not come to be."""
    patch.setattr(kept_files, "_take_back", lambda file: None)


def files_are_written_in_place(patch: Patch) -> None:
    """A file has its name before it is whole."""

    def keep(self: kept_files.KeptOnDisk, name: str, content: Any) -> str:
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as out:
            for chunk in content.chunks():
                out.write(chunk)
            out.flush()
            vars(kept_files)["os"].fsync(out.fileno())
        return name

    patch.setattr(kept_files.KeptOnDisk, "_keep", keep)


def files_go_with_a_lost_line(patch: Patch) -> None:
    """Files are taken back when the last statement was made and the process only hears of a fault after it."""
    together = kept_files.together

    @contextmanager
    def eager() -> Iterator[list[kept_files.Kept]]:
        with together() as files:
            yield files
        for each in files:
            if each.name.startswith("ledger/"):
                kept_files._take_back(each)

    patch.setattr(act, "together", eager)


def snapshots_follow_the_figures(patch: Patch) -> None:
    """A reopened meeting's snapshot is taken anew."""
    save = meetings._save

    def and_freeze(meeting: Meeting, *names: str) -> None:
        save(meeting, *names)
        Snapshot.objects.filter(meeting=meeting).update(cut_off=clock.now())

    patch.setattr(meetings, "_save", and_freeze)


def saved_past_the_history(patch: Patch) -> None:
    """A report's state is written by a query, of which no history hears."""

    def save(report: Report, actor: Any, *names: str) -> None:
        Report.objects.filter(pk=report.pk).update(**{name: getattr(report, name) for name in names})

    patch.setattr(reports, "save", save)


def a_step_is_not_written(patch: Patch) -> None:
    """That a report was withdrawn is not written down."""
    log = reports.log

    def forgetful(report: Report, step: str, *given: Any) -> Any:
        return None if step == ReportEvent.Kind.WITHDRAWN else log(report, step, *given)

    patch.setattr(reports, "log", forgetful)


def numbers_by_the_count_of_the_open(patch: Patch) -> None:
    """An item's number leaves one out when one of the year is closed."""

    def number(plan: Any, year: int) -> int:
        items = LedgerItem.objects.filter(plan=plan, year=year)
        last = items.aggregate(last=models.Max("number"))["last"] or 0
        return int(last) + 1 + items.filter(state="closed").exists()

    patch.setattr(ledger, "_next_number", number)


def mail_within_the_act(patch: Patch) -> None:
    """The mail server is asked while everybody waits for the transaction."""
    patch.setattr(notices, "on_commit", lambda run: run())


def refused_mail_counts_as_sent(patch: Patch) -> None:
    """What the mail server did not take is not given back."""

    class Deaf(models.QuerySet[NoticeItem]):
        def update(self, **fields: Any) -> int:
            return 0 if fields == {"emailed_at": None} else super().update(**fields)

    patch.setattr(NoticeItem.objects, "_queryset_class", Deaf)


def forms_are_taken_twice(patch: Patch) -> None:
    """A form's key is not asked for."""
    patch.setattr(act, "_row", lambda *given: None)


def no_transaction(patch: Patch) -> None:
    """An act's statements stand each for themselves."""
    atomic = transaction.atomic
    patch.setattr(
        transaction, "atomic", lambda *given, **more: nullcontext() if act.current() else atomic(*given, **more)
    )


def returned_reports_lie_with_nobody(patch: Patch) -> None:
    """What came back is not owed."""
    find = reports_owed.find_reports
    patch.setattr(work_owed, "find_reports", lambda *given: [each for each in find(*given) if each.state != "returned"])


def checks_of_items_lie_with_nobody(patch: Patch) -> None:
    """An item under check is not owed."""
    find = ledger_owed.find_items

    def others(plan: Any, today: Any) -> list[Any]:
        return [each for each in find(plan, today) if each.state != "under_check"]

    patch.setitem(work_owed.BY_PLAN, work_owed.OwedKind.ITEM, others)


def versions_stay(patch: Patch) -> None:
    """No data version rises: pages stay as they were."""
    patch.setattr(versions, "raise_versions", lambda written: None)


def steps_by_the_machines_clock(patch: Patch) -> None:
    """A step of an item bears the machine's day, and not the site's."""

    def log(item: LedgerItem, kind: str, actor: Any, text: str = "", **facts: Any) -> LedgerEvent:
        now: datetime = timezone.localtime()
        return LedgerEvent.objects.create(item=item, kind=kind, actor=actor, at=now, on=now.date(), text=text, **facts)

    patch.setattr(ledger, "_log", log)


PLANTED: dict[str, Callable[[Patch], None]] = {
    each.__name__: each
    for each in (
        *(who_submitted_approves, who_worked_closes, report_as_the_page_had_it, item_as_the_page_had_it),
        *(meeting_as_the_page_had_it, files_are_not_taken_back, files_are_written_in_place, files_go_with_a_lost_line),
        *(snapshots_follow_the_figures, saved_past_the_history, a_step_is_not_written),
        *(numbers_by_the_count_of_the_open, mail_within_the_act, refused_mail_counts_as_sent, forms_are_taken_twice),
        *(no_transaction, returned_reports_lie_with_nobody, checks_of_items_lie_with_nobody, versions_stay),
        steps_by_the_machines_clock,
    )
}
