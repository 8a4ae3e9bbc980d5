"""What is done with a quarterly report, one function per act.

Every act locks the report, makes one legal step or refuses by name, and writes who, when and why into its history.
Which step is legal, and whose it is, stands in partybuilding/reports/rules.py. A decision made on a page carries what
the page showed, `seen` (partybuilding/shared/stale.py).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from communities.models import User
from fengxiang import clock
from partybuilding.models import FieldValue, IndicatorField, Objection, Pilot, Report, ReportEntry, ReportEvent
from partybuilding.reports.access import is_review_started, roles_in, step, trail_of
from partybuilding.reports.detail import ReportContext, ReportDetail, load_report_context, load_report_detail
from partybuilding.reports.rules import TABLE, ReportAct
from partybuilding.reports.validation import blocking
from partybuilding.shared.act import act
from partybuilding.shared.errors import ActionError
from partybuilding.shared.states import ABSENT
from partybuilding.targets.quarter import Quarter

State, Step = Report.State, ReportEvent.Kind


@dataclass(frozen=True)
class Draft:
    """What somebody typed: only what is in here is changed.

    `values` by field id, `confirmed` and `notes` by indicator id, `narratives` by name.
    """

    values: Mapping[int, Decimal | None] = field(default_factory=dict)
    confirmed: Mapping[int, bool] = field(default_factory=dict)
    notes: Mapping[int, str] = field(default_factory=dict)
    narratives: Mapping[str, str] = field(default_factory=dict)


@act
def start_report(*, pilot: Pilot, quarter: Quarter, actor: User) -> Report:
    """Open the draft of a quarter's report; refused before the quarter begins, or if there is one."""
    if quarter.first_day > clock.today():
        raise ActionError(_("The quarter has not begun yet."))
    report = Report(pilot=pilot, quarter=quarter, state=TABLE.step(ReportAct.START, ABSENT, roles_in(actor, pilot)))
    try:
        with transaction.atomic():
            report.save()
    except IntegrityError as error:
        raise ActionError(str(TABLE.refusal(ReportAct.START, State.DRAFT, roles_in(actor, pilot)))) from error
    log(report, Step.STARTED, actor)
    return report


@act(once=False)
def save_draft(*, report: Report, draft: Draft, actor: User) -> Report:
    """Keep what was typed; refused once the report is out of the community's hands."""
    report = locked(report)
    step(ReportAct.WRITE, report, actor)
    texts = [
        name for name in Report.NARRATIVES if draft.narratives.get(name, getattr(report, name)) != getattr(report, name)
    ]
    for name in texts:
        setattr(report, name, draft.narratives[name])
    if texts:
        save(report, actor, *texts)
    _save_entries(report, draft, actor)
    _save_values(report, draft, actor)
    return report


def fill_draft(*, report: Report, choose: Callable[[ReportDetail], Draft], actor: User) -> Draft:
    """Take what `choose` finds good into the draft, and return it.

    It is asked about the report as it stands now, held: what was saved a moment ago elsewhere is seen, not overwritten.
    """
    # Most of the reading is done before anybody has to wait: on SQLite all writers do, whatever report they write in.
    return _fill_draft(report=report, context=load_report_context(report), choose=choose, actor=actor)


@act(once=False)
def _fill_draft(
    *, report: Report, context: ReportContext, choose: Callable[[ReportDetail], Draft], actor: User
) -> Draft:
    report = locked(report)
    draft = choose(load_report_detail(report, context))
    save_draft(report=report, draft=draft, actor=actor)
    return draft


def _save_entries(report: Report, draft: Draft, actor: User) -> None:
    entries = {entry.indicator_id: entry for entry in report.entries.all()}
    typed = IndicatorField.objects.filter(pk__in=[pk for pk, figure in draft.values.items() if figure is not None])
    wanted = {*draft.confirmed, *draft.notes, *typed.values_list("indicator_id", flat=True)}
    new = [ReportEntry(report=report, indicator_id=pk) for pk in sorted(wanted - entries.keys())]
    changed = []
    for entry in [*new, *(entries[pk] for pk in sorted(wanted & entries.keys()))]:
        before = (entry.is_confirmed, entry.note)
        entry.is_confirmed = draft.confirmed.get(entry.indicator_id, entry.is_confirmed)
        entry.note = draft.notes.get(entry.indicator_id, entry.note)
        if entry.pk and (entry.is_confirmed, entry.note) != before:
            changed.append(entry)
    if new:
        bulk_create_with_history(new, ReportEntry, default_user=actor)
    if changed:
        bulk_update_with_history(changed, ReportEntry, ["is_confirmed", "note"], default_user=actor)


def _save_values(report: Report, draft: Draft, actor: User) -> None:
    known = {value.field_id: value for value in FieldValue.objects.filter(entry__report=report)}
    entries = {entry.indicator_id: entry for entry in report.entries.all()}
    owners = dict(IndicatorField.objects.filter(pk__in=draft.values).values_list("pk", "indicator_id"))
    new, changed = [], []
    for pk, figure in draft.values.items():
        if pk in known:
            if known[pk].value != figure:
                known[pk].value = figure
                changed.append(known[pk])
        elif figure is not None:
            new.append(FieldValue(entry=entries[owners[pk]], field_id=pk, value=figure))
    if new:
        bulk_create_with_history(new, FieldValue, default_user=actor)
    if changed:
        bulk_update_with_history(changed, FieldValue, ["value"], default_user=actor)


