"""What stands in an entry of the record, and the bytes it comes to: pure.

The bytes are one line of JSON: the members in alphabetical order, nothing between them, every character beyond ASCII
and every control character escaped. Whoever writes a verifier needs no more than docs/record.md says.
"""

import json
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

# The members of an entry's JSON, which are the columns of the table save the roots.
MEMBERS = (
    *("position", "moment", "kind", "name", "outcome", "actor", "actor_name", "actor_role", "actor_unit", "source"),
    *("request", "object_type", "object_id", "object_label", "before", "after", "reason"),
)
LONGEST = {
    "name": 120,
    "actor_name": 80,
    "actor_role": 20,
    "actor_unit": 120,
    "source": 45,
    "request": 20,
    "object_type": 60,
    "object_id": 60,
    "object_label": 200,
    "reason": 500,
}
_NO_LETTERS = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}  # control characters, those that turn the line, and no letters


@dataclass(kw_only=True, slots=True)
class EntryDraft:
    """What is to be written; `before` and `after` are canonical JSON, or nothing."""

    kind: str
    name: str
    outcome: str
    actor: int | None = None
    actor_name: str = ""
    actor_role: str = ""
    actor_unit: str = ""
    source: str = ""
    request: str = ""
    object_type: str = ""
    object_id: str = ""
    object_label: str = ""
    before: str = ""
    after: str = ""
    reason: str = ""

    def values(self, position: int, moment: datetime) -> list[Any]:
        """Return the members of the entry at a position, in their order: each text fit for its column and one line."""
        values = [getattr(self, name) for name in MEMBERS[2:]]
        for place, most in _PLACES:
            if (text := values[place]) and not (len(text) <= most and text.isprintable()):
                values[place] = one_line(text, most)
        # Texts and not choices: a database's driver looks twice at what is a text and more.
        return [position, moment, str(values[0]), values[1], str(values[2]), *values[3:]]


_PLACES = tuple((MEMBERS.index(name) - 2, most) for name, most in LONGEST.items())


def one_line(text: str, most: int) -> str:
    """Return a text with whatever would break or turn a line written out (\\n, \\u202e), no longer than `most`."""
    if not text.isprintable():
        text = "".join(
            letter
            if unicodedata.category(letter) not in _NO_LETTERS
            else letter.encode("unicode_escape", "surrogatepass").decode()
            for letter in text
        )
    return text if len(text) <= most else text[: most - 1] + "…"


_encoder = json.JSONEncoder(sort_keys=True, separators=(",", ":"))


def canonical_json(value: Any) -> str:
    """Return a value as the one line of JSON that stands for it."""
    return _encoder.encode(value)


def moment_text(moment: datetime) -> str:
    """Return a moment as it stands in an entry: 2005-11-15T01:02:03.000004+00:00."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def entry_bytes(values: Iterable[Any]) -> bytes:
    """Return the bytes of an entry, given its members in their order."""
    members = dict(zip(MEMBERS, values, strict=True))
    members["moment"] = moment_text(members["moment"])
    return canonical_json(members).encode("ascii")
