"""The tree over the entries of the record, in the manner of RFC 9162: pure.

A leaf is H(0x00 || entry), a node H(0x01 || left || right). What is kept of it are the roots of the full subtrees, of
which there are as many as ones in the binary number of leaves: so a leaf is added, and the root found, in O(log n).
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

from partybuilding.record.sm3 import sm3

HashFunction = Callable[[bytes], bytes]
DIGEST = 32  # bytes, of either function


def sha256(data: bytes) -> bytes:
    """Return the SHA-256 of some bytes."""
    return hashlib.sha256(data).digest()


@dataclass
class CompactTree:
    """The tree over `size` leaves, by the roots of its full subtrees, the largest first."""

    digest: HashFunction
    size: int = 0
    subtrees: list[bytes] = field(default_factory=list)

    @classmethod
    def load(cls, digest: HashFunction, size: int, text: str) -> "CompactTree":
        """Return the tree that was kept as hexadecimal digits; ValueError if there are not as many as its size asks."""
        kept = bytes.fromhex(text)
        if len(kept) != DIGEST * size.bit_count():
            raise ValueError(f"{len(kept)} bytes are no compact tree of {size} leaves")
        return cls(digest, size, [kept[start : start + DIGEST] for start in range(0, len(kept), DIGEST)])

    def text(self) -> str:
        """Return the subtrees as hexadecimal digits, as `load` takes them."""
        return b"".join(self.subtrees).hex()

    def add(self, entry: bytes) -> None:
        """Add the bytes of an entry as the next leaf."""
        node = self.digest(b"\x00" + entry)
        size = self.size
        while size & 1:
            node = self.digest(b"\x01" + self.subtrees.pop() + node)
            size >>= 1
        self.subtrees.append(node)
        self.size += 1

    def root(self) -> str:
        """Return the root as hexadecimal digits; of no leaf, the digest of nothing."""
        if not self.subtrees:
            return self.digest(b"").hex()
        root = self.subtrees[-1]
        for left in self.subtrees[-2::-1]:
            root = self.digest(b"\x01" + left + root)
        return root.hex()


@dataclass
class Trees:
    """The two trees over the same entries: SHA-256 and, as 国密 asks, SM3."""

    sha256: CompactTree
    sm3: CompactTree

    @classmethod
    def load(cls, size: int = 0, sha256_text: str = "", sm3_text: str = "") -> "Trees":
        """Return both trees as they were kept; ValueError if they cannot be of this size."""
        return cls(CompactTree.load(sha256, size, sha256_text), CompactTree.load(sm3, size, sm3_text))

    @property
    def size(self) -> int:
        return self.sha256.size

    def add(self, entry: bytes) -> None:
        """Add an entry's bytes to both."""
        self.sha256.add(entry)
        self.sm3.add(entry)

    def roots(self) -> tuple[str, str]:
        """Return the roots, SHA-256 and SM3."""
        return self.sha256.root(), self.sm3.root()
