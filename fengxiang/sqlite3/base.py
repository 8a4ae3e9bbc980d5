"""The backend: whoever writes waits for its turn first, and gives it up with the transaction.

SQLite lets writers wait by trying again now and then, and whoever tries at the right moment is next. Under load some
are passed over until they give up.
"""

import sqlite3
from collections.abc import Callable
from typing import Any

from django.db.backends.sqlite3 import base

from fengxiang.sqlite3.turns import turns_at

# How a statement begins that needs the write lock; a plain BEGIN does not, what is written after it does.
_WRITING = ("BEGIN ", "INSERT", "UPDATE", "DELETE", "REPLACE")


class Connection(sqlite3.Connection):
    """A connection that has a turn from its first writing statement to the end of that transaction."""

    def __init__(self, database: str, timeout: float = 5, **options: Any) -> None:
        super().__init__(database, timeout=timeout, **options)
        self._patience = timeout
        self._file = self.execute("PRAGMA database_list").fetchone()[2]  # empty in memory, where nobody else writes
        self._has_turn = False

    def needs_turn(self, statement: str) -> bool:
        """Say whether a statement has to wait for a turn."""
        return not self._has_turn and bool(self._file) and statement.startswith(_WRITING)

    def in_turn(self, run: Callable[..., Any], *args: Any) -> Any:
        """Run a statement in a turn, which goes on as long as the transaction does."""
        if not turns_at(self._file).take(self._patience):
            raise sqlite3.OperationalError(f"database is locked: no turn to write within {self._patience:g} s")
        self._has_turn = True
        try:
            return run(*args)
        finally:
            self._end_turn()

    def commit(self) -> None:
        try:
            super().commit()
        finally:
            self._end_turn()

    def rollback(self) -> None:
        try:
            super().rollback()
        finally:
            self._end_turn()

    def close(self) -> None:
        try:
            super().close()
        finally:
            self._end_turn(is_closed=True)

    def _end_turn(self, *, is_closed: bool = False) -> None:
        if self._has_turn and (is_closed or not self.in_transaction):
            self._has_turn = False
            turns_at(self._file).hand_on()


class Cursor(base.SQLiteCursorWrapper):
    """A cursor whose writing statements wait for their turn."""

    connection: Connection

    def execute(self, query: str, params: Any = None) -> Any:
        if self.connection.needs_turn(query):
            return self.connection.in_turn(super().execute, query, params)
        return super().execute(query, params)

    def executemany(self, query: str, param_list: Any) -> Any:
        if self.connection.needs_turn(query):
            return self.connection.in_turn(super().executemany, query, param_list)
        return super().executemany(query, param_list)


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, with these connections and cursors."""

    def get_connection_params(self) -> dict[str, Any]:
        return {**super().get_connection_params(), "factory": Connection}

    def create_cursor(self, name: str | None = None) -> Any:
        return self.connection.cursor(factory=Cursor)
