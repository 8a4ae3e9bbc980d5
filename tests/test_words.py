"""Words and shapes of the code that a machine can check: names, parameter lists, exemptions. Beside test_project.py."""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache

import pytest

from tests.test_project import HOUSES, ROOT, name_of, sources, trees

PARAMETERS = 7
FIELDS_BY_PLACE = 5

# --- parameters and fields --------------------------------------------------------------------------------------------


def long_parameter_lists(tree: ast.AST) -> Iterator[str]:
    """Yield functions of many parameters: they take an object that has a name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            given = node.args
            named = [each.arg for each in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
            count = len(set(named) - {"self", "cls"}) + sum(each is not None for each in (given.vararg, given.kwarg))
            if count > PARAMETERS:
                yield f"{node.name}: {count} parameters"


def test_parameter_lists_stay_short() -> None:
    assert [(name_of(path), found) for path, tree in trees().items() for found in long_parameter_lists(tree)] == []


def test_a_long_parameter_list_would_be_found() -> None:
    assert list(long_parameter_lists(ast.parse("def f(self, a, b, c, d, *e, f, **g): pass"))) == []
    assert list(long_parameter_lists(ast.parse("def f(a, b, c, d, *e, f, g, **h): pass"))) == ["f: 8 parameters"]


def positional_dataclasses(tree: ast.AST) -> Iterator[str]:
    """Yield dataclasses of many fields that are made without naming them."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.ClassDef):
            continue
        made = [each for each in node.decorator_list if "dataclass" in ast.unparse(each)]
        fields = [each for each in node.body if isinstance(each, ast.AnnAssign)]
        fields = [each for each in fields if "ClassVar" not in ast.unparse(each.annotation)]
        if made and len(fields) > FIELDS_BY_PLACE and "kw_only=True" not in ast.unparse(made[0]):
            yield f"{node.name}: {len(fields)} fields"


def test_dataclasses_of_many_fields_are_made_by_name() -> None:
    assert [(name_of(path), found) for path, tree in trees().items() for found in positional_dataclasses(tree)] == []


def test_a_dataclass_made_by_place_would_be_found() -> None:
    fields = "".join(f"    f{number}: int\n" for number in range(6))
    assert list(positional_dataclasses(ast.parse(f"@dataclass(frozen=True)\nclass A:\n{fields}"))) == ["A: 6 fields"]
    assert list(positional_dataclasses(ast.parse(f"@dataclass(kw_only=True)\nclass A:\n{fields}"))) == []


# --- exemptions -------------------------------------------------------------------------------------------------------

EXEMPTIONS = 12
EXEMPTION = re.compile(r"#.*\b(?:noqa|type: ignore|pragma: no cover)\b")
WITH_REASON = re.compile(r"# (?:(?:ruff: )?noqa: [A-Z\d, ]+|type: ignore\[[a-z, -]+\]) *(?:#|--?) +\w+")
# What ruff lets pass in whole files: the tests assert and name passwords, the settings name their keys, and one place
# runs programs of others.
LET_PASS = {
    "tests/*": ["S101", "S105", "S106"],
    "settings.py": ["S105"],
    "partybuilding/backup/commands.py": ["S603"],
}


def exemptions(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if EXEMPTION.search(line)]


def test_exemptions_are_few_and_say_why() -> None:
    found = [line for path in sources(*HOUSES, "bench", ".ci") for line in exemptions(path.read_text())]
    assert len(found) <= EXEMPTIONS
    assert [line for line in found if not WITH_REASON.search(line)] == []
    ruff = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["ruff"]["lint"]
    assert ruff["per-file-ignores"] == LET_PASS


@pytest.mark.parametrize(
    "line", ["f(x)  # noqa", "x = f()  # type: ignore", "f(x)  # noqa: S603", "x()  # pragma: no cover"]
)
def test_an_exemption_without_a_reason_would_be_found(line: str) -> None:
    assert exemptions(line) == [line]
    assert not WITH_REASON.search(line)
    assert WITH_REASON.search("f(x)  # noqa: S603 - it starts our own server")


# --- names ------------------------------------------------------------------------------------------------------------

# Django names them.
OF_MANY = {"Command", "Meta"}
# What the classes and files were called once; the words of docs and glossary are used now.
GONE = {
    "Derived", "Frame", "Ground", "Obligation", "Oddity", "Refused", "Rung", "Sheet", "Touch", "Truth",
    "derived", "desk", "findings", "frame", "ground", "lots", "oddities", "sheet", "sittings", "touches", "truth",
}  # fmt: skip


@cache
def public_classes() -> dict[str, list[str]]:
    """Return where each public class at the top of a module stands, by its name."""
    found: dict[str, list[str]] = {}
    for path in sources(*HOUSES):
        for node in trees()[path].body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found.setdefault(node.name, []).append(name_of(path))
    return found


def test_no_two_public_classes_share_a_name() -> None:
    assert len(public_classes()) > 250
    assert {name: at for name, at in public_classes().items() if len(at) > 1 and name not in OF_MANY} == {}


def test_old_words_name_no_class_and_no_file() -> None:
    files = {path.stem for path in sources(*HOUSES)}
    assert (set(public_classes()) | files) & GONE == set()


VERBS = {"told", "said", "held", "came", "own", "found", "made", "mine", "lies_with"}


def objects_named_by_a_verb(tree: ast.AST) -> Iterator[str]:
    """Yield what is bound to a word that tells what happened and not what the thing is."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=word, ctx=ast.Store()) | ast.Attribute(attr=word, ctx=ast.Store()):
                bound = word
            case ast.arg(arg=word) | ast.FunctionDef(name=word):
                bound = word
            case _:
                continue
        if bound in VERBS:
            yield f"{node.lineno}: {bound}"


def test_objects_are_named_by_what_they_are() -> None:
    assert [(name_of(path), word) for path, tree in trees().items() for word in objects_named_by_a_verb(tree)] == []


@pytest.mark.parametrize(
    "line",
    ["own = 1", "for found in []: pass", "def f(said): pass", "def told(self): pass", "self.came = 1", "held: int"],
)
def test_such_a_name_would_be_found(line: str) -> None:
    assert len(list(objects_named_by_a_verb(ast.parse(line)))) == 1
