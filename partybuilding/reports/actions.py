"""What is done with a quarterly report, one function per act.

Every act locks the report, makes one legal step or refuses by name, and writes who, when and why into its history.
Which step is legal, and whose it is, stands in partybuilding/reports/rules.py. A decision made on a page carries what
the page showed, `seen` (partybuilding/shared/stale.py).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from communities.models import User
from fengxiang import clock
from partybuilding.models import FieldValue, Indicator, Objection, Pilot, Report, ReportEntry, ReportEvent
from partybuilding.plan.queries import NO_FIGURES, UNANSWERED, Figures, RowAnswer
from partybuilding.record.changes import note_change
from partybuilding.reports.access import is_review_started, roles_in, step, trail_of
from partybuilding.reports.detail import ReportContext, ReportDetail, load_report_context, load_report_detail
from partybuilding.reports.resubmission import is_back, take_snapshot, untouched, words_on_untouched
from partybuilding.reports.rules import TABLE, ReportAct, first_day_to_submit
from partybuilding.reports.validation import blocking
from partybuilding.shared.act import act
from partybuilding.shared.compiled import compiled
from partybuilding.shared.errors import ActionError
from partybuilding.shared.states import ABSENT
from partybuilding.targets.quarter import Quarter

State, Step = Report.State, ReportEvent.Kind


class TooEarlyError(ActionError):
    """The quarter a report is about has not ended."""


class UnansweredReturnError(ActionError):
    """What a report was returned for stands as it was, and nothing says why."""


@dataclass(frozen=True)
class Draft:
    """What somebody typed: only what is in here is changed.

    `values` by indicator id and field key, `confirmed` and `notes` by indicator id, `narratives` by name.
    """

    values: Mapping[int, Figures] = field(default_factory=dict)
    confirmed: Mapping[int, bool] = field(default_factory=dict)
    notes: Mapping[int, str] = field(default_factory=dict)
    narratives: Mapping[str, str] = field(default_factory=dict)


NOTHING = Draft()
HUNDREDTH = Decimal("0.01")  # the places of a figure in its table
# Asked about the report as it stands, held: what was saved a moment ago elsewhere is seen, not overwritten.
Choice = Callable[[ReportDetail], Draft]


@act
def start_report(*, pilot: Pilot, quarter: Quarter, actor: User) -> Report:
    """Open the draft of a quarter's report; refused before the quarter begins, or if there is one."""
    if quarter.first_day > clock.today():
        raise ActionError(_("The quarter has not begun yet."))
    roles = roles_in(actor, pilot, quarter)
    report = Report(pilot=pilot, quarter=quarter, state=TABLE.step(ReportAct.START, ABSENT, roles))
    try:
        with transaction.atomic():
            report.save()
    except IntegrityError as error:
        raise ActionError(str(TABLE.refusal(ReportAct.START, State.DRAFT, roles))) from error
    log(report, Step.STARTED, actor)
    return report


@act(once=False)
def save_draft(
    *, report: Report, draft: Draft | Choice, actor: User, context: ReportContext | None = None
) -> ReportDetail:
    """Keep what was typed, and return the report as it stands then; refused once it is out of the community's hands.

    With a `context` most is read before anybody has to wait: on SQLite all writers do, whatever report they write in.
    """
    detail = _held(report, context)
    chosen = _chosen(draft, detail)
    step(ReportAct.WRITE, detail.report, actor)
    return _written(detail, chosen, actor)


@act
def submit_report(
    *, report: Report, actor: User, draft: Draft | Choice = NOTHING, context: ReportContext | None = None
) -> Report:
    """Hand the report to the county 报送 with what was typed last, all of it or nothing.

    Refused before the quarter's last day or while anything is missing; and of a returned report, while what it was
    returned for stands as it was and no reply says why.
    """
    detail = _held(report, context)
    report = detail.report
    came_back = is_back(detail)
    submitted = step(ReportAct.SUBMIT, report, actor)
    if clock.today() < (day := first_day_to_submit(report.quarter)):
        raise TooEarlyError(
            _("The quarter has not ended: the report can be submitted from %(day)s on.")
            % {"day": date_format(day, "MONTH_DAY_FORMAT")}
        )
    chosen = _chosen(draft, detail)
    report.state = submitted
    report.submitted_by = actor
    report.submitted_at = clock.now()
    report.first_submitted_at = report.first_submitted_at or report.submitted_at
    report.decided_at = None
    names = ("state", "submitted_by", "submitted_at", "first_submitted_at", "decided_at")
    detail = _written(detail, chosen, actor, *names)
    if blocking(detail):
        raise ActionError(_("The report is not complete yet."))
    if came_back and not report.reply and (rows := untouched(detail)):
        raise UnansweredReturnError(words_on_untouched(rows))
    log(report, Step.SUBMITTED, actor, report.reply, detail)
    return report


def _held(report: Report, context: ReportContext | None) -> ReportDetail:
    context = context or load_report_context(report)
    return load_report_detail(locked(report), context)


def _chosen(draft: Draft | Choice, detail: ReportDetail) -> Draft:
    return draft if isinstance(draft, Draft) else draft(detail)


