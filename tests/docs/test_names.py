"""What the documents name is there: files, folders, functions, make targets, commands, and the pages they link to."""

import ast
import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import pytest
from django.core.management import get_commands

from tests.test_project import HOUSES, ROOT, name_of, sources

PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
ENDINGS = "py|html|js|css|toml|md|po|txt|yaml|sh"
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
A_FILE = re.compile(rf"(?:[\w.*-]+/)*[\w.*-]+\.(?:{ENDINGS})")
A_FOLDER = re.compile(r"\.?[\w-]+(?:/[\w-]+)*/")
A_NAME = re.compile(r"([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+)(?:\(.*\))?")
A_CALL = re.compile(r"(\w+)\(\)")
# Written by the site, by a person or by git; keys of the plan file; not files and functions of ours.
NOT_OURS = re.compile(
    r"media/|imports/|uploads/|datapackage\.json|data/.*|build/.*|\.venv/.*|\.env|db\.sqlite3|indicators\..*|K\d\d\..*|(?:django|translation)\..*"
)


@cache
def files() -> list[str]:
    """Return every file of the project, from its root on, without what is made or installed."""
    folders = [*HOUSES, "bench", "deploy", "docs", "locale", "requirements", "static", "templates", "tests", ".ci"]
    found = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file()]
    return [name_of(path) for path in [*found, *(path for path in ROOT.iterdir() if path.is_file())]]


def members(body: Iterable[ast.stmt], place: str) -> Iterator[str]:
    """Yield what is defined in a module or class, with its place before it."""
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield f"{place}.{node.name}"
        if isinstance(node, ast.ClassDef):
            yield from members(node.body, f"{place}.{node.name}")
        for target in getattr(node, "targets", [getattr(node, "target", None)]):
            if isinstance(target, ast.Name):
                yield f"{place}.{target.id}"


@cache
def defined() -> set[str]:
    """Return every name of the Python sources, from the root on and in each shorter way to say it."""
    whole = set()
    for path in sources(*HOUSES, "tests", "bench"):
        module = name_of(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        whole |= {module, *members(ast.parse(path.read_text()).body, module)}
    parts = [name.split(".") for name in whole]
    return {".".join(words[at:]) for words in parts for at in range(len(words))}


@cache
def called() -> set[str]:
    """Return the names of all functions, of the scripts too."""
    scripts = [path.read_text() for path in ROOT.glob("static/js/**/*.js")]
    return defined() | {name for text in scripts for name in re.findall(r"(?:^|\s)(\w+)\([^()]*\) \{", text)}


@cache
def targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def missing(text: str) -> list[str]:
    """Return what a document names and is not there."""
    faults = [f"make {word}" for word in re.findall(r"\bmake ([a-z-]+)\b(?=`|$)", text, re.MULTILINE)]
    faults = [fault for fault in faults if fault.removeprefix("make ") not in targets()]
    faults += [f"manage.py {word}" for word in re.findall(r"manage\.py (\w+)", text) if word not in get_commands()]
    faults += [word for word in re.findall(r"(?<![\w/])test_\w+\b(?!\.py)", text) if word not in defined()]
    for said in re.findall(r"`([^`\n]+)`", FENCE.sub("", text)):
        if NOT_OURS.fullmatch(said):
            continue
        if A_FILE.fullmatch(said):
            found = any(fnmatch(f"/{each}", f"*/{said}") for each in files())
        elif A_FOLDER.fullmatch(said):
            found = any(f"/{said}" in f"/{each}" for each in files())
        elif name := A_NAME.fullmatch(said):
            found = name[1] in defined()
        elif name := A_CALL.fullmatch(said):
            found = name[1] in called()
        else:
            continue
        if not found:
            faults.append(said)
    return faults


def broken_links(page: Path) -> list[str]:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text())
    return [link for link in links if not (page.parent / link).exists()]


@pytest.mark.parametrize("document", PAGES, ids=name_of)
def test_what_a_document_names_is_there(document: Path) -> None:
    assert missing(document.read_text()) == []
    assert broken_links(document) == []


@pytest.mark.parametrize(
    "said",
    [
        "`partybuilding/timeline.py`",
        "`reports/rulez.py`",
        "`attic/`",
        "`actions.save_all`",
        "`Plan.draft`",
        "`flushed()`",
        "test_it_all",
        "`make demos`",
        "`manage.py reminder`",
    ],
)
def test_what_is_not_there_would_be_found(said: str) -> None:
    assert missing(said)


def test_what_is_there_is_found() -> None:
    text = "`reports/rules.py`, `static/js/`, `actions.save_draft`, `Plan.slug`, `flush()`, `manage.py remind`"
    assert missing(text) == []
