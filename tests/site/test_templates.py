"""How templates are read: without the indentation of pages, and with all that was typed into them."""

from pathlib import Path

import pytest
from django.template import Engine

from fengxiang.templates import UnindentedLoader

SOURCE = "<p>\n  一\n\t{{ text }}\n</p>\n"


@pytest.fixture
def loader(tmp_path: Path) -> UnindentedLoader:
    (tmp_path / "page.html").write_text(SOURCE)
    (tmp_path / "mail.txt").write_text(SOURCE)
    return UnindentedLoader(Engine.get_default(), [str(tmp_path)])


def test_a_page_loses_its_indentation_and_no_line(loader):
    assert loader.get_template("page.html").source == "<p>\n一\n{{ text }}\n</p>\n"


def test_other_files_are_read_as_they_are(loader):
    assert loader.get_template("mail.txt").source == SOURCE


def test_the_site_reads_its_pages_so():
    for name in ("shared/base.html", "scoreboard/county.html", "admin/base_site.html"):
        source = Engine.get_default().get_template(name).source
        assert not [line for line in source.splitlines() if line[:1].isspace()], name
