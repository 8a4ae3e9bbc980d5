"""Reads that are put together once and asked many times.

Putting a large query together costs Django many times what the database needs to answer it, and it comes to the same
text each time. Here the text is kept, with the places of the keys it is asked for; whatever else it depends on, a day
or a set of measures, is part of what it is kept by.
"""

from collections.abc import Callable, Hashable
from copy import copy
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connections, router
from django.db.models import Model, QuerySet, Value
from django.db.models.expressions import Col

from partybuilding.shared.remembered import Remembered

Key = int | str

_STANDING_IN = 10**15  # no row has a key below 0: this much below stands for the first, one further for the next
_SHAPES = 64  # of each read, that are kept: some days, some quarters

R = TypeVar("R")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Text:
    """A query as the database is asked it, and where the keys stand among its parameters."""

    compiler: Any  # Django's, with what it needs to read rows, without the query it was put together from
    iterable: Callable[[Any], Any]
    sql: str
    parameters: tuple[Any, ...]
    places: tuple[tuple[int, int], ...]  # the place of a parameter, and of the key that stands there
    converters: dict[int, Any]

    def rows(self, alias: str, keys: tuple[Key, ...]) -> list[Any]:
        """Ask the database; Django makes of its rows what it always does."""
        parameters = list(self.parameters)
        for place, key in self.places:
            parameters[place] = keys[key]
        compiler = copy(self.compiler)
        compiler.connection = connections[alias]  # each thread has its own
        compiler.as_sql = lambda *_more, **_options: (self.sql, tuple(parameters))
        compiler.get_converters = lambda _columns: self.converters
        query = SimpleNamespace(get_compiler=lambda *_more, **_options: compiler)
        return list(self.iterable(SimpleNamespace(db=alias, query=query, _known_related_objects={})))


class Compiled(Generic[R]):
    """A function that returns a queryset, which is put together once for each shape: see `compiled`."""

    def __init__(self, model: type[Model], build: Callable[..., "QuerySet[Any, R]"], *, locks: bool = False) -> None:
        self.model = model
        self.locks = locks
        self.build = build
        self._texts: Remembered[_Text | None] = Remembered(_SHAPES)

    def rows(self, *keys: Key, shape: tuple[Any, ...] = ()) -> list[R]:
        """Return what the queryset of these keys and this shape holds: one query."""
        alias = (router.db_for_write if self.locks else router.db_for_read)(self.model)
        kept_by = (alias, *map(type, keys), shape)
        text = self._texts.of(kept_by, lambda: self._put_together(alias, keys, shape))
        return [] if text is None else text.rows(alias, keys)

    def _put_together(self, alias: str, keys: tuple[Key, ...], shape: tuple[Hashable, ...]) -> _Text | None:
        """Return the text with what no row has in the places of the keys; None if nothing can answer it."""
        numbers = [-_STANDING_IN - place for place in range(len(keys))]
        standing_in = [f"key {each}" if isinstance(key, str) else each for key, each in zip(keys, numbers, strict=True)]
        queryset: Any = self.build(*standing_in, *shape).using(alias)
        compiler = queryset.query.get_compiler(alias)
        try:
            sql, parameters = compiler.as_sql()
        except EmptyResultSet:
            return None
        places = [(place, standing_in.index(each)) for place, each in enumerate(parameters) if each in standing_in]
        columns = [column for column, _sql, _alias in compiler.select[: compiler.col_count]]
        converters = compiler.get_converters(columns)
        return _Text(
            compiler=_reader_of_rows(compiler),
            iterable=queryset._iterable_class,
            sql=sql,
            parameters=tuple(parameters),
            places=tuple(places),
            converters={place: (each, _light(column)) for place, (each, column) in converters.items()},
        )


def _reader_of_rows(compiler: Any) -> Any:
    """Return a compiler that reads rows and has let go of the query: that is many times as large as its text."""
    reader = object.__new__(type(compiler))
    reader.select = [(_light(column), sql, alias) for column, sql, alias in compiler.select]
    for name in ("klass_info", "annotation_col_map", "col_count", "has_extra_select", "connection"):
        setattr(reader, name, getattr(compiler, name))
    return reader


def _light(column: Any) -> Any:
    """Return a column without what it is computed of: its type is all that a value is read by."""
    return column if isinstance(column, Col) else Value(None, output_field=column.output_field)


def compiled(model: type[Model], *, locks: bool = False) -> Callable[[Callable[..., "QuerySet[Any, R]"]], Compiled[R]]:
    """Keep the text of the query a function of primary keys and a shape returns.

    It takes the keys first, whole numbers or words, and may use them as parameters alone, or leave one out; then what
    gives the query its shape. Related objects come by select_related; what is prefetched does not come along.
    One whose rows an act `locks`, or is going to write, asks where is written.
    """
    return lambda build: Compiled(model, build, locks=locks)
