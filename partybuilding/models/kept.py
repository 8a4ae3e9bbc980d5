"""Data kept as they stood, for ever: one form, a digest of its bytes, and a way to read what earlier versions wrote."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from fengxiang.bilingual import pick

Tree = dict[str, Any]
FIRST = 1  # data that do not say which version wrote them are of the first


class UnreadableError(Exception):
    """Kept content is so damaged, or so new, that nothing can be shown of it."""


class Canonical(NamedTuple):
    """Data as text, always in the same form, and the digest of its bytes: the columns of KeptData."""

    content: str
    sha256: str


def canonical(tree: Mapping[str, Any]) -> Canonical:
    """Return data as text that is the same whenever they are, with its digest."""
    text = json.dumps(tree, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return Canonical(text, digest(text.encode()))


def digest(content: bytes) -> str:
    """Return the SHA-256 of some bytes, in hexadecimal figures."""
    return hashlib.sha256(content).hexdigest()


LANGUAGES = {"zh": "zh-hans", "en": "en"}


@dataclass(frozen=True, slots=True)
class Words:
    """A text in both languages, as it stood on the day; reads as the language of whoever looks."""

    chinese: str
    english: str

    def __str__(self) -> str:
        return pick(self.chinese, self.english)

    def __bool__(self) -> bool:
        return bool(self.chinese)

    @classmethod
    def of(cls, kept: str | Mapping[str, Any]) -> "Words":
        """Return a kept text: one string where both languages say the same."""
        return cls(kept, kept) if isinstance(kept, str) else cls(kept["zh"], kept["en"])


def in_both_languages(write: Callable[[], Tree]) -> Tree:
    """Return what `write` gives in each language as one tree; where a text differs, both."""
    trees = {}
    for key, language in LANGUAGES.items():
        with translation.override(language):
            trees[key] = write()
    merged: Tree = _merged(trees["zh"], trees["en"])
    return merged


def _merged(chinese: Any, english: Any) -> Any:
    """Return two trees of one shape as one; where they differ, both texts."""
    if isinstance(chinese, dict):
        return {key: _merged(value, english[key]) for key, value in chinese.items()}
    if isinstance(chinese, list):
        return [_merged(*pair) for pair in zip(chinese, english, strict=True)]
    return chinese if chinese == english else {"zh": chinese, "en": english}


class KeptData(models.Model):
    """Data as they stood, with their digest. Never changed."""

    # JSON as text: the digest is of these very bytes, which a database's own JSON type would not keep.
    content = models.TextField(_("content"))
    sha256 = models.CharField("SHA-256", max_length=64)

    class Meta:
        abstract = True

    @property
    def is_intact(self) -> bool:
        """Whether the content is still what was kept, byte for byte."""
        return digest(self.content.encode()) == self.sha256

    def data(self, *upgrades: Callable[[Tree], Tree]) -> Tree:
        """Return the data in today's form: the n-th upgrade makes version n + 1 of version n.

        UnreadableError if they are no data, or of a version that is not known here.
        """
        try:
            tree: Tree = json.loads(self.content)
            version = tree.get("version", FIRST)
        except (ValueError, AttributeError) as error:
            raise UnreadableError from error
        if version not in range(FIRST, FIRST + len(upgrades) + 1):
            raise UnreadableError
        for upgrade in upgrades[version - FIRST :]:
            tree = upgrade(tree)
        return tree
