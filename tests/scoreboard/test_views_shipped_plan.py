"""The shipped plan on the pages: each of its fifty indicators is there, with what it asks for and where it says so."""

import html
import re
import tomllib

import pytest

from communities.models import Unit
from partybuilding.models import Indicator, Plan
from tests.factories import UserFactory
from tests.plan.plan_text import shipped

pytestmark = [pytest.mark.alike, pytest.mark.usefixtures("english_pages")]


@pytest.fixture
def dashboard(client, shipped_plan):
    client.cookies["django_language"] = "zh-hans"
    client.force_login(UserFactory(unit=Unit.objects.get(code="minzhengju")))
    return client.get("/fengxiang-2004/", {"open": "all"}).content.decode()


def row_of(page, code):
    """Return the text of an indicator's row in the matrix, without its tags."""
    rows = [row for row in page.split("<tr") if f'title="{code} · ' in row]
    assert len(rows) == 1, code
    return html.unescape(re.sub(r'<(?:[^>]*\stitle="([^"]*)")?[^>]*>', r" \1 ", rows[0]))


def test_every_indicator_is_on_the_dashboard_with_section_and_lamp(dashboard):
    stated = {each["code"]: each for each in tomllib.loads(shipped())["indicators"]}
    assert len(stated) == 50
    for code, indicator in stated.items():
        text = row_of(dashboard, code)
        assert indicator["name"] in text
        assert indicator["section"] in text
        assert re.search("达标|逾期|未填报|未设目标|未到期|滞后|尚未达到", text), text


def test_targets_are_told_and_so_is_their_absence(dashboard):
    for indicator in Indicator.objects.filter(plan=Plan.objects.get()):
        expected = indicator.clause.describe() or "未设目标"
        assert expected in row_of(dashboard, indicator.code), indicator.code


def test_what_was_never_entered_is_grey_and_not_zero(dashboard):
    unknown = Indicator.objects.filter(measure__in=["attendance", "on_agenda", "special_fund", "working_funds"])
    assert len(unknown) == 4
    for indicator in unknown:
        assert "未填报" in row_of(dashboard, indicator.code), indicator.code
