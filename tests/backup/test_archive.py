"""An archive: every byte of it is vouched for, and what is damaged is named."""

import io
import os
import tarfile
from secrets import SystemRandom

import pytest

from partybuilding.backup.archive import MANIFEST, SEAL, Archive, ArchiveWriter, DamagedError

FLIPS = int(os.environ.get("FLIPS", "100"))
PARTS = {
    "database.dump": b"rows" * 2_000,
    "files/evidence/佐证": b"",
    f"files/{'long/' * 40}a": b"pdf" * 700,
    "b": b"x" * 512,
}


@pytest.fixture(scope="module")
def written() -> bytes:
    out = io.BytesIO()
    archive = ArchiveWriter(out)
    for name, content in PARTS.items():
        archive.add(name, len(content), [content[:100], content[100:]])
    archive.close({"stamp": "2005-11-15"})
    return out.getvalue()


def damaged(content: bytes) -> list[str]:
    try:
        return Archive(io.BytesIO(content)).damaged()
    except DamagedError as error:
        return error.parts


def places(content: bytes) -> list[tuple[str, int]]:
    """Return the parts of an archive with where each of them ends, as its manifest and the lengths say."""
    archive, ends, end = Archive(io.BytesIO(content)), [], 0
    for part in archive.parts:
        end += part.length
        ends.append((part.name, end))
    return [*ends, (MANIFEST, len(content) - 4 * tarfile.BLOCKSIZE), (SEAL, len(content))]


def flipped(content: bytes, bit: int) -> bytes:
    changed = bytearray(content)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def test_what_was_written_is_read(written):
    archive = Archive(io.BytesIO(written))
    assert archive.damaged() == []
    assert {name: b"".join(archive.chunks(name)) for name in PARTS} == PARTS
    assert archive.manifest["stamp"] == "2005-11-15"


def test_tar_reads_it_without_us(written):
    with tarfile.open(fileobj=io.BytesIO(written)) as archive:
        assert archive.getnames() == [*PARTS, MANIFEST, SEAL]
        extracted = archive.extractfile("database.dump")
        assert extracted is not None
        assert extracted.read() == PARTS["database.dump"]


def test_each_bit_that_flips_is_refused_and_its_part_is_named(written):
    ends = places(written)
    wrong = []
    for bit in SystemRandom().sample(range(len(written) * 8), FLIPS):
        part = next(name for name, end in ends if bit // 8 < end)
        if part not in damaged(flipped(written, bit)):
            wrong.append((bit, part, damaged(flipped(written, bit))))
    assert wrong == []


@pytest.mark.parametrize("part", [*PARTS, MANIFEST, SEAL])
@pytest.mark.parametrize("where", ["header", "end"])
def test_header_and_padding_are_vouched_for_too(written, part, where):
    ends = dict(places(written))
    starts = dict(zip(ends, [0, *ends.values()], strict=False))
    byte = starts[part] + 257 if where == "header" else ends[part] - 1
    assert part in damaged(flipped(written, byte * 8))


@pytest.mark.parametrize("length", [0, 100, 2_048, 9_000])
def test_what_is_cut_off_is_refused(written, length):
    assert damaged(written[:length]) == [SEAL]


def test_what_is_added_is_refused(written):
    assert damaged(written + bytes(512)) == [SEAL]
    assert damaged(bytes(512) + written)


def test_a_part_that_is_not_as_long_as_it_was_is_not_written():
    with pytest.raises(ValueError, match="3 bytes"):
        ArchiveWriter(io.BytesIO()).add("a", 2, [b"abc"])
