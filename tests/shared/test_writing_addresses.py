"""Every address that takes a form does what it does inside of an act, or says here why not."""

from collections.abc import Iterator
from types import CodeType, FunctionType, ModuleType
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from django.views.decorators.http import require_POST

from partybuilding.ledger import actions
from partybuilding.shared.act import act, perform, perform_page
from tests.permissions import LINES

HOUSES = ("fengxiang.", "communities.", "partybuilding.", __name__)
# What takes a form and does no act, and why. An entry that is no longer true fails too.
WITHOUT_ACT = {
    **dict.fromkeys(
        ("account-second-begin", "account-second-confirm", "account-second-remove"), "the person's own second factor"
    ),
    "login-code": "begins a session, and counts failures",
    "account-end-sessions": "the person's own sessions: no business data",
    "admin:login": "sends to the site's own login",
    "login": "begins a session, and counts failures",
    "logout": "ends a session",
    "password_change": "the person's own password, which Django changes: no business data",
    "preferences": "a cookie of the browser",
    "report-workbook-upload": "lets a workbook wait, of which nothing is taken yet",
    "session": "the session itself lasts longer: no business data",
    "set_language": "a cookie of the browser",
}


def views(patterns: list[Any], space: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every address's name and view; those without a name by their route."""
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from views(each.url_patterns, f"{each.namespace}:" if each.namespace else space)
        elif isinstance(each, URLPattern):
            yield space + (each.name or str(each.pattern)), each.callback


def names_in(code: CodeType) -> Iterator[str]:
    """Yield the names a function's code asks for, inner functions included."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from names_in(constant)


def does_an_act(view: Any, seen: set[int] | None = None) -> bool:
    """Whether what a view calls, as far as our own code goes, comes to an act."""
    seen = set() if seen is None else seen
    if id(view) in seen:
        return False
    seen.add(id(view))
    if isinstance(view, dict):
        return any(does_an_act(each, seen) for each in view.values())
    if site := getattr(getattr(view, "model_admin", view), "admin_site", None):
        view = type(site).admin_view  # as Django does, once the page is asked for
    if getattr(view, "is_act", False) or view in (perform, perform_page):
        return True
    if not isinstance(view, FunctionType):
        return False
    inner = [cell.cell_contents for cell in view.__closure__ or ()]
    if not view.__globals__["__name__"].startswith(HOUSES):
        # A decorator of Django's: what it encloses may be ours.
        return any(does_an_act(each, seen) for each in inner)
    names = set(names_in(view.__code__))
    world = [view.__globals__[name] for name in names if name in view.__globals__]
    world += [vars(each)[name] for each in world if isinstance(each, ModuleType) for name in names & vars(each).keys()]
    return perform_page.__name__ in names or any(does_an_act(each, seen) for each in [*inner, *world])


def taking_forms() -> dict[str, Any]:
    """Return the views that take a form, by the names of their addresses: of the admin, each."""
    posted = {line.name for line in LINES if line.method == "POST"} | {"login", "login-code", "password_change"}
    return {
        name: view
        for name, view in views(get_resolver().url_patterns)
        if name in posted or (name.startswith("admin:") and name != "admin:None")
    }


def test_every_address_that_takes_a_form_does_an_act_or_has_a_reason() -> None:
    found = taking_forms()
    assert {line.name for line in LINES if line.method == "POST"} <= found.keys()
    assert len(found) > 200
    assert {name for name, view in found.items() if not does_an_act(view)} == set(WITHOUT_ACT)


@act
def an_act(*, actor: None) -> None:
    """Do nothing, as an act."""


def by_way_of_another() -> None:
    an_act(actor=None)


TABLE = {"a": by_way_of_another}


def without() -> str:
    return str(TABLE is None or actions)


def by_a_table(kind: str) -> None:
    TABLE[kind]()


def by_a_module(**fields: Any) -> None:
    actions.close_item(**fields)


@pytest.mark.parametrize("view", [an_act, by_way_of_another, by_a_table, by_a_module, require_POST(by_a_table)])
def test_an_act_is_found_wherever_it_is_called(view: Any) -> None:
    assert does_an_act(view)


@pytest.mark.parametrize("view", [names_in, require_POST(names_in), views])
def test_a_view_without_an_act_would_be_found(view: Any) -> None:
    assert not does_an_act(view)
