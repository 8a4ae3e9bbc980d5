"""A report that came back: what was changed in it since, and what stands as it was.

A submission keeps what the report said then (`ReportEvent.values`): the figures, the notes, the files, the texts.
"""

from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _

from fengxiang.bilingual import listed
from partybuilding.models import Report
from partybuilding.reports.detail import ReportDetail, ReportRow
from partybuilding.scoreboard.evidence_level import figures_of, says

Kept = dict[str, str]
Said = tuple[str, str]


def take_snapshot(detail: ReportDetail) -> Kept:
    """Return all that a report says, as a later submission is compared with it: figures by field id, and the rest."""
    kept = dict(_about_report(detail))
    for row in detail.rows:
        kept |= figures_of(row.indicator, row.reported)
        kept |= {key: text for key, text in _about_row(row) if text}
    return kept


def is_back(detail: ReportDetail) -> bool:
    """Return whether a report lies with its community again."""
    return detail.report.state == Report.State.RETURNED


def is_touched(row: ReportRow) -> bool:
    """Return whether anything of a row was changed since the report came back: a figure, its note, its files."""
    before = row.sheet.background.when_returned
    if before is None:
        return False
    pks = {str(each.pk) for each in row.indicator.fields.all()}
    figures = {pk: before[pk] for pk in pks & before.keys()}
    return not says(figures, figures_of(row.indicator, row.reported)) or _differs(before, _about_row(row))


def untouched(detail: ReportDetail) -> list[ReportRow]:
    """Return what a report came back for and stands as it was: the rows objected to, or all if nothing was changed."""
    before = detail.background.when_returned
    objected = [row for row in detail.rows if row.objection]
    if objected or before is None:
        return [row for row in objected if not is_touched(row)]
    is_changed = _differs(before, _about_report(detail)) or any(is_touched(row) for row in detail.rows)
    return [] if is_changed else detail.rows


def words_on_untouched(rows: Sequence[ReportRow]) -> str:
    """Return what is asked about rows that stand as they were."""
    if any(row.objection for row in rows):
        names = listed(str(row.indicator) for row in rows)
        return _("Returned, and not changed: %(names)s. Put it right, or say why it stays as it is.") % {"names": names}
    return _("Nothing was changed since the report came back. Put it right, or say why it stays as it is.")


def _differs(before: Kept, now: Iterable[Said]) -> bool:
    # Submissions from before more than figures was kept say nothing of the rest.
    return Report.NARRATIVES[0] in before and any(before.get(key, "") != text for key, text in now)


def _about_report(detail: ReportDetail) -> Iterator[Said]:
    yield from ((name, getattr(detail.report, name)) for name in Report.NARRATIVES)
    yield "files", _files(detail, None)


def _about_row(row: ReportRow) -> Iterator[Said]:
    pk = row.indicator.pk
    yield f"note{pk}", row.note
    yield f"files{pk}", _files(row.sheet, pk)  # a query, which what differs before it saves


def _files(detail: ReportDetail, indicator: int | None) -> str:
    return " ".join(sorted(str(each.uid) for each in detail.background.evidence if each.indicator_id == indicator))
