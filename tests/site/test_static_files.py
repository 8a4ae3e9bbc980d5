"""Style sheets and scripts as they are sent: whole, with what they import, each once, and the same for everybody."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command

from fengxiang.static_files import as_sent, source
from tests.test_project import ROOT, templates

SHEETS = sorted(path.relative_to(ROOT / "static").as_posix() for path in (ROOT / "static").rglob("*.css"))
SCRIPTS = sorted(path.relative_to(ROOT / "static").as_posix() for path in (ROOT / "static").rglob("*.js"))
IMPORT = re.compile(r'^(?:@import|import)\b.*"([^"]+)"', re.MULTILINE)
PARTS = [name for name in SHEETS if not IMPORT.search(source(name))]


@pytest.mark.parametrize("name", PARTS)
def test_a_sheet_keeps_its_rules_and_loses_its_comments(name):
    written = re.sub(r"/\*.*?\*/", "", source(name), flags=re.DOTALL)
    sent = as_sent(name)
    assert "/*" not in sent
    assert without_blanks(sent) == without_blanks(written)  # test_first_view.py asks a browser what they say
    assert sent.count("{") > 0
    assert re.findall(r'"[^"]*"', sent) == re.findall(r'"[^"]*"', written)  # what is said to readers keeps its blanks


def without_blanks(sheet: str) -> str:
    return re.sub(r"\s", "", sheet).replace(";}", "}")


@pytest.mark.parametrize("name", [*SHEETS, *SCRIPTS])
def test_nothing_is_left_to_be_fetched(name):
    assert IMPORT.search(as_sent(name)) is None
    assert "import" not in as_sent(name).replace("!important", "").replace("importNode", "")


def test_a_sheet_holds_what_it_imports_in_its_order_and_each_once(monkeypatch):
    texts = {
        "a/page.css": '/* why */\n@import "../b/base.css";\n@import "dark.css" screen and (x);\n.a { color: red; }\n',
        "b/base.css": '@import "../a/reset.css";\n.b {}\n',
        "a/dark.css": '@import "reset.css";\n.dark {}\n',
        "a/reset.css": ".reset {}\n",
    }
    monkeypatch.setattr("fengxiang.static_files.source", texts.__getitem__)
    assert as_sent("a/page.css") == ".reset{}.b{}@media screen and (x){.dark{}}.a{color:red}"


def test_a_blank_stays_where_it_says_something(monkeypatch):
    text = '.a :hover > .b, .c{ margin: calc(1px + 2px) 0; content: "a: b; {c}" / ""; }\n.d   .e { color: red }'
    monkeypatch.setattr("fengxiang.static_files.source", {"a.css": text}.__getitem__)
    assert as_sent("a.css") == ('.a :hover > .b,.c{margin:calc(1px + 2px) 0;content:"a: b; {c}" / ""}.d .e{color:red}')


def test_a_script_comes_after_what_it_imports_with_names_of_its_own(monkeypatch):
    texts = {
        "a/page.js": '// why\nimport "./library.js";\nimport { say } from "../b/say.js";\nconst box = 1;\n',
        "a/library.js": 'import { say } from "../b/say.js";\nconst box = 2;\n',
        "b/say.js": "export const say = alert;\nexport async function ask() {}\n",
    }
    monkeypatch.setattr("fengxiang.static_files.source", texts.__getitem__)
    assert as_sent("a/page.js") == (
        "const say = alert;\nasync function ask() {}\n{\nconst box = 2;\n}\n{\n// why\nconst box = 1;\n}\n"
    )


def test_what_is_imported_and_not_there_is_said():
    with pytest.raises(FileNotFoundError, match="css/no"):
        as_sent("css/no.css")


def test_developers_get_what_is_collected(tmp_path, settings):
    settings.STATIC_ROOT = tmp_path
    call_command("collectstatic", interactive=False, verbosity=0)
    names = [*SHEETS, *SCRIPTS]
    assert len(names) > 50
    collected = {name: (tmp_path / name).read_text() for name in names}
    assert collected == {name: as_sent(name) for name in names}
    assert collected == {name: Path(str(finders.find(name))).read_text() for name in names}


def test_a_file_is_written_anew_when_a_source_has_changed_and_not_before(tmp_path, settings):
    settings.STATICFILES_DIRS, settings.BASE_DIR = [tmp_path / "static"], tmp_path
    page, part = tmp_path / "static/page.css", tmp_path / "static/part.css"
    part.parent.mkdir()
    page.write_text('@import "part.css";\n.page {}\n')
    part.write_text(".part { color: red }")

    def sent() -> Path:
        return Path(str(finders.find("page.css")))

    assert sent().read_text() == ".part{color:red}.page{}"
    written = sent().stat().st_mtime_ns
    assert sent().stat().st_mtime_ns == written
    part.write_text(".part { color: blue }")
    assert "blue" in sent().read_text()
    sent().unlink()
    assert "blue" in sent().read_text()


def crowded(text: str) -> list[str]:
    """Return the blocks of a page that link more than one file, or one beside what they take the place of."""
    blocks = re.findall(r"{% block (sheets|head|script) %}(.*?){% endblock %}", text, re.DOTALL)
    return [
        name for name, block in blocks if block.count("{% static ") > 1 or (name == "sheets" and "block.super" in block)
    ]


def test_a_page_links_no_more_than_its_blocks_take():
    """A page, its icon, three sheets (to begin with, the printer's, its room's) and a script: six in all."""
    pages = [path for path in templates() if path.parent.name != "admin"]
    texts = {path.name: path.read_text() for path in pages}
    assert {name: blocks for name, text in texts.items() if (blocks := crowded(text))} == {}
    assert [name for name, text in texts.items() if text.count('rel="stylesheet"') > 2] == []
    assert [name for name, text in texts.items() if text.count("<script") > 1] == []


def test_a_crowded_page_would_be_found():
    assert crowded("{% block head %}{% static 'a' %}{% static 'b' %}{% endblock %}") == ["head"]
    assert crowded("{% block sheets %}{{ block.super }}{% static 'a' %}{% endblock %}") == ["sheets"]
