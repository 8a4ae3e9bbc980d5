"""What `make bench` measures, on what, and how long."""

import time

import pytest

from bench.__main__ import wanted
from bench.client import Answer, Session
from bench.measures import GROWN, MEASURES, Run
from bench.rounds import Budget
from bench.tour import Page, Sheet, Tour

pytestmark = pytest.mark.alike

QUICK = (
    "bare bare-write dashboard-unchanged dashboard-304 dashboard-after-write dashboard-all-open pilot-page "
    "indicator-page report-form"
)
MORE = "pilot-after-write area-page timeline ledger my-work field-save submit xlsx-import bulletin"


@pytest.fixture(autouse=True)
def nothing_chosen(monkeypatch):
    """Leave out what the developer has set."""
    for name in ("DATABASES", "PILOTS", "PLANS", "CLIENTS", "MEASURES", "SECONDS", "SLICE"):
        monkeypatch.delenv(f"BENCH_{name}", raising=False)


@pytest.fixture
def run():
    """Return somebody who reads and somebody who writes, and what they go to."""
    pages = {name: Page(path=f"/{name}/", mark="秦凤路") for name in ("dashboard-unchanged", "pilot-page")}
    activity = Sheet(user="writer", path="/change/", typed=[{"held_on": "2005-06-30"}, {"held_on": "2005-07-01"}])
    tour = Tour(readers=["reader"], pages=pages, registers=[activity], fields=[activity])
    return Run(tour, {name: Session(f"sessionid={name}", "token") for name in ("reader", "writer")})


def measure(name):
    return next(each for each in MEASURES if each.name == name)


def names(programme):
    return [each.name for each in programme.measures]


def test_the_quick_run_is_the_first_nine_on_one_small_database():
    programme = wanted(["quick"])
    assert names(programme) == QUICK.split()
    assert [str(place) for place in programme.places] == ["sqlite, 3 pilots, plans: 1"]
    assert 0 < programme.budget.until - time.monotonic() < 180


def test_the_whole_run_is_every_measure_on_every_database_with_more_pilots_and_with_more_plans():
    programme = wanted([])
    assert names(programme) == [*QUICK.split(), *MORE.split()]
    assert {each.name for each in GROWN.values()} == {"dashboard-300-pilots", "dashboard-3000-plans"}
    sizes = [(3, 1), (30, 1), (300, 1), (3, 100), (3, 3000)]
    assert [(each.pilots, each.plans) for each in programme.places] == sizes * 2
    assert programme.budget.until == float("inf")


def test_the_parts_together_measure_everything_with_eight_clients_and_the_dashboard_where_there_is_more():
    parts = {name: wanted([name]) for name in ("sqlite", "postgresql", "pilots", "plans")}
    assert [len(names(each)) for each in parts.values()] == [len(MEASURES), len(MEASURES), 7, 7]
    assert {each.clients[0] for each in parts.values()} == {8}
    places = [(each.database, each.pilots, each.plans) for part in parts.values() for each in part.places]
    assert places == [
        *(("sqlite", 3, 1), ("postgresql", 3, 1), ("sqlite", 3, 1), ("sqlite", 300, 1)),
        *(("sqlite", 3, 1), ("sqlite", 3, 3000)),
    ]


def test_what_is_measured_is_chosen_by_the_environment_and_stays_beside_the_bare_ones(monkeypatch):
    monkeypatch.setenv("BENCH_MEASURES", "submit")
    monkeypatch.setenv("BENCH_CLIENTS", "2 4")
    programme = wanted([])
    assert names(programme) == ["bare", "bare-write", "submit"]
    assert programme.clients == [2, 4]


def test_rounds_go_on_until_the_time_is_up_three_at_least():
    begun = time.monotonic() - 10
    assert Budget(slice=1, seconds=1).is_left(begun, 0)
    assert [Budget(slice=1, seconds=1).is_left(begun, count) for count in (2, 3)] == [True, False]
    assert Budget(slice=1, seconds=15).is_left(begun, 4)
    assert not Budget(slice=1, seconds=100, until=time.monotonic() + 4).is_left(begun, 2)


def test_a_page_after_a_write_counts_without_the_write_which_is_another_one_each_time(run):
    operate = measure("pilot-after-write").make(run, 0)
    asked = []
    for _ in range(2):
        steps = operate()
        write = next(steps)
        read = steps.send(Answer(302, b"", b"", 0))
        assert (write.statuses, write.counts, read.counts) == ((302,), False, True)
        assert read.request.startswith(b"GET /pilot-page/")
        assert b"sessionid=writer" in write.request
        assert b"sessionid=reader" in read.request
        asked.append((b"held_on=2005-06-30" in write.request, read.mark))
    assert asked == [(True, "秦凤路"), (False, "")]


def test_a_page_that_is_unchanged_is_opened_once_before_it_counts(run):
    operate = measure("pilot-page").make(run, 0)
    first, *others = [(step.counts, step.mark) for _ in range(2) for step in operate()]
    assert first == (False, "秦凤路")
    assert others == [(True, ""), (True, "")]


@pytest.mark.parametrize(("head", "status", "tag"), [(b'\r\nETag: "7"', 304, b'"7"'), (b"", 200, b'"none"')])
def test_a_page_is_asked_for_with_its_tag_where_the_site_sends_one(run, head, status, tag):
    operate = measure("dashboard-304").make(run, 0)
    steps = operate()
    assert not next(steps).counts
    asked = steps.send(Answer(200, head, "秦凤路".encode(), 0))
    assert (asked.statuses, asked.counts) == ((status,), True)
    assert b"If-None-Match: " + tag in asked.request
    assert next(operate()) == asked


def test_a_measure_that_needs_a_form_for_each_client_knows_for_how_many_there_are(run):
    rooms = {name: measure(name).room(run.tour) for name in ("field-save", "submit", "pilot-page")}
    assert rooms == {"field-save": 1, "submit": 0, "pilot-page": None}


def test_what_there_is_to_ask_is_read_as_it_was_written(run, tmp_path):
    run.tour.write(tmp_path)
    assert Tour.read(tmp_path) == run.tour
    assert run.tour.users == {"reader", "writer"}
