"""What deploy/ puts in place agrees with itself and with the site; deploy/try tries it in a throw-away Debian."""

import re
import subprocess

import pytest

from fengxiang.serve import GUARDS
from tests.test_project import ROOT

pytestmark = pytest.mark.alike
DEPLOY = ROOT / "deploy"
UNITS = {path.name: path.read_text() for path in (DEPLOY / "systemd").iterdir() if path.is_file()}
TIMERS = {name: text for name, text in UNITS.items() if name.endswith(".timer")}


def test_every_job_has_a_timer_that_makes_up_for_a_night_without_current():
    (jobs,) = re.findall(r'^JOBS="(.+)"$', (DEPLOY / "common.sh").read_text(), re.MULTILINE)
    assert {f"fengxiang-{job}.timer" for job in jobs.split()} == TIMERS.keys()
    for name, text in TIMERS.items():
        job = name.removeprefix("fengxiang-").removesuffix(".timer")
        assert f"Unit=fengxiang-job@{job}.service\n" in text
        assert "Persistent=true\n" in text
        assert all(line.endswith(" Asia/Shanghai") for line in text.splitlines() if line.startswith("OnCalendar="))


def test_the_site_is_always_started_again_and_held_within_bounds():
    site = UNITS["fengxiang@.service"]
    for line in ("Type=notify", "Restart=always", "StartLimitIntervalSec=0", "User=fengxiang", "OOMPolicy=continue"):
        assert f"\n{line}\n" in site
    memory = int(re.findall(r"MemoryMax=(\d+)M", site)[0])
    assert int(GUARDS["GRANIAN_WORKERS"]) * int(GUARDS["GRANIAN_WORKERS_MAX_RSS"]) < memory
    hardening = [set(re.findall(r"^(?:Protect|Restrict|Private|System|Lock|No)\w+=.*$", UNITS[name], re.MULTILINE))
                 for name in ("fengxiang@.service", "fengxiang-job@.service")]  # fmt: skip
    assert hardening[0] == hardening[1]
    assert len(hardening[0]) > 15


def test_the_proxy_takes_requests_whole_and_waits_for_nobody():
    conf = (DEPLOY / "nginx" / "fengxiang.conf").read_text()
    for line in ("proxy_request_buffering on;", "client_header_timeout 10s;", "client_body_timeout 20s;"):
        assert line in conf


@pytest.mark.parametrize("name", ["common.sh", "install", "upgrade", "uninstall", "manage", "try", "tryout/inside"])
def test_the_scripts_can_be_read_by_bash(name):
    subprocess.run(["/bin/bash", "-n", str(DEPLOY / name)], check=True)  # noqa: S603 - a file of ours
