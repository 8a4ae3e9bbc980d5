"""Fail unless the catalogue and the sources hold the same texts, all of them translated.

Gathers the texts of the sources anew in a copy of the project, and compares them with locale/*/LC_MESSAGES/*.po.
"""

# ruff: noqa: S603, S607, T201 -- it starts gettext and prints, on a developer's machine

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ["manage.py", "fengxiang", "communities", "partybuilding", "templates", "static"]

Key = tuple[str | None, str, str]


def entries(path: Path) -> dict[Key, polib.POEntry]:
    """Return a catalogue's entries in use, by context, text and plural."""
    return {
        (entry.msgctxt, entry.msgid, entry.msgid_plural): entry
        for entry in polib.pofile(str(path))
        if not entry.obsolete
    }


def gather(committed: Path, copy: Path) -> Path:
    """Write the texts of the sources into a fresh catalogue in `copy`, and return it."""
    locale, domain = committed.parent.parent.name, committed.stem
    fresh = copy / committed.relative_to(ROOT)
    fresh.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "manage.py", "makemessages", "--locale", locale, "--domain", domain, "--verbosity", "0"]
    subprocess.run(command, cwd=copy, env={**os.environ, "DEBUG": "1"}, check=True)
    return fresh


def faults(committed: Path, fresh: Path) -> Iterator[str]:
    """Yield what is wrong with a committed catalogue, one line each."""
    ours, written = entries(committed), entries(fresh)
    for key in written.keys() - ours.keys():
        yield f"missing: {key[1]!r}"
    for key in ours.keys() - written.keys():
        yield f"no longer in the sources: {key[1]!r}"
    if polib.pofile(str(committed)).metadata_is_fuzzy:
        yield "the header is marked fuzzy: pybabel leaves the whole catalogue out"
    for (_, text, _), entry in ours.items():
        if entry.fuzzy:
            yield f"fuzzy: {text!r}"
        elif not entry.translated():
            yield f"not translated: {text!r}"
    # Placeholders that differ between text and translation, and the syntax of the file.
    checked = subprocess.run(
        ["msgfmt", "--check", "--output-file", os.devnull, str(committed)],
        capture_output=True,
        text=True,
    )
    if checked.returncode:
        yield from checked.stderr.splitlines()


def main() -> int:
    """Print the faults of every catalogue; 1 if there is one, or no catalogue at all."""
    catalogues = sorted(ROOT.glob("locale/*/LC_MESSAGES/*.po"))
    if not catalogues:
        print("There is no catalogue under locale/: make messages")
        return 1
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in SOURCES:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, copy / name)
        (copy / "locale").mkdir()
        for committed in catalogues:
            lines = sorted(faults(committed, gather(committed, copy)))
            wrong += len(lines)
            print(f"{committed.relative_to(ROOT)}: {len(lines)} faults")
            for line in lines:
                print(f"  {line}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
