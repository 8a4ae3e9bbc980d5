"""The rules of the house that a machine can check. Each finder is itself shown something to find."""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Model
from simple_history.models import HistoricalChanges

ROOT = Path(__file__).resolve().parent.parent
HOUSES = ("fengxiang", "communities", "partybuilding")

# Models without history, and why. An entry that is no longer true fails too.
WITHOUT_HISTORY = {
    "communities.PastPassword": "it is a history: the last passwords, hashed",
    "communities.LimitCount": "it counts requests, and is gone some minutes later",
    "partybuilding.AuditEntry": "it is the record: written once, never changed",
    "partybuilding.AuditHead": "it counts the record's entries, and is none",
    "partybuilding.LedgerEvent": "it is a log: written once, never changed",
    "partybuilding.LedgerFile": "belongs to a step of that log",
    "partybuilding.Notice": "it is a message: written once, and only marked as read",
    "partybuilding.NoticeItem": "it is a log of what was told: who, when, about what",
    "partybuilding.Objection": "belongs to a step of that log",
    "partybuilding.FileSum": "it is written once, with the file",
    "partybuilding.JobRun": "it is a log: written once, when a job ends",
    "partybuilding.OnceKey": "it is a mark of a form that was taken, kept a day",
    "partybuilding.Paper": "is itself a row of a log: made once, never changed",
    "partybuilding.PaperScan": "is kept as it came; a better copy is added beside it",
    "partybuilding.PlanVersion": "it counts changes, and is none",
    "partybuilding.PrintedHead": "is what was printed: written once, never changed",
    "partybuilding.ReportEvent": "it is a log: written once, never changed",
    "partybuilding.Snapshot": "is what a meeting was shown: taken once, never changed",
    "partybuilding.VerificationDraw": "is itself a row of a log: drawn once, never changed",
}

# Parts of field names that would mean personal data the plan does not ask for (docs/registers.md).
PERSONAL = {
    "account", "address", "bank", "birthday", "card", "ethnicity", "health", "idcard", "identity", "id_number",
    "mobile", "nationality", "pay", "phone", "photo", "portrait", "religion", "salary", "telephone", "thinking", "wage",
    "wechat", "whereabouts",
}  # fmt: skip

OF_AN_OFFICE = {"partybuilding.MemberUnit.telephone"}  # whoever answers it

LINES_OF_A_FILE = 400
LINES_OF_A_FUNCTION = 60
SIGNS_OF_A_TEMPLATE_LINE = 160

PURE_ROOMS = ("targets", "charts")
PURE = [path for room in PURE_ROOMS for path in sorted((ROOT / "partybuilding" / room).glob("*.py"))]
PURE_MAY_IMPORT = {"django.utils", "fengxiang.bilingual", *(f"partybuilding.{room}" for room in PURE_ROOMS)}

IN_TEMPLATES = {
    "inline style": re.compile(r"<style\b|\sstyle\s*="),
    "inline script": re.compile(r"<script\b(?![^>]*\ssrc=)|javascript:"),
    "inline handler": re.compile(r"\son[a-z]+\s*="),
    "outside address": re.compile(r"(?:https?:)?//(?!www\.w3\.org/)[\w-]+(?:\.[\w-]+)+"),
}
A_HOST = re.compile(r"(?:https?|file|git)(?:\+\w+)?://(?!127\.0\.0\.1|localhost)|--(?:extra-)?index-url|--find-links")


def sources(*folders: str) -> list[Path]:
    """Return the Python files of these folders, migrations left out."""
    return [
        path for folder in folders for path in sorted((ROOT / folder).rglob("*.py")) if "migrations" not in path.parts
    ]


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def own_models() -> list[type[Model]]:
    """Return the models of the two apps, history tables left out."""
    models = [model for app in ("communities", "partybuilding") for model in apps.get_app_config(app).get_models()]
    return [model for model in models if not issubclass(model, HistoricalChanges)]


# --- models -----------------------------------------------------------------------------------------------------------


def test_every_model_has_history_or_a_reason() -> None:
    bare = {model._meta.label for model in own_models() if not hasattr(model, "history")}
    assert len(own_models()) > 15
    assert bare == set(WITHOUT_HISTORY)


def personal(name: str) -> set[str]:
    return {name, *name.split("_")} & PERSONAL


def test_no_field_holds_personal_data_the_plan_does_not_ask_for() -> None:
    fields = {f"{model._meta.label}.{field.name}" for model in own_models() for field in model._meta.get_fields()}
    assert "communities.Cadre.birth_month" in fields
    assert {label for label in fields if personal(label.rpartition(".")[2])} == OF_AN_OFFICE


@pytest.mark.parametrize("name", ["photo", "home_address", "id_number", "pay_per_month", "mobile_phone"])
def test_such_a_field_would_be_found(name: str) -> None:
    assert personal(name)


# --- templates, static files, files of the build ----------------------------------------------------------------------


def inline(text: str) -> Iterator[str]:
    for kind, pattern in IN_TEMPLATES.items():
        yield from (f"{kind}: {match[0]}" for match in pattern.finditer(text))


