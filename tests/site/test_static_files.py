"""Style sheets as they are sent: whole, without comments, and the same rules."""

import re

import pytest

from fengxiang.static_files import SentStaticFiles, as_sent
from tests.test_project import ROOT

SHEETS = sorted((ROOT / "static").rglob("*.css"))


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_a_sheet_keeps_its_rules_and_loses_its_comments(path):
    written = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
    sent = as_sent(path.name, path.read_bytes()).decode()
    assert "/*" not in sent
    assert sent.split() == written.split()  # a blank before a pseudo-class means what is inside
    assert "  " not in sent
    assert sent.count("{") > 0
    assert not re.search(r'content: "[^"]*\s\s', written)  # what is said to readers keeps its blanks


def test_what_is_collected_is_whole_under_its_hashed_name(tmp_path, settings):
    settings.STATIC_ROOT = tmp_path
    storage = SentStaticFiles(location=tmp_path, base_url="/static/")
    (tmp_path / "a.css").write_text("/* why */\n.a { color: red; }\n")
    (tmp_path / "a.js").write_text("// why\nlet a = 1;\n")
    list(storage.post_process({name: (storage, name) for name in ("a.css", "a.js")}))
    sent = {path.suffix: path.read_text() for path in tmp_path.glob("a.*.*") if path.suffix in {".css", ".js"}}
    assert sent == {".css": ".a { color: red; }", ".js": "// why\nlet a = 1;\n"}
