"""A migration, there and back again on a filled table."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from pytest_django import Settings


def migration_of(name: str, settings: Settings) -> Callable[..., Any]:
    """Return what carries the tables back to how they were, or forth again, and gives the models as they were then."""
    settings.MIGRATION_MODULES = {}
    loader = MigrationLoader(None)
    migration = loader.get_migration("partybuilding", name)
    before = loader.project_state(migration.dependencies[-1])

    def go(*, forth: bool) -> Any:
        with connection.schema_editor(atomic=True) as editor:
            (migration.apply if forth else migration.unapply)(before.clone(), editor)
        return before.apps

    return go
