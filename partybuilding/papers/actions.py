"""What is done with official papers 公文: one is made from the data, its sealed copy is attached. None is changed."""

from collections.abc import Mapping
from datetime import date
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.models import Role, User
from fengxiang import clock
from partybuilding.models import Letterhead, Meeting, Paper, PaperScan, Plan, Report
from partybuilding.models.kept import canonical
from partybuilding.papers.content import find_letterhead
from partybuilding.papers.queries import Subject, content_of, render
from partybuilding.papers.typesetting.stamp import code_of
from partybuilding.record.heads import Head, current_head, keep_head
from partybuilding.shared.act import act
from partybuilding.shared.errors import ActionError
from partybuilding.shared.uploads import CheckedFile, checked

Kind = Paper.Kind
SCANS_PER_PAPER = 10
LARGEST_NUMBER = 9999
ATTEMPTS = 2  # of making a paper whose data change meanwhile
CODE_GROUPS = range(2, 5)  # of four letters each; Paper.code has room for no more


class NumberTakenError(ActionError):
    """Another paper of the kind and the year carries the document number; the text says which, and what is free."""


def issue_paper(
    *, subject: Subject, actor: User, dated: date, document_number: int | None = None, site: str = ""
) -> Paper:
    """Make a paper of what is known now, and keep it; the same data, date and number give the paper made before.

    NumberTakenError for a number that another paper of the plan, the kind and the year carries.
    `site` is the address of the site, for the picture printed at the foot; without it the version code stands alone.
    """
    plan = subject.plan
    _require_maker(subject, actor)
    _require_letterhead(plan)
    for _attempt in range(ATTEMPTS):
        wrong = problems(subject, dated=dated, document_number=document_number)
        if wrong:
            raise ActionError(" ".join(wrong.values()))
        content = content_of(subject, dated, document_number)
        kept = canonical(content)
        made_before = _made_before(plan, kept.sha256)
        if made_before is not None:
            return made_before
        paper = Paper(
            **vars(subject),
            code=_free_code(kept.sha256),
            document_number=document_number,
            number_year=dated.year if document_number else None,
            dated=dated,
            made_by=actor,
            **kept._asdict(),
        )
        _require_free_number(paper)
        address = f"{site.rstrip('/')}{reverse('paper', args=[plan.slug, paper.code])}" if site else ""
        head = current_head()
        document = render(content, paper.code, address, head.printed)
        subject = subject.fresh()
        if canonical(content_of(subject, dated, document_number)) == kept and (
            paper_made := _keep(paper=paper, document=document, head=head, actor=actor)
        ):
            return paper_made
    raise ActionError(_("The data changed while the paper was being made. Make it again."))


@act
def _keep(*, paper: Paper, document: bytes, head: Head, actor: User) -> Paper | None:
    """Keep a paper that is set, or return its like made meanwhile; None if it cannot be made any more.

    `head` is the head of the record that is printed on it.

    The one moment at which anybody waits: reading the data and setting the paper take no lock.
    """
    Plan.objects.select_for_update().get(pk=paper.plan_id)  # two papers made at once get two codes
    made_before = _made_before(paper.plan, paper.sha256)
    if made_before is not None:
        return made_before
    wrong = problems(Subject.of(paper).fresh(), dated=paper.dated, document_number=paper.document_number)
    if wrong or Paper.objects.filter(code=paper.code).exists():
        return None
    _require_free_number(paper)
    paper.made_at = clock.now()
    paper.file.save(f"{uuid4().hex}.docx", ContentFile(document))
    keep_head(head, paper)
    return paper


def _require_free_number(paper: Paper) -> None:
    """Refuse a document number that another paper of the kind and the year carries, an older one's too."""
    if paper.document_number is None:
        return
    of_year = Paper.objects.filter(plan=paper.plan, kind=paper.kind, dated__year=paper.dated.year)
    holder = of_year.filter(document_number=paper.document_number).first()
    if holder is not None:
        last = of_year.aggregate(last=Max("document_number"))["last"]
        raise NumberTakenError(
            _("Number %(number)d of %(year)d is taken by paper %(code)s. Number %(next)d is free.")
            % {"number": paper.document_number, "year": paper.dated.year, "code": holder.code, "next": last + 1}
        )


def _made_before(plan: Plan, sha256: str) -> Paper | None:
    return Paper.objects.filter(plan=plan, sha256=sha256).first()


def _free_code(digest: str) -> str:
    """Return the shortest code of a digest that no other paper carries."""
    codes = (code_of(digest, groups) for groups in CODE_GROUPS)
    return next(code for code in codes if not Paper.objects.filter(code=code).exists())


