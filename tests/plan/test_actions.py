"""manage.py loadplan: what a file does to the database, and what it may not do."""

import re
from decimal import Decimal
from importlib import import_module
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.utils import translation

from communities.models import Community, Unit
from partybuilding.ledger.queries import topic_of
from partybuilding.models import (
    Duty,
    FieldValue,
    Indicator,
    IndicatorField,
    Milestone,
    Phase,
    Pilot,
    Plan,
    ScheduleStep,
    TownBody,
)
from partybuilding.targets.breakdown import kinds_of
from partybuilding.targets.quarter import Quarter
from tests.factories import CommunityFactory, PlanFactory, ReportFactory, UnitFactory
from tests.factories_meeting import LedgerItemFactory
from tests.plan.plan_text import PLAN_FILE, edited, row_counts, small, with_k26_typed, without

pytestmark = pytest.mark.django_db


@pytest.fixture
def load(tmp_path: Path):
    """Return a function that loads a plan file's text and returns what the command prints."""

    def load(text: str) -> str:
        path, out = tmp_path / "plan.toml", StringIO()
        path.write_text(text, encoding="utf-8")
        call_command("loadplan", path, stdout=out)
        return out.getvalue()

    return load


@pytest.fixture
def plan(load) -> Plan:
    load(small())
    return Plan.objects.get(slug="fengxiang-2004")


def refused(load, text: str) -> str:
    """Return the command's objections, having seen that it changed nothing."""
    before = row_counts()
    with pytest.raises(CommandError) as caught:
        load(text)
    assert row_counts() == before
    return str(caught.value)


# --- creating and updating -------------------------------------------------------------------------------------------


def test_loads_the_shipped_file_and_tells_what_it_created():
    out = StringIO()
    call_command("loadplan", PLAN_FILE, stdout=out)
    assert Indicator.objects.count() == 50
    assert "\n  50 " in out.getvalue()
    assert "\n  59 " in out.getvalue()


def test_byte_order_mark_does_no_harm(tmp_path: Path):
    path = tmp_path / "plan.toml"
    path.write_text(small(), encoding="utf-8-sig")
    call_command("loadplan", path, verbosity=0)
    assert Plan.objects.count() == 1


def test_is_silent_when_asked(load):
    out = StringIO()
    call_command("loadplan", PLAN_FILE, stdout=out, verbosity=0)
    assert out.getvalue() == ""


def test_second_load_changes_no_row_and_no_history(plan: Plan, load):
    before = row_counts()
    load(small())
    assert row_counts() == before


