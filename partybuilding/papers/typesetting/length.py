"""How long a paper may be: what goes beyond it moves from the text into annexes (减负: generally 4,000 characters)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from partybuilding.papers.typesetting.text import Annex, Block, PaperTable, count_characters

MOST = 4000  # characters of the text, its annexes not counted


@dataclass(frozen=True, slots=True)
class Listing:
    """How the list of a part looks as an annex: its title, the head of its two columns, and a paragraph as a row."""

    title: str
    head: tuple[str, str]
    row: Callable[[Block], tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a paper; with a `listing`, whatever follows the first `stay` paragraphs may go into an annex."""

    title: str
    blocks: Sequence[Block]
    listing: Listing | None = None
    stay: int = 1

    @property
    def surplus(self) -> int:
        """How many characters of it may go."""
        return count_characters(self.blocks[self.stay :]) if self.listing else 0


def within_length(parts: Sequence[Part], annexes: Sequence[Annex]) -> tuple[list[Part], list[Annex]]:
    """Return a paper's parts and annexes with the longest lists moved, as many of them as the text is too long for.

    What cannot be moved stays, however long.
    """
    too_much = count_characters([block for part in parts for block in part.blocks]) - MOST
    moved: list[Part] = []
    for part in sorted(parts, key=lambda part: -part.surplus):
        if too_much > 0 and part.surplus > 0:
            moved.append(part)
            too_much -= part.surplus
    left, listed = [], list(annexes)
    for part in parts:
        if part.listing is None or part not in moved:
            left.append(part)
            continue
        rows = tuple(part.listing.row(block) for block in part.blocks[part.stay :])
        listed.append(Annex(part.listing.title, (PaperTable(part.listing.head, rows, (36, 120)),)))
        pointer = Block(f"具体情况见附件{len(listed)}。")
        left.append(Part(part.title, [*part.blocks[: part.stay], pointer]))
    return left, listed
