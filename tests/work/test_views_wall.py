from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communities.models import Cadre
from partybuilding.models import Indicator
from partybuilding.scoreboard import wall_page
from partybuilding.targets.quarter import Quarter
from tests.factories import CadreFactory, CommunityFactory
from tests.factories_meeting import MeetingFactory
from tests.reports.reporting import complete_report
from tests.sample_plan import make_plan

pytestmark = pytest.mark.usefixtures("english_pages")


@pytest.fixture
def reader(as_user, member):
    return as_user(member)


def wall(client, **query):
    response = client.get("/fengxiang-2004/wall/", query)
    assert response.status_code == 200
    return response.content.decode()


def test_it_shows_lamps_with_words_gaps_and_key_figures(reader, pilots):
    Indicator.objects.filter(code="K28").update(is_headline=True)
    complete_report(pilots[0], approved=True, changes={"K07": {"area": 162}})
    content = wall(reader)
    for part in ("lamp--red", "Overdue", "162 m²", "38 m² short", "55.6% (5/9)", "target ≥ 50%", "tally__sum", "red\n"):
        assert part in content, part
    reader.cookies["text_size"] = "large"
    assert [word for word in ("1 red", "on track") if word not in wall(reader)] == []


def test_it_says_as_of_when_and_which_day_it_is_judged_on(reader, plan):
    content = wall(reader)
    assert 'Made at <time datetime="2005-11-15T' in content
    assert "Judged on 30 September 2005" in content
    assert "Today is set to 15 November 2005." in content


def test_without_a_quarter_it_follows_the_reports(reader, plan):
    assert reader.get("/fengxiang-2004/wall/").context["quarter"] == Quarter(2005, 3)
    assert "first quarter of 2005" in wall(reader, quarter="2005Q1")
    assert reader.get("/fengxiang-2004/wall/", {"quarter": "2006Q3"}).status_code == 404


def test_it_says_who_closes_what_when_the_next_meeting_is_and_how_reds_went(reader, plan, pilots):
    complete_report(pilots[0], approved=True, quarter=Quarter(2005, 2), changes={"K07": {"area": 100}})
    MeetingFactory(plan=plan, number=6, planned_on=date(2005, 11, 22), state="planned")
    content = " ".join(wall(reader).split())
    panel = content[content.index('id="county"') : content.index(f'id="{pilots[0].code}"')]
    party = pilots[0].plan.indicators.get(code="K07").parties([pilots[0]])[0]
    assert f'<h3>{party} <b>1</b> <span class="wall-party__due">earliest due date ' in panel
    assert 'id="reds"' not in content
    assert "<b>22 November 2005</b> in 7 days" in panel
    trend = reader.get("/fengxiang-2004/wall/").context["wall"].panels[0].reds.outlook.trend
    counts = [(each.quarter, each.reds, each.carried) for each in trend]
    assert counts[3:6] == [(Quarter(2005, 2), 1, 0), (Quarter(2005, 3), 1, 1), (Quarter(2005, 4), None, 0)]


def test_the_next_meeting_says_in_its_days_what_it_lacks(reader, plan, pilots):
    complete_report(pilots[0], approved=True, changes={"K07": {"area": 100}})
    meeting = MeetingFactory(plan=plan, number=6, planned_on=date(2005, 11, 22), state="planned")
    lacking = {str(title): n for title, n in reader.get("/fengxiang-2004/wall/").context["lacking"]}
    assert lacking.pop("Units without a duty report") == 4
    assert lacking == {"Reports missing or returned": 2, "Red lamps without an open item": 1}
    assert "Red lamps without an open item <b>1</b>" in wall(reader)
    meeting.planned_on = date(2005, 11, 23)
    meeting.save()
    assert reader.get("/fengxiang-2004/wall/").context["lacking"] == []
    assert "reports not approved 2" in wall(reader)


def test_larger_text_has_who_closes_what_on_panels_of_its_own(reader, pilots):
    complete_report(pilots[0], approved=True, changes={"K07": {"area": 100}})
    assert reader.get("/fengxiang-2004/wall/").context["wall"].panels[0].is_whole
    reader.cookies["text_size"] = "large"
    panels = reader.get("/fengxiang-2004/wall/").context["wall"].panels
    assert panels[0].has_overview
    assert not any(panel.is_whole for panel in panels)
    assert "reds" in [panel.key for panel in panels]


def test_red_lamps_without_room_beside_the_rest_follow(reader, pilots, monkeypatch):
    monkeypatch.setattr(wall_page, "REDS_OF_ALL_IN_ENGLISH", 2)
    changes = {"K07": {"area": 100}, "K16": {"cadres": 6}}
    for pilot in pilots[:2]:
        complete_report(pilot, approved=True, changes=changes)
    first, second = reader.get("/fengxiang-2004/wall/").context["wall"].panels[:2]
    assert sum(len(group.cells) for group in first.reds.groups) == first.more == 2
    assert second.key == "reds"
    assert "and 2 more" in wall(reader)


def test_it_names_nobody(as_user, department, pilots, secretary):
    cadre = CadreFactory(community=pilots[0].community, name="某某干部")
    complete_report(pilots[0], approved=True, submitted_by=secretary)
    content = wall(as_user(department))
    assert Cadre.objects.filter(name=cadre.name).exists()
    for name in (cadre.name, department.name, department.username, secretary.name, str(department.unit)):
        assert name not in content


def test_nothing_on_it_can_be_written_and_nothing_is_kept_by_the_browser(reader, plan):
    response = reader.get("/fengxiang-2004/wall/")
    assert "<form" not in response.content.decode()
    assert "no-store" in response.headers["Cache-Control"]


def test_demonstration_data_are_marked(reader, plan):
    assert "Demonstration data" not in wall(reader)
    plan.is_demo = True
    plan.save()
    assert "Demonstration data" in wall(reader)


def test_every_panel_has_its_dot(reader, pilots):
    complete_report(pilots[0], approved=True)
    content = wall(reader)
    for panel in reader.get("/fengxiang-2004/wall/").context["wall"].panels:
        assert f'id="{panel.key}" data-panel' in content
        assert f'href="#{panel.key}" data-dot' in content


def test_larger_text_makes_more_panels(reader, plan):
    small = wall(reader).count("data-panel")
    reader.cookies["text_size"] = "largest"
    assert wall(reader).count("data-panel") > small


@pytest.mark.alike
def test_a_wall_of_9_pilots_costs_as_many_queries_as_one_of_3_and_at_most_15(client, department):
    def cost(count, slug):
        plan = make_plan([CommunityFactory() for _ in range(count)], slug=slug)
        plan.indicators.filter(code__in=["K07", "K16"]).update(is_headline=True)
        for pilot in plan.pilots.select_related("plan", "community"):
            complete_report(pilot, approved=True, quarter=Quarter(2005, 2))
            complete_report(pilot, approved=True, changes={"K07": {"area": 100}})
        client.force_login(department)
        client.get(f"/{slug}/wall/")
        with CaptureQueriesContext(connection) as queries:
            content = client.get(f"/{slug}/wall/").content.decode()
        assert content.count("100 m² short") == 2 * count  # in the pilot's panel, and where it says who closes it
        return len(queries)

    assert cost(3, "small") == cost(9, "large") <= 15