def test_second_load_of_the_shipped_file_writes_nothing(django_assert_max_num_queries):
    call_command("loadplan", PLAN_FILE, stdout=StringIO())
    before, out = row_counts(), StringIO()
    with django_assert_max_num_queries(250) as queries:
        call_command("loadplan", PLAN_FILE, stdout=out)
    written = [query["sql"] for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert [each for each in written if "partybuilding_audit" not in each] == []
    assert row_counts() == before
    assert len(out.getvalue().splitlines()) == 1


def test_changed_target_is_saved_with_history_and_told(plan: Plan, load):
    text = edited(small(), 'code = "K07"', "target = 200", "target = 220")
    told = load(edited(text, 'code = "K07"', "[0, 200, 200, 200]", "[0, 200, 200, 220]"))
    indicator = plan.indicators.get(code="K07")
    assert indicator.target == 220
    latest = indicator.history.first()
    assert (latest.prev_record.target, latest.history_change_reason) == (200, "loadplan plan.toml")
    assert "indicators.K07.target: 200 → 220" in told
    assert "indicators.K07.schedule.4.value: 200 → 220" in told
    assert "2" in told.splitlines()[1]


def test_file_overrules_what_the_admin_changed(plan: Plan, load):
    plan.indicators.filter(code="K07").update(target=180, note="改过")
    load(small())
    assert plan.indicators.get(code="K07").target == 200
    assert plan.indicators.get(code="K07").note.startswith("全部用房合计")


def test_settings_the_file_leaves_out_keep_their_values(plan: Plan, load):
    Plan.objects.update(report_deadline_days=10, warn_days=20)
    load(edited(small(), "", "report_deadline_days = 5\n", ""))
    plan.refresh_from_db()
    assert (plan.report_deadline_days, plan.warn_days) == (10, 15)


def test_records_of_the_plan_stay(plan: Plan, load, on_2005_11_15):
    Plan.objects.update(is_demo=True)
    TownBody.objects.create(plan=plan, town=plan.towns.get(), since=on_2005_11_15)
    plan.member_units.update(duties_confirmed_on=on_2005_11_15)
    load(small())
    plan.refresh_from_db()
    assert (plan.town_bodies.get().since, plan.is_demo) == (on_2005_11_15, True)
    assert plan.member_units.filter(duties_confirmed_on=on_2005_11_15).count() == 18


def test_units_can_change_places(plan: Plan, load):
    text = edited(small(), 'code = "zuzhibu"\nname', 'code = "zuzhibu"', 'code = "fulian-x"')
    text = edited(text, 'code = "fulian"\nname', 'code = "fulian"', 'code = "zuzhibu"')
    load(text.replace('"fulian-x"', '"fulian"').replace('name = "组织部"', 'name = "妇联"', 1))
    codes = list(plan.member_units.values_list("unit__code", flat=True))
    assert (codes[0], codes[16]) == ("fulian", "zuzhibu")
    assert list(plan.member_units.values_list("order", flat=True)) == list(range(1, 19))


def test_pilots_can_change_places(plan: Plan, load):
    text = small().replace('code = "qinfenglu"', 'code = "x"').replace('code = "dongguan"', 'code = "qinfenglu"')
    load(text.replace('code = "x"', 'code = "dongguan"'))
    assert list(plan.pilots.values_list("community__code", "order")) == [
        ("dongguan", 1), ("qinfenglu", 2), ("donghulu", 3),
    ]  # fmt: skip


def test_change_of_leads_has_its_history(plan: Plan, load):
    told = load(edited(small(), 'code = "K08"', '"caizhengju", "zuzhibu"', '"caizhengju"'))
    indicator = plan.indicators.get(code="K08")
    assert [lead.unit.code for lead in indicator.leads.all()] == ["caizhengju"]
    assert indicator.history.first().leads.count() == 1
    assert "indicators.K08.leads: caizhengju, zuzhibu → caizhengju" in told


def test_loading_again_brings_who_answers_up_to_date(plan: Plan, load):
    """As a database is that was loaded when an indicator could lie with a unit alone, and a milestone with nobody."""
    indicator, milestone = plan.indicators.get(code="K36"), Milestone.objects.get(code="leaders")
    Indicator.objects.update(town_answers=False, community_answers=False)
    Milestone.objects.update(town_answers=False, community_answers=False)
    milestone.leads.clear()
    indicator.leads.add(plan.member_units.get(unit__code="zuzhibu"))
    said = load(small())
    for line in (
        "indicators.K36.town_answers: False → True",
        "indicators.K36.leads: zuzhibu → —",
        "phases.1.milestones.leaders.leads: — → zuzhibu",
        "phases.1.milestones.survey.community_answers: False → True",
    ):
        assert line in said
    pilots = list(plan.pilots.all())
    assert list(map(str, Indicator.objects.get(pk=indicator.pk).parties(pilots))) == ["城关镇党委"]
    assert (indicator.history.first().town_answers, indicator.history.first().leads.count()) == (True, 0)
    assert milestone.history.first().leads.count() == 1
    assert "→" not in load(small())


def test_joint_duty_is_both_units(plan: Plan, load):
    load(edited(small(), 'code = "laolingban-1"', '["laolingban"]', '["laolingban", "fulian"]'))
    duty = plan.duties.get(code="laolingban-1")
    assert [seat.unit.code for seat in duty.units.all()] == ["fulian", "laolingban"]


def test_due_phase_takes_the_place_of_a_schedule(plan: Plan, load):
    load(edited(small(), 'code = "K08"', "schedule = [0, 6, 6, 6]", "due = 2"))
    indicator = plan.indicators.get(code="K08")
    assert indicator.due_phase == plan.phases.get(number=2)
    assert indicator.steps.count() == 0
    assert ScheduleStep.history.filter(indicator=indicator, history_type="-").count() == 4


def test_later_round_of_the_county_may_rename_a_unit(plan: Plan, load):
    text = small().replace("fengxiang-2004", "fengxiang-2007")
    load(text.replace('name = "文化旅游局"', 'name = "文化局"'))
    assert Unit.objects.get(code="wenlvju").name == "文化局"


def test_two_plans_stand_side_by_side(plan: Plan, load):
    before = row_counts()
    load(edited(small(), "", 'slug = "fengxiang-2004"', 'slug = "fengxiang-2007"'))
    assert (Plan.objects.count(), Indicator.objects.count(), Pilot.objects.count()) == (2, 14, 6)
    assert (Community.objects.count(), Unit.objects.count()) == (3, 19)
    assert row_counts()["partybuilding.HistoricalIndicator"] == 2 * before["partybuilding.HistoricalIndicator"]
    assert plan.indicators.count() == 7


# --- removing --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entry", "remaining"),
    [
        ('code = "K50"', lambda: Indicator.objects.filter(code="K50")),
        ('code = "laolingban-2"', lambda: Duty.objects.filter(code="laolingban-2")),
        ('code = "donghulu"', lambda: Pilot.objects.filter(community__code="donghulu")),
    ],
)
def test_what_nothing_refers_to_is_removed(plan: Plan, load, entry, remaining):
    assert remaining().exists()
    told = load(without(small(), entry))
    assert not remaining().exists()
    assert "1" in told.splitlines()[-2]


