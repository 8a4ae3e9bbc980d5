"""Loading a plan, taking a workbook in and keeping what a meeting was shown cost so much a row, however many there are.

Counted are queries and calls of Python, no clock: from 5 to 15 rows and from 15 to 30 each further row costs the same.
"""

import re
import sys
from datetime import date

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from communities.models import Room
from partybuilding.meetings.snapshot_store import content_of
from partybuilding.models import Plan
from partybuilding.plan.actions import load_plan
from partybuilding.plan.planfile import read_plan
from partybuilding.scoreboard.scoreboard import load_scoreboard
from partybuilding.targets.quarter import Quarter
from tests.admin.test_exchange import BASE, ROOM_HEADS, confirm, packed, send
from tests.factories import CommunityFactory, PilotFactory
from tests.factories_meeting import MeetingFactory
from tests.plan.plan_text import small
from tests.reports.reporting import complete_report

SIZES = (5, 15, 30)
QUARTER = Quarter(2005, 3)

pytestmark = [pytest.mark.django_db, pytest.mark.alike]


def cost_of(work):
    """Return how many queries and how many calls some work takes; what it wrote is taken back."""
    calls = 0

    def count(_frame, event, _argument):
        nonlocal calls
        calls += event == "call"

    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        before = sys.getprofile()
        sys.setprofile(count)
        try:
            work()
        finally:
            sys.setprofile(before)
        transaction.set_rollback(True)
    return len(queries), calls


def assert_linear(work_of):
    """Hold the cost of a further row against itself: `work_of` makes the work of so many rows."""
    cost_of(work_of(1))  # what is done once in a process
    few, more, many = (cost_of(work_of(size)) for size in SIZES)
    for name, *counted in zip(("queries", "calls"), few, more, many, strict=True):
        each, each_of_many = (
            (b - a) / (n - m) for a, b, m, n in zip(counted, counted[1:], SIZES, SIZES[1:], strict=False)
        )
        assert each_of_many <= each * 1.1 + 0.5, f"{name} of a further row: {each:.1f}, then {each_of_many:.1f}"


def test_a_plan_is_loaded_row_by_row():
    (pilot,) = re.findall(r'\[\[pilots]]\ncode = "donghulu".*?\n\n', small(), re.DOTALL)
    (indicator,) = re.findall(r'\[\[indicators]]\ncode = "K07".*?\n(?=\n)', small(), re.DOTALL)

    def work_of(size):
        rows = [pilot.replace("donghulu", f"pilot-{n}").replace("东湖路社区", f"社区{n}") for n in range(size)]
        rows += [indicator.replace("K07", f"N{n:02}") + "\n" for n in range(size)]
        file = read_plan(small().replace(pilot, pilot + "".join(rows)))
        return lambda: load_plan(file=file, reason="growth")

    assert_linear(work_of)


def test_a_workbook_is_taken_in_row_by_row(as_user, department, communities):
    staff = as_user(department)

    def work_of(size):
        rows = [
            [None, communities[0].code, f"室{n}", "clinic", None, 20, date(2005, 1, 1), None, None] for n in range(size)
        ]

        def work():
            confirm(staff, "room", send(staff, "room", packed(ROOM_HEADS, *rows)))
            assert Room.objects.count() == size

        return work

    assert staff.get(f"{BASE}room/").status_code == 200
    assert_linear(work_of)


def test_what_a_meeting_is_shown_is_kept_pilot_by_pilot(plan):
    def work_of(size):
        while plan.pilots.count() < size:
            complete_report(PilotFactory(plan=plan, community=CommunityFactory()), approved=True, quarter=QUARTER)
        fresh = Plan.objects.get(pk=plan.pk)
        meeting = MeetingFactory(plan=fresh, number=size + 100, planned_on=date(2005, 11, 15))
        return lambda: content_of(load_scoreboard(fresh, QUARTER, {"all"}), meeting, date(2005, 11, 15))

    assert_linear(work_of)
