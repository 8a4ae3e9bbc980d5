"""What an act changes, row by row: before and after, as they stand in the record.

Every row that is saved or deleted while an act is being done tells of it. What was there before is read with one short
statement, before it is written over. No password, no file's content and no identity number gets in; a long text stands
there by its beginning and its digest.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.signals import m2m_changed, post_save, pre_delete, pre_save
from django.utils.dateparse import parse_datetime

from communities.privacy import without_id_numbers
from partybuilding.record.entry import canonical_json

MOST_ROWS = 200  # of one act; of more, how many they are
_LONGEST = 300  # characters of a text; of a longer one, its beginning and its digest
_APPS = {"communities", "partybuilding"}
# Kept beside what the office works with: forms that were taken, digests of files, reminders, limits, what may be no
# password again, and the record itself.
_UNTOLD = {
    *("AuditEntry", "AuditHead", "FileSum", "JobRun", "Notice", "NoticeItem", "OnceKey", "PlanVersion", "PrintedHead"),
    *("LimitCount", "PastPassword"),
}
_SECRET = {"password"}
_UNREAD = {"last_login"}

Row = dict[str, Any]


@dataclass
class RowChanges:
    """The rows an act wrote, in the order it did, by model and key; None where there was, or is, none.

    `refusal` are the words by which a part of it was refused, though the rest was done.
    """

    rows: dict[tuple[str, str], list[Row | None]] = field(default_factory=dict)
    more: int = 0
    refusal: str = ""

    def note(self, model: type[models.Model], pk: object, before: Row | None, after: Row | None) -> None:
        """Note what became of a row; of one that is written again, what it was first and is last."""
        key = (model._meta.label_lower, str(pk))
        if key in self.rows:
            first_before, first_after = self.rows[key]
            kept = None if first_before is None else {**(before or {}), **first_before}
            self.rows[key] = [kept, None if after is None else {**(first_after or {}), **after}]
        elif len(self.rows) < MOST_ROWS:
            self.rows[key] = [before, after]
        else:
            self.more += 1

    def texts(self) -> tuple[str, str]:
        """Return before and after as canonical JSON: what differs alone, by model and key."""
        before: dict[str, Any] = {}
        after: dict[str, Any] = {}
        for (label, pk), (was, now) in self.rows.items():
            names = {*(was or {}), *(now or {})}
            changed = [name for name in names if (was or {}).get(name) != (now or {}).get(name)]
            for texts, row in ((before, was), (after, now)):
                if row is not None and (changed or was is None or now is None):
                    texts[f"{label} {pk}"] = _shown(row, changed, is_whole=was is None or now is None)
        if self.more:
            after["more rows"] = self.more
        return canonical_json(before) if before else "", canonical_json(after) if after else ""

    def first(self) -> tuple[str, str] | None:
        """Return model and key of the row that was written first; None if none was."""
        return next(iter(self.rows), None)


def _shown(row: Row, changed: Iterable[str], *, is_whole: bool) -> Row:
    """Return what of a row is told: what changed, and of one that is new or gone what it holds."""
    shown = {name: "…" if name in _SECRET else row[name] for name in changed if name in row}
    return {name: value for name, value in shown.items() if value not in (None, "")} if is_whole else shown


_changes: ContextVar[RowChanges | None] = ContextVar("changes", default=None)


@contextmanager
def gathered() -> Iterator[RowChanges]:
    """Gather what is written until the end."""
    changes = RowChanges()
    token = _changes.set(changes)
    try:
        yield changes
    finally:
        _changes.reset(token)


def note_change(row: models.Model, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """Note a change that is written without saving the row, by names of its own."""
    if (changes := _changes.get()) is not None:
        texts = [{name: _told(value) for name, value in values.items()} for values in (before, after)]
        changes.note(type(row), row.pk, *texts)


def note_refusal(words: str) -> None:
    """Note that a part of the act that is being done was refused."""
    if (changes := _changes.get()) is not None:
        changes.refusal = changes.refusal or words


# --- values -----------------------------------------------------------------------------------------------------------


def _told(value: Any) -> Any:
    """Return a value as it stands in the record: a truth, a whole number, nothing, or a short text."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, dict | list):
        value = json.dumps(value, sort_keys=True, default=str)
    text = without_id_numbers(str(value))
    if len(text) <= _LONGEST:
        return text
    digest = hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
    return f"{text[:100]}… ({len(text)} characters, SHA-256 {digest})"


