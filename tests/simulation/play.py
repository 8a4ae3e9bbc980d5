"""Histories one after the other in one process, each from the same ground."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import setup_test_environment

from partybuilding.office import files
from partybuilding.shared import versions
from tests.simulation.databases import Ground
from tests.simulation.faults import install, watch_connection
from tests.simulation.history import History, ViolationError, in_two_windows, quiet
from tests.simulation.people import found_county

Plant = Callable[[pytest.MonkeyPatch], None]


@dataclass(frozen=True)
class Result:
    """What a seed came to: its history, and what did not hold, if anything."""

    history: History
    wrong: str


class Play:
    """A county that is put back before each seed."""

    def __init__(self, acts: int) -> None:
        self._acts = acts
        self._now: History | None = None
        quiet()
        setup_test_environment()
        # Its place is taken by the world, which knows one window from the other.
        settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if each != "tests.guard.OnlyInActs"]
        # Who logged in is put back with the rest before each seed, hours later in a long run.
        settings.SESSION_COOKIE_AGE = settings.SESSION_LIFE
        install()
        in_two_windows(lambda: self._now)
        vars(files)["A_DAY"] = timedelta(seconds=-1)  # a sweep takes what was left a moment ago
        self._ground = Ground()
        watch_connection()
        self._cast = found_county()
        files.check_files()  # takes the sums of what the plan brought
        self._ground.keep()
        self.database = connection.vendor

    def seed(self, seed: int) -> Result:
        """Play one history from the beginning."""
        self._ground.put_back()
        self._now = history = History(seed, self._cast, self._acts)
        try:
            history.live()
        except ViolationError as error:
            return Result(history, str(error))
        finally:
            self._now = None
        return Result(history, "")

    def find(self, plant: Plant, seeds: Iterable[int]) -> Result | None:
        """Plant a fault, and return what the first seed that found it came to; None if none did."""
        with pytest.MonkeyPatch.context() as patch:
            plant(patch)
            versions._tables.cache_clear()
            return next((result for result in map(self.seed, seeds) if result.wrong), None)

    def clear(self) -> None:
        self._ground.clear()
