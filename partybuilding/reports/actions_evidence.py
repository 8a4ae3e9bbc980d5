"""What is done with evidence 佐证材料: a file is attached to a report or to one of its indicators, or taken off."""

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.utils.translation import gettext as _

from communities.models import User
from fengxiang import clock
from partybuilding.models import Evidence, Indicator, Report, ReportEvent
from partybuilding.reports.access import step
from partybuilding.reports.actions import locked, log
from partybuilding.reports.rules import ReportAct
from partybuilding.shared.act import act
from partybuilding.shared.errors import ActionError
from partybuilding.shared.uploads import CheckedFile, checked

FILES_PER_REPORT = 100


def attach_evidence(
    *, report: Report, file: "File[bytes]", actor: User, indicator: Indicator | None = None
) -> Evidence:
    """Keep a file with the report; refused for other kinds of file, and once the report is out of hand."""
    return keep_evidence(report=report, content=checked_file(file), actor=actor, indicator=indicator)


def checked_file(file: "File[bytes]") -> CheckedFile:
    """Return a file as it is kept, ActionError for one of another kind: before the act, as pictures take their time."""
    try:
        return checked(file)
    except ValidationError as error:
        raise ActionError(error.message) from error


@act
def keep_evidence(*, report: Report, content: CheckedFile, actor: User, indicator: Indicator | None) -> Evidence:
    """Keep a file that was looked at; refused once the report is out of hand, or has too many."""
    report = locked(report)
    step(ReportAct.WRITE, report, actor)
    if report.evidence.filter(removed_at=None).count() >= FILES_PER_REPORT:
        raise ActionError(_("A report holds at most %d files.") % FILES_PER_REPORT)
    evidence = Evidence(
        report=report,
        indicator=indicator,
        **content.facts,
        uploaded_by=actor,
        uploaded_at=clock.now(),
    )
    evidence.file.save(content.name, ContentFile(content.content), save=False)
    if content.thumbnail:
        evidence.thumbnail.save(content.name, ContentFile(content.thumbnail), save=False)
    evidence.save()
    log(report, ReportEvent.Kind.EVIDENCE_ADDED, actor, content.name)
    return evidence


@act
def remove_evidence(*, evidence: Evidence, actor: User) -> Evidence:
    """Take a file off the report; the file itself is kept for the history."""
    report = locked(evidence.report)
    step(ReportAct.WRITE, report, actor)
    evidence = report.evidence.get(pk=evidence.pk)  # as it is now that the report is held
    if evidence.removed_at is not None:
        raise ActionError(_("The file was taken off already."))
    evidence.removed_at = clock.now()
    evidence.save(update_fields=["removed_at"])
    log(report, ReportEvent.Kind.EVIDENCE_REMOVED, actor, evidence.name)
    return evidence
