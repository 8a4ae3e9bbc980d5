"""manage.py checkdata: nothing is said of what can be, and every kind of what cannot be is told."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import QuerySet

from communities.models import Room
from partybuilding.models import JobRun, LedgerEvent, LedgerItem, Meeting, Report, ReportEvent
from partybuilding.office import invariants
from partybuilding.office.invariants import everything
from tests.factories_meeting import LedgerItemFactory, MeetingFactory

pytestmark = pytest.mark.usefixtures("english")
TODAY = date(2005, 11, 15)


@pytest.fixture
def ground(plan, member, department, secretary, report_in):
    """A report handed in and an item opened, each with its steps."""
    report = report_in("submitted")
    submitted = report.events.get()
    at = submitted.at
    submitted.delete()
    for kind in ("started", "submitted"):
        ReportEvent.objects.create(report=report, kind=kind, actor=secretary, at=at)
    item = LedgerItemFactory(plan=plan, number=1, responsible=member.unit, state="opened")
    LedgerEvent.objects.create(
        item=item, kind="opened", actor=department, at=at, on=item.opened_on, due_after=item.due_on
    )
    assert list(everything(TODAY)) == []
    return plan


def report_of_another_state() -> None:
    Report.objects.update(state="approved")


def decided_by_who_submitted() -> None:
    step = ReportEvent.objects.latest("pk")
    ReportEvent.objects.create(report=step.report, kind="approved", actor=step.actor, at=step.at)


def a_number_left_out() -> None:
    LedgerItem.objects.update(number=2)


def an_item_closed_without_a_step() -> None:
    item = LedgerItem.objects.get()
    item.state = "closed"
    item.save()


def a_row_past_its_history() -> None:
    Report.objects.update(progress="written past the history")


def a_meeting_without_its_snapshot() -> None:
    MeetingFactory(plan=LedgerItem.objects.get().plan, number=1, held=True)


def a_meeting_ended_twice() -> None:
    MeetingFactory(plan=LedgerItem.objects.get().plan, number=1, held=True).save()


WRONG: dict[Callable[[], None], str] = {
    report_of_another_state: "is approved, by its steps submitted",
    decided_by_who_submitted: "who submitted it",
    a_number_left_out: "has the numbers [2]",
    an_item_closed_without_a_step: "the ledger's balance is",
    a_row_past_its_history: "is not what its history says",
    a_meeting_without_its_snapshot: "snapshot: False",
    a_meeting_ended_twice: "closed after it was closed",
}


@pytest.mark.parametrize("spoil", WRONG, ids=lambda spoil: spoil.__name__)
def test_what_cannot_be_is_told_and_nothing_is_changed(ground, capsys, spoil):
    spoil()
    before = rows()
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("checkdata")
    assert any(WRONG[spoil] in line for line in capsys.readouterr().out.splitlines())
    run = JobRun.objects.get()
    assert (run.kind, run.is_well) == ("checkdata", False)
    assert WRONG[spoil] in "".join(run.details["first"])
    assert rows() == before


def rows() -> list[Any]:
    models: tuple[Any, ...] = (Report, ReportEvent, LedgerItem, LedgerEvent, Meeting)
    return [list(model.objects.order_by("pk").values_list()) for model in models]


def test_what_can_be_is_well_as_often_as_it_is_asked(ground, capsys):
    for _twice in range(2):
        call_command("checkdata")
    assert capsys.readouterr().out.splitlines() == ["States, steps, totals and numbers are as they have to be."] * 2
    assert all(run.is_well for run in JobRun.objects.all())


def test_rows_and_their_histories_are_read_a_piece_at_a_time(ground, monkeypatch):
    """Also what lies behind the first piece is looked at, and no query hands out more than a piece."""
    monkeypatch.setattr(invariants, "A_PIECE", 3)
    last = LedgerItem.objects.latest("pk")
    handed_out: list[int] = []
    values = QuerySet.values

    def counted(self, *names, **more):
        rows = values(self, *names, **more)
        if len(names) > 1:
            handed_out.append(len(rows))
        return rows

    monkeypatch.setattr(QuerySet, "values", counted)
    memory = invariants.Memory()
    assert list(memory.history_is_complete()) == []
    assert max(handed_out) == 3
    LedgerItem.objects.filter(pk=last.pk).update(matter="written past the history")
    wrong = list(memory.history_is_complete())
    assert [sentence.partition(" is not")[0] for sentence in wrong] == [f"LedgerItem {last.pk}"]


def test_a_row_without_a_history_is_told_if_it_came_later(ground, monkeypatch):
    monkeypatch.setattr(invariants, "A_PIECE", 3)
    memory = invariants.Memory()
    assert list(memory.history_is_complete()) == []
    late = [
        Room(community=ground.pilots.first().community, name="x", use="room_office", gross_floor_area=10, since=TODAY)
    ]
    (room,) = Room.objects.bulk_create(late)
    assert [sentence.partition(" is not")[0] for sentence in memory.history_is_complete()] == [f"Room {room.pk}"]


def test_the_demonstration_holds_nothing_that_cannot_be(built):
    assert list(everything(TODAY)) == []
