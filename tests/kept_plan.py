"""The sample plan, kept in the database between the tests that begin with it, in a transaction never committed.

Making it takes longer than many a test that stands on it. Each test's own transaction is then a savepoint within
this one and is taken back as ever; a test that wants another database finds it empty.
"""

from copy import deepcopy
from datetime import date

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import override_settings
from django.utils import translation
from pytest_django import DjangoDbBlocker

from communities.models import Community
from partybuilding.models import Plan
from tests import sample_plan

DAY = date(2005, 11, 15)

Sample = tuple[list[Community], Plan]

# So many tests, and it is made anew: what they have taken back is only then cleared away.
TESTS_ON_ONE_PLAN = 200


def wants_plan(item: pytest.Item | pytest.Collector) -> bool:
    """Say whether a test begins with the sample plan, in a transaction of its own.

    Not with a plan of its module's own, and no class: what its tests share is made before the first of them.
    """
    if not isinstance(item, pytest.Function):
        return False
    marker = item.get_closest_marker("django_db")
    apart = "transactional_db" in item.fixturenames or (marker is not None and marker.kwargs.get("transaction"))
    return "plan" in item.fixturenames and not hasattr(item.module, "plan") and not apart


class KeptPlan:
    """The sample plan in an open transaction, or an empty database."""

    def __init__(self, blocker: DjangoDbBlocker) -> None:
        self._blocker = blocker
        self._transaction: transaction.Atomic | None = None
        self._sample: Sample | None = None
        self._tests = 0

    def keep(self) -> None:
        """Let the sample plan stand for the next test."""
        if self._tests >= TESTS_ON_ONE_PLAN or connection.closed_in_transaction:  # a file that was sent closes it
            self.clear()
        self._tests += 1
        if self._sample:
            return
        with self._blocker.unblock():
            self._transaction = transaction.atomic()
            self._transaction.__enter__()
            day = override_settings(FENGXIANG_TODAY=DAY)
            with day, translation.override(settings.LANGUAGE_CODE):
                communities = sample_plan.make_communities()
                self._sample = communities, sample_plan.make_plan(communities)

    def clear(self) -> None:
        """Let the database be empty for the next test."""
        if self._transaction:
            with self._blocker.unblock():
                transaction.set_rollback(True)
                self._transaction.__exit__(None, None, None)
        self._transaction = self._sample = None
        self._tests = 0

    def sample(self) -> Sample | None:
        """Return the communities and the plan as they were just made, for one test; None where none stands."""
        return deepcopy(self._sample)