def templates() -> list[Path]:
    return [*ROOT.glob("templates/**/*.*"), *ROOT.glob("*/templates/**/*.*")]


def test_templates_keep_to_the_content_policy() -> None:
    assert [(name_of(page), fault) for page in templates() for fault in inline(page.read_text())] == []


def long_lines(text: str) -> list[int]:
    return [n for n, line in enumerate(text.splitlines(), 1) if len(line) > SIGNS_OF_A_TEMPLATE_LINE]


# What the field decides arrives ready; drawing (a colour's shape) and choosing words by a page's section are not that.
DECISION = re.compile(
    r"\{%\s*(?:el)?if\b[^%]*\.(?:state|status|role|lamp|kind|change)\s*(?:==|!=|<|>|\bin\b|\bnot in\b)\s*[\"'\d]"
)


def test_templates_compare_no_state_with_a_word() -> None:
    assert [(name_of(page), found) for page in templates() for found in DECISION.findall(page.read_text())] == []


@pytest.mark.parametrize(
    "line",
    [
        '{% if item.state == "closed" %}',
        "{% elif a and user.role != 'member' %}",
        '{% if cell.lamp in "red yellow" %}',
        "{% if row.change > 0 %}",
    ],
)
def test_a_decision_in_a_template_would_be_found(line: str) -> None:
    assert DECISION.findall(line)
    assert not DECISION.findall('{% if item.is_open and form.kind == open_kind %}{% if colour == "red" %}')


def test_template_lines_stay_short() -> None:
    assert len(templates()) > 120
    assert {name_of(page): found for page in templates() if (found := long_lines(page.read_text()))} == {}


def test_a_long_template_line_would_be_found() -> None:
    assert long_lines("<p>" + "<b></b>" * 21 + "</p>\n" + "<p>" + "<b></b>" * 22 + "</p>\n") == [2]


@pytest.mark.parametrize(
    "line",
    [
        '<p style="color: red">',
        "<style>p { color: red }</style>",
        "<script>alert(1)</script>",
        '<script type="module">import "x"</script>',
        '<a href="javascript:history.back()">',
        '<button onclick="go()">',
        '<img src="https://tiles.example.org/1.png">',
        '<script src="//cdn.example.org/htmx.js"></script>',
    ],
)
def test_what_the_content_policy_refuses_would_be_found(line: str) -> None:
    assert list(inline(line))


@pytest.mark.parametrize(
    "line",
    [
        '<svg xmlns="http://www.w3.org/2000/svg">',
        '<script type="module" src="{% static "js/reports/report.js" %}"></script>',
        '<p class="on-time" data-style="x">{# 1 // 2 #}',
    ],
)
def test_what_it_allows_is_left_alone(line: str) -> None:
    assert list(inline(line)) == []


def test_styles_and_scripts_fetch_nothing_from_elsewhere() -> None:
    files = [path for kind in ("css", "js", "svg") for path in ROOT.glob(f"static/**/*.{kind}")]
    pattern = IN_TEMPLATES["outside address"]
    assert [(name_of(path), match[0]) for path in files for match in pattern.finditer(path.read_text())] == []


def test_lock_and_build_files_name_no_host() -> None:
    files = [ROOT / "pyproject.toml", ROOT / "Makefile", *ROOT.glob("requirements/*"), *ROOT.glob(".ci/*")]
    texts = {path: path.read_text() for path in files if path.is_file()}
    assert len(texts) >= 5
    assert [name_of(path) for path, text in texts.items() if A_HOST.search(text)] == []


@pytest.mark.parametrize("line", ["https://index.example.org/simple", "--find-links wheels", "git+ssh://host/x.git"])
def test_a_host_would_be_found(line: str) -> None:
    assert A_HOST.search(line)


# --- Python -----------------------------------------------------------------------------------------------------------


@cache
def trees() -> dict[Path, ast.Module]:
    """Return every module that is no test, parsed."""
    return {path: ast.parse(path.read_text()) for path in sources(*HOUSES, "bench", ".ci")}


