"""Other counties beside the one that is measured: everything in the database copied as often as wanted, in SQL.

Each table's rows are shifted by a multiple of its highest key, and what points to a copied row by that of the table
it points to. Accounts are shared, and what is kept of former states is not copied.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.models import Max
from simple_history.models import HistoricalChanges

from communities.models import User
from partybuilding.models import OnceKey

HOUSES = ("communities", "partybuilding")
SHARED = (User, OnceKey)


def make(number: int) -> None:
    """Copy all that is there so often."""
    if number < 1:
        return
    tables = copied()
    strides = {model: model._base_manager.aggregate(last=Max("pk"))["last"] or 0 for model in tables}
    with unchecked(), transaction.atomic(), connection.cursor() as cursor:
        for model in tables:
            if strides[model]:
                cursor.execute(statement(model, strides), {"number": number})
        for line in connection.ops.sequence_reset_sql(no_style(), tables):
            cursor.execute(line)


def copied() -> list[type[models.Model]]:
    """Return the models whose rows are a county's own."""
    tables = [model for app in HOUSES for model in apps.get_app_config(app).get_models(include_auto_created=True)]
    return [model for model in tables if not issubclass(model, (HistoricalChanges, *SHARED)) and not _is_shared(model)]


def _is_shared(model: type[models.Model]) -> bool:
    """Return whether a table only joins accounts, or rows of before, with something."""
    owner: Any = model._meta.auto_created
    return (bool(owner) and owner in SHARED) or model.__name__.startswith("Historical")


def statement(model: type[models.Model], strides: dict[type[models.Model], int]) -> str:
    """Return the INSERT … SELECT that copies one table."""
    quote = connection.ops.quote_name
    columns, sources = [], []
    for field in model._meta.concrete_fields:
        column = quote(str(field.column))
        columns.append(column)
        shifted = field.related_model or (model if field.primary_key else None)
        if isinstance(shifted, type) and (stride := strides.get(shifted)):
            sources.append(f"{column} + copy.turn * {stride}")
        elif field.unique and isinstance(field, models.CharField):
            sources.append(f"{column} || '-' || copy.turn")
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
