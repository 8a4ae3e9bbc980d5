"""The five managements in a report: kinds and sub-groups from the form to the pages, old totals kept."""

from decimal import Decimal

import pytest
from django.utils import translation
from django.utils.html import strip_tags

from partybuilding.models import FieldValue, Report
from partybuilding.papers.typesetting.clauses import kinds_words
from partybuilding.reports.actions import Draft, save_draft
from partybuilding.reports.detail import load_report_detail
from partybuilding.reports.forms import ReportForm
from partybuilding.reports.validation import validate_row
from partybuilding.reports.workbook import layout
from partybuilding.scoreboard.value_page import load_value_page
from partybuilding.targets.quarter import Quarter
from tests.factories import ReportFactory
from tests.factories_indicator import IndicatorFactory
from tests.reports.workbook.conftest import cell_of, compared, edited, opened

OLD = {"own_managed": 8, "own_members": 8, "taken_managed": 3, "taken_members": 7}
PARTS = {"retired_managed": 4, "retired_members": 4, "soldiers_managed": 0, "soldiers_members": 3}
NEW = {**OLD, "taken_managed": 4, **PARTS}


def pair(key, name, numerator="detail", denominator="detail", quantity=""):
    fields = [("managed", numerator), ("members", denominator)]
    return [
        {
            "key": f"{key}_{end}",
            "role": role,
            "name": f"{name}{end}",
            "group": name,
            "quantity": quantity and f"{quantity}_{end}",
        }
        for end, role in fields
    ]


@pytest.fixture
def managed(plan):
    """The five managements in small: two kinds, one of them of two sub-groups."""
    share = ("numerator", "denominator")
    fields = [*pair("own", "直管", *share), *pair("taken", "接管", *share, "taken")]
    fields += [*pair("retired", "接管·退休", quantity="+taken"), *pair("soldiers", "接管·军人", quantity="+taken")]
    area = plan.areas.get(number=3)
    return IndicatorFactory(plan=plan, area=area, code="K11", operator="share", target=100, fields=fields)


def reported(report, code="K11"):
    values = FieldValue.objects.filter(entry__report=report, entry__indicator__code=code)
    return {key: None if value is None else int(value) for key, value in values.values_list("field__key", "value")}


def keep(report, actor, **figures):
    """Save what somebody typed into the form's row, and return the form."""
    forms = []

    def choose(detail):
        row = next(row for row in detail.rows if row.indicator.code == "K11")
        pk = row.indicator.pk
        data = {f"r{pk}": "1", f"c{pk}": "on"}
        data |= {f"v{each.pk}": figures.get(each.key, row.shown.get(each.key)) for each in row.asked}
        forms.append(ReportForm(detail, data))
        return forms[0].draft()

    save_draft(report=report, draft=choose, actor=actor)
    return forms[0]


@pytest.fixture
def before(managed, pilot):
    """The quarter before, approved when nobody was asked for sub-groups yet."""
    return ReportFactory(pilot=pilot, quarter=Quarter(2005, 2), approved=True, values={"K11": OLD})


def test_a_total_of_before_stays_until_its_sub_groups_are_given(before, pilot, secretary):
    report = ReportFactory(pilot=pilot)
    form = keep(report, secretary)
    assert reported(report) == OLD
    row = form.detail.rows[[each.indicator.code for each in form.detail.rows].index("K11")]
    with translation.override("en"):
        assert [line.sentence for line in row.undivided] == ["接管: 3/7 · 42.9%, not broken down"]
    keep(report, secretary, **PARTS)
    assert reported(report) == NEW
    now = load_report_detail(report)
    row = next(row for row in now.rows if row.indicator.code == "K11")
    assert (row.is_confirmed, row.undivided, row.text) == (True, [], "80%（12/15）")
    assert not [issue for issue in validate_row(row) if not issue.is_warning]


def test_a_sum_that_was_begun_is_finished_and_no_part_is_more_than_its_whole(managed, pilot, secretary):
    report = ReportFactory(pilot=pilot)
    with translation.override("en"):
        form = keep(report, secretary, own_managed=8, own_members=8, retired_managed=5, retired_members=4)
        assert [str(message) for errors in form.errors.values() for message in errors] == [
            "Cannot be more than “Figure retired_members”."
        ]
        row = next(row for row in load_report_detail(report).rows if row.indicator.code == "K11")
        issues = {issue.key: issue.message for issue in validate_row(row)}
    assert set(issues) == {"retired_managed", "soldiers_managed", "soldiers_members"}
    assert set(issues.values()) == {"Fill in: 0 if there is none."}
    assert not row.is_confirmed


def test_whoever_writes_the_parts_has_written_the_sum(managed, pilot, secretary):
    report = ReportFactory(pilot=pilot)
    figures = {key: Decimal(figure) for key, figure in PARTS.items()}
    save_draft(report=report, draft=Draft(values={managed.pk: figures}), actor=secretary)
    assert reported(report) == {**PARTS, "taken_managed": 4, "taken_members": 7}


