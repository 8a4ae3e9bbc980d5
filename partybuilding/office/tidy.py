"""What has served its time, and is no fact of any plan: manage.py tidy, nightly (docs/operations.md)."""

import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Q
from django.utils import timezone

from communities.locks import forget_old_logins
from fengxiang import clock, waiting
from partybuilding.models import Notice
from partybuilding.shared.act import act, forget_old_keys
from partybuilding.shared.jobs import forget_old_runs

RUNS_FOR = timedelta(days=366)  # of jobs, save the last of each kind
NOTICES_FOR = timedelta(days=366)  # after its day; whoever has an account and never read it keeps it
WORKBOOKS_FOR = timedelta(days=1)  # a report's until it is taken, a register's until it is confirmed
ASIDE_FOR = timedelta(days=1)  # no form takes as long to be sent
ASIDE = "tmp*.upload*"  # what Django calls a file that it puts aside (TemporaryUploadedFile)


@dataclass(frozen=True, kw_only=True)
class Tidied:
    """How much went, of each kind."""

    sessions: int
    logins: int
    forms: int
    notices: int
    runs: int
    workbooks: int
    aside: int


def tidy() -> Tidied:
    """Delete what has served its time, and return how much that was; a second time it is nothing."""
    return Tidied(
        sessions=Session.objects.filter(expire_date__lt=timezone.now()).delete()[0],
        logins=forget_old_logins(),
        forms=forget_old_keys(),
        notices=_forget_notices(before=clock.today() - NOTICES_FOR),
        runs=forget_old_runs(before=clock.now() - RUNS_FOR),
        workbooks=_forget_workbooks(),
        aside=_clear_aside(),
    )


@act(once=False)
def _forget_notices(*, before: date) -> int:
    """Delete reminders: that somebody was urged stands among the steps of the report or item, too."""
    served = Notice.objects.filter(Q(read_at__isnull=False) | Q(recipient__is_active=False), day__lt=before)
    number = served.count()
    served.delete()
    return number


def _forget_workbooks() -> int:
    before = _waiting()
    for folder in (waiting.UPLOADS, waiting.IMPORTS):
        waiting.forget_older(folder, WORKBOOKS_FOR)
    return before - _waiting()


def _waiting() -> int:
    return len(waiting.names(waiting.UPLOADS)) + len(waiting.names(waiting.IMPORTS))


def _clear_aside() -> int:
    """Delete files that were put aside while they were sent, by a worker that was killed meanwhile."""
    gone, latest = 0, time.time() - ASIDE_FOR.total_seconds()
    for path in Path(settings.FILE_UPLOAD_TEMP_DIR or tempfile.gettempdir()).glob(ASIDE):
        with suppress(OSError):  # somebody else's, or gone already
            if path.is_file() and path.stat().st_mtime < latest:
                path.unlink()
                gone += 1
    return gone
