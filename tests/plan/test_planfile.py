"""Plan files: every kind of fault is found, and told with its key."""

import pytest

from partybuilding.models.plan import RESERVED_SLUGS
from partybuilding.plan.planfile import PlanFileError, read_plan
from partybuilding.registers.measures import MEASURES
from partybuilding.registers.records import RECORDS
from tests.plan.plan_text import edited, fault_keys, shipped, without

K07, K16, K28, K39 = 'code = "K07"', 'code = "K16"', 'code = "K28"', 'code = "K39"'
K10, K22, K25, K36 = 'code = "K10"', 'code = "K22"', 'code = "K25"', 'code = "K36"'
PHASE_2, PHASE_4 = 'name = "打基础"', 'name = "见成效"'


def test_shipped_plan_is_without_fault():
    assert fault_keys(shipped()) == []


def test_a_plan_may_leave_out_the_details_of_a_measure():
    text = "".join(line for line in shipped().splitlines(keepends=True) if 'key = "members_' not in line)
    assert fault_keys(text.replace('group = "运用反馈的单位", group_en = "units that used it"', 'group = ""')) == []


@pytest.mark.parametrize(
    ("entry", "old", "new", "keys"),
    [
        # keys: missing, unknown, misspelt
        (K07, 'name = "阵地建筑面积"\n', "", ["indicators.K07.name"]),
        (K07, "target = 200", "target = 200\ncolour = 1", ["indicators.K07.colour"]),
        (K07, "source =", "sauce =", ["indicators.K07.sauce", "indicators.K07.source"]),
        (K07, 'code = "K07"\n', "", ["indicators[7].code"]),
        ("", "[settings]", "[setings]", ["setings"]),
        (K07, 'fields = [', 'felder = [', ["indicators.K07.felder", "indicators.K07.fields"]),
        # types
        (K07, "target = 200", 'target = "200"', ["indicators.K07.target"]),
        (K07, "target = 200", "target = true", ["indicators.K07.target"]),
        (K07, "target = 200", "target = nan", ["indicators.K07.target"]),
        (K07, 'unit = "m²"', "unit = 2", ["indicators.K07.unit"]),
        (K07, 'leads = ["chengjianju", "caizhengju", "minzhengju"]', 'leads = "minzhengju"', ["indicators.K07.leads"]),
        (K07, "[0, 200, 200, 200]", '[0, 200, 200, "200"]', ["indicators.K07.schedule"]),
        (K07, "target = 200", "target = 200\nstrict = 1", ["indicators.K07.strict"]),
        (K07, "places = 2", "places = 3", ["indicators.K07.fields.area.places"]),
        ("", "warn_days = 15", "warn_days = 15.5", ["settings.warn_days"]),
        # texts and choices the database would not take
        (K07, 'kind = "required"', 'kind = "wanted"', ["indicators.K07.kind"]),
        (K07, 'scope = "community"', 'scope = "village"', ["indicators.K07.scope"]),
        (K07, 'operator = "at_least"', 'operator = "at least"', ["indicators.K07.operator"]),
        (K07, 'role = "value"', 'role = "valeu"', ["indicators.K07.fields.area.role"]),
        (K07, 'section = "三·2"', 'section = " "', ["indicators.K07.section"]),
        (K07, 'unit = "m²"', f'unit = "{"m" * 21}"', ["indicators.K07.unit"]),
        (PHASE_2, 'scope = "pilot"', 'scope = "planet"', ["phases.2.milestones.rooms.scope"]),
        # dates
        ("", "ends_on = 2006-06-30", 'ends_on = "2006-06-30"', ["plan.ends_on"]),
        ("", "published_on = 2004-07-27", "published_on = 2004-07-27T00:00:00", ["plan.published_on"]),
        ("", "ends_on = 2006-06-30", "ends_on = 2003-06-30", ["plan.ends_on"]),
        (PHASE_2, "2004-10-01", "2004-10-02", ["phases.2.first_day"]),
        (PHASE_2, "2004-10-01", "2004-09-30", ["phases.2.first_day"]),
        (PHASE_4, "2006-06-30", "2006-07-01", ["phases.4.last_day"]),
        (PHASE_2, "2004-12-31", "2004-09-30", ["phases.2.last_day", "phases.3.first_day"]),
        (PHASE_4, "2006-06-30", "2005-06-30", ["phases.4.last_day"]),
        ("", "begins_on = 2004-07-27", "begins_on = 2004-07-01", ["phases.1.first_day"]),
        # codes and order
        ('code = "K08"', 'code = "K08"', 'code = "K07"', ["indicators.K07.code"]),
        ('code = "fulian"', '"fulian"', '"chengguan"', ["units.chengguan.code", "duties.fulian-1.units"]),
        (K39, 'key = "members"', 'key = "population"',
         ["indicators.K39.fields.population.key", "indicators.K39.fields"]),
        (PHASE_2, 'code = "rooms"', 'code = "cadres"', ["phases.2.milestones.cadres.code"]),
        (PHASE_2, "number = 2", "number = 5", ["phases.5.number"]),
        ('name = "活动阵地"', "number = 2", "number = 1",
         ["areas.1.number", *(f"indicators.{code}.area" for code in ("K06", "K07", "K08", "K43", "K44"))]),
        # references
        ("", 'lead_unit = "zuzhibu"', 'lead_unit = "zuzhi"', ["plan.lead_unit"]),
        (K07, '"chengjianju"', '"chengjian"', ["indicators.K07.leads"]),
        (K07, '"chengjianju"', '"caizhengju"', ["indicators.K07.leads"]),
        (K07, '"chengjianju"', '"chengguan"', ["indicators.K07.leads"]),
        (K39, '"town", "community"', '"town", "town"', ["indicators.K39.leads"]),
        ('code = "special-body"', '"town", name', '"town", leads = ["zhen"], name',
         ["phases.1.milestones.special-body.leads"]),
        ('code = "fulian-1"', '"fulian"]', '"town"]', ["duties.fulian-1.units"]),
        ('code = "chengguan"', '"chengguan"', '"town"',
         ["towns.town.code", *(f"pilots.{code}.town" for code in ("qinfenglu", "dongguan", "donghulu"))]),
        (K07, "area = 2", "area = 7", ["indicators.K07.area"]),
        ('code = "fulian-1"', '"fulian"]', '"fuliang"]', ["duties.fulian-1.units"]),
        ('code = "fulian-1"', '"fulian"]', "]", ["duties.fulian-1.units"]),
        ('code = "dongguan"', '"chengguan"', '"chengguang"', ["pilots.dongguan.town"]),
        # target, upper end, strict
        (K07, "target = 200\n", "", ["indicators.K07.target"]),
        (K07, "target = 200", "target = -1", ["indicators.K07.target", "indicators.K07.schedule"]),
        (K07, "target = 200", "target = 200\nupper = 300", ["indicators.K07.upper"]),
        (K16, "upper = 5", "upper = 2", ["indicators.K16.upper"]),
        (K16, "upper = 5\n", "", ["indicators.K16.upper"]),
        (K16, "upper = 5", "upper = 5\nstrict = true", ["indicators.K16.strict"]),
        (K36, 'operator = "yes_no"', 'operator = "yes_no"\ntarget = 1', ["indicators.K36.target"]),
        (K39, "target = 5", "target = 6", ["indicators.K39.target"]),
        (K25, 'kind = "tracked"', 'kind = "encouraged"', ["indicators.K25.operator"]),
        # fields and roles
        (K10, 'role = "denominator"', 'role = "count"', ["indicators.K10.fields"]),
        (K22, 'role = "outside"', 'role = "waived"', ["indicators.K22.fields"]),
        (K25, 'role = "denominator"', 'role = "count"', ["indicators.K25.fields"]),
        (K39, 'role = "item"', 'role = "value"', ["indicators.K39.fields.population.role", "indicators.K39.target"]),
        # schedule and due phase
        (K07, "[0, 200, 200, 200]", "[0, 200, 200]", ["indicators.K07.schedule"]),
        (K07, "[0, 200, 200, 200]", "[0, 200, 100, 200]", ["indicators.K07.schedule"]),
        (K07, "[0, 200, 200, 200]", "[-1, 200, 200, 200]", ["indicators.K07.schedule"]),
        (K07, "[0, 200, 200, 200]", "[0, 200, 200, 220]", ["indicators.K07.schedule"]),
        (K07, "schedule = [0, 200, 200, 200]\n", "", ["indicators.K07.schedule"]),
        (K07, "schedule =", "due = 2\nschedule =", ["indicators.K07.due"]),
        (K36, "due = 1", "due = 5", ["indicators.K36.due"]),
        (K36, "due = 1", "due = 0", ["indicators.K36.due"]),
        (K25, 'operator = "value"', 'operator = "value"\ndue = 4', ["indicators.K25.due"]),
        # gap words
        (K28, "（{fraction}）", "（{missing}）", ["indicators.K28.gap_short"]),
        (K28, "（{fraction}）", "（{n.real}）", ["indicators.K28.gap_short"]),
        (K28, "（{fraction}）", "（{n:>9}）", ["indicators.K28.gap_short"]),
        (K28, "（{fraction}）", "（{}）", ["indicators.K28.gap_short"]),
        (K28, "（{fraction}）", "（{", ["indicators.K28.gap_short"]),
        (K28, "compound|compounds", "compound|compounds|none", ["indicators.K28.unit_en"]),
        (K16, 'gap_over = "超编 {n}"\n', "", ["indicators.K16.gap_over_en"]),
        # measures and sources
        (K07, '"gross_floor_area"', '"floor_area"', ["indicators.K07.measure"]),
        (K07, 'key = "area"', 'key = "floor"', ["indicators.K07.fields"]),
        (K07, 'measure = "gross_floor_area"\n', "", ["indicators.K07.measure"]),
        (K10, 'source = "report"', 'source = "report"\nmeasure = "branch_posts"',
         ["indicators.K10.measure", "indicators.K10.fields"]),
        (K36, 'source = "record"', 'source = "register"', ["indicators.K36.source"]),
        (K36, 'scope = "plan"', 'scope = "community"', ["indicators.K36.scope"]),
        # settings
        ("", "red_points = 30", "red_points = 5", ["settings.red_points"]),
        ("", "red_points = 30\n", "", ["settings.yellow_points"]),
        ("", "checklist_percent = 70", "checklist_percent = 101", ["settings.checklist_percent"]),
        ("", "jump_percent = 30", "jump_percent = 1001", ["settings.jump_percent"]),
        ("", "jump_percent = 30", "jump_percent = -1", ["settings.jump_percent"]),
        # kinds
        ('code = "K15"', 'role = "value", name = "责任区数"', 'role = "detail", name = "责任区数"',
         ["indicators.K15.fields"]),
        ('code = "K15"', 'group = "落实到人的责任区"', 'group = "到人"',
         ["indicators.K15.fields.named.group", "indicators.K15.fields.areas.group"]),
        ('code = "K14"', '  { key = "members_sent"', '  { key = "members_told"', ["indicators.K14.fields"]),
        # quantities several indicators count
        (K16, 'quantity = "cadres"', 'quantity = "=cadres"', ["indicators.K16.fields.cadres.quantity"]),
        (K22, '"+cadres"', '"+cadets"', ["indicators.K22.fields.total.quantity"]),
        (K36, 'role = "condition"', 'role = "condition", quantity = "cadres"',
         ["indicators.K36.fields.set_up.quantity"]),
    ],
)  # fmt: skip
def test_fault_is_found(entry: str, old: str, new: str, keys: list[str]):
    found = fault_keys(edited(shipped(), entry, old, new))
    assert sorted(set(found)) == sorted(set(keys))


