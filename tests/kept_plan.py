"""The sample plan, the shipped one or the demonstration, kept in the database between the tests that begin with it.

Making it takes longer than many a test that stands on it. It stands in a transaction that is never committed; each
test's own is then a savepoint within this one and is taken back as ever. A test that wants another database finds it
empty.
"""

from copy import deepcopy
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.test import override_settings
from django.utils import translation
from pytest_django import DjangoDbBlocker

from communities.models import Community
from partybuilding.models import Plan
from partybuilding.plan.actions import load_plan
from partybuilding.plan.planfile import read_plan
from tests import sample_plan
from tests.plan.plan_text import shipped

DAY = date(2005, 11, 15)

Sample = tuple[list[Community], Plan]

SAMPLE, SHIPPED, DEMONSTRATION = "sample", "shipped", "demonstration"
# So many tests, and it is made anew: what they have taken back is only then cleared away.
TESTS_ON_ONE_PLAN = 200


def plan_of(item: pytest.Item | pytest.Collector) -> str:
    """Return the plan a test begins with, in a transaction of its own: SAMPLE and the like, "" for none.

    Not a plan of its module's own.
    """
    if not isinstance(item, pytest.Function):
        return ""
    marker = item.get_closest_marker("django_db")
    if "transactional_db" in item.fixturenames or (marker is not None and marker.kwargs.get("transaction")):
        return ""
    for name, plan in (("built", DEMONSTRATION), ("shipped_plan", SHIPPED)):
        if name in item.fixturenames:
            return plan
    return SAMPLE if "plan" in item.fixturenames and not hasattr(item.module, "plan") else ""


def load_shipped_plan() -> None:
    """Load the plan of 2004 as an office begins with it."""
    load_plan(file=read_plan(shipped()), reason="test")


def build_demonstration(media: Path) -> None:
    """Build the demonstration; its files go into a folder."""
    with override_settings(DEBUG=True, MEDIA_ROOT=media):
        call_command("demo", stdout=StringIO())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as autovacuum does, which sees nothing of an open transaction


class KeptPlan:
    """A plan in an open transaction, or an empty database."""

    def __init__(self, blocker: DjangoDbBlocker, media: Path) -> None:
        self._blocker = blocker
        self.media = media
        self._transaction: transaction.Atomic | None = None
        self._sample: Sample | None = None
        self._which = ""
        self._tests = 0

    def keep(self, which: str) -> None:
        """Let this plan stand for the next test."""
        # A file that was sent closes the connection.
        if self._which != which or self._tests >= TESTS_ON_ONE_PLAN or connection.closed_in_transaction:
            self.clear()
        self._tests += 1
        if self._which:
            return
        self._which = which
        with self._blocker.unblock():
            self._transaction = transaction.atomic()
            self._transaction.__enter__()
            day = override_settings(FENGXIANG_TODAY=DAY)
            with day, translation.override(settings.LANGUAGE_CODE):
                if which == DEMONSTRATION:
                    build_demonstration(self.media)
                elif which == SHIPPED:
                    load_shipped_plan()
                else:
                    communities = sample_plan.make_communities()
                    self._sample = communities, sample_plan.make_plan(communities)

    def clear(self) -> None:
        """Let the database be empty for the next test."""
        if self._transaction:
            with self._blocker.unblock():
                transaction.set_rollback(True)
                self._transaction.__exit__(None, None, None)
        self._transaction = self._sample = None
        self._which, self._tests = "", 0

    @property
    def is_shipped(self) -> bool:
        """Whether the shipped plan stands."""
        return self._which == SHIPPED

    def sample(self) -> Sample | None:
        """Return the sample plan and its communities as they were just made, for one test; None if it is not there."""
        return deepcopy(self._sample)
