"""The heads of the record that are printed: how many entries there are, and the roots of the trees over them.

Short, a root is its first sixteen hexadecimal digits, of either digest: whoever wants to make other entries come to the
same must find 128 bits.
"""

import re
from dataclasses import dataclass

from django.db import DEFAULT_DB_ALIAS, connections, models

from partybuilding.models import PrintedHead
from partybuilding.record.tree import Trees

SHORT = 16  # hexadecimal digits
_DIGITS = re.compile("[0-9A-F]{16,64}")
_READ = "SELECT size, sha256, sm3 FROM partybuilding_audithead WHERE id = 1"


@dataclass(frozen=True)
class Head:
    """How many entries there are, and their roots, or as much of them as was printed."""

    size: int
    sha256: str
    sm3: str

    def __str__(self) -> str:
        """Return it as `manage.py verify` and the verifier take it: 1234:9f3a27c1d0e4b5a6:51b2…"""
        return f"{self.size}:{self.sha256[:SHORT]}:{self.sm3[:SHORT]}"

    @property
    def printed(self) -> str:
        """Return it as it is printed in Chinese papers: 存证1234条 · 9f3a 27c1 d0e4 b5a6 · SM3 51b2 …"""
        return f"存证{self.size}条 · {_grouped(self.sha256)} · SM3 {_grouped(self.sm3)}"

    @classmethod
    def parse(cls, text: str) -> "Head":
        """Return a head as it was printed, or typed from paper; ValueError for any other text."""
        parts = [part.upper().replace("SM3", "").replace(" ", "") for part in re.split("[:·]", text)]
        if len(parts) != 3 or not all(_DIGITS.fullmatch(part) for part in parts[1:]):
            raise ValueError(text)
        return cls(int(re.sub(r"\D", "", parts[0])), parts[1].lower(), parts[2].lower())

    def is_of(self, roots: tuple[str, str]) -> bool:
        """Say whether these are its roots, as far as they were printed."""
        return roots[0].startswith(self.sha256) and roots[1].startswith(self.sm3)


def _grouped(root: str) -> str:
    return " ".join(root[start : start + 4] for start in range(0, SHORT, 4))


def current_head() -> Head:
    """Return the head as it is now."""
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(_READ)
        trees = Trees.load(*(cursor.fetchone() or ()))
    return Head(trees.size, *trees.roots())


def keep_head(head: Head, row: models.Model) -> None:
    """Write down, in the act that is being done, which head is printed on what a row keeps."""
    options = row._meta
    PrintedHead.objects.create(
        size=head.size, sha256=head.sha256, sm3=head.sm3, object_type=options.label_lower, object_id=row.pk
    )


def head_on(row: models.Model) -> Head | None:
    """Return the head that is printed on what a row keeps; None if it is older than the record."""
    kept = PrintedHead.objects.filter(object_type=row._meta.label_lower, object_id=row.pk).order_by("pk").first()
    return Head(kept.size, kept.sha256, kept.sm3) if kept else None


def printed_heads() -> list[Head]:
    """Return every head the site knows to be printed somewhere, the smallest first."""
    return [Head(*row) for row in PrintedHead.objects.order_by("size").values_list("size", "sha256", "sm3")]
