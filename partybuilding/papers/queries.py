"""Official papers: what each is made from, its version code, and what has changed since it was made."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from communities.models import User
from fengxiang import clock
from fengxiang.text import cleaned_in
from partybuilding.models import FinalAssessment, LedgerItem, Meeting, Paper, PaperScan, Plan, Report
from partybuilding.models.kept import Tree, UnreadableError, canonical
from partybuilding.papers.access import can_make_all_papers, reports_to_print
from partybuilding.papers.compare import PaperChange, differences
from partybuilding.papers.content import (
    PAPER_LANGUAGE,
    assessment_data,
    bulletin_data,
    letterhead_of,
    minutes_data,
    notice_data,
    report_data,
)
from partybuilding.papers.content_burden import burden_data, years_asked
from partybuilding.papers.typesetting import assessment, bulletin, burden, minutes, notice, quarterly
from partybuilding.papers.typesetting.gbt9704 import write
from partybuilding.papers.typesetting.stamp import stamp_of
from partybuilding.papers.typesetting.text import Look, PaperText
from partybuilding.papers.typesetting.words import dated as written_date
from partybuilding.targets.quarter import Quarter

Kind = Paper.Kind
# What brings the content of an earlier version to the form of today. A change of the form adds one, and lets content_of
# say its "version": the first says none.
UPGRADES: tuple[Callable[[Tree], Tree], ...] = ()
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_COMPOSERS: dict[str, Callable[[Tree], PaperText]] = {
    Kind.BULLETIN: bulletin.compose,
    Kind.MINUTES: minutes.compose,
    Kind.REPORT: quarterly.compose,
    Kind.NOTICE: notice.compose,
    Kind.ASSESSMENT: assessment.compose,
    Kind.BURDEN: burden.compose,
}


@dataclass(frozen=True, eq=False, kw_only=True)
class Subject:
    """What a paper is about: a quarter, a meeting, a report, a matter or a final assessment, as its kind wants it.

    One about a year has its last quarter.
    """

    kind: str
    plan: Plan
    quarter: Quarter | None = None
    meeting: Meeting | None = None
    report: Report | None = None
    item: LedgerItem | None = None
    assessment: FinalAssessment | None = None

    @classmethod
    def of(cls, paper: Paper) -> "Subject":
        return cls(
            kind=paper.kind,
            plan=paper.plan,
            quarter=paper.quarter,
            meeting=paper.meeting,
            report=paper.report,
            item=paper.item,
            assessment=paper.assessment,
        )

    def fresh(self) -> "Subject":
        """Return the same as the database has it by now."""
        about = {name: getattr(self, name) for name in ("plan", "meeting", "report", "item", "assessment")}
        read = {name: type(each).objects.get(pk=each.pk) for name, each in about.items() if each is not None}
        return replace(self, **read)

    @property
    def key(self) -> str:
        """What it is about, as a form and the content have it: 2005Q3, 6, dongguan/2005Q3, 2005-012, dongguan, 2005."""
        match self.kind:
            case Kind.BURDEN if self.quarter:
                return str(self.quarter.year)
            case Kind.BULLETIN:
                return str(self.quarter)
            case Kind.MINUTES if self.meeting:
                return str(self.meeting.number)
            case Kind.REPORT if self.report:
                return f"{self.report.pilot.code}/{self.report.quarter}"
            case Kind.ASSESSMENT if self.assessment:
                return self.assessment.pilot.code
            case _:
                return self.item.code if self.item else ""

    @property
    def label(self) -> str:
        """What it is about in the reader's words."""
        match self.kind:
            case Kind.BURDEN if self.quarter:
                return _("year %d") % self.quarter.year
            case Kind.MINUTES if self.meeting:
                return f"{self.meeting} · {self.meeting.quarter.label}"
            case Kind.REPORT if self.report:
                return str(self.report)
            case Kind.NOTICE if self.item:
                return str(self.item)
            case Kind.ASSESSMENT if self.assessment:
                return str(self.assessment.pilot)
            case _:
                return self.quarter.label if self.quarter else ""

    def data(self, dated: date) -> Tree:
        """Return the data such a paper is made from now, the ledger as on the day of the paper."""
        if self.kind == Kind.BULLETIN and self.quarter:
            return bulletin_data(self.plan, self.quarter, dated)
        if self.kind == Kind.BURDEN and self.quarter:
            return burden_data(self.plan, self.quarter.year, dated, PAPER_LANGUAGE)
        if self.kind == Kind.MINUTES and self.meeting:
            return minutes_data(self.meeting)
        if self.kind == Kind.REPORT and self.report:
            return report_data(self.report)
        if self.kind == Kind.NOTICE and self.item:
            return notice_data(self.item, dated)
        if self.kind == Kind.ASSESSMENT and self.assessment:
            return assessment_data(self.assessment)
        raise ValueError(f"a paper about nothing: {self.kind}")


def content_of(subject: Subject, dated: date, document_number: int | None = None) -> Tree:
    """Return everything a paper is made from: its data, its letterhead, its date and number."""
    letterhead = letterhead_of(subject.plan)
    code = letterhead["number_code"]
    issue = document_number or (subject.meeting.number if subject.meeting else 0)
    return {
        "kind": subject.kind,
        "about": subject.key,
        "dated": dated.isoformat(),
        "date": written_date(dated, letterhead["date_style"]),
        "number": f"{code}〔{dated.year}〕{document_number}号" if document_number and code else "",
        "issue": issue,
        "letterhead": letterhead,
        "data": subject.data(dated),
    }


