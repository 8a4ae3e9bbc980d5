"""A file is handed out under its own name, to be saved, and the browser does not guess what it is."""

import ast
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from partybuilding.reports.actions_evidence import attach_evidence
from partybuilding.shared.http import download, stored_file
from tests.reports.reporting import photo


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
def test_a_kept_file_is_saved_or_shown(rf, document, is_shown, way):
    response = stored_file(rf.get("/"), document, "方案.pdf", is_shown=is_shown)
    assert response["Content-Disposition"] == f"{way}; filename*=utf-8''%E6%96%B9%E6%A1%88.pdf"
    assert (b"".join(response), response["Content-Type"]) == (b"text", "application/pdf")
    response.close()
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.fixture
def evidence(report_in, secretary):
    return attach_evidence(report=report_in("draft"), file=photo(), actor=secretary)


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda path: path.unlink(), "文件已丢失"),
        (lambda path: path.write_bytes(path.read_bytes()[:-1]), "文件已损坏"),
        (lambda path: path.write_bytes(path.read_bytes().replace(b"\xff\xdb", b"\xff\xdc", 1)), "文件已损坏"),
        (lambda path: path.write_bytes(b""), "文件已损坏"),
    ],
    ids=["gone", "cut", "changed", "empty"],
)
def test_a_file_that_is_not_what_was_kept_is_never_handed_out(as_user, secretary, url, evidence, damage, words, caplog):
    address = url("evidence", uid=evidence.uid)
    browser = as_user(secretary)
    assert browser.get(address).status_code == 200
    damage(Path(evidence.file.path))
    answer = browser.get(address)
    assert answer.status_code == 410
    assert words in answer.content.decode()
    told = [line for line in caplog.records if line.name == "partybuilding.shared.file_sums"]
    assert [(line.levelname, line.exc_info) for line in told] == [("ERROR", None)]


def test_nobody_else_builds_such_an_answer():
    names = {"FileResponse", "content_disposition_header"}
    found = {
        str(path)
        for path in Path("partybuilding").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Name) and node.id in names
    }
    assert found == {"partybuilding/shared/http.py"}
