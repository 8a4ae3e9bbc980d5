"""Ways to tamper with the record by somebody who has the database, the code and time."""

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from partybuilding.models import AuditEntry, AuditHead
from partybuilding.record.entry import MEMBERS, entry_bytes
from partybuilding.record.tree import Trees

Rows = list[dict[str, Any]]


def load() -> Rows:
    return [dict(row) for row in AuditEntry.objects.order_by("position").values()]


def store(rows: Rows) -> None:
    """Put these rows in the place of all, position for position."""
    AuditEntry.objects.all().delete()
    AuditEntry.objects.bulk_create([AuditEntry(**row) for row in rows], batch_size=40)


def recomputed(rows: Rows, *, renumber: bool = True) -> Rows:
    """Return the rows with all that follows from their content made anew, and set the head to it."""
    trees = Trees.load()
    for position, row in enumerate(rows):
        if renumber:
            row["position"] = position
        trees.add(entry_bytes([row[name] for name in MEMBERS]))
        row["sha256"], row["sm3"] = trees.roots()
    AuditHead.objects.update(size=trees.size, sha256=trees.sha256.text(), sm3=trees.sm3.text())
    return rows


TEXTS = ("name", "actor_name", "object_label", "before", "after", "reason", "source", "sha256", "sm3")


def change(rows: Rows, lot: random.Random) -> tuple[Rows, int]:
    """Change something of one entry."""
    place = lot.randrange(len(rows))
    row, name = rows[place], lot.choice([*TEXTS, "moment", "actor"])
    if name == "moment":
        row[name] += timedelta(microseconds=lot.choice([-1, 1, 10**6]))
    elif name == "actor":
        row[name] = (row[name] or 0) + 1
    else:
        row[name] = (row[name] + " ")[:64] if name not in {"sha256", "sm3"} else row[name][::-1]
    return rows, place


def delete(rows: Rows, lot: random.Random) -> tuple[Rows, int]:
    """Take one entry out, and leave the gap or close it."""
    place = lot.randrange(len(rows) - 1)
    del rows[place]
    if lot.random() < 0.5:
        for position, row in enumerate(rows):
            row["position"] = position
    return rows, place


def insert(rows: Rows, lot: random.Random) -> tuple[Rows, int]:
    """Put a copy of an entry in somewhere, the last place included."""
    place = lot.randrange(len(rows) + 1)
    rows.insert(place, {**lot.choice(rows), "reason": "put in"})
    for position, row in enumerate(rows):
        row["position"] = position
    return rows, place


def swap(rows: Rows, lot: random.Random) -> tuple[Rows, int]:
    """Let two entries change places."""
    one, other = sorted(lot.sample(range(len(rows)), 2))
    rows[one], rows[other] = rows[other], rows[one]
    rows[one]["position"], rows[other]["position"] = one, other
    return rows, one


def cut(rows: Rows, lot: random.Random) -> tuple[Rows, int]:
    """Cut the end off, and set the head back as if it had never been."""
    place = lot.randrange(len(rows))
    kept = rows[:place]
    return (recomputed(kept) if lot.random() < 0.5 else kept), place


def make_anew(rows: Rows, lot: random.Random) -> tuple[Rows, int]:
    """Change, take out, put in or swap, and make all that follows anew.

    What is put in behind the last head that was printed is what comes next: nobody is its witness yet.
    """
    before = [dict(row) for row in rows]
    rows, place = lot.choice([change, delete, insert, swap])(rows, lot)
    rows = recomputed(rows)
    return (rows, place) if rows[: len(before)] != before else make_anew(before, lot)


WAYS: tuple[Callable[[Rows, random.Random], tuple[Rows, int]], ...] = (change, delete, insert, swap, cut, make_anew)
