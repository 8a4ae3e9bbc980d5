"""What was computed once and is not computed again: kept by everything it depends on, so that it is never stale.

A bounded number of things in each worker's memory; what was not asked for lately goes first.
"""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

V = TypeVar("V")


class Remembered(Generic[V]):
    """Values by their keys, at most so many; threads may ask at the same time, and at worst two compute the same.

    What is asked for is among the recent; once these are half of what may be kept, those that were recent before are
    dropped. So a value that is there costs one look.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self._recent: dict[Hashable, V] = {}
        self._before: dict[Hashable, V] = {}

    def of(self, key: Hashable, compute: Callable[[], V]) -> V:
        """Return what is kept under a key, which has to say all that `compute` reads; else compute and keep it."""
        try:
            return self._recent[key]
        except KeyError:
            pass
        try:
            value = self._before[key]
        except KeyError:
            value = compute()
        if len(self._recent) * 2 >= self.most:
            self._before, self._recent = self._recent, {}
        self._recent[key] = value
        return value

    def __len__(self) -> int:
        return len(self._recent.keys() | self._before.keys())
