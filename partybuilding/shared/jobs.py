"""Runs of jobs: written down as they end, well or not, and the last ones read again."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.db.models import QuerySet
from django.utils import translation

from fengxiang import clock
from fengxiang.bilingual import Sentence
from partybuilding.models import JobKind, JobRun
from partybuilding.models.job import IN_WORDS
from partybuilding.shared.act import act

PROVEN_FOR = timedelta(hours=24)  # how old the newest backup may be that was restored on trial

logger = logging.getLogger(__name__)


@dataclass
class Outcome:
    """What a job says of itself while it runs: for people, for pages and other jobs, and whether it went well.

    A `Sentence`, or a text that is lazily translated, is written down in each language of the site.
    """

    summary: str | Sentence = ""
    details: dict[str, Any] = field(default_factory=dict)
    is_well: bool = True


@dataclass(frozen=True)
class LastRuns:
    """The last run of a kind of job, and the last one that went well; None if there was none."""

    last: JobRun | None
    last_good: JobRun | None


@contextmanager
def recorded(kind: JobKind) -> Iterator[Outcome]:
    """Write down the run of a job when it ends; one that fails is written down with its error, which goes on.

    Never in the way of the job: where the row cannot be written, because there is no table yet, the log says so.
    """
    outcome, begun_at, since = Outcome(), clock.now(), time.monotonic()
    try:
        yield outcome
    except Exception as error:
        outcome.is_well, outcome.summary = False, Sentence("%s", error) if str(error) else type(error).__name__
        raise
    finally:
        ended_at = begun_at + timedelta(seconds=time.monotonic() - since)
        try:
            record_run(kind=kind, begun_at=begun_at, ended_at=ended_at, outcome=outcome)
        except DatabaseError as error:
            logger.warning("the run of %s was not written down: %s", kind.value, error)


@act(once=False)
def record_run(*, kind: JobKind, begun_at: datetime, ended_at: datetime, outcome: Outcome) -> JobRun:
    """Write down one run of a job."""
    return JobRun.objects.create(
        kind=kind,
        begun_at=begun_at,
        ended_at=ended_at,
        is_well=outcome.is_well,
        summary=str(outcome.summary),
        details=outcome.details | {IN_WORDS: _in_each_language(outcome.summary)},
    )


def _in_each_language(words: str | Sentence) -> dict[str, str]:
    """Return a text in every language of the site, by its code."""
    texts = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            texts[code] = str(words)
    return texts


@act(once=False)
def forget_old_runs(*, before: datetime) -> int:
    """Delete the runs that ended before a moment, and return how many: the last ones of each kind stay."""
    last = {run.pk for runs in last_runs().values() for run in (runs.last, runs.last_good) if run is not None}
    served = JobRun.objects.filter(ended_at__lt=before).exclude(pk__in=last)
    return served.delete()[0]


def last_runs() -> dict[JobKind, LastRuns]:
    """Return the last run and the last good run of every kind of job, with two queries a kind."""
    return {
        kind: LastRuns(last=_last(JobRun.objects.filter(kind=kind)), last_good=last_good_run(kind)) for kind in JobKind
    }


def last_good_run(kind: JobKind) -> JobRun | None:
    """Return the last run of a kind that went well, None if there was none."""
    return _last(JobRun.objects.filter(kind=kind, is_well=True))


def proven_backup_at() -> datetime | None:
    """Return the moment of the newest backup that was restored on trial and found whole, None if there is none."""
    proof = last_good_run(JobKind.PROOF)
    return datetime.fromisoformat(proof.details["stamp"]) if proof else None


def proof_is_due(now: datetime | None = None) -> bool:
    """Say whether there is no proven backup of the last 24 hours: the lamp is red."""
    proven_at = proven_backup_at()
    return proven_at is None or (now or clock.now()) - proven_at > PROVEN_FOR


def _last(runs: QuerySet[JobRun]) -> JobRun | None:
    return runs.order_by("-ended_at", "-pk").first()
