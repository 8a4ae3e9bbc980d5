"""A file that checkfiles found missing or altered is marked wherever it is listed, and proves nothing any more."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from fengxiang import clock
from partybuilding.ledger.queries import has_proof
from partybuilding.models import Milestone, MilestoneRecord, Paper, Report
from partybuilding.office.files import check_files
from partybuilding.papers.actions import attach_scan, issue_paper
from partybuilding.papers.content import report_data
from partybuilding.papers.queries import Subject
from partybuilding.plan.queries import load_answers, load_figures
from partybuilding.reports.actions_evidence import attach_evidence
from partybuilding.shared.versions import raise_all
from tests.factories_meeting import LedgerItemFactory, MeetingFactory
from tests.kept_plan import DAY
from tests.reports.reporting import photo

MARK = '<span class="mark mark--flaw">'
VALUE = {"pilot": "qinfenglu", "quarter": "2005Q3", "code": "K07"}


@pytest.fixture
def ground(plan, pilots, department, secretary, member, report_in, as_user, url):
    """One file of each kind: of a value, an item's step, a paper, a milestone, a past meeting, the plan."""
    report = report_in("draft")
    indicator = plan.indicators.get(code="K07")
    proof = attach_evidence(report=report, file=photo(), actor=secretary, indicator=indicator)
    item = LedgerItemFactory(plan=plan, number=12, responsible=member.unit, state="in_hand")
    as_user(member).post(
        url("ledger-progress", item=item.code), {"progress-text": "已办", "progress-evidence": photo()}
    )
    paper = issue_paper(actor=department, dated=DAY, subject=Subject(plan=plan, kind="notice", item=item))
    scan = attach_scan(paper=paper, file=photo(), actor=department)
    milestone = Milestone.objects.create(
        phase=plan.phases.first(), code="work-plan", scope="pilot", order=1, name="方案"
    )
    record = MilestoneRecord.objects.create(milestone=milestone, pilot=pilots[0], reached_on="2004-09-20")
    record.document.save("方案.pdf", ContentFile(b"%PDF-1.4 ..."))
    past = MeetingFactory(plan=plan, number=1, held=True, entered_at=clock.now(), entered_by=department)
    past.minutes.save("纪要.pdf", ContentFile(b"%PDF-1.4 ..."))
    plan.document.save("方案.pdf", ContentFile(b"%PDF-1.4 ..."))
    check_files()  # takes the sums of what no act kept
    step = item.events.get(kind="progress").files.get()
    files = [proof.file, step.file, scan.file, record.document, past.minutes, plan.document]
    return SimpleNamespace(report=report, item=item, paper=paper, record=record, files=files, plan=plan)


def spoil(ground, *, gone: bool = False) -> None:
    """Let every file be another than was kept, or gone, and let the nightly check see it."""
    for file in ground.files:
        path = Path(file.path)
        path.unlink() if gone else path.write_bytes(b"another")
    check_files()


PAGES: dict[str, dict[str, Any]] = {
    "report": {},
    "report-edit": {},
    "value": {"pilot": "qinfenglu", "code": "K07"},
    "pilot": {"pilot": "qinfenglu"},
    "verification-value": VALUE,
    "ledger-item": {"item": "2005-012"},
    "paper": {},
    "papers": {},
    "records": {},
    "timeline": {},
    "meeting": {"number": 1},
    "plan-text": {},
}


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("gone", "word"), [(False, "已损坏"), (True, "文件缺失")])
def test_it_is_marked_wherever_it_is_listed(ground, as_user, department, secretary, url, name, gone, word):
    ground.report.submitted_by = secretary
    if name in {"value", "pilot", "verification-value"}:
        hand_in(ground.report)
    given = {**PAGES[name], **({"paper": ground.paper.code} if name == "paper" else {})}
    browser = as_user(secretary if name == "report-edit" else department)
    address = url(name, **given) + ("?quarter=2005Q3" if name in {"value", "pilot"} else "")
    assert MARK not in browser.get(address).content.decode()
    with CaptureQueriesContext(connection) as well:
        browser.get(address)
    spoil(ground, gone=gone)
    browser.get(address)
    with CaptureQueriesContext(connection) as spoiled:
        page = browser.get(address).content.decode()
    assert f"{MARK}{word}</span>" in page
    assert len(spoiled) == len(well)


def hand_in(report) -> None:
    now = clock.now()
    Report.objects.filter(pk=report.pk).update(
        state="approved", submitted_by=report.submitted_by, submitted_at=now, first_submitted_at=now, decided_at=now
    )
    raise_all()


@pytest.mark.parametrize("gone", [False, True])
def test_it_proves_nothing(ground, gone):
    def proofs() -> tuple[object, ...]:
        pk = ground.report.pk
        return (
            len(load_figures(Q(entry__report=pk)).evidenced),
            len(load_answers(ground.report)[0].evidenced),
            len(report_data(ground.report)["evidence"]),
            has_proof(ground.item),
            len(ground.paper.sealed_copies),
            MilestoneRecord.objects.filter(MilestoneRecord.HAS_EVIDENCE).exists(),
            MilestoneRecord.objects.get().has_evidence,
        )

    assert proofs() == (1, 1, 1, True, 1, True, True)
    spoil(ground, gone=gone)
    ground.paper = Paper.objects.get()
    assert proofs() == (0, 0, 0, False, 0, False, False)


def test_a_picture_that_is_none_any_more_is_not_shown(ground, as_user, department, url):
    picture = "data-picture"
    assert picture in as_user(department).get(url("report")).content.decode()
    spoil(ground)
    assert picture not in as_user(department).get(url("report")).content.decode()
