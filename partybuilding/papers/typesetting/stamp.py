"""The version code of a paper, and the picture of the address that resolves it."""

import io

import segno

from partybuilding.papers.typesetting.text import Stamp

# No 0, O, 1, I, L, U: what is read from paper is typed right.
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUP = 4


def code_of(digest: str, groups: int = 2) -> str:
    """Return a short code of a hexadecimal digest, in groups of four: 7K3M-Q2XR; more groups tell more apart."""
    number, letters = int(digest, 16), []
    for _place in range(groups * GROUP):
        number, rest = divmod(number, len(LETTERS))
        letters.append(LETTERS[rest])
    return "-".join("".join(letters[first : first + GROUP]) for first in range(0, len(letters), GROUP))


def stamp_of(code: str, address: str, head: str = "") -> Stamp:
    """Return what is printed at the foot; without an address no picture."""
    if not address:
        return Stamp(code, head)
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="png", scale=8, border=1)
    return Stamp(code, head, out.getvalue())