def _written(detail: ReportDetail, draft: Draft, actor: User, *names: str) -> ReportDetail:
    """Write what differs from the report, and the named fields of it; return it as it stands then."""
    report = detail.report
    texts = [name for name, text in draft.narratives.items() if text != getattr(report, name)]
    for name in texts:
        setattr(report, name, draft.narratives[name])
    if texts or names:
        save(report, actor, *texts, *names)
    reported = dict(detail.reported)
    indicators = [each for each in detail.plan_context.reported if each.pk in draft.values]
    for each in indicators:
        typed = draft.values[each.pk].items()
        figures = {key: None if figure is None else figure.quantize(HUNDREDTH) for key, figure in typed}
        reported[each.pk] = each.clause.summed({**reported.get(each.pk, NO_FIGURES), **figures})
    now = replace(detail, answers=_write_answers(detail, draft, actor), reported=reported)
    _write_values(detail, now, indicators, actor)
    return now


def _write_answers(detail: ReportDetail, draft: Draft, actor: User) -> dict[int, RowAnswer]:
    """Write what is confirmed and noted, and return all answers; a figure has one, too."""
    typed = {pk for pk, figures in draft.values.items() if any(figure is not None for figure in figures.values())}
    new: list[ReportEntry] = []
    changed: list[ReportEntry] = []
    codes = {each.pk: each.code for each in detail.plan_context.reported}
    for pk in sorted({*draft.confirmed, *draft.notes, *typed}):
        before = detail.answers.get(pk, UNANSWERED)
        entry = ReportEntry(
            pk=before.pk or None,
            report=detail.report,
            indicator_id=pk,
            is_confirmed=draft.confirmed.get(pk, before.is_confirmed),
            note=draft.notes.get(pk, before.note),
        )
        was, now = ({codes[pk]: [each.is_confirmed, each.note]} for each in (before, entry))
        note_change(detail.report, was, now)
        if entry.pk is None:
            new.append(entry)
        elif (entry.is_confirmed, entry.note) != (before.is_confirmed, before.note):
            changed.append(entry)
    if new:
        bulk_create_with_history(new, ReportEntry, default_user=actor)
    if changed:
        _write_rows(changed, ["is_confirmed", "note"], actor)
    written = {entry.indicator_id: RowAnswer(entry.pk, entry.is_confirmed, entry.note) for entry in [*new, *changed]}
    return {**detail.answers, **written}


def _write_values(before: ReportDetail, after: ReportDetail, indicators: list[Indicator], actor: User) -> None:
    """Write what somebody typed in these indicators where it differs from what stood there before."""
    new: list[FieldValue] = []
    changed: dict[int, Decimal | None] = {}
    for indicator in indicators:
        was, now = before.reported.get(indicator.pk, NO_FIGURES), after.reported[indicator.pk]
        for each in indicator.fields.all():
            figure = now.get(each.key)
            code = f"{indicator.code} {each.key}"
            note_change(before.report, {code: was.get(each.key)}, {code: figure})
            if each.key not in was and figure is not None:
                new.append(FieldValue(entry_id=after.answers[indicator.pk].pk, field=each, value=figure))
            elif figure != was.get(each.key):
                changed[each.pk] = figure
    if new:
        bulk_create_with_history(new, FieldValue, default_user=actor)
    if changed:
        rows = _values_of.rows(before.report.pk, *changed)
        for row in rows:
            row.value = changed[row.field_id]
        _write_rows(rows, ["value"], actor)


def _write_rows(rows: list[Any], fields: list[str], actor: User) -> None:
    """Write these fields of rows that stand in the database, and their history."""
    model = type(rows[0])
    if len(rows) == 1:
        # What a field that was left comes to: one row needs none of the cases by which Django writes many at once.
        model.objects.filter(pk=rows[0].pk).update(**{name: getattr(rows[0], name) for name in fields})
        fields = []  # only the history is left to be written
    bulk_update_with_history(rows, model, fields, default_user=actor)


@compiled(FieldValue, locks=True)
def _values_of(report: int, *fields: int) -> QuerySet[FieldValue]:
    return FieldValue.objects.filter(entry__report=report, field__in=fields)


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
    note_change(event, {}, {f"objection {pk}": text for pk, text in sorted(wrong.items())})
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
    report.reply = ""  # it stands with the step it came along with; what is asked now is answered anew
    save(report, actor, "state", "decided_at", "reply")
    return log(report, step, actor, reason)


# --- What the acts share ----------------------------------------------------------------------------------------------


def locked(report: Report) -> Report:
    """Return the report as it is now, held until the transaction ends."""
    reports = _locked.rows(report.pk)
    if not reports:
        raise Report.DoesNotExist
    return reports[0]


@compiled(Report, locks=True)
def _locked(report: int) -> QuerySet[Report]:
    related = Report.objects.select_related("pilot__plan", "pilot__community")
    return related.select_for_update(of=("self",)).filter(pk=report)


def save(report: Report, actor: User, *names: str) -> None:
    """Save the named fields alone, in the actor's name."""
    report.save(update_fields=names)


def log(report: Report, step: str, actor: User, reason: str = "", detail: ReportDetail | None = None) -> ReportEvent:
    """Write a step into the report's history."""
    values = take_snapshot(detail) if detail else {}
    return ReportEvent.objects.create(
        report=report, kind=step, actor=actor, at=clock.now(), reason=reason, values=values
    )


def _required(reason: str) -> str:
    if not reason.strip():
        raise ActionError(_("Give the reason."))
    return reason.strip()
