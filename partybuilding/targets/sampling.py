"""Drawing lots 抽签: a few things out of many, at random, and again the same with the same seed. Pure."""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


def draw(seed: str, population: Sequence[T], size: int) -> list[T]:
    """Return `size` things of the population in the order drawn, all of it if it has no more.

    Each thing gets a lot in the population's order; the lowest win. Only `Random.random` is used, the one method
    Python promises to repeat for a seed in every version.
    """
    chance = Random(seed)  # noqa: S311 - it has to be repeatable, not secret
    drawn = [(chance.random(), place) for place in range(len(population))]
    return [population[place] for _lot, place in sorted(drawn)[:size]]
