"""A migration, there and back again on a filled table."""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.migration import Migration
from django.db.models import CheckConstraint
from pytest_django import Settings


def migration_of(name: str, settings: Settings) -> Callable[..., Any]:
    """Return what carries the tables back to how they were, or forth again, and gives the models as they were then."""
    settings.MIGRATION_MODULES = {}
    # One by one, not as the one that stands for them all on an empty database.
    loader = MigrationLoader(None, replace_migrations=False)
    migration = loader.get_migration("partybuilding", name)
    before = loader.project_state(migration.dependencies[-1])

    def go(*, forth: bool) -> Any:
        with connection.schema_editor(atomic=True) as editor:
            (migration.apply if forth else migration.unapply)(before.clone(), editor)
            if forth:
                give_back(editor, migration)
        return before.apps

    return go


def give_back(editor: Any, migration: Migration) -> None:
    """Give the tables what later migrations gave them, columns and checks: SQLite made them anew, as they were."""
    names = {name for each in migration.operations if (name := getattr(each, "model_name", ""))}
    for model in (apps.get_model("partybuilding", name) for name in names):
        with connection.cursor() as cursor:
            columns = connection.introspection.get_table_description(cursor, model._meta.db_table)
        there = {column.name for column in columns}
        lost = [field for field in model._meta.local_fields if field.column not in there]
        for field in lost:
            editor.add_field(model, field)
        for check in [each for each in model._meta.constraints if isinstance(each, CheckConstraint)]:
            if not lost:
                editor.remove_constraint(model, check)
            editor.add_constraint(model, check)  # SQLite makes the table once more, as the model says
