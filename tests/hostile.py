"""What an address can be made to hold by whoever types it: hostile values, and where they are put.

`tests/test_permissions.py` asks for every address of the site with them: an answer, and never a fault. The suite puts
into the paths, queries and filters a share in which each of them meets some of the values and each value some of them;
every address is asked for by one of the methods it does not know. `make fuzz` (FUZZ=1) tries all with all, and
tests/fuzz draws them at random, with forms, headers and files.
"""

import os
import re
from collections.abc import Iterable, Iterator
from typing import TypeVar
from urllib.parse import urlencode

import pytest
from django.contrib.admin import ModelAdmin, SimpleListFilter
from django.db import models
from django.http import HttpResponseForbidden, HttpResponseNotFound

FAR = "9" * 20  # beyond 64 bits

VALUES = ["x", "-1", FAR, "٣", "'\"<%25😀"]  # where a number, a code or a word is expected
NO_KEYS = ["x", FAR, "'\"<%25😀"]
REFUSED = ["\0", "K07\0", "长" * 3_000, "x " * 3_000]  # nobody types these: 400, whatever is asked for

# The names our own pages read; a quarter that is none hides the others behind a 404, and so is asked for alone.
_NAMES = [
    *("area", "open", "pilot", "lamp", "kind", "reds", "truth", "code", "about", "early", "state", "unit", "year"),
    *("source", "indicator", "report", "meeting", "visit", "shown", "supporting", "matter", "due_on", "next", "q"),
    *("page", "step", "topic", "responsible"),
]

Address = TypeVar("Address")

METHODS = ["PUT", "PATCH", "DELETE", "TRACE", "OPTIONS", "FOO"]
OF_EVERY_LIST = ["q", "p", "o", "all", "e", "_facets", "_popup", "_to_field", "_changelist_filters", "nosuch"]


def by_value(values: list[str]) -> pytest.MarkDecorator:
    """Try a test with each value: on PostgreSQL with numbers alone, which it bounds otherwise than SQLite does."""
    numbers = {"-1", FAR}
    tried = [value if value in numbers else pytest.param(value, marks=pytest.mark.alike) for value in values]
    return pytest.mark.parametrize("value", tried, ids=lambda value: ascii(value)[:12])


def share(place: int, values: list[str]) -> list[str]:
    """Return the values that are tried in the place of this number: one after another, or all."""
    return values if os.environ.get("FUZZ") else [values[place % len(values)]]


def with_methods(addresses: Iterable[Address]) -> Iterator[tuple[Address, str]]:
    """Yield each address with the unknown methods it is asked for by."""
    for place, address in enumerate(addresses):
        for method in share(place, METHODS):
            yield address, method


def meets(place: int, value: str) -> bool:
    """Say whether an address holds a value: a number no database can take always, of the others one of a kind."""
    return value in {FAR, *share(place, VALUES), *share(place, REFUSED)}


def draw_no_page_for_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answer 403 and 404 without a page: there are thousands, all the same, and tests of their own look at it."""
    monkeypatch.setattr("fengxiang.urls.handler403", lambda *_, **__: HttpResponseForbidden(" "), raising=False)
    monkeypatch.setattr("fengxiang.urls.handler404", lambda *_, **__: HttpResponseNotFound(" "), raising=False)


def queries(value: str) -> Iterator[str]:
    """Yield the queries that put a value wherever our own pages read one."""
    yield urlencode({"quarter": value})
    if value not in REFUSED:
        yield urlencode(dict.fromkeys(_NAMES, value))


def paths(route: str, names: dict[str, str], value: str) -> Iterator[str]:
    """Yield the addresses of a route with a value in each place that is not fixed."""
    for name in re.findall(r"%\((\w+)\)s", route):
        yield "/" + route % {**names, name: value}


def filters_of(shown: "ModelAdmin[models.Model]") -> Iterator[tuple[str, str]]:
    """Yield the names by which a list of the admin can be asked for a part of itself, and what for."""
    for place, name in enumerate(filter_names(shown)):
        for value in share(place, ["x", FAR]):
            yield name, value


def filter_names(shown: "ModelAdmin[models.Model]") -> Iterator[str]:
    for each in shown.list_filter:
        named = each[0] if isinstance(each, tuple) else each
        if isinstance(named, str):
            yield from (named, f"{named}__in", f"{named}__id__exact", f"{named}__isnull", f"{named}__year")
        elif isinstance(named, type) and issubclass(named, SimpleListFilter):
            yield str(named.parameter_name)
    if shown.date_hierarchy:
        yield from (f"{shown.date_hierarchy}__{lookup}" for lookup in ("year", "month", "day", "gte"))


def links_of(shown: "ModelAdmin[models.Model]") -> Iterator[str]:
    """Yield the names of a model's fields that lead to another entry: its empty form can be asked for with one."""
    yield from (field.name for field in shown.model._meta.fields if field.is_relation)
