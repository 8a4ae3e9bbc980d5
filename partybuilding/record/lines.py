"""The record as a file for whoever wants to prove it by other means (docs/record.md, deploy/verify_record.py)."""

from collections.abc import Iterator

from partybuilding.record.entry import entry_bytes
from partybuilding.record.verify import Extent

FORMAT = "fengxiang-record 1"


def lines() -> Iterator[bytes]:
    """Yield the file's lines: what it begins with, each entry with its roots, the heads that are printed, the size."""
    extent = Extent.now()
    kept = extent.kept
    yield f"{FORMAT}\t{kept.first}\t{kept.first_sha256}\t{kept.first_sm3}\n".encode()
    for *values, sha256, sm3 in extent.rows():
        yield b"%s\t%s\t%s\n" % (entry_bytes(values), sha256.encode(), sm3.encode())
    for head in extent.heads:
        yield f"head\t{head}\n".encode()
    yield f"size\t{kept.size}\n".encode()