def _require_maker(subject: Subject, actor: User) -> None:
    if actor.role == Role.DEPARTMENT:
        return
    report = subject.report
    is_own = report is not None and report.pilot.community_id == actor.community_id
    if actor.role != Role.SECRETARY or subject.kind != Kind.REPORT or not is_own:
        raise ActionError(_("Papers are made by the Organisation Department; a branch makes those on its own reports."))


def _require_letterhead(plan: Plan) -> None:
    if not Letterhead.objects.filter(plan=plan, confirmed_at__isnull=False).exists():
        raise ActionError(
            _("The letterhead of this plan is not confirmed: the Organisation Department does that first.")
        )


@act
def confirm_letterhead(*, plan: Plan, names: Mapping[str, str], actor: User) -> Letterhead:
    """Say that the names on the plan's papers are right; from now on papers are made.

    `names` are those that were looked at: if others stand there by now, they have to be looked at again (ActionError).
    """
    if actor.role != Role.DEPARTMENT:
        raise ActionError(_("The Organisation Department confirms the letterhead."))
    Plan.objects.select_for_update().get(pk=plan.pk)
    letterhead = find_letterhead(plan)
    if letterhead.confirmed_at is not None:
        return letterhead
    if any(names.get(name, "") != getattr(letterhead, name) for name in Letterhead.NAMES):
        raise ActionError(_("The letterhead was changed meanwhile: look at it again."))
    letterhead.confirmed_at, letterhead.confirmed_by = clock.now(), actor
    letterhead.save()
    return letterhead


def problems(subject: Subject, *, dated: date | None, document_number: int | None = None) -> dict[str, str]:
    """Return what keeps a paper from being made, by the name of the field; empty if nothing does."""
    wrong = {}
    not_yet, earliest = _readiness(subject)
    if not_yet:
        wrong["about"] = not_yet
    if dated is None:
        wrong["dated"] = _("Give the date of the document.")
    elif dated > clock.today():
        wrong["dated"] = _("The document cannot be dated in the future.")
    elif earliest is not None and dated < earliest:
        wrong["dated"] = _("The document cannot be older than what it tells of.")
    if document_number is not None and not 1 <= document_number <= LARGEST_NUMBER:
        wrong["document_number"] = _("Write a whole number from 1 to 9999.")
    return wrong


def _readiness(subject: Subject) -> tuple[str, date | None]:
    """Return why there is no paper to make of something yet, and the first day one can carry."""
    match subject.kind:
        case Kind.BULLETIN if subject.quarter:
            over = subject.quarter.last_day < clock.today()
            return "" if over else _("The quarter is not over yet."), subject.quarter.next.first_day
        case Kind.BURDEN if subject.quarter:
            begun = subject.quarter.first_day <= clock.today()
            return "" if begun else _("The year's last quarter has not begun yet."), subject.quarter.first_day
        case Kind.MINUTES if subject.meeting:
            ended = subject.meeting.state == Meeting.State.CLOSED
            return "" if ended else _("The meeting has not ended yet."), subject.meeting.held_on
        case Kind.REPORT if subject.report:
            handed_in = subject.report.state in {Report.State.SUBMITTED, Report.State.APPROVED}
            reason = "" if handed_in else _("The report lies with the community: it has to be submitted first.")
            return reason, subject.report.quarter.first_day
        case Kind.NOTICE if subject.item:
            reason = "" if subject.item.is_open else _("The matter is closed: there is nothing to supervise.")
            return reason, subject.item.opened_on
        case Kind.ASSESSMENT if subject.assessment:
            approved_at = subject.assessment.approved_at
            reason = "" if approved_at else _("The final assessment is not approved yet.")
            return reason, timezone.localdate(approved_at) if approved_at else None
        case _:
            return _("Say what the paper is about."), None


def attach_scan(*, paper: Paper, file: "File[bytes]", actor: User) -> PaperScan:
    """Keep the scanned, sealed copy of a paper; it stays, and a better one is added beside it."""
    if actor.role != Role.DEPARTMENT:
        raise ActionError(_("Sealed copies are attached by the Organisation Department."))
    try:
        content = checked(file)
    except ValidationError as error:
        raise ActionError(error.message) from error
    return _keep_scan(paper=paper, content=content, actor=actor)


@act
def _keep_scan(*, paper: Paper, content: CheckedFile, actor: User) -> PaperScan:
    paper = Paper.objects.select_for_update(of=("self",)).get(pk=paper.pk)
    if paper.scans.count() >= SCANS_PER_PAPER:
        raise ActionError(_("A paper holds at most %d sealed copies.") % SCANS_PER_PAPER)
    scan = PaperScan(
        paper=paper,
        **content.facts,
        uploaded_by=actor,
        uploaded_at=clock.now(),
    )
    scan.file.save(content.name, ContentFile(content.content))
    return scan
