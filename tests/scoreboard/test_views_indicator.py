import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partybuilding.targets.quarter import Quarter
from tests.factories import CommunityFactory
from tests.reports.reporting import complete_report
from tests.sample_plan import INDICATORS, make_plan

pytestmark = pytest.mark.usefixtures("english_pages")

QUARTERS = [Quarter(2005, 1), Quarter(2005, 2), Quarter(2005, 3)]


def page(client, address, **query):
    response = client.get(address, query)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def reader(as_user, member):
    return as_user(member)


def drawn(content, chart):
    """Return the texts in a chart's drawing."""
    (drawing,) = re.findall(rf'data-chart="{chart}">(.*?)<figcaption', content, re.DOTALL)
    return re.sub(r"\s+", " ", re.sub("<[^>]*>", " ", drawing))


@pytest.mark.parametrize("code", [spec["code"] for spec in INDICATORS])
def test_every_indicator_has_its_page_with_name_and_section(reader, url, pilots, code):
    complete_report(pilots[0], approved=True)
    content = page(reader, url("indicator", indicator=code))
    spec = next(spec for spec in INDICATORS if spec["code"] == code)
    assert spec["name_en"] in content
    assert f"III.{spec['area']}" in content


@pytest.mark.parametrize("code", ["K99", "x07"])
def test_an_unknown_one_is_not_there(reader, url, code):
    assert reader.get(url("indicator", indicator=code)).status_code == 404


def test_a_quarter_outside_the_plan_is_not_there(reader, url):
    assert reader.get(url("indicator", indicator="K07"), {"quarter": "2006Q3"}).status_code == 404


def test_the_clause_is_told(reader, url, plan):
    plan.indicators.filter(code="K07").update(proof="产权证", proof_en="title paper")
    content = page(reader, url("indicator", indicator="K07"))
    for part in ("≥ 200 m²", "required", "title paper", "Finance Bureau", "31 December 2004", "register"):
        assert part in content


def test_charts_carry_title_summary_and_values(reader, url, pilots):
    complete_report(pilots[0], approved=True, changes={"K28": {"civilised": 21, "compounds": 50}})
    content = page(reader, url("indicator", indicator="K28"))
    assert "42% (21/50)" in drawn(content, "bars")
    assert "Target ≥ 50%" in drawn(content, "bars")
    assert "42% (21/50)" in drawn(content, "lines")
    assert 'aria-labelledby="lines-1-title lines-1-desc"' in content
    assert re.search(r'<desc id="lines-1-desc">[^<]+</desc>', content)


def test_a_bar_says_value_quarter_and_source_to_whom_it_is_pointed_at(reader, url, pilots):
    complete_report(pilots[0], approved=True, changes={"K07": {"area": 162}})
    said = "Qinfeng Road Community 162 m² · third quarter of 2005 · Overdue · source: "
    assert re.search(
        rf'tabindex="0" role="img" aria-label="{said}[^"]+" data-tip="{said}',
        page(reader, url("indicator", indicator="K07")),
    )


def test_the_projection_is_marked_as_one(reader, url, pilots):
    for quarter, area in zip(QUARTERS, (140, 150, 160), strict=True):
        complete_report(pilots[0], approved=True, quarter=quarter, changes={"K07": {"area": area}})
    content = page(reader, url("indicator", indicator="K07"))
    assert "about 190 m² by 30 June 2006, still 10 m² short (projection)" in content
    assert content.count('class="line__ahead"') == 2  # the line, and its sample in the legend


def test_a_value_links_to_the_report_it_comes_from_for_who_may_open_it(as_user, secretary, url, pilots):
    complete_report(pilots[0], approved=True)
    complete_report(pilots[1], approved=True)
    content = page(as_user(secretary), url("indicator", indicator="K07"))
    assert url("report", pilot="qinfenglu") in content
    assert url("report", pilot="dongguan") not in content


def test_what_is_not_approved_is_shown_to_nobody(as_user, department, url, pilots):
    complete_report(pilots[0], submitted=True, changes={"K07": {"area": 777.77}})
    assert "777.77" not in page(as_user(department), url("indicator", indicator="K07"))


def test_the_checklist_says_yes_and_no_in_words(reader, url, pilots):
    complete_report(pilots[0], approved=True, changes={"K06": {"room_police": 0}})
    content = page(reader, url("indicator", indicator="K06"))
    (row,) = re.findall(r"police office</th>(.*?)</tr>", content, re.DOTALL)
    assert ("missing</span>" in row, row.count("—")) == (True, 2)


@pytest.mark.alike
def test_a_page_of_9_pilots_costs_as_many_queries_as_one_of_3(client, department):
    def costs(count, slug):
        plan = make_plan([CommunityFactory() for _ in range(count)], slug=slug)
        for pilot in plan.pilots.select_related("plan", "community"):
            for quarter in QUARTERS:
                complete_report(pilot, approved=True, quarter=quarter)
        client.force_login(department)
        client.get(f"/{slug}/")
        return [cost(f"/{slug}/indicators/{code}/") for code in ("K07", "K06", "K16", "K28", "K30")]

    def cost(address):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    small = costs(3, "small")
    assert small == costs(9, "large")
    assert max(small) <= 30