def compose(content: Tree) -> PaperText:
    """Return the text of a paper, which is Chinese whoever looks."""
    with translation.override(PAPER_LANGUAGE):
        return _COMPOSERS[content["kind"]](cleaned_in(content))


def render(content: Tree, code: str, address: str, head: str = "") -> bytes:
    """Return the paper as a .docx with its version code, the picture of its address and the head of the record."""
    letter = cleaned_in(content["letterhead"])
    look = Look(
        title=letter["title_font"],
        body=letter["body_font"],
        kai=letter["kai_font"],
        hei=letter["hei_font"],
        song=letter["song_font"],
        is_sealed=letter["is_sealed"],
    )
    return write(compose(content), look, stamp_of(code, address, head))


def subjects(user: User, plan: Plan) -> dict[str, list[Subject]]:
    """Return what a person can make papers of today, by kind, the latest first; in four queries at most."""
    by_kind: dict[str, list[Subject]] = {}
    if can_make_all_papers(user):
        over = [quarter for quarter in reversed(plan.quarters) if quarter.last_day < clock.today()]
        meetings = plan.meetings.filter(state=Meeting.State.CLOSED).order_by("-held_on", "-number")
        items = plan.ledger.exclude(state=LedgerItem.State.CLOSED).order_by("due_on", "year", "number")
        by_kind[Kind.BULLETIN] = [Subject(kind=Kind.BULLETIN, plan=plan, quarter=quarter) for quarter in over]
        by_kind[Kind.MINUTES] = [Subject(kind=Kind.MINUTES, plan=plan, meeting=meeting) for meeting in meetings]
        by_kind[Kind.NOTICE] = [Subject(kind=Kind.NOTICE, plan=plan, item=item) for item in items]
        approved = FinalAssessment.objects.filter(pilot__plan=plan, state=FinalAssessment.State.APPROVED)
        by_kind[Kind.ASSESSMENT] = [
            Subject(kind=Kind.ASSESSMENT, plan=plan, assessment=each)
            for each in approved.select_related("pilot__community").order_by("pilot__order")
        ]
        begun = [last for last in reversed(years_asked(plan)) if last.first_day <= clock.today()]
        by_kind[Kind.BURDEN] = [Subject(kind=Kind.BURDEN, plan=plan, quarter=last) for last in begun]
    reports = reports_to_print(user, plan).order_by("-quarter", "pilot__order")
    by_kind[Kind.REPORT] = [Subject(kind=Kind.REPORT, plan=plan, report=report) for report in reports]
    return by_kind


# --- the pages --------------------------------------------------------------------------------------------------------


def list_papers(papers: QuerySet[Paper]) -> QuerySet[Paper]:
    """Return papers with everything a list says of them, the latest first."""
    return (
        papers.select_related(
            "plan", "made_by", "meeting", "report__pilot__community", "item", "assessment__pilot__community"
        )
        .prefetch_related("scans")
        .order_by("-made_at", "-pk")
        .defer("content")
    )


@dataclass(frozen=True, eq=False)
class PaperPage:
    """One paper: what it was made from, and what has changed since."""

    paper: Paper
    scans: list[PaperScan]
    content: Tree | None  # None if it is not what was kept any more
    changes: list[PaperChange] = field(default_factory=list)

    @property
    def is_intact(self) -> bool:
        return self.content is not None

    @property
    def is_of_quarter(self) -> bool:
        """Whether it tells of one quarter of the county, which the dashboard shows."""
        return self.paper.kind == Kind.BULLETIN

    @property
    def title(self) -> str:
        """Its name as a document, in Chinese whatever the reader's language; of damaged data, its kind alone."""
        return self._text.name if self._text else str(self.paper)

    @property
    def characters(self) -> int:
        """How long its text is; 0 of damaged data."""
        return self._text.characters if self._text else 0

    @cached_property
    def _text(self) -> PaperText | None:
        return compose(self.content) if self.content else None

    @property
    def about(self) -> str:
        return Subject.of(self.paper).label

    @property
    def number(self) -> str:
        """The document number as it is printed; empty if there is none."""
        return str(self.content["number"]) if self.content else ""


def file_name(paper: Paper) -> str:
    """Return what a paper is called on somebody's disk: its name as a document, and its code."""
    content = kept_content(paper)
    return f"{compose(content).name} {paper.code}.docx" if content else f"{paper.code}.docx"


def kept_content(paper: Paper) -> Tree | None:
    """Return what a paper was made from, in today's form; None if that is not what was kept any more."""
    try:
        return paper.data(*UPGRADES) if paper.is_intact else None
    except UnreadableError:
        return None


def load_paper_page(paper: Paper) -> PaperPage:
    """Return a paper with what has changed in its data since it was made."""
    scans = list(paper.scans.select_related("uploaded_by").order_by("-uploaded_at"))
    content = kept_content(paper)
    if content is None:
        return PaperPage(paper, scans, content)
    now = json.loads(canonical(Subject.of(paper).data(paper.dated)).content)
    return PaperPage(paper, scans, content, differences(content["data"], now))
