"""No upload is ever the only way 减负: where a file can be sent, something else does as well, or nothing is asked."""

from importlib import import_module
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.db import models

from partybuilding.models.files import KeptFile
from tests.site.test_number_fields import every_form

OURS = ("communities.", "partybuilding.", "fengxiang.")
# Forms that are there to send a file, and what does without it.
INSTEAD = {
    "EvidenceForm": "a register entry, a note or a visit: partybuilding/scoreboard/evidence_level.py",
    "ScanForm": "the paper itself, which counts without its sealed copy",
    "WorkbookForm": "the report's form on the page",
    "RegisterImportForm": "the register's form, entry by entry",
}


def is_ours(of: Any) -> bool:
    return bool(of.__module__.startswith(OURS))


def demanding() -> set[str]:
    """Return the forms that cannot be sent without a file."""
    return {
        form.__name__
        for form in every_form()
        if is_ours(form)
        for field in getattr(form, "base_fields", {}).values()
        if isinstance(field, forms.FileField) and field.required
    }


def test_a_form_asks_for_a_file_only_where_sending_one_is_its_whole_point():
    import_module("communities.admin.exchange_pages")
    for room in ("papers.forms", "reports.forms", "reports.workbook.forms", "meetings.forms", "ledger.forms"):
        import_module(f"partybuilding.{room}")
    assert demanding() == INSTEAD.keys()


def files() -> list[Any]:
    return [
        field
        for model in apps.get_models()
        if is_ours(model) and not issubclass(model, KeptFile) and "Historical" not in model.__name__
        for field in model._meta.fields
        if isinstance(field, models.FileField)
    ]


@pytest.mark.parametrize("field", files(), ids=str)
def test_what_people_enter_can_be_kept_without_a_file(field):
    # A paper is its file: the system writes it.
    assert field.blank or str(field) == "partybuilding.Paper.file"
