"""A paper is set while nothing is locked; what changes meanwhile is noticed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connection
from django.utils import translation

from partybuilding.models import FieldValue, LedgerItem, Meeting, Paper, Report
from partybuilding.papers import actions as act
from partybuilding.papers import queries as papers
from partybuilding.papers.actions import ATTEMPTS, issue_paper
from partybuilding.papers.queries import Subject
from partybuilding.shared.errors import ActionError
from partybuilding.targets.quarter import Quarter
from tests.assessment.samples import approved_assessment
from tests.factories_meeting import LedgerItemFactory, MeetingFactory
from tests.reports.reporting import complete_report

pytestmark = pytest.mark.django_db(transaction=True)
DATED = date(2005, 11, 15)
KINDS = list(Paper.Kind)


@pytest.fixture
def about(plan, pilots, secretary):
    """What a paper of each kind is about."""
    unit = plan.member_units.first().unit
    return {
        Paper.Kind.BULLETIN: {"quarter": Quarter(2005, 3)},
        Paper.Kind.MINUTES: {"meeting": MeetingFactory(plan=plan, number=6, held=True)},
        Paper.Kind.REPORT: {"report": complete_report(pilots[0], approved=True, submitted_by=secretary)},
        Paper.Kind.NOTICE: {"item": LedgerItemFactory(plan=plan, responsible=unit)},
        Paper.Kind.ASSESSMENT: {"assessment": approved_assessment(pilots[0])},
        Paper.Kind.BURDEN: {"quarter": Quarter(2005, 4)},
    }


@pytest.fixture
def issue(plan, department, about):
    def issue(kind):
        with translation.override("en"):
            return issue_paper(subject=Subject(plan=plan, kind=kind, **about[kind]), actor=department, dated=DATED)

    return issue


@pytest.fixture
def meanwhile(monkeypatch):
    """Return what sets up a function to be called with the number of the try, each time a paper is set."""
    tries = []

    def set_up(happens):
        def render(*args):
            document = papers.render(*args)
            tries.append(connection.in_atomic_block)
            happens(len(tries))
            return document

        monkeypatch.setattr(act, "render", render)
        return tries

    return set_up


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_locked_while_a_paper_is_set(kind, issue, meanwhile):
    tries = meanwhile(lambda _number: None)
    assert issue(kind).kind == kind
    assert tries == [False]


@pytest.mark.parametrize("kind", KINDS)
def test_what_changed_meanwhile_makes_it_set_once_more(kind, issue, meanwhile, plan):
    def rename(number):
        if number == 1:
            plan.letterhead.organ = "中共东风县委组织部"
            plan.letterhead.save()

    tries = meanwhile(rename)
    assert "中共东风县委组织部" in issue(kind).content
    assert tries == [False, False]


@pytest.mark.parametrize("kind", KINDS)
def test_what_changes_for_ever_is_refused(kind, issue, meanwhile, plan, media_root):
    def rename(number):
        plan.letterhead.organ = f"第{number}组织部"
        plan.letterhead.save()

    tries = meanwhile(rename)
    with pytest.raises(ActionError, match="The data changed while the paper was being made"):
        issue(kind)
    assert len(tries) == ATTEMPTS
    assert not Paper.objects.exists()
    assert not [path for path in Path(media_root).rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("kind", "model", "state", "why"),
    [
        (Paper.Kind.REPORT, Report, "returned", "has to be submitted first"),
        (Paper.Kind.MINUTES, Meeting, "open", "has not ended yet"),
        (Paper.Kind.NOTICE, LedgerItem, "closed", "nothing to supervise"),
    ],
)
def test_what_is_no_longer_ready_is_refused_in_its_words(kind, model, state, why, issue, meanwhile):
    meanwhile(lambda _number: model.objects.update(state=state))
    with pytest.raises(ActionError, match=why):
        issue(kind)
    assert not Paper.objects.exists()


def test_a_code_taken_meanwhile_is_not_given_twice(issue, meanwhile, monkeypatch):
    other = issue(Paper.Kind.MINUTES)
    monkeypatch.setattr(act, "code_of", lambda _digest, groups=2: "-".join(["7K3M", "Q2XR", "AAAA"][:groups]))
    meanwhile(lambda _number: Paper.objects.filter(pk=other.pk).update(code="7K3M-Q2XR"))
    assert issue(Paper.Kind.BULLETIN).code == "7K3M-Q2XR-AAAA"


def test_the_data_are_those_the_file_was_set_from(issue, meanwhile):
    meanwhile(lambda _number: FieldValue.objects.filter(field__key="area").update(value=Decimal(150)))
    assert "150平方米" in issue(Paper.Kind.REPORT).content


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_paper_asked_for_twice_at_once_is_one(kind, issue, monkeypatch):
    both = Barrier(2, timeout=30)

    def render(*args):
        both.wait()
        return papers.render(*args)

    def make(_number):
        try:
            return issue(kind).pk
        finally:
            connection.close()

    monkeypatch.setattr(act, "render", render)
    with ThreadPoolExecutor(2) as pool:
        assert len(set(pool.map(make, range(2)))) == 1
    assert Paper.objects.count() == 1