def long_functions(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > LINES_OF_A_FUNCTION:
                yield f"{node.name}: {lines} lines"


def test_files_stay_short() -> None:
    lengths = {name_of(path): len(path.read_text().splitlines()) for path in sources(*HOUSES, "bench", "tests", ".ci")}
    assert {name: lines for name, lines in lengths.items() if lines > LINES_OF_A_FILE} == {}


def test_functions_stay_short() -> None:
    assert [(name_of(path), found) for path, tree in trees().items() for found in long_functions(tree)] == []


def test_a_long_function_would_be_found() -> None:
    assert list(long_functions(ast.parse("def long():\n" + "    pass\n" * LINES_OF_A_FUNCTION)))


def idle_counts(tree: ast.AST) -> Iterator[int]:
    """Yield the lines of query counts that stand alone: without `with` they count nothing."""
    counters = {"assertNumQueries", "django_assert_num_queries", "django_assert_max_num_queries"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and len(node.value.args) < 2:
            called = node.value.func
            if (called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")) in counters:
                yield node.lineno


def test_no_query_count_stands_without_with() -> None:
    idle = {name_of(path): list(idle_counts(ast.parse(path.read_text()))) for path in sources("tests")}
    assert {name: lines for name, lines in idle.items() if lines} == {}


@pytest.mark.parametrize("line", ["self.assertNumQueries(1)", "django_assert_num_queries(3)"])
def test_an_idle_count_would_be_found(line: str) -> None:
    assert list(idle_counts(ast.parse(line)))
    assert not list(idle_counts(ast.parse(f"with {line}:\n    read()")))


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def not_pure(tree: ast.AST) -> list[str]:
    """Return what a pure module imports beyond the standard library and PURE_MAY_IMPORT."""
    inside = [name for name in imported(tree) if name.split(".")[0] in {"django", *HOUSES}]
    return [name for name in inside if not any(f"{name}.".startswith(f"{allowed}.") for allowed in PURE_MAY_IMPORT)]


@pytest.mark.parametrize("path", PURE, ids=name_of)
def test_pure_modules_import_nothing_that_reads_the_world(path: Path) -> None:
    assert not_pure(ast.parse(path.read_text())) == []


@pytest.mark.parametrize(
    "line", ["from django.db import models", "from fengxiang import clock", "from partybuilding import models"]
)
def test_an_impure_import_would_be_found(line: str) -> None:
    assert not_pure(ast.parse(line))


# --- rooms ------------------------------------------------------------------------------------------------------------


def contract(name: str) -> dict[str, list[str]]:
    """Return an import contract of pyproject.toml."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    found: dict[str, list[str]] = next(each for each in contracts if each["id"] == name)
    return found


def named_in(layers: list[str]) -> set[str]:
    return {name.strip("() ") for layer in layers for name in layer.split(":")}


def homeless(modules: list[str]) -> list[str]:
    """Return the modules, given from partybuilding/ on, that lie outside every room or are of a kind no room has."""
    rooms, kinds = named_in(contract("rooms")["layers"]), named_in(contract("kinds")["layers"])
    with_kinds = {container.removeprefix("partybuilding.") for container in contract("kinds")["containers"]}
    faults = []
    for module in modules:
        room, _, file = module.removesuffix(".py").partition("/")
        kind = file.partition("/")[0]
        if (room not in rooms - {"apps", "urls"} and module not in {"__init__.py", "apps.py", "urls.py"}) or (
            room in with_kinds and kind not in kinds | {"__init__"}
        ):
            faults.append(module)
    return faults


def test_every_module_lies_in_a_room_and_is_of_a_known_kind() -> None:
    folder = ROOT / "partybuilding"
    modules = [str(path.relative_to(folder)) for path in sorted(folder.rglob("*.py"))]
    assert len(modules) > 200
    assert homeless(modules) == []


@pytest.mark.parametrize("module", ["figures.py", "attic/queries.py", "units/helpers.py", "views/units.py"])
def test_a_module_outside_the_house_would_be_found(module: str) -> None:
    assert homeless([module]) == [module]


# --- documents and locks ----------------------------------------------------------------------------------------------


def test_every_setting_is_described_and_every_description_is_of_a_setting() -> None:
    read = set(re.findall(r"\benv(?:\.\w+)?\(\s*\"([A-Z_]+)\"", (ROOT / "fengxiang/settings.py").read_text()))
    described = set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs/settings.md").read_text(), re.MULTILINE))
    assert "SECRET_KEY" in read
    assert described == read


def wanted() -> dict[str, list[str]]:
    """Return the names of the direct dependencies: to run, to run on several machines, to develop."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    groups = {"base": project["dependencies"], **project["optional-dependencies"]}
    return {group: [re.split(r"[\[<>=~ ]", line)[0] for line in lines] for group, lines in groups.items()}


def test_every_dependency_has_a_reason() -> None:
    reasoned = re.findall(r"^\| `([\w-]+)` \|", (ROOT / "docs/dependencies.md").read_text(), re.MULTILINE)
    assert sorted(reasoned) == sorted(name for group in wanted().values() for name in group)


def locked(name: str) -> dict[str, str]:
    pins = re.findall(r"^([\w.-]+)==([\w.]+)", (ROOT / f"requirements/{name}.txt").read_text(), re.MULTILINE)
    return dict(pins)


def test_locks_hold_every_dependency_and_agree() -> None:
    base, shared, dev = locked("base"), locked("shared"), locked("dev")
    assert set(wanted()["base"]) <= set(base)
    assert set(wanted()["shared"]) <= set(shared)
    assert set(wanted()["dev"]) <= set(dev)
    assert base.items() <= shared.items() <= dev.items()


@pytest.mark.parametrize(("marker", "folder"), [("browser", "tests/browser"), ("rendering", "tests/papers")])
def test_a_pass_of_its_own_is_asked_for_the_folder_its_tests_are_in(marker: str, folder: str) -> None:
    """A test marked elsewhere would be left out of both passes."""
    marked = [path for path in sources("tests") if re.search(rf"mark\.{marker}\b", path.read_text())]
    assert marked
    assert {name_of(path) for path in marked if not path.is_relative_to(ROOT / folder)} == set()
    assert f"-m {marker} {folder};" in (ROOT / "Makefile").read_text()