@pytest.mark.parametrize("slug", sorted(RESERVED_SLUGS))
def test_address_of_another_page_is_a_fault(slug: str):
    assert fault_keys(edited(shipped(), "", '"fengxiang-2004"', f'"{slug}"')) == ["plan.slug"]


def test_missing_and_empty_parts_are_faults():
    text = shipped()
    assert "towns" in fault_keys(without(text, "[[towns]]\n"))
    assert "indicators" in fault_keys("indicators = []\n" + text[: text.index("[[indicators]]")])
    assert "plan" in fault_keys("plan = 1")
    assert "units" in fault_keys('units = "all"')


def test_file_that_is_not_toml_is_one_fault():
    assert fault_keys("[plan\n") == [""]


def test_text_is_trimmed_and_what_is_left_out_is_empty():
    text = edited(shipped(), K07, 'unit = "m²"', 'unit = " m² "')
    row = next(row for row in read_plan(text).indicators if row["code"] == "K07")
    assert (row["unit"], row["upper"], row["gap_over"], row["strict"]) == ("m²", None, "", False)


def test_a_plan_without_the_share_of_a_jump_keeps_the_present_one():
    assert not read_plan(edited(shipped(), "", "jump_percent = 30\n", "")).settings.has("jump_percent")
    assert read_plan(edited(shipped(), "", "jump_percent = 30", "jump_percent = 0")).settings["jump_percent"] == 0


def test_measures_may_be_others():
    measures = {name: measure for name, measure in {**MEASURES, **RECORDS}.items() if name != "gross_floor_area"}
    with pytest.raises(PlanFileError) as caught:
        read_plan(shipped(), measures)
    assert [fault.key for fault in caught.value.faults] == ["indicators.K07.measure"]
