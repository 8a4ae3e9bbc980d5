"""What tests of reports share: a report that nothing keeps from being submitted, and the files one attaches."""

import io
import zipfile
from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from partybuilding.models import Indicator, Pilot, Report
from tests import sample_plan
from tests.factories import ReportFactory

# The registers of the tests are empty, so every figure a register should bear out needs its note.
NOTES = {
    spec["code"]: "以实地核对为准"
    for spec in sample_plan.INDICATORS
    if spec["source"] == Indicator.Source.REGISTER and spec["code"] in sample_plan.ALL_MET
}


def complete_report(pilot: Pilot, *, changes: Mapping[str, Mapping[str, Any]] | None = None, **fields: Any) -> Report:
    """Create a report with every figure filled in; `changes` are figures by indicator that differ from ALL_MET."""
    values: dict[str, dict[str, Any]] = {code: dict(figures) for code, figures in sample_plan.ALL_MET.items()}
    for code, figures in (changes or {}).items():
        values[code] |= figures
    report: Report = ReportFactory(pilot=pilot, values=values, values__notes=NOTES, **fields)
    return report


def picture(kind: str = "JPEG", **save: Any) -> bytes:
    """Return a small picture in the format."""
    out = io.BytesIO()
    Image.new("RGB", (16, 9), (200, 30, 30)).save(out, kind, **save)
    return out.getvalue()


def office(heart: str, *more: str) -> bytes:
    """Return a zip file with the parts that make it a Word or Excel file, and `more` members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("[Content_Types].xml", heart, *more):
            archive.writestr(name, "<x/>")
    return out.getvalue()


def photo(name: str = "活动站.jpg") -> SimpleUploadedFile:
    """Return a good picture as a browser sends it."""
    return SimpleUploadedFile(name, picture(), "image/jpeg")
