"""manage.py tidy: what has served its time goes, what may be asked for stays, and a second run finds nothing."""

import os
import tempfile
import time
from datetime import date, timedelta

import pytest
from axes.models import AccessLog
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone

from communities.locks import KNOWN, is_known
from fengxiang import clock
from partybuilding.models import JobKind, JobRun, Notice, OnceKey
from partybuilding.office.tidy import Tidied, tidy

NOTHING = Tidied(sessions=0, logins=0, forms=0, notices=0, runs=0, workbooks=0, aside=0)
LONG_AGO, TODAY = date(2004, 11, 13), date(2005, 11, 15)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture(autouse=True)
def aside(settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    return tmp_path


def made_old(path: str) -> None:
    long_ago = time.time() - 2 * 24 * 60 * 60
    os.utime(path, (long_ago, long_ago))


def test_ended_sessions_go():
    for key, days in (("ended", -1), ("open", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=timezone.now() + timedelta(days=days))
    assert tidy().sessions == 1
    assert Session.objects.get().session_key == "open"


def test_logins_go_when_no_lock_asks_for_them_any_more():
    for name, days in (("long ago", KNOWN.days + 1), ("lately", KNOWN.days - 1)):
        AccessLog.objects.create(username=name, ip_address="10.0.0.7")
        AccessLog.objects.filter(username=name).update(attempt_time=timezone.now() - timedelta(days=days))
    assert tidy().logins == 1
    assert is_known("lately", "10.0.0.7")
    assert AccessLog.objects.count() == 1


def test_runs_of_a_year_ago_go_but_for_the_last_of_each_kind_and_the_last_that_went_well():
    for kind, days, is_well in (
        *((JobKind.PROOF, 500, True), (JobKind.PROOF, 450, True), (JobKind.PROOF, 400, False)),
        *((JobKind.PROOF, 399, False), (JobKind.SIZES, 400, True), (JobKind.SIZES, 365, True)),
    ):
        moment = clock.now() - timedelta(days=days)
        JobRun.objects.create(kind=kind, begun_at=moment, ended_at=moment, is_well=is_well)
    assert tidy().runs == 3
    left = {(run.kind, (clock.now() - run.ended_at).days) for run in JobRun.objects.all()}
    assert left == {(JobKind.PROOF, 450), (JobKind.PROOF, 399), (JobKind.SIZES, 365)}


def test_keys_of_forms_of_a_day_ago_go(department):
    for key, hours in (("a" * 32, 25), ("b" * 32, 1)):
        taken = timezone.now() - timedelta(hours=hours)
        OnceKey.objects.create(user=department, key=key, act="a", turn=1, digest="", taken_at=taken)
    assert tidy().forms == 1
    assert OnceKey.objects.count() == 1


def test_reminders_of_a_year_ago_go_unless_somebody_has_yet_to_read_them(department, secretary, member):
    secretary.is_active = False
    secretary.save()
    read = {"read_at": timezone.now()}
    for recipient, day, more in (
        (department, LONG_AGO, read),
        (secretary, LONG_AGO, {}),
        (member, LONG_AGO, {}),
        (department, TODAY, read),
    ):
        Notice.objects.create(recipient=recipient, day=day, **more)
    assert tidy().notices == 2
    assert set(Notice.objects.values_list("recipient", "day")) == {(member.pk, LONG_AGO), (department.pk, TODAY)}


def test_workbooks_nobody_came_back_for_go():
    for name in ("uploads/old.xlsx", "imports/old.xlsx"):
        made_old(default_storage.path(default_storage.save(name, ContentFile(b"x"))))
    default_storage.save("uploads/young.xlsx", ContentFile(b"x"))
    assert tidy().workbooks == 2
    assert default_storage.exists("uploads/young.xlsx")


def test_what_a_killed_worker_put_aside_goes(aside):
    for old in (True, False):
        with tempfile.NamedTemporaryFile(suffix=".upload.pdf", dir=aside, delete=False) as file:
            pass
        if old:
            made_old(file.name)
    (aside / "tmp.txt").touch()
    made_old(str(aside / "tmp.txt"))
    assert tidy().aside == 1
    assert len(list(aside.glob("tmp*.upload*"))) == 1
    assert (aside / "tmp.txt").exists()


def test_twice_does_no_harm_and_each_run_is_written_down(capsys):
    call_command("tidy")
    assert tidy() == NOTHING
    call_command("tidy", verbosity=0)
    assert capsys.readouterr().out.startswith("Deleted: 0 ended sessions")
    assert JobRun.objects.filter(kind="tidy", is_well=True).count() == 2