def test_history_tells_that_the_file_made_and_removed_a_row(plan: Plan, load):
    load(without(small(), 'code = "K50"'))
    reasons = Indicator.history.filter(code="K50").values_list("history_type", "history_change_reason")
    assert {("+", "loadplan plan.toml"), ("-", "loadplan plan.toml")} <= set(reasons)


def test_removed_pilot_leaves_its_community(plan: Plan, load):
    load(without(small(), 'code = "donghulu"'))
    assert Community.objects.filter(code="donghulu").exists()


def test_field_and_milestone_can_be_removed(plan: Plan, load):
    text = edited(with_k26_typed(small()), 'code = "K26"', '{ key = "hearts"', '# { key = "hearts"')
    load(edited(text, 'name = "动员部署"', '{ code = "survey"', '# { code = "survey"'))
    assert not IndicatorField.objects.filter(indicator__code="K26", key="hearts").exists()
    assert not Milestone.objects.filter(code="survey").exists()
    assert Milestone.objects.filter(code="town-work-plan", order=7).exists()


def test_phase_can_be_removed(plan: Plan, load):
    text = without(small(), 'name = "见成效"').replace("2006-06-30", "2005-12-31")
    for four, three in (("0, 200, 200, 200", "0, 200, 200"), ("0, 6, 6, 6", "0, 6, 6"), ("0, 3, 3, 3", "0, 3, 3"),
                        ("0, 10, 35, 50", "0, 10, 50")):  # fmt: skip
        text = text.replace(f"[{four}]", f"[{three}]")
    load(text)
    assert Phase.objects.filter(plan=plan).count() == 3
    assert not Milestone.objects.filter(code="assessment").exists()
    assert plan.indicators.get(code="K07").steps.count() == 3


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (lambda text: without(text, 'code = "K26"'), "indicators.K26"),
        (
            lambda text: edited(with_k26_typed(text), 'code = "K26"', '{ key = "core"', '# { key = "core"'),
            "indicators.K26.fields.core",
        ),
        (lambda text: without(text, 'code = "qinfenglu"'), "pilots.qinfenglu"),
    ],
)
def test_what_has_been_reported_on_is_not_removed(plan: Plan, load, change, key):
    ReportFactory(pilot=plan.pilots.first(), values={"K26": {"core": 1}})
    assert f"{key}: " in refused(load, change(small()))


def test_totals_reported_before_there_were_sub_groups_stay(load):
    kinds = re.compile(r'^.*key = "(?:takeover|linked)_[a-z]+_(?:managed|members)".*\n', re.MULTILINE)
    now = small(more=("K11",))
    load(re.sub(r', group = "[^"]*", group_en = "[^"]*"', "", kinds.sub("", now)))
    plan = Plan.objects.get()
    totals = {each.key: Decimal(7) for each in plan.indicators.get(code="K11").fields.all()}
    report = ReportFactory(pilot=plan.pilots.first(), values={"K11": totals})
    load(now)
    kept = FieldValue.objects.filter(entry__report=report).values_list("field__key", "value")
    assert (dict(kept), len(totals)) == (totals, 10)
    with translation.override("en"):
        lines = {line.label: line.text for line in kinds_of(plan.indicators.get(code="K11").clause, totals)}
    assert (lines["take-over"], lines["take-over: demobilised soldiers"], lines["direct"]) == (
        "7/7 · 100%, not broken down",
        "—",
        "7/7 · 100%",
    )
    assert "无需更改" in load(now)


