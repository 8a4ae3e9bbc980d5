"""docs/security.md: every line is there, and what it says holds it, is a test that asserts."""

import ast
import re
from functools import cache

import pytest

from tests.test_project import ROOT

PAGE = ROOT / "docs" / "security.md"
ROW = re.compile(r"^\| (\d+) \| (.+?) \| (.*?) \| (.*?) \|$", re.MULTILINE)
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
ASSERTS = ("raises", "warns", "expect", "fail")


def lines() -> list[tuple[str, ...]]:
    return ROW.findall(PAGE.read_text())


@cache
def functions(path: str) -> dict[str, ast.FunctionDef]:
    tree = ast.parse((ROOT / path).read_text())
    return {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def asserts(path: str, name: str, depth: int = 2) -> bool:
    """Return whether a function asserts: itself, or by a function of its module that it calls."""
    if (function := functions(path).get(name)) is None:
        return False
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in ASSERTS or called.startswith("django_assert") or (depth and asserts(path, called, depth - 1)):
                return True
    return False


def test_all_62_lines_are_there_in_their_order():
    assert [int(number) for number, *_rest in lines()] == list(range(1, 63))


@pytest.mark.parametrize("line", lines(), ids=lambda line: line[0])
def test_a_line_names_tests_that_assert_or_a_reason(line):
    _number, _control, how, tests = line
    named = NAMED.findall(tests)
    assert len(named) == tests.count("::")
    assert named or "Reason: " in how
    assert [name for path, name in named if not asserts(path, name)] == []


def test_a_test_that_is_gone_or_asserts_nothing_would_be_found():
    assert not asserts("tests/docs/test_security.py", "test_that_is_gone")
    assert not asserts("tests/docs/test_security.py", "lines")
    assert asserts("tests/docs/test_security.py", "test_all_62_lines_are_there_in_their_order")
