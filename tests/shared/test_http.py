"""A file is handed out under its own name, to be saved, and the browser does not guess what it is."""

import ast
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from partybuilding.shared.http import download, stored_file


@pytest.fixture
def document(plan):
    plan.document.save("plan.docx", ContentFile(b"text"))
    return plan.document


def test_what_was_just_made_is_saved_under_its_chinese_name():
    response = download(b"text", "看板.csv", "text/csv")
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''%E7%9C%8B%E6%9D%BF.csv"
    assert (response.content, response["Content-Type"]) == (b"text", "text/csv")
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(("is_shown", "way"), [(False, "attachment"), (True, "inline")])
def test_a_kept_file_is_saved_or_shown(document, is_shown, way):
    response = stored_file(document, "方案.pdf", is_shown=is_shown)
    assert response["Content-Disposition"] == f"{way}; filename*=utf-8''%E6%96%B9%E6%A1%88.pdf"
    assert (b"".join(response), response["Content-Type"]) == (b"text", "application/pdf")
    response.close()
    assert response["X-Content-Type-Options"] == "nosniff"


def test_nobody_else_builds_such_an_answer():
    names = {"FileResponse", "content_disposition_header"}
    found = {
        str(path)
        for path in Path("partybuilding").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Name) and node.id in names
    }
    assert found == {"partybuilding/shared/http.py"}
