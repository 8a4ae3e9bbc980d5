"""Other counties beside the one that is measured: everything in the database copied as often as wanted, in SQL.

Each table's rows are shifted by a multiple of its highest key, and what points to a copied row by that of the table
it points to. Accounts are shared; what is kept of former states is copied if it is asked for, the record never.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.models import Max

from communities.models import User
from partybuilding.models import AuditEntry, AuditHead, FileSum, JobRun, Notice, NoticeItem, OnceKey, PrintedHead

HOUSES = ("communities", "partybuilding")
# Files and reminders are the same for all, and of the record and the jobs there is one for a site.
SHARED = {User, OnceKey, Notice, NoticeItem, FileSum, JobRun, AuditEntry, AuditHead, PrintedHead}
# The copy's number in the place of the last eight digits: the same in a row and in what its history says of it.
OTHER_UUID = {
    "sqlite": "substr({0}, 1, 24) || printf('%%08x', copy.turn)",
    "postgresql": "(left({0}::text, 28) || lpad(to_hex(copy.turn), 8, '0'))::uuid",
}


def make(number: int, *, histories: bool = False) -> None:
    """Copy all that is there so often."""
    if number < 1:
        return
    tables = copied(histories=histories)
    strides = {model: model._base_manager.aggregate(last=Max("pk"))["last"] or 0 for model in tables}
    with unchecked(), transaction.atomic(), connection.cursor() as cursor:
        for model in tables:
            if strides[model]:
                cursor.execute(statement(model, strides), {"number": number})
        for line in connection.ops.sequence_reset_sql(no_style(), tables):
            cursor.execute(line)


def copied(*, histories: bool = False) -> list[type[models.Model]]:
    """Return the models whose rows are a county's own."""
    tables = [model for app in HOUSES for model in apps.get_app_config(app).get_models(include_auto_created=True)]
    return [each for each in tables if (histories or not _is_history(each)) and not SHARED & {each, _whole(each)}]


def _is_history(model: type[models.Model]) -> bool:
    """Return whether a table keeps former states of another."""
    return hasattr(model, "instance_type")


def _whole(model: type[models.Model]) -> Any:
    """Return the table of which one keeps former states, or whose rows one joins with others."""
    return getattr(model, "instance_type", None) or model._meta.auto_created


def statement(model: type[models.Model], strides: dict[type[models.Model], int]) -> str:
    """Return the INSERT … SELECT that copies one table."""
    quote = connection.ops.quote_name
    columns, sources = [], []
    present = {each.name: each for each in _whole(model)._meta.concrete_fields} if _is_history(model) else {}
    for field in model._meta.concrete_fields:
        column = quote(str(field.column))
        columns.append(column)
        original = present.get(field.name, field)
        shifted = field.related_model or (original.model if original.primary_key else None)
        if isinstance(shifted, type) and (stride := strides.get(shifted)):
            sources.append(f"{column} + copy.turn * {stride}")
        elif original.unique and isinstance(field, models.CharField):
            sources.append(f"{column} || '-' || copy.turn")
        elif original.unique and isinstance(field, models.UUIDField):
            sources.append(OTHER_UUID[connection.vendor].format(column))
        else:
            sources.append(column)
    table = quote(model._meta.db_table)
    turns = "WITH RECURSIVE copy(turn) AS (SELECT 1 UNION ALL SELECT turn + 1 FROM copy WHERE turn < %(number)s)"
    parts = ["INSERT INTO", table, f"({', '.join(columns)})", turns]
    # County after county, so that keys grow: SQLite takes the tables of a CROSS JOIN in the order they are named.
    return " ".join([*parts, "SELECT", ", ".join(sources), "FROM copy CROSS JOIN", table])


@contextmanager
def unchecked() -> Iterator[None]:
    """Let foreign keys point to rows that are still to come, and spare what a database does for what has to last."""
    if connection.vendor == "postgresql":
        order("SET session_replication_role = replica")
        yield
        order("SET session_replication_role = DEFAULT")
    else:
        with connection.constraint_checks_disabled():
            order("PRAGMA journal_mode = OFF")  # else all of it is written twice
            yield
            order("PRAGMA journal_mode = WAL")


def order(statement: str) -> None:
    """Tell the database something, whatever it answers."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
