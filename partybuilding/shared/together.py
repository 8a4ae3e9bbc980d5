"""Several acts that one form asks for, as one: what was typed is kept, and something is done with it."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from communities.models import User
from partybuilding.shared.act import perform

R = TypeVar("R")


def perform_together(name: str, actor: User, run: Callable[[], R], *, about: Iterable[object] = ()) -> R | None:
    """Do several acts that one form asks for as one, of this name, and return what `run` returns.

    None if the same form is being taken by another request; ActionError as of `perform`. A part that is refused is the
    reason the record tells, and takes back nothing of the others where `run` goes on: what was typed stays kept.
    """
    done: list[R] = []

    def together() -> None:
        done.append(run())

    perform(name, actor, together, about=about)
    return done[0] if done else None
