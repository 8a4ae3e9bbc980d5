"""Every command of the product, before `migrate` was run: a plain sentence, twice, in any order, and no traceback."""

import json
import os
import sys
from pathlib import Path

import pytest

from bench.failover.clusters import run

ROOT = Path(__file__).parents[2]
COMMANDS = ROOT / "partybuilding" / "management" / "commands"
PLAN = "partybuilding/plans/fengxiang-2004.toml"
# What each is called with.
CALLS: dict[str, list[str]] = {
    **{name: [] for name in ("backup", "checkdata", "checkfiles", "closeaccounts", "demo", "proof", "remind")},
    **{name: [] for name in ("purgerecord", "reduceleavers", "scanfiles", "setup", "sizes", "tidy", "verify")},
    "administrator": ["chief"],
    "datapackage": ["fengxiang-2004"],
    "loadplan": [PLAN],
    "restore": ["no-such-archive.tar"],
    "tryout": ["no-such-archive.tar"],
}
RUN = """
import io, json, sys
import django
django.setup()
from django.core.management import CommandError, call_command
answers = []
for name, options in json.loads(sys.argv[1]):
    out = io.StringIO()
    try:
        call_command(name, *options, stdout=out, stderr=out)
        answers.append([name, "done", out.getvalue()])
    except CommandError as refusal:
        answers.append([name, "refused", str(refusal)])
with open(sys.argv[2], "w") as file:
    json.dump(answers, file)
"""


def test_every_command_stands_in_the_table():
    assert {path.stem for path in COMMANDS.glob("[a-z]*.py")} == CALLS.keys()


@pytest.mark.alike
def test_each_says_plainly_that_there_is_nothing_yet(tmp_path):
    names = sorted(CALLS)
    asked = [(name, CALLS[name]) for name in [*names, *reversed(names)]]
    places = {"MEDIA_ROOT": "media", "BACKUP_DIR": "backups"}
    environment = {
        **os.environ,
        **{name: str(tmp_path / folder) for name, folder in places.items()},
        "DJANGO_SETTINGS_MODULE": "fengxiang.settings",
        "DATABASE_URL": f"sqlite:///{tmp_path}/empty.sqlite3",
        "DEBUG": "1",
        "CLAMD": "127.0.0.1:9",  # without one there is nothing to scan, tables or not
        "FENGXIANG_TODAY": "2005-11-15",
    }
    run(sys.executable, "-c", RUN, json.dumps(asked), tmp_path / "answers", environment=environment)
    answers = json.loads((tmp_path / "answers").read_text())
    assert len(answers) == len(asked)
    for name, outcome, words in answers:
        assert outcome == "refused", (name, words)
        assert words
        assert "Traceback" not in words