def _read(each: "models.Field[Any, Any]", value: Any) -> Any:
    """Return what a database handed out, or a row holds, as it stands in the record: alike on every database."""
    if value is None:
        return None
    match each:
        case models.DecimalField():
            return str(Decimal(str(value)).quantize(Decimal(1).scaleb(-each.decimal_places)))
        case models.BooleanField():
            return bool(value)
        case models.DateTimeField():
            moment = value if isinstance(value, datetime) else parse_datetime(str(value))
            return _told(moment if moment is None or moment.tzinfo else moment.replace(tzinfo=UTC))
        case models.UUIDField():
            return str(UUID(str(value)))
        case models.JSONField():
            return _told(json.loads(value) if isinstance(value, str) else value)
        case models.IntegerField() | models.ForeignKey():
            return value if isinstance(value, int) else _told(value)
        case _:
            return _told(value)


@cache
def _fields(model: type[models.Model]) -> dict[str, "models.Field[Any, Any]"]:
    """Return the columns of a model that are told of, by field name; none of a model that is not."""
    options = model._meta
    if options.app_label not in _APPS or model.__name__ in _UNTOLD or model.__name__.startswith("Historical"):
        return {}
    return {each.name: each for each in options.concrete_fields if not each.primary_key and each.name not in _UNREAD}


def _now(row: models.Model, names: Iterable[str]) -> Row:
    fields = _fields(type(row))
    return {name: _raw(fields[name], row) for name in names}


def _raw(each: "models.Field[Any, Any]", row: models.Model) -> Any:
    value = getattr(row, each.attname)
    if each.name in _SECRET:
        return _hidden(value)
    if isinstance(each, models.JSONField):
        return _told(value)  # a text in it is a text
    return _read(each, value)


def _hidden(value: Any) -> str:
    """Return what tells one secret from another; it is written down nowhere."""
    return hashlib.sha256(str(value).encode()).hexdigest() if value else ""


@cache
def _statement(table: str, key: str, columns: tuple[str, ...]) -> str:
    quote = connections[DEFAULT_DB_ALIAS].ops.quote_name
    return "".join(("SELECT ", ", ".join(map(quote, columns)), " FROM ", quote(table), f" WHERE {quote(key)} = %s"))


def _was(row: models.Model, names: Iterable[str]) -> Row | None:
    """Read what a row is in the database, before it is written over; None if it is not there."""
    fields = {name: each for name, each in _fields(type(row)).items() if name in set(names)}
    options = row._meta
    statement = _statement(options.db_table, str(options.pk.column), tuple(each.column for each in fields.values()))
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(statement, [options.pk.get_db_prep_value(row.pk, connections[DEFAULT_DB_ALIAS])])
        row_there = cursor.fetchone()
    if row_there is None:
        return None
    read = zip(fields.items(), row_there, strict=True)
    return {name: _hidden(value) if name in _SECRET else _read(each, value) for (name, each), value in read}


# --- hearing of them --------------------------------------------------------------------------------------------------

_BEFORE = "_record_before"


def _about_to_save(
    sender: type[models.Model], instance: models.Model, update_fields: frozenset[str] | None, **_more: Any
) -> None:
    if _changes.get() is None or not (fields := _fields(sender)):
        return
    saved = {*fields} if update_fields is None else {*update_fields}
    names = [name for name, each in fields.items() if {name, each.attname} & saved]
    if names and instance.pk is not None and not instance._state.adding:
        vars(instance)[_BEFORE] = (_was(instance, names), list(names))


def _saved(sender: type[models.Model], instance: models.Model, **_more: Any) -> None:
    before, names = vars(instance).pop(_BEFORE, (None, None))
    if (changes := _changes.get()) is not None and (fields := _fields(sender)):
        changes.note(sender, instance.pk, before, _now(instance, names or fields))


def _about_to_delete(sender: type[models.Model], instance: models.Model, **_more: Any) -> None:
    if (changes := _changes.get()) is not None and (fields := _fields(sender)):
        changes.note(sender, instance.pk, _now(instance, fields), None)


def _linked(instance: models.Model, action: str, model: type[models.Model], pk_set: Any, **_more: Any) -> None:
    changes = _changes.get()
    if changes is not None and pk_set and action in {"post_add", "post_remove"} and _fields(type(instance)):
        keys = {f"{model._meta.model_name} {action.removeprefix('post_')}": _told(sorted(pk_set))}
        changes.note(type(instance), instance.pk, {}, keys)


def connect() -> None:
    """Hear of every row that is saved or deleted, when the site starts."""
    pre_save.connect(_about_to_save, dispatch_uid="partybuilding.record.changes.before")
    post_save.connect(_saved, dispatch_uid="partybuilding.record.changes.saved")
    pre_delete.connect(_about_to_delete, dispatch_uid="partybuilding.record.changes.deleted")
    m2m_changed.connect(_linked, dispatch_uid="partybuilding.record.changes.linked")
