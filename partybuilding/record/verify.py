"""Proving the record: that nothing in it was changed, taken out, put in, cut off or made anew (docs/record.md)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max

from partybuilding.models import AuditEntry, AuditHead
from partybuilding.record.entry import MEMBERS, entry_bytes
from partybuilding.record.heads import Head, printed_heads
from partybuilding.record.tree import Trees

_CHUNK = 2000


@dataclass(frozen=True)
class Flaw:
    """What is wrong, and at which entry: somewhere from `since` to `position` where what follows was made anew."""

    kind: str
    position: int
    since: int | None = None


@dataclass
class RecordProof:
    """What was looked at, and the first thing that is wrong; None if all is as it was written."""

    entries: int = 0
    heads: int = 0
    too_old: int = 0  # heads of before the first entry that is kept
    flaw: Flaw | None = None
    head: Head | None = None


@dataclass
class _Walk:
    """Goes through the entries one after another, and past the heads on the way."""

    trees: Trees
    heads: list[Head]
    good: int = 0  # the size at the last head that agreed
    proof: RecordProof = field(default_factory=RecordProof)

    def pass_heads(self) -> Flaw | None:
        while self.heads and self.heads[0].size <= self.trees.size:
            head = self.heads.pop(0)
            if head.size < self.trees.size:
                self.proof.too_old += 1  # only at the beginning: every later size is passed
            elif head.is_of(self.trees.roots()):
                self.proof.heads += 1
                self.good = head.size
            else:
                return Flaw("recomputed", head.size - 1, since=self.good)
        return None

    def take(self, row: tuple[Any, ...]) -> Flaw | None:
        *values, sha256, sm3 = row
        expected = self.trees.size
        if values[0] != expected:
            return Flaw("removed" if values[0] > expected else "inserted", min(values[0], expected))
        self.trees.add(entry_bytes(values))
        self.proof.entries += 1
        if (sha256, sm3) != self.trees.roots():
            return Flaw("changed", expected)
        return self.pass_heads()


def verify(heads: Iterable[Head] = ()) -> RecordProof:
    """Prove the record against its own head, the heads the site knows to be printed, and these, typed from paper."""
    extent = Extent.now()
    kept = extent.kept
    try:
        trees = Trees.load(kept.first, kept.first_sha256, kept.first_sm3)
    except ValueError:
        return RecordProof(flaw=Flaw("head", kept.first))
    walk = _Walk(trees, sorted([*heads, *extent.heads], key=lambda head: head.size), good=kept.first)
    walk.proof.flaw = walk.pass_heads() or _first_flaw(walk, extent)
    walk.proof.head = Head(walk.trees.size, *walk.trees.roots())
    return walk.proof


@dataclass(frozen=True)
class Extent:
    """How far the record went at a moment: what is written while it is proved comes after."""

    heads: list[Head]
    kept: AuditHead
    until: int

    @classmethod
    def now(cls) -> "Extent":
        """Read what each of these may be behind, and never ahead of, before the next."""
        heads, last = printed_heads(), AuditEntry.objects.aggregate(last=Max("position"))["last"]
        kept = AuditHead.objects.filter(pk=1).first() or AuditHead()
        return cls(heads, kept, max(kept.size, -1 if last is None else last + 1))

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Yield its entries with their roots, by position, as tuples of the columns."""
        entries = AuditEntry.objects.filter(position__lt=self.until).order_by("position")
        return entries.values_list(*MEMBERS, "sha256", "sm3").iterator(_CHUNK)


def _first_flaw(walk: _Walk, extent: Extent) -> Flaw | None:
    kept = extent.kept
    for row in extent.rows():
        if (flaw := walk.take(row)) is not None:
            return flaw
    size = walk.trees.size
    if kept.size > size:
        return Flaw("cut", size)
    if walk.heads:
        return Flaw("short", size, since=walk.good)
    if kept.size < size:
        return Flaw("inserted", kept.size)
    if (kept.sha256, kept.sm3) != (walk.trees.sha256.text(), walk.trees.sm3.text()):
        return Flaw("head", size)
    return None
