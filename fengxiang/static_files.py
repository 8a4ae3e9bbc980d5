"""Our style sheets and scripts as they are sent: what they import stands in them, so that a page asks once for each.

A sheet or a script names at its head what it needs, in the language's own words (`@import "x.css";`,
`import { say } from "./x.js";`), each on a line of its own. It is sent with those files in its place, each once, as if
the browser had fetched them.
"""

import os
import posixpath
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from threading import get_ident
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.storage import FileSystemStorage, Storage

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_BLANKS = re.compile(r"""("[^"]*")|;?\s*([{}])\s*|([;:,])\s+|\s+""")
_SHEET_IMPORT = re.compile(r'^@import "([^"]+)"([^;]*);\n', re.MULTILINE)
_SCRIPT_IMPORT = re.compile(r'^import (?:\{[^}]*\} from )?"([^"]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export ", re.MULTILINE)


class SentFiles(finders.FileSystemFinder):
    """Finds our own files, sheets and scripts as they are sent: the same for developers and for `collectstatic`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._sent = FileSystemStorage(location=settings.BASE_DIR / "build" / "sent")
        self._written: dict[str, int] = {}  # when a source had last been changed as a file was written

    def find(self, path: str, find_all: Any = False) -> Any:
        """Return the path of a file as it is sent; where all are asked for, those of the sources."""
        written = super().find(path, find_all)
        return self._send(path) if isinstance(written, str) and _is_ours(path) else written

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        """Return the names of all files, each with the storage that holds it as it is sent."""
        for path, storage in super().list(ignore_patterns):
            if _is_ours(path):
                self._send(path)
            yield path, self._sent if _is_ours(path) else storage

    def _send(self, path: str) -> str:
        """Write a file as it is sent, and return where; anew once any source has changed, which it may import."""
        target, changed = Path(self._sent.path(path)), self._last_change()
        if self._written.get(path) == changed and target.exists():
            return str(target)
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = target.with_suffix(f".{os.getpid()}-{get_ident()}")  # whoever reads meanwhile reads a whole file
        beside.write_text(as_sent(path), encoding="utf-8")
        beside.replace(target)
        self._written[path] = changed
        return str(target)

    def _last_change(self) -> int:
        """Return when a file of ours was last changed, or a folder by one more or less, in nanoseconds."""
        return max(path.stat().st_mtime_ns for _prefix, folder in self.locations for path in Path(folder).rglob("*"))


def as_sent(name: str) -> str:
    """Return a sheet or a script with what it imports; FileNotFoundError if one is missing.

    A sheet goes without comments, and without blanks where they say nothing: after a brace, a semicolon, a colon or a
    comma. Before a colon they stand for "inside".
    """
    if name.endswith(".css"):
        return _BLANKS.sub(_telling, _COMMENT.sub("", _sheet(name, set())).strip())
    return _script(name, set())


def source(name: str) -> str:
    """Return the text of a static file as it is written, ours or a library's; FileNotFoundError if there is none."""
    paths = finders.find(name, find_all=True)
    if not paths:
        raise FileNotFoundError(name)
    return Path(paths[0]).read_text(encoding="utf-8")


def _sheet(name: str, seen: set[str]) -> str:
    def imported(match: re.Match[str]) -> str:
        other, media = _beside(name, match[1]), match[2]
        text = "" if other in seen else _sheet(other, seen)
        return f"@media{media} {{\n{text}}}\n" if media else text

    seen.add(name)
    return _SHEET_IMPORT.sub(imported, source(name))


def _script(name: str, seen: set[str]) -> str:
    """Return a script after those it imports, its names its own in braces; what exports is open to all that follow."""
    seen.add(name)
    text = source(name)
    before = [
        _script(other, seen)
        for other in (_beside(name, match[1]) for match in _SCRIPT_IMPORT.finditer(text))
        if other not in seen
    ]
    text, exported = _EXPORT.subn("", _SCRIPT_IMPORT.sub("", text))
    return "".join([*before, text if exported else f"{{\n{text}}}\n"])


def _telling(blanks: re.Match[str]) -> str:
    """Return what says something of a match: a text as it stands, a sign, a blank."""
    return blanks[1] or blanks[2] or blanks[3] or " "


def _beside(name: str, other: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), other))


def _is_ours(path: str) -> bool:
    return path.endswith((".css", ".js"))