@act
def submit_report(*, report: Report, actor: User) -> Report:
    """Hand the report to the county 报送; refused before the quarter's last day or while anything is missing."""
    report = locked(report)
    submitted = step(ReportAct.SUBMIT, report, actor)
    if clock.today() < report.quarter.last_day:
        raise ActionError(_("The quarter has not ended: the report can be submitted from its last day on."))
    detail = load_report_detail(report)
    if blocking(detail):
        raise ActionError(_("The report is not complete yet."))
    report.state = submitted
    report.submitted_by = actor
    report.submitted_at = clock.now()
    report.first_submitted_at = report.first_submitted_at or report.submitted_at
    report.decided_at = None
    save(report, actor, "state", "submitted_by", "submitted_at", "first_submitted_at", "decided_at")
    log(report, Step.SUBMITTED, actor, detail=detail)
    return report


@act
def withdraw_report(*, report: Report, actor: User, seen: str | None = None) -> Report:
    """Take a submitted report back to correct it; refused once the county has opened its check."""
    report = locked(report)
    trail_of(report).require(seen)
    came_back = report.events.filter(kind__in=[Step.RETURNED, Step.REOPENED]).exists()
    report.state = step(ReportAct.WITHDRAW_CORRECTED if came_back else ReportAct.WITHDRAW, report, actor)
    if not came_back:
        report.first_submitted_at = None  # it was not handed in, and can still be late
    save(report, actor, "state", "first_submitted_at")
    log(report, Step.WITHDRAWN, actor)
    return report


@act
def start_review(*, report: Report, actor: User, seen: str | None = None) -> Report:
    """Begin the check: from now on the community cannot withdraw the report. Opening it again changes nothing."""
    report = locked(report)
    trail_of(report).require(seen)
    step(ReportAct.START_REVIEW, report, actor)
    if not is_review_started(report):
        log(report, Step.CHECK_OPENED, actor)
    return report


@act
def comment_on_report(*, report: Report, opinion: str, actor: User, seen: str | None = None) -> Report:
    """Leave the town's opinion on a submitted report, for the county to read before it decides."""
    report = locked(report)
    trail_of(report).require(seen)
    step(ReportAct.COMMENT, report, actor)
    if not opinion.strip():
        raise ActionError(_("Write the opinion."))
    log(report, Step.OPINION, actor, opinion.strip())
    return report


@act
def return_report(
    *,
    report: Report,
    actor: User,
    reason: str = "",
    objections: Mapping[int, str] | None = None,
    seen: str | None = None,
) -> Report:
    """Give the report back for revision 退回; by someone other than who submitted it.

    `objections` tell what is wrong by indicator id; without any, the general `reason` is required.
    """
    report = locked(report)
    trail_of(report).require(seen)
    returned = step(ReportAct.RETURN, report, actor)
    wrong = {pk: text.strip() for pk, text in (objections or {}).items() if text.strip()}
    if not wrong:
        _required(reason)
    event = _decide(report, returned, Step.RETURNED, actor, reason.strip())
    Objection.objects.bulk_create(
        Objection(event=event, indicator_id=pk, reason=text) for pk, text in sorted(wrong.items())
    )
    return report


@act
def approve_report(*, report: Report, actor: User, remark: str = "", seen: str | None = None) -> Report:
    """Approve the report 审核通过: its values count from now on; by someone other than who submitted it."""
    report = locked(report)
    trail_of(report).require(seen)
    approved = step(ReportAct.APPROVE, report, actor)
    _decide(report, approved, Step.APPROVED, actor, remark.strip())
    return report


@act
def reopen_report(*, report: Report, reason: str, actor: User, seen: str | None = None) -> Report:
    """Take an approval back, with the reason: the report lies with the community again."""
    report = locked(report)
    trail_of(report).require(seen)
    reopened = step(ReportAct.REOPEN, report, actor)
    _decide(report, reopened, Step.REOPENED, actor, _required(reason))
    return report


def _decide(report: Report, state: str, step: str, actor: User, reason: str) -> ReportEvent:
    report.state = state
    report.decided_at = clock.now()
    save(report, actor, "state", "decided_at")
    return log(report, step, actor, reason)


# --- What the acts share ----------------------------------------------------------------------------------------------


def locked(report: Report) -> Report:
    """Return the report as it is now, held until the transaction ends."""
    return (
        Report.objects.select_for_update(of=("self",))
        .select_related("pilot__plan", "pilot__community")
        .get(pk=report.pk)
    )


def save(report: Report, actor: User, *names: str) -> None:
    """Save the named fields alone, in the actor's name."""
    report.save(update_fields=names)


def log(report: Report, step: str, actor: User, reason: str = "", detail: ReportDetail | None = None) -> ReportEvent:
    """Write a step into the report's history."""
    values = detail.snapshot if detail else {}
    return ReportEvent.objects.create(
        report=report, kind=step, actor=actor, at=clock.now(), reason=reason, values=values
    )


def _required(reason: str) -> str:
    if not reason.strip():
        raise ActionError(_("Give the reason."))
    return reason.strip()
