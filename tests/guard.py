"""A guard for every request of the suite: business data are written inside an act, or the test fails."""

import re
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db import connection
from django.http import HttpRequest, HttpResponse

from partybuilding.shared.act import current

_WRITE = re.compile(r"\s*(?:INSERT (?:OR \w+ )?INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.IGNORECASE)
# Counts of requests; an account's own password and last login, which are written by the login, not by an act; and the
# record, which tells of more than acts.
_NOT_BUSINESS = {
    *("communities_limitcount", "communities_pastpassword", "communities_user", "communities_historicaluser"),
    *("partybuilding_auditentry", "partybuilding_audithead"),
}


def business_tables() -> set[str]:
    """Return the tables of the two apps, histories included."""
    configs = [apps.get_app_config(label) for label in ("communities", "partybuilding")]
    models = [model for config in configs for model in config.get_models(include_auto_created=True)]
    return {model._meta.db_table for model in models} - _NOT_BUSINESS


class OnlyInActs:
    """Fails a request that writes a business table while no act is being done."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.tables: set[str] = set()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self.tables = self.tables or business_tables()
        with connection.execute_wrapper(self._watched):
            return self.get_response(request)

    def _watched(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found = _WRITE.match(sql)
        if found and found[1] in self.tables and current() is None:
            raise AssertionError(f"written outside of any act: {sql[:200]}")
        return execute(sql, params, many, context)
