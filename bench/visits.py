"""Finds out what can be asked of the county: each form is sent once in this process, and what goes through counts."""

import base64
import io
import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from bench.county import APPROVED, DAY, NOTE, OPEN, READERS
from bench.tour import Page, Sheet, Tour
from communities.models import ProjectActivity, User
from partybuilding.models import Paper, Pilot, Plan, Report
from partybuilding.reports.workbook import layout
from tests.client import Client
from tests.pages import form_data

OTHER_NOTE = "以台账核对为准"
FORM = "data-report-form"
HTMX = {"HX-Request": "true"}


def visit(plan: Plan, writers: int) -> Tour:
    """Return everything a run goes to, with forms for so many who write at once.

    The last pilot's last report is there to be opened; in the others of that quarter fields are saved, and the earlier
    ones are submitted and filled from workbooks.
    """
    pilots = list(plan.pilots.select_related("community", "plan").order_by("order"))
    drafts = Report.objects.filter(pilot__plan=plan, quarter__in=OPEN).select_related("pilot__community", "pilot__plan")
    *saved, shown = drafts.filter(quarter=OPEN[-1]).order_by("pilot__order")
    earlier = list(drafts.exclude(quarter=OPEN[-1]).order_by("quarter", "pilot__order")[:writers])
    readers = list(User.objects.filter(username__startswith="reader").order_by("pk").values_list("username", flat=True))
    return Tour(
        readers=readers,
        pages={**pages(plan), "report-form": Page(path=address(shown, "edit"), mark=FORM, user=secretary(shown.pilot))},
        registers=[register(pilot) for pilot in pilots[:READERS]],
        fields=fields(saved, writers),
        reports=[handed_in(report) for report in earlier],
        workbooks=[workbook(report) for report in earlier],
        bulletins=[bulletin(plan, reader) for reader in readers[:writers]],
    )


def pages(plan: Plan) -> dict[str, Page]:
    """Return the pages that readers open, by measure."""
    pilot = plan.pilots.earliest("order")
    name = pilot.community.name
    areas = list(plan.areas.values_list("number", flat=True))
    indicator = plan.indicators.filter(is_headline=True).earliest("order")
    county = reverse("county", args=[plan.slug])
    return {
        "dashboard-unchanged": Page(path=county, mark=name),
        "dashboard-all-open": Page(path=f"{county}?{'&'.join(f'open={number}' for number in areas)}", mark=name),
        "pilot-page": Page(path=reverse("pilot", args=[plan.slug, pilot.code]), mark=name),
        "indicator-page": Page(path=reverse("indicator", args=[plan.slug, indicator.code]), mark=indicator.code),
        "area-page": Page(path=reverse("area", args=[plan.slug, areas[1]]), mark=name),
        "timeline": Page(path=reverse("timeline", args=[plan.slug]), mark=plan.name),
        "ledger": Page(path=reverse("ledger", args=[plan.slug]), mark=plan.name),
        "my-work": Page(path=reverse("work", args=[plan.slug]), mark=plan.name),
    }


def secretary(pilot: Pilot) -> str:
    return f"secretary-{pilot.code}"


def browser(username: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=username), "django.contrib.auth.backends.ModelBackend")
    return client


def address(report: Report, act: str) -> str:
    return reverse(f"report-{act}", args=[report.pilot.plan.slug, report.pilot.code, report.quarter])


def require(response: Any, status: int) -> Any:
    """Return an answer as it is; RuntimeError if it is not the one that was wanted."""
    if response.status_code != status:
        raise RuntimeError(f"{response.status_code} instead of {status}: {response.content.decode()[:2000]}")
    return response


# --- forms ------------------------------------------------------------------------------------------------------------


def register(pilot: Pilot) -> Sheet:
    """Return the change of an entry in the register of activities: from one quarter into the next, and back."""
    entry = ProjectActivity.objects.filter(community=pilot.community_id).earliest("pk")
    same = {"project": entry.project, "subject": entry.subject, "participants": "30"}
    days = [APPROVED[-1].last_day, OPEN[0].first_day]
    path = reverse("activity-change", args=[pilot.plan.slug, pilot.code, entry.pk])
    return Sheet(user=secretary(pilot), path=path, typed=[{**same, "held_on": day.isoformat()} for day in days])


def fields(reports: list[Report], number: int) -> list[Sheet]:
    """Return single fields of reports with two figures each, both of which the site takes."""
    each = -(-number // len(reports))
    return [sheet for report in reports for sheet in islice(fields_of(report), each)][:number]


def fields_of(report: Report) -> Iterator[Sheet]:
    """Yield the fields of a report that can be saved alone, as the form's script sends them."""
    client = browser(secretary(report.pilot))
    form = form_data(require(client.get(address(report, "edit")), 200))
    path = address(report, "save")
    for row in (name[1:] for name in form if re.fullmatch(r"r\d+", name)):
        base = json.loads(form[f"b{row}"])
        figure = next((name for name, text in base.items() if name.startswith("v") and text == "1"), None)
        if figure is None:
            continue
        same = {f"r{row}": "1", **{name: form[name] for name in base if name in form}}
        ways = [("1", "2"), ("2", "1")]
        typed = [{**same, f"b{row}": json.dumps({**base, figure: was}), figure: now} for was, now in ways]
        if all(client.post(path, each, headers=HTMX).status_code == 200 for each in typed):
            yield Sheet(user=secretary(report.pilot), path=path, typed=typed)


def handed_in(report: Report) -> Sheet:
    """Return a whole report as its form sends it; it is withdrawn again after each time."""
    client = browser(secretary(report.pilot))
    form = form_data(require(client.get(address(report, "edit")), 200))
    require(client.post(address(report, "submit"), form), 302)
    require(client.post(address(report, "withdraw")), 302)
    return Sheet(user=secretary(report.pilot), path=address(report, "submit"), typed=[form])


def workbook(report: Report) -> Sheet:
    """Return two workbooks of a report, each of which changes every note of the one before."""
    client = browser(secretary(report.pilot))
    path = address(report, "workbook-upload")
    typed = []
    for note in (OTHER_NOTE, NOTE):
        content = annotated(require(client.get(address(report, "workbook")), 200).content, note)
        review = require(client.post(path, {"workbook": SimpleUploadedFile("report.xlsx", content)}), 302)
        taken = require(client.post(f"{review['Location']}take/"), 302)
        if taken["Location"] != address(report, "edit"):
            raise RuntimeError(f"Not all of the workbook was taken: {taken['Location']}")
        typed.append({"workbook": base64.b64encode(content).decode()})
    return Sheet(user=secretary(report.pilot), path=path, typed=typed)


def annotated(content: bytes, note: str) -> bytes:
    """Return a workbook with another note in each of its lines that has one."""
    book = load_workbook(io.BytesIO(content))
    page = book[layout.FIGURES_SHEET]
    for line in range(layout.FIRST_ROW, page.max_row + 1):
        cell = page.cell(line, layout.NOTE)
        if cell.value:
            cell.value = note
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def bulletin(plan: Plan, reader: str) -> Sheet:
    """Return the bulletin with its annex, without a number."""
    kind = Paper.Kind.BULLETIN.value
    about = {"about": str(OPEN[-1]), "dated": DAY.isoformat(), "document_number": ""}
    typed = {"kind": kind, **{f"{kind}-{name}": text for name, text in about.items()}}
    return Sheet(user=reader, path=reverse("paper-make", args=[plan.slug]), typed=[typed])