def test_a_topic_with_an_item_on_it_stays_and_its_name_is_the_files(plan: Plan, load):
    item = LedgerItemFactory(plan=plan, pilot=plan.pilots.first(), kind="difficulty", topic="premises")
    assert "topics.premises: " in refused(load, without(small(), 'code = "premises"'))
    load(edited(small(), 'code = "premises"', "社区用房", "活动场地"))
    assert topic_of(item) == "活动场地"
    load(without(small(), 'code = "economy"'))
    assert not plan.topics.filter(code="economy").exists()


def test_plans_from_before_keep_the_topics_their_items_are_on(plan: Plan):
    given = list(plan.topics.values_list("code", "kind", "name", "name_en", "matter", "matter_en"))
    plan.topics.all().delete()
    LedgerItemFactory(plan=plan, pilot=plan.pilots.first(), kind="difficulty", topic="premises")
    other = PlanFactory()
    import_module("partybuilding.migrations.0018_standing_topics").name_topics(apps, None)
    assert list(plan.topics.values_list("code", "kind", "name", "name_en", "matter", "matter_en")) == given
    assert not other.topics.exists()


def test_quarters_reported_on_stay_in_the_plan(plan: Plan, load):
    ReportFactory(pilot=plan.pilots.first(), quarter=Quarter(2004, 3))
    text = small().replace("2004-10-01", "2004-10-02").replace("2004-09-30", "2004-10-01")
    for key in ("begins_on", "first_day"):
        text = text.replace(f"{key} = 2004-07-27", f"{key} = 2004-10-01")
    assert "plan.begins_on: " in refused(load, text)


def test_unit_that_confirmed_its_duties_keeps_its_seat(plan: Plan, load, on_2005_11_15):
    plan.member_units.filter(unit__code="laolingban").update(duties_confirmed_on=on_2005_11_15)
    text = small()
    for code in ("laolingban", "laolingban-1", "laolingban-2"):
        text = without(text, f'code = "{code}"')
    assert "units.laolingban: " in refused(load, text)


# --- refusing --------------------------------------------------------------------------------------------------------


def test_five_faults_are_all_told_and_nothing_is_changed(plan: Plan, load):
    text = edited(small(), 'code = "K07"', "target = 200", 'target = "200"')
    text = edited(text, 'code = "K16"', "upper = 5", "upper = 2")
    text = edited(text, 'code = "K28"', 'leads = ["xuanchuanbu"', 'leads = ["xuanchuan"')
    text = edited(text, 'name = "打基础"', "2004-12-31", "2004-12-30")
    message = refused(load, edited(text, 'code = "K08"', "proof =", "prof ="))
    keys = ["indicators.K07.target", "indicators.K16.upper", "indicators.K28.leads", "indicators.K08.prof"]
    assert [key for key in [*keys, "phases.3.first_day"] if f"  {key}: " not in message] == []
    assert len(message.splitlines()) == 1 + 5


def test_file_that_is_not_there_or_not_text_is_refused(tmp_path: Path):
    with pytest.raises(CommandError, match=r"nowhere\.toml"):
        call_command("loadplan", tmp_path / "nowhere.toml")
    (tmp_path / "plan.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(CommandError, match=r"plan\.toml"):
        call_command("loadplan", tmp_path / "plan.toml")


def test_community_of_another_town_is_refused(load):
    CommunityFactory(code="dongguan", town=UnitFactory(code="hengshui", level=Unit.Level.TOWN))
    assert "pilots.dongguan.town: " in refused(load, small())


def test_code_of_another_level_is_refused(load):
    UnitFactory(code="fulian", level=Unit.Level.TOWN)
    assert "units.fulian.code: " in refused(load, small())


def test_unit_of_another_county_is_not_renamed(plan: Plan, load):
    text = small().replace("fengxiang-2004", "qishan-2004").replace('"凤翔县"', '"岐山县"')
    assert "units.caizhengju.code: " in refused(load, text.replace('name = "财政局"', 'name = "岐山县财政局"'))
