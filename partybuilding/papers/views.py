"""Official papers: the list, making one, and one with its data, its changes since, its file and its sealed copies."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from partybuilding.models import Letterhead, Paper, Plan
from partybuilding.papers import access as access_papers
from partybuilding.papers.actions import NumberTakenError, attach_scan, confirm_letterhead, issue_paper
from partybuilding.papers.content import find_letterhead
from partybuilding.papers.exports import papers_table
from partybuilding.papers.forms import PaperForm, ScanForm
from partybuilding.papers.queries import DOCX, Subject, file_name, list_papers, load_paper_page, subjects
from partybuilding.papers.typesetting.stamp import GROUP
from partybuilding.shared import access
from partybuilding.shared.errors import ActionError
from partybuilding.shared.http import SignedIn, shows_pictures, stored_file, with_plan
from partybuilding.shared.kept_pages import exported, kept
from partybuilding.shared.tables import Table
from partybuilding.shared.uploads import ACCEPT

UNPROCESSABLE = 422
PER_PAGE = 30


@require_safe
@kept(access.get_plan_for, shows_drafts=False)
def papers(request: SignedIn, plan: Plan) -> HttpResponse:
    """Show the papers that were made, and what papers can be made."""
    if code := typed_code(request.GET.get("code", "")):
        paper = access_papers.papers_for(request.user, plan).filter(code=code).first()
        if paper is not None:
            return redirect("paper", plan=plan.slug, paper=paper.code)
    wanted = request.GET.get("kind", "")
    return _papers_page(request, plan, {wanted: request.GET.get("about", "")}, open_kind=wanted)


def typed_code(typed: str) -> str:
    """Return a version code as it is kept, however it was typed: 7k3m q2xr is 7K3M-Q2XR."""
    letters = [each for each in typed.upper() if each.isalnum()]
    groups = ("".join(letters[first : first + GROUP]) for first in range(0, len(letters), GROUP))
    return "-".join(groups)


@require_POST
@with_plan(access_papers.get_plan_to_issue_papers)
def make(request: SignedIn, plan: Plan) -> HttpResponse:
    """Make a paper of what is known now."""
    kind = request.POST.get("kind", "")
    offered = subjects(request.user, plan)
    if kind not in offered:
        raise Http404
    form = PaperForm(kind, offered[kind], request.POST)
    if not form.is_valid():
        return _papers_page(request, plan, {}, open_kind=kind, typed=form, status=UNPROCESSABLE)
    try:
        paper = issue_paper(
            subject=form.subject,
            actor=request.user,
            dated=form.cleaned_data["dated"],
            document_number=form.cleaned_data.get("document_number"),
            site=request.build_absolute_uri("/"),
        )
    except ActionError as refusal:
        form.add_error("document_number" if isinstance(refusal, NumberTakenError) else None, str(refusal))
        return _papers_page(request, plan, {}, open_kind=kind, typed=form, status=UNPROCESSABLE)
    messages.success(request, _("The paper is made: download it, have it signed and sealed."))
    return redirect("paper", plan=plan.slug, paper=paper.code)


@require_POST
@with_plan(access_papers.get_plan_to_confirm_letterhead)
def letterhead(request: SignedIn, plan: Plan) -> HttpResponse:
    """Confirm the names the plan's papers bear."""
    names = {name: request.POST.get(name, "") for name in Letterhead.NAMES}
    try:
        confirm_letterhead(plan=plan, names=names, actor=request.user)
    except ActionError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The letterhead is confirmed: papers can be made now."))
    return redirect("papers", plan=plan.slug)


def _papers_page(
    request: SignedIn,
    plan: Plan,
    about: dict[str, str],
    *,
    open_kind: str = "",
    typed: PaperForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Return the list; a form that was not in order comes back with what was typed."""
    listed_papers = list_papers(access_papers.papers_for(request.user, plan))
    offered = subjects(request.user, plan) if access_papers.can_make_papers(request.user) else {}
    page = Paginator(listed_papers, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "plan": plan,
        "page": page,
        "rows": [(paper, Subject.of(paper).label) for paper in page],
        "forms": [
            typed if typed and typed.kind == kind else PaperForm(kind, offered[kind], about=about.get(kind, ""))
            for kind in Paper.Kind
            if kind in offered
        ],
        "open_kind": open_kind,
        "letterhead": find_letterhead(plan) if offered else None,
        "can_confirm": access_papers.can_make_all_papers(request.user),
        "code": request.GET.get("code", "").strip(),
        "section": "papers",
    }
    return render(request, "papers/papers.html", context, status=status)


@require_safe
@kept(access.get_plan_for, shows_drafts=False)
def paper(request: SignedIn, plan: Plan, paper: str) -> HttpResponse:
    """Show which data a paper was made from, when and by whom, and what has changed since."""
    return _paper_page(request, access_papers.get_paper_for(request.user, plan, paper), ScanForm())


@require_POST
@with_plan(access.get_plan_for)
def scan(request: SignedIn, plan: Plan, paper: str) -> HttpResponse:
    """Attach the scanned, sealed copy of a paper."""
    paper_found = access_papers.get_paper_to_seal(request.user, plan, paper)
    form = ScanForm(request.POST, request.FILES)
    if not form.is_valid():
        return _paper_page(request, paper_found, form, UNPROCESSABLE)
    try:
        attach_scan(paper=paper_found, file=form.cleaned_data["file"], actor=request.user)
    except ActionError as refusal:
        form.add_error("file", str(refusal))
        return _paper_page(request, paper_found, form, UNPROCESSABLE)
    messages.success(request, _("The sealed copy is attached."))
    return redirect("paper", plan=plan.slug, paper=paper_found.code)


def _paper_page(request: SignedIn, paper: Paper, form: ScanForm, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        "plan": paper.plan,
        "paper": paper,
        "page": load_paper_page(paper),
        "form": form if access_papers.can_seal_papers(request.user) else None,
        "accept": ACCEPT,
        "section": "papers",
    }
    return render(request, "papers/paper.html", context, status=status)


@never_cache
@require_safe
@with_plan(access.get_plan_for)
def file(request: SignedIn, plan: Plan, paper: str) -> HttpResponseBase:
    """Send the very file that was made."""
    paper_found = access_papers.get_paper_for(request.user, plan, paper)
    return stored_file(request, paper_found.file, file_name(paper_found), DOCX)


@shows_pictures
@never_cache
@require_safe
@with_plan(access.get_plan_for)
def scan_file(request: SignedIn, plan: Plan, paper: str, uid: str) -> HttpResponseBase:
    """Send a sealed copy: a picture to be looked at, anything else as an attachment."""
    paper_found = access_papers.get_scan_for(request.user, plan, paper, uid)
    return stored_file(
        request, paper_found.file, paper_found.name, paper_found.content_type, is_shown=paper_found.is_picture
    )


@never_cache
@require_safe
@exported(access.get_plan_for)
def export_papers(request: SignedIn, plan: Plan) -> Table:
    """Send the register of the papers this person reads."""
    listed_papers = list_papers(access_papers.papers_for(request.user, plan))
    return papers_table(plan, listed_papers)