def test_the_workbook_asks_for_the_parts_and_brings_the_sum(before, pilot, secretary):
    report = ReportFactory(pilot=pilot)
    keys = [cell.value for cell in opened(edited(report, lambda book: None)).worksheets[0]["A"]]
    assert [key for key in keys if str(key).startswith("K11.taken")] == []
    assert "K11.retired_managed" in keys

    def ticked(book):
        cell_of(book, "K11.own_managed", layout.CHECKED).value = "yes"

    def filled(book):
        for key, figure in PARTS.items():
            cell_of(book, f"K11.{key}").value = figure

    with translation.override("en"):
        for change, figures in ((ticked, OLD), (filled, NEW)):
            comparison = compared(report, change)
            assert not comparison.wrong
            save_draft(report=report, draft=comparison.draft, actor=secretary)
            assert reported(report) == figures
            assert load_report_detail(report).answers[before.entries.get().indicator_id].is_confirmed


@pytest.mark.parametrize(
    ("page", "parts", "words"),
    [
        ("value", {"pilot": "qinfenglu", "code": "K11"}, ["接管·军人", "0/3", "0%", "nothing yet"]),
        ("indicator", {"indicator": "K11"}, ["接管·军人", "0/3", "0%", "nothing yet"]),
        ("pilot", {"pilot": "qinfenglu"}, ["直管 8/8", "接管·军人 0/3", "0%", "nothing yet"]),
        ("report", {}, ["直管 8/8", "接管·军人 0/3", "0%", "nothing yet"]),
    ],
)
@pytest.mark.usefixtures("english_pages")
def test_each_page_shows_each_kind_and_what_nothing_is_done_in(
    as_user, department, url, managed, pilot, page, parts, words
):
    ReportFactory(pilot=pilot, approved=True, values={"K11": NEW})
    client = as_user(department)
    client.cookies["django_language"] = "en"
    content = client.get(url(page, **parts), {"quarter": "2005Q3"}).content.decode()
    text = " ".join(strip_tags(content).split())
    at = 0
    for word in words:
        at = text.index(word, at)


@pytest.mark.usefixtures("english_pages")
def test_the_check_shows_the_kinds(as_user, department, url, managed, pilot):
    ReportFactory(pilot=pilot, submitted=True, values={"K11": NEW})
    text = " ".join(strip_tags(as_user(department).get(url("report-check")).content.decode()).split())
    assert "接管·军人 0/3 0% nothing yet" in text


@pytest.mark.usefixtures("english_pages")
def test_tables_and_papers_carry_the_kinds(as_user, department, url, managed, pilot):
    ReportFactory(pilot=pilot, approved=True, values={"K11": {**NEW, "own_managed": 0, "own_members": 0}})
    client = as_user(department)
    client.cookies["django_language"] = "en"
    table = opened(
        client.get(url("out-indicator", indicator="K11", form="xlsx"), {"quarter": "2005Q3"}).content
    ).worksheets[0]
    heads = [cell.value for cell in table[1]]
    rows = [dict(zip(heads, [cell.value for cell in row], strict=True)) for row in table.iter_rows(min_row=2)]
    row = next(row for row in rows if row["Value as shown"])
    assert (row["Figure soldiers_managed"], row["Figure soldiers_members"], row["Figure taken_managed"]) == (0, 3, 4)
    for address in (url("out-pilot", pilot="qinfenglu", form="xlsx"), url("out-scoreboard", form="xlsx")):
        page = opened(client.get(address, {"quarter": "2005Q3"}).content).worksheets[0]
        kinds = [row[-1].value for row in page.iter_rows(min_row=2) if row[1].value == "K11"]
        assert kinds[0] == "直管: none; 接管: 4/7 · 57.1%; 接管·退休: 4/4 · 100%; 接管·军人: 0/3 · 0%, nothing yet"
    with translation.override("zh-hans"):
        figures = {key: Decimal(figure) for key, figure in {**NEW, "own_managed": 0, "own_members": 0}.items()}
        assert kinds_words(managed.clause, dict.fromkeys(figures, Decimal(0))) == ""
        assert kinds_words(managed.clause, figures) == "直管无、接管57.1%（4/7）、接管·军人0%（0/3，尚未落实）"


def test_sub_groups_told_for_the_first_time_did_not_grow_from_nothing(before, pilot):
    ReportFactory(pilot=pilot, approved=True, values={"K11": NEW})
    change = load_value_page(pilot, "K11", Quarter(2005, 3), Report.objects.all(), by_name=True).change
    assert change is not None
    assert [move.label for move in change.movements] == ["接管managed"]


@pytest.mark.usefixtures("english_pages")
def test_the_form_shows_a_total_of_before_and_asks_for_its_parts(as_user, secretary, url, before, pilot):
    report = ReportFactory(pilot=pilot)
    content = as_user(secretary).get(url("report-edit")).content.decode()
    assert "接管: 3/7 · 42.9%, not broken down" in content
    fields = {each.key: f'name="v{each.pk}"' in content for each in before.entries.get().indicator.fields.all()}
    assert [key for key, is_asked in fields.items() if not is_asked] == ["taken_managed", "taken_members"]
    assert report.is_open
