"""A document number is one paper's: of its plan, its kind and its year."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from partybuilding.models import Paper
from partybuilding.papers import actions as act
from partybuilding.papers import queries as papers
from partybuilding.papers.actions import NumberTakenError, issue_paper
from partybuilding.targets.quarter import Quarter
from tests.factories import PlanFactory
from tests.factories_meeting import LedgerItemFactory
from tests.migrating import migration_of

DAY = date(2005, 11, 15)


@pytest.fixture
def item(plan):
    return LedgerItemFactory(plan=plan, responsible=plan.member_units.first().unit, opened_on=date(2004, 12, 1))


@pytest.fixture
def issue(plan, department, item):
    """Make a notice or a bulletin in English, so that a refusal is found where the code says it."""

    def issue(number, kind="notice", dated=DAY):
        about = {"item": item} if kind == "notice" else {"quarter": Quarter(2004, 3)}
        with translation.override("en"):
            subject = papers.Subject(plan=plan, kind=kind, **about)
            return issue_paper(subject=subject, actor=department, dated=dated, document_number=number)

    return issue


def taken():
    return list(Paper.objects.order_by("pk").values_list("kind", "number_year", "document_number"))


@pytest.mark.parametrize(
    ("other", "is_taken"),
    [
        ({"number": 12, "dated": date(2005, 11, 14)}, True),
        ({"number": 13}, False),
        ({"number": 12, "dated": date(2004, 12, 31)}, False),
        ({"number": 12, "kind": "bulletin"}, False),
        ({"number": None, "dated": date(2005, 11, 14)}, False),
    ],
)
def test_a_number_is_given_once_a_plan_kind_and_year(issue, other, is_taken):
    first = issue(12)
    if is_taken:
        with pytest.raises(NumberTakenError) as refusal:
            issue(**other)
        assert str(refusal.value) == f"Number 12 of 2005 is taken by paper {first.code}. Number 13 is free."
    else:
        assert issue(**other) != first
    assert Paper.objects.count() == (1 if is_taken else 2)


def test_the_same_paper_again_is_the_paper_made_before(issue):
    assert issue(12) == issue(12)


def test_papers_without_a_number_are_as_many_as_one_likes(issue):
    issue(None)
    issue(None, dated=date(2005, 11, 14))
    assert taken() == [("notice", None, None)] * 2


def test_the_database_keeps_it_too(issue, plan):
    paper = issue(12)
    paper.pk, paper.code = None, "7K3M-Q2XR"
    with pytest.raises(IntegrityError), transaction.atomic():
        paper.save()
    paper.plan = PlanFactory()
    paper.save()


def test_the_page_says_so_beside_the_field(issue, item, as_user, department, url, english_pages):
    code = issue(12).code
    typed = {"kind": "notice", "notice-about": item.code, "notice-dated": "2005-11-14", "notice-document_number": "12"}
    response = as_user(department).post(url("paper-make"), typed)
    form = next(form for form in response.context["forms"] if form.kind == "notice")
    told = f"Number 12 of 2005 is taken by paper {code}. Number 13 is free."
    assert (response.status_code, form.errors) == (422, {"document_number": [told]})
    assert 'value="12"' in response.content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(3))
def test_of_two_who_take_a_number_at_once_one_is_told(issue, monkeypatch, media_root, attempt):
    both = Barrier(2, timeout=30)

    def render(*args):
        both.wait()
        return papers.render(*args)

    def make(day):
        try:
            return issue(12, dated=date(2005, 11, day))
        except NumberTakenError as refusal:
            return str(refusal)
        finally:
            connection.close()

    monkeypatch.setattr(act, "render", render)
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(make, [14, 15]))
    paper = Paper.objects.get()
    assert sorted(map(type, answers), key=str) == sorted([Paper, str], key=str)
    assert f"Number 12 of 2005 is taken by paper {paper.code}. Number 13 is free." in answers
    assert [str(path.relative_to(media_root)) for path in media_root.rglob("*.docx")] == [paper.file.name]


@pytest.mark.django_db(transaction=True)
def test_the_migration_fills_the_year_where_a_number_is_one_papers(settings, issue):
    """Older papers that share theirs keep it, and nobody takes it any more."""
    migrate = migration_of("0009_paper_number_once", settings)
    for number, dated in [(11, date(2004, 12, 31)), (11, DAY), (12, DAY), (13, DAY), (None, DAY)]:
        issue(number, dated=dated)
    before = migrate(forth=False).get_model("partybuilding", "Paper")
    try:
        assert "number_year" not in {field.name for field in before._meta.fields}
        before.objects.filter(document_number=13).update(document_number=12)
    finally:
        migrate(forth=True)
    assert taken() == [
        ("notice", 2004, 11),
        ("notice", 2005, 11),
        ("notice", None, 12),
        ("notice", None, 12),
        ("notice", None, None),
    ]
    with pytest.raises(NumberTakenError):
        issue(12, dated=date(2005, 11, 14))
