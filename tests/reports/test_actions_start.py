from datetime import date

import pytest
from django.utils.timezone import localdate

from fengxiang import clock
from partybuilding.models import Report
from partybuilding.reports.actions import start_report
from partybuilding.shared.errors import ActionError
from partybuilding.targets.quarter import Quarter

THIRD = Quarter(2005, 3)


def test_an_empty_draft_is_opened(pilot, secretary):
    report = start_report(pilot=pilot, quarter=THIRD, actor=secretary)
    assert (report.state, report.quarter, report.progress) == ("draft", THIRD, "")
    assert not report.entries.exists()


def test_it_is_kept_who_opened_it_and_when(pilot, secretary):
    report = start_report(pilot=pilot, quarter=THIRD, actor=secretary)
    step = report.events.get()
    assert (step.kind, step.actor, localdate(step.at)) == ("started", secretary, date(2005, 11, 15))
    assert report.history.get().history_user == secretary


def test_a_quarters_report_is_opened_once(pilot, secretary):
    start_report(pilot=pilot, quarter=THIRD, actor=secretary)
    with pytest.raises(ActionError):
        start_report(pilot=pilot, quarter=THIRD, actor=secretary)
    assert Report.objects.count() == 1


def test_other_pilots_and_quarters_have_their_own(pilots, secretary, other_secretary):
    for pilot, quarter, author in [
        (pilots[0], THIRD, secretary),
        (pilots[0], THIRD.next, secretary),
        (pilots[1], THIRD, other_secretary),
    ]:
        start_report(pilot=pilot, quarter=quarter, actor=author)
    assert Report.objects.count() == 3


@pytest.mark.parametrize(("day", "is_open"), [(date(2005, 9, 30), False), (date(2005, 10, 1), True)])
def test_a_quarter_is_open_from_its_first_day(pilot, secretary, day, is_open):
    with clock.set_to(day):
        if is_open:
            assert start_report(pilot=pilot, quarter=THIRD.next, actor=secretary).pk
        else:
            with pytest.raises(ActionError):
                start_report(pilot=pilot, quarter=THIRD.next, actor=secretary)
            assert not Report.objects.exists()
