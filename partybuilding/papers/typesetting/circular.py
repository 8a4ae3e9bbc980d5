"""What all circulars 通报 of the leading office have in common: mark, number, title, addressees, signature and foot."""

from collections.abc import Iterable, Sequence

from partybuilding.papers.typesetting.sentences import Content, day_of
from partybuilding.papers.typesetting.text import Annex, Block, PaperText
from partybuilding.papers.typesetting.words import title_lines


def circular(content: Content, title: Sequence[str], blocks: Iterable[Block], annexes: Sequence[Annex]) -> PaperText:
    """Return a circular whose title is set from these pieces, none of which is broken between two lines."""
    letter = content["letterhead"]
    return PaperText(
        name="".join(title),
        mark=f"{letter['organ']}文件",
        number=content["number"],
        title=title_lines(title),
        recipients=letter["recipients"],
        blocks=list(blocks),
        signature=letter["organ"],
        date=content["date"],
        annexes=annexes,
        copies=letter["copies"],
        printed_by=letter["printed_by"],
        printed_on=day_of(content["dated"]),
    )
