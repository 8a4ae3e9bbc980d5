"""What manage.py demo refuses: real data, a bad password, debugging off; and that a failure leaves nothing."""

import pytest
from django.core.management import CommandError, call_command

from communities.models import User
from partybuilding.demo import meetings, reports, story
from partybuilding.management.commands import demo
from partybuilding.models import JobRun, Plan
from tests.factories import CadreFactory, ReportFactory, RoomFactory, UserFactory
from tests.test_demo import row_counts, run
from tests.test_project import ROOT


@pytest.fixture
def empty(db: None, settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty database, where the demonstration may be built."""
    settings.DEBUG = True
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)


def test_refused_with_debug_off(empty, settings):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="DEBUG"):
        run()
    assert not Plan.objects.exists()


@pytest.mark.parametrize("factory", [UserFactory, RoomFactory, CadreFactory, ReportFactory])
def test_refused_where_somebody_works_already(empty, factory):
    factory()
    before = row_counts()
    with pytest.raises(CommandError, match="real data"):
        run()
    assert row_counts() == before


@pytest.mark.alike
@pytest.mark.parametrize("password", ["alllowercaseletters", "Fengxiang-2005"])
def test_bad_password_is_refused_and_nothing_stays(empty, monkeypatch, password):
    monkeypatch.setenv("DEMO_PASSWORD", password)
    with pytest.raises(CommandError, match="password"):
        run()
    assert not any(row_counts().values())


@pytest.mark.alike
def test_a_bad_password_is_refused_before_there_is_a_database(settings, monkeypatch):
    settings.DEBUG = True
    monkeypatch.setenv("DEMO_PASSWORD", "Fengxiang-2005")
    with pytest.raises(CommandError, match="密码"):
        call_command("demo", check=True)
    monkeypatch.setenv("DEMO_PASSWORD", "Walnut-2005-dry!")
    call_command("demo", check=True)
    recipe = (ROOT / "Makefile").read_text().partition("\ndemo: ")[2]
    assert recipe.index("demo --check") < recipe.index("migrate") < recipe.index("demo --jobs")


@pytest.mark.alike
def test_the_jobs_of_a_night_run_and_one_that_fails_is_in_nobodys_way(empty, settings, monkeypatch, tmp_path, capsys):
    settings.BACKUP_DIR = tmp_path
    monkeypatch.setattr(demo, "JOBS", ("sizes", "proof"))  # with no backup there is none to try out
    demo.Command().run_jobs()
    assert {run.kind: run.is_well for run in JobRun.objects.all()} == {"sizes": True, "proof": False}
    assert "proof：" in capsys.readouterr().out


@pytest.mark.alike
def test_password_comes_from_the_environment(empty, monkeypatch):
    monkeypatch.setenv("DEMO_PASSWORD", "Walnut-2005-dry!")
    monkeypatch.setattr(story, "FILINGS", [])
    monkeypatch.setattr(meetings, "PAPERS", [])
    assert "Walnut-2005-dry!" in run()
    assert all(user.check_password("Walnut-2005-dry!") for user in User.objects.all())


def test_failure_on_the_way_leaves_neither_rows_nor_files(empty, monkeypatch, media_root):
    filings = [filing for filing in story.FILINGS if filing.community == "qinfenglu"]
    monkeypatch.setattr(story, "FILINGS", filings)
    monkeypatch.setitem(reports.FIGURES["qinfenglu"]["K10"], "known", (0, 31, 42, 52, 61))  # of 60, in 2005Q3
    with pytest.raises(ValueError, match="K10"):
        run()
    assert not any(row_counts().values())
    assert [path for path in media_root.rglob("*") if path.is_file()] == []
