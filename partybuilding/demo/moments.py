"""When the demonstration's reports were written: its history rows, dated as if the form had been filled in by hand.

An indicator confirmed as it was offered takes a quarter of a minute, one that changed about a minute, the texts some
minutes; now and then somebody is called away. All of it follows from community, quarter and indicator, so that the
demonstration is the same each time.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from zlib import crc32

from fengxiang import clock
from partybuilding.models import Evidence, FieldValue, Report, ReportEntry
from partybuilding.reports.detail import ReportDetail

BREAK = timedelta(minutes=50)  # longer than the pause that ends a sitting


def date_steps(report: Report, since: datetime) -> None:
    """Date what an act wrote of a report since a moment of the machine's clock with the demonstration's day."""
    for history in (Report.history.filter(id=report.pk), Evidence.history.filter(report=report)):
        history.filter(history_date__gte=since).update(history_date=clock.now())


def date_saves(report: Report, sheet: ReportDetail, changed: Collection[int], since: datetime) -> None:
    """Spread what was saved since then over the time it takes to fill in the form, up to now.

    `changed` are the ids of the indicators reported otherwise than they were offered.
    """
    rows: dict[int, list[Any]] = defaultdict(list)
    for value in FieldValue.history.filter(entry__report=report, history_date__gte=since).select_related("entry"):
        rows[value.entry.indicator_id].append(value)
    for entry in ReportEntry.history.filter(report=report, history_date__gte=since):
        rows[entry.indicator_id].append(entry)
    texts = list(Report.history.filter(id=report.pk, history_date__gte=since))
    seed = f"{report.pilot.code} {report.quarter}"
    spent = timedelta()
    written: list[tuple[timedelta, Any]] = []
    for number, row in enumerate(sheet.rows):
        if saved := rows[row.indicator.pk]:
            chance = crc32(f"{seed} {row.indicator.code}".encode())
            spent += timedelta(seconds=35 + chance % 50 if row.indicator.pk in changed else 8 + chance % 14)
            if number == len(sheet.rows) // 2 and crc32(seed.encode()) % 3 == 0:
                spent += BREAK
            written += [(spent, each) for each in saved]
    if texts:
        spent += timedelta(seconds=300 + crc32(seed.encode()) % 240)
        written += [(spent, each) for each in texts]
    now = clock.now()
    for after, each in written:
        each.history_date = now - (spent - after)
    for model in (FieldValue, ReportEntry, Report):
        kept = [each for _after, each in written if isinstance(each, model.history.model)]
        model.history.bulk_update(kept, ["history_date"])
