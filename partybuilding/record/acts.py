"""Entries of acts: what the envelope (shared/act.py) writes of each, done or not."""

import json
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, models, transaction
from django.utils.encoding import force_str

from communities.models import User
from partybuilding.models import EntryKind, EntryOutcome, Report
from partybuilding.record.asked import asked_now
from partybuilding.record.changes import RowChanges, gathered
from partybuilding.record.entry import EntryDraft
from partybuilding.record.log import RecordError, append

logger = logging.getLogger(__name__)

# Acts that are more than the office's daily work, by their names or, ending with a dot, by the room they are in.
_KINDS = {
    "shared.jobs.record_run": EntryKind.JOB,
    "office.actions.": EntryKind.ACCOUNT,
    "plan.actions": EntryKind.SETTING,
    "papers.actions.confirm_letterhead": EntryKind.SETTING,
    "audit.actions.purge": EntryKind.PURGE,
}
# A part is found with the whole it belongs to: the key that leads there.
_WHOLES = {
    "evidence": "report",
    "reportentry": "report",
    "reportevent": "report",
    "objection": "report",
    "fieldvalue": "entry",
    "verification": "report",
    "ledgerevent": "item",
    "ledgerfile": "event",
    "attendance": "meeting",
    "snapshot": "meeting",
    "paperscan": "paper",
    "dutyline": "report",
}


def actor_of(user: Any) -> dict[str, Any]:
    """Return what an entry says of who did it, as they are now; nothing of nobody."""
    if user is None or not getattr(user, "is_authenticated", False):
        return {}
    place = user.unit or user.community
    return {
        "actor": user.pk,
        "actor_name": user.name or user.username,
        "actor_role": user.role,
        "actor_unit": place.name if place else "",
    }


def origin() -> dict[str, Any]:
    """Return what an entry says of the request."""
    asked = asked_now()
    return {"source": asked.source, "request": asked.request} if asked else {}


def write(entry: EntryDraft) -> None:
    """Write an entry into the transaction that is open, or one of its own, and count it for the request."""
    append(entry)
    if asked := asked_now():
        asked.entries += 1


def write_or_log(entry: EntryDraft) -> None:
    """Write an entry that stands by itself; where the database takes none, the log has it, as one line of JSON.

    A savepoint of its own: what is answered goes on.
    """
    try:
        with transaction.atomic(DEFAULT_DB_ALIAS):
            write(entry)
    except (DatabaseError, RecordError) as error:
        values = {name: value for name, value in asdict(entry).items() if value not in ("", None)}
        logger.error("not in the record: %s (%s)", json.dumps(values, sort_keys=True), type(error).__name__)


# --- what an act is about ---------------------------------------------------------------------------------------------


def object_of(row: models.Model) -> dict[str, str]:
    """Return what an entry says of a row: of a part, the whole it belongs to."""
    while key := _WHOLES.get(row._meta.model_name or ""):
        if not isinstance(above := getattr(row, key, None), models.Model):
            break
        row = above
    options = row._meta
    return {"object_type": options.label_lower, "object_id": str(row.pk), "object_label": _label(row)}


def _label(row: models.Model) -> str:
    """Return what a row is called, without asking the database for it."""
    try:
        with connections[DEFAULT_DB_ALIAS].execute_wrapper(_refuse):
            # Whatever language is read: it is what is written most.
            return f"{row.pilot.community.name} {row.quarter}" if isinstance(row, Report) else str(row)
    except (_AsksError, ObjectDoesNotExist):
        return force_str(row._meta.verbose_name)


class _AsksError(Exception):
    """What a row is called is not known without a query."""


def _refuse(*_statement: Any) -> None:
    raise _AsksError


def _subject(result: Any, about: Iterable[object], changes: RowChanges) -> dict[str, Any]:
    rows = [each for each in (result, *about) if isinstance(each, models.Model)]
    if rows:
        return object_of(rows[0])
    if (first := changes.first()) is None:
        return {}
    label, pk = first
    return {
        "object_type": label,
        "object_id": pk,
        "object_label": force_str(apps.get_model(label)._meta.verbose_name),
    }


# --- acts -------------------------------------------------------------------------------------------------------------


@dataclass
class Recording:
    """An act that is being done: by whom, about what, and what it writes."""

    name: str
    actor: User | None
    about: list[object]
    changes: RowChanges
    result: Any = None

    def write(self) -> None:
        """Write its entry, as the last statement of its transaction."""
        before, after = self.changes.texts()
        done: dict[str, Any] = {
            "kind": _kind(self.name, self.changes),
            "outcome": EntryOutcome.REFUSED if self.changes.refusal else EntryOutcome.DONE,
            "before": before,
            "after": after,
            "reason": self.changes.refusal,
        }
        subject = _subject(self.result, self.about, self.changes)
        write(EntryDraft(name=self.name, **done, **actor_of(self.actor), **origin(), **subject))

    def write_undone(self, outcome: EntryOutcome, reason: str = "") -> None:
        """Write that it was not done, in a transaction of its own: its own was taken back."""
        undone: dict[str, Any] = {"kind": _kind(self.name, None), "outcome": outcome, "reason": reason}
        try:
            subject = _subject(None, self.about, RowChanges())
        except DatabaseError:
            subject = {}  # what it was about is not known then; why it failed must not be lost over it
        write_or_log(EntryDraft(name=self.name, **undone, **actor_of(self.actor), **origin(), **subject))


def _kind(name: str, changes: RowChanges | None) -> EntryKind:
    if (asked := asked_now()) and (heard := asked.heard.get("login")):
        return EntryKind(heard[0])  # the admin logs out within an act
    accounts = [row for (label, _pk), row in changes.rows.items() if label == "communities.user"] if changes else []
    if accounts:
        before, after = accounts[0]
        is_password = before is not None and after is not None and _differ(before, after) <= _OF_PASSWORD
        return EntryKind.PASSWORD if is_password else EntryKind.ACCOUNT
    return next((kind for start, kind in _KINDS.items() if name.startswith(start)), EntryKind.ACT)


_OF_PASSWORD = {"password", "must_change_password", "password_set_at", "password_ends_at", "session_number"}


def _differ(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    return {name for name in {*before, *after} if before.get(name) != after.get(name)}


_part_by_part: ContextVar[bool] = ContextVar("part_by_part", default=False)


@contextmanager
def part_by_part() -> Iterator[None]:
    """Let each part of the act that is being done leave an entry of its own: the demonstration is told like this."""
    token = _part_by_part.set(True)
    try:
        yield
    finally:
        _part_by_part.reset(token)


@contextmanager
def recording(name: str, actor: User | None, about: Iterable[object]) -> Iterator[Recording]:
    """Gather what an act does; it writes its entry by itself."""
    with gathered() as changes:
        yield Recording(name, actor, list(about), changes)


@contextmanager
def recording_part(name: str, actor: User | None, about: Iterable[object]) -> Iterator[Recording | None]:
    """Write the entry of a part where each part is to leave one; else it belongs to its whole, and None is yielded."""
    if not _part_by_part.get():
        yield None
        return
    token = _part_by_part.set(False)
    try:
        with recording(name, actor, about) as part:
            yield part
            part.write()
    finally:
        _part_by_part.reset(token)
