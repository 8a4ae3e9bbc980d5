"""The sentences of the four papers."""

import pytest

from partybuilding.papers.typesetting import bulletin, minutes, notice, quarterly
from partybuilding.papers.typesetting.sentences import tally_sentence
from partybuilding.papers.typesetting.text import Level
from tests.papers.sample_papers import (
    attendance,
    bulletin_data,
    cell,
    content,
    good,
    item,
    minutes_data,
    notice_data,
    pilot,
    report_data,
    seat,
    tally,
)


def words(text):
    """Return a whole paper as one string."""
    return "\n".join(f"{block.lead}{block.text}" for block in text.blocks)


def headings(text):
    return [block.text for block in text.blocks if block.level == Level.FIRST]


# --- 通报 -------------------------------------------------------------------------------------------------------------


def test_the_bulletin_has_its_five_parts_and_head_and_foot():
    text = bulletin.compose(content("bulletin", bulletin_data(), number="凤组发〔2005〕12号"))
    assert headings(text) == [
        "一、总体情况", "二、各示范点进展", "三、成员单位履职情况", "四、存在问题", "五、下一步工作要求",
    ]  # fmt: skip
    assert (text.mark, text.number) == ("中共凤翔县委组织部文件", "凤组发〔2005〕12号")
    assert text.title == ["关于2005年第三季度社区党建", "示范点建设工作情况的通报"]
    assert [annex.title for annex in text.annexes] == ["3个示范点任务完成情况表"]
    assert text.printed_on == "2005年11月5日"


@pytest.mark.parametrize(
    ("states", "said"),
    [
        (["approved"] * 2, "全县2个社区党建示范点均已报送季度报告，并经审核。"),
        (["approved", "submitted"], "1个已报送季度报告并经审核；乙已报送，尚待审核。"),
        (["approved", "draft"], "1个已报送季度报告并经审核；乙尚未报送。"),
        (["missing", "draft"], "全县2个社区党建示范点中，甲、乙尚未报送。"),
        (["returned", "missing"], "全县2个社区党建示范点中，甲已报送，退回修改；乙尚未报送。"),
    ],
)
def test_who_has_reported(states, said):
    pilots = [pilot(name, state) for name, state in zip("甲乙", states, strict=True)]
    assert bulletin.reports_sentence(bulletin_data(pilots=pilots)).endswith(said)


@pytest.mark.parametrize(
    ("before", "said"), [(92, "比上季度增加6项次"), (98, "与上季度持平"), (99, "比上季度减少1项次")]
)
def test_all_is_held_against_the_quarter_before(before, said):
    data = bulletin_data(pilots=[pilot()], met_before=before)
    assert f"已达到方案要求98项次，占87.5%，{said}。" in list(bulletin.overview(data))[1].text


@pytest.mark.parametrize("data", [bulletin_data(), bulletin_data(pilots=[pilot()], met_before=None)])
def test_nothing_is_held_against_what_is_not_known(data):
    assert "上季度" not in list(bulletin.overview(data))[1].text


def test_a_pilot_without_a_report_is_not_judged():
    assert bulletin.pilot_sentences(pilot("甲", "missing")) == "本季度报告尚未报送，任务进展待报送后评定。"
    assert bulletin.pilot_sentences(pilot("甲", "returned")).startswith("本季度报告已退回修改，")
    assert bulletin.pilot_sentences(pilot("甲", "submitted")) == "本季度报告已报送，任务进展待审核后评定。"


def test_a_pilot_tells_what_is_behind_and_what_is_red():
    said = bulletin.pilot_sentences(pilot("甲", "approved", good(), cell(), cell(colour="yellow", name="三知覆盖率")))
    assert said == (
        "必达任务3项，已达到方案要求1项，占33.3%；绿灯1项、黄灯1项、红灯1项。"
        "进度滞后的有：三知覆盖率（186平方米，还差14平方米）。"
        "严重滞后或者逾期的有：阵地建筑面积（186平方米，还差14平方米）。"
    )


@pytest.mark.parametrize(("kind", "words"), [("encouraged", "提倡，"), ("stretch", "力争，"), ("required", "")])
def test_what_no_tally_counts_is_told_as_such(kind, words):
    one = cell(colour="yellow", name="一肩挑", kind=kind)
    assert f"进度滞后的有：一肩挑（{words}186平方米" in bulletin.pilot_sentences(pilot("甲", "approved", one))


def test_a_tally_of_all_or_nothing():
    assert tally_sentence(tally(green=3)) == "必达任务3项，全部达到方案要求。"
    assert tally_sentence(tally()) == ""
    grey = tally_sentence(tally(grey=2))
    assert grey == "必达任务2项，已达到方案要求0项，占0%；2项尚未到期、尚未报送或者尚无记录，暂不评定。"


@pytest.mark.parametrize(
    ("seats", "said"),
    [
        ([seat("甲"), seat("乙")], "2个成员单位均已确认职责，全部报送了本季度履职情况。"),
        (
            [seat("甲"), seat("乙", submitted=False)],
            "2个成员单位中，均已确认职责，报送本季度履职情况的1个；乙尚未报送。",
        ),
        (
            [seat("甲", confirmed="", submitted=False), seat("乙", submitted=False)],
            "2个成员单位中，已确认职责的1个；本季度履职情况均尚未报送。",
        ),
    ],
)
def test_who_has_confirmed_and_reported_on_duties(seats, said):
    assert bulletin.seats_sentence(seats) == said


def test_duties_stand_by_unit_and_joint_ones_once():
    said = [block.text for block in bulletin.duties(bulletin_data())]
    assert said[1] == "组织部：党支部建设已完成，到三个社区各指导一次。"
    assert (
        said[2]
        == "公安局、综治办：社会治安和稳定正在推进（公安局），增设巡逻点；社会治安和稳定本季度未开展（综治办）。"
    )
    same = {"status": "done", "text": "已开通"}
    joint = {"id": "d", "name": "普法", "units": ["甲", "乙"], "lines": [{"unit": unit, **same} for unit in "甲乙"]}
    assert list(bulletin.duty_clauses(joint)) == ["普法已完成（甲、乙），已开通"]


def test_problems_are_counted_and_numbered_through():
    said = [block.text for block in bulletin.problems(bulletin_data())]
    assert said == [
        "红灯任务1项，逾期未办结的事项1项。",
        "1.东关社区阵地建筑面积为186平方米，还差14平方米；方案要求不少于200平方米，完成时限为2004年12月31日。责任单位：财政局、城建局。",
        "2.配齐文件柜（2005-003），由财政局负责，民政局、城建局配合，应于2005年10月31日前办结，现已逾期。",
    ]


def test_no_problem_is_said_to_be_none():
    data = bulletin_data(pilots=[pilot()], items=[])
    assert [block.text for block in bulletin.problems(data)] == ["本季度没有红灯任务，也没有逾期未办结的事项。"]


def test_what_is_not_there_yet_needs_no_value():
    leader = cell(name="包抓领导", value="0人", gap="尚未明确包抓领导", target="不少于1人", due="", leads=[])
    assert bulletin.red_sentence("东关社区", leader) == "东关社区尚未明确包抓领导；方案要求不少于1人。"


def test_requirements_name_who_and_when():
    said = words(bulletin.compose(content("bulletin", bulletin_data())))
    assert "财政局、城建局要会同有关社区党支部逐项制定措施" in said
    assert "已逾期的1项要立即办理" in said
    assert "下列1项要按期办结：东关社区：扩建社区用房（财政局，2005年12月31日前）。" in said
    assert "请东湖路社区党支部尽快补报2005年第三季度报告。请民政局尽快补报2005年第三季度履职情况。" in said
    assert "2005年第四季度报告请于2006年1月5日前报送。" in said


def test_what_has_stood_for_long_is_counted_and_not_listed():
    items = [item(kind="difficulty", matter="发展社区经济"), item(kind="problem"), item(kind="opinion")]
    (text,) = (
        block.text for block in bulletin.requirements(bulletin_data(items=items), "组织部") if "办结" in block.lead
    )
    assert text == "难点问题和突出问题尚有2项未销号，要持续推进，成熟一项、销号一项。"


def test_a_community_that_answers_is_named_once():
    data = bulletin_data()
    data["pilots"][1]["cells"] = [cell(leads=["城关镇党委", data["pilots"][1]["name"]])]
    first = next(bulletin.requirements(data, "组织部"))
    assert first.text.startswith("城关镇党委要会同有关社区党支部逐项制定措施")


def test_a_red_lamp_of_the_county_asks_no_branch():
    county = {"id": "county", "name": "", "tally": tally(red=1), "cells": [cell(leads=["组织部"])]}
    first = next(bulletin.requirements(bulletin_data(pilots=[pilot()], county=county), "组织部"))
    assert first.text.startswith("组织部要逐项制定措施")


def test_the_last_quarter_asks_for_no_further_report():
    data = bulletin_data(pilots=[pilot()], seats=[seat("甲")], items=[], next_quarter="", next_deadline="")
    said = [block.lead for block in bulletin.requirements(data, "组织部")]
    assert said == ["（一）巩固已有成果。"]


def test_the_annex_has_shape_value_and_gap_and_few_pilots_a_table():
    first, county = bulletin.tables(bulletin_data())
    assert first.head == ("序号", "任务", "方案要求", "秦凤路社区", "东关社区", "东湖路社区")
    assert first.rows[:2] == (
        ("活动阵地",),
        ("1", "阵地建筑面积", "不少于200平方米", "●236平方米", "■186平方米\n还差14平方米", "○尚未报送\n上次102平方米"),
    )
    assert county.rows == (("1", "联席会议", "每季度不少于1次", "●1次"),)
    many = list(bulletin.tables(bulletin_data(pilots=[pilot(str(n)) for n in range(12)])))
    assert [len(table.head) - 3 for table in many] == [5, 5, 2, 1]
    assert all(sum(table.widths) == pytest.approx(225, abs=1) for table in many)


# --- 会议纪要 ---------------------------------------------------------------------------------------------------------


def test_the_minutes_open_with_day_place_chair_and_numbers():
    text = minutes.compose(content("minutes", minutes_data()))
    assert text.blocks[0].text == (
        "2005年10月20日，凤翔县社区党建工作联席会议在县委三楼会议室召开第6次会议。县委常委、组织部部长主持会议。"
        "3个成员单位中，到会1个，请假1个，缺席1个。会议研究了2005年第三季度社区党建示范点建设工作，议定了有关事项。现纪要如下："
    )
    assert (text.mark, text.issue) == ("凤翔县社区党建工作联席会议纪要", "第6期")


def test_a_full_house_and_a_meeting_without_a_list():
    assert minutes.counted([attendance("甲"), attendance("乙")], 2) == "2个成员单位全部到会。"
    assert minutes.counted([], 18) == ""
    assert "到会" not in minutes.opening(minutes_data(attendance=[], place="", chair=""), "联席会议")


def test_what_became_of_the_last_resolutions():
    said = [block.text for block in minutes.last_resolutions(minutes_data())]
    assert said == [
        "第5次会议议定事项12项，其中已销号9项、办理中2项、逾期未销号1项。",
        "“配齐文件柜”逾期未办结，由民政局负责，应于2005年9月30日前办结。",
    ]
    numbers = {"number": 5, "total": 2, "closed": 2, "in_hand": 0, "overdue": 0, "late": []}
    assert [b.text for b in minutes.last_resolutions(minutes_data(last=numbers))] == [
        "第5次会议议定事项2项，已全部办结。"
    ]
    none = numbers | {"total": 0, "closed": 0}
    assert [b.text for b in minutes.last_resolutions(minutes_data(last=none))] == ["第5次会议没有议定事项。"]


def test_the_first_meeting_has_no_part_on_the_last_one():
    text = minutes.compose(content("minutes", minutes_data(last=None, shown=None, resolutions=[])))
    assert headings(text) == ["一、议定事项"]
    assert text.blocks[-1].text == "本次会议没有议定新的事项。"


def test_a_resolution_has_its_unit_and_deadline():
    text = minutes.compose(content("minutes", minutes_data(resolutions=[item(), item(pilot="", supporting=[])])))
    assert [(b.lead, b.text) for b in text.blocks[-2:]] == [
        ("（一）东关社区：扩建社区用房。", "由财政局负责，民政局、城建局配合，于2005年12月31日前办结。"),
        ("（二）扩建社区用房。", "由财政局负责，于2005年12月31日前办结。"),
    ]


@pytest.mark.parametrize(("count", "last"), [(99, "（九十九）"), (100, "（一百）"), (250, "（二百五十）")])
def test_a_meeting_may_agree_on_as_much_as_it_likes(count, last):
    text = minutes.compose(content("minutes", minutes_data(resolutions=[item()] * count)))
    assert text.blocks[-1].lead.startswith(last)


def test_the_lists_name_persons_of_those_who_came_alone():
    lists = minutes.attendance_lists(minutes_data()["attendance"])
    assert lists == [("出席", "组织部刘某"), ("请假", "民政局"), ("缺席", "财政局"), ("列席", "城关镇党委郑某")]


# --- 季度报告 ---------------------------------------------------------------------------------------------------------


def test_the_report_tells_target_value_change_and_gap():
    text = quarterly.compose(content("report", report_data()))
    said = words(text)
    assert "1.阵地建筑面积：要求不少于200平方米，本季度为186平方米，比上季度增加20平方米，还差14平方米。" in said
    assert "社会组织：社会团体2个。" in said
    assert "争取再增加一间用房。\n筹备动员大会。\n特此报告。" in said
    assert headings(text) == ["一、活动阵地", "二、组织体系", "三、存在问题和困难", "四、下季度打算"]
    assert (text.signature, text.recipients) == ("秦凤路社区党支部", "中共凤翔县委组织部")
    assert text.annexes[0].tables[0].rows == (("1", "阵地建筑面积", "平面图.png", "2005年10月4日"),)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"operator": "yes_no", "value": "已落实", "met": True, "gap": ""}, "：已落实。"),
        ({"operator": "yes_no", "value": "未落实", "gap": "尚未获得称号"}, "：尚未获得称号。"),
        ({"operator": "each", "value": "3人中3人符合要求", "met": True, "gap": ""}, "：3人均符合要求。"),
        (
            {"operator": "each", "value": "5人中4人符合要求", "gap": "1人超过55周岁"},
            "：5人中4人符合要求，1人超过55周岁。",
        ),
        ({"value": "", "met": None, "gap": ""}, "：要求不少于200平方米，本季度尚未填报。"),
        ({"kind": "encouraged", "operator": "yes_no", "value": "已落实", "met": True, "gap": ""}, "（提倡）：已落实。"),
        ({"value": "0项", "met": None, "gap": ""}, "：要求不少于200平方米，本季度为0项。"),
    ],
)
def test_a_task_in_a_sentence(more, said):
    assert quarterly.cell_sentence(cell(**more)) == f"阵地建筑面积{said}"


def test_what_was_not_told_gets_no_heading():
    text = quarterly.compose(content("report", report_data(difficulties="", next_quarter=" \n", evidence=[])))
    assert headings(text) == ["一、活动阵地", "二、组织体系"]
    assert text.annexes == []


# --- 督办单 -----------------------------------------------------------------------------------------------------------


def test_the_notice_tells_matter_requirement_deadline_and_state():
    text = notice.compose(content("notice", notice_data()))
    said = words(text)
    assert text.number == "编号：2005-012"
    assert "下列事项由2005年7月20日召开的第5次联席会议议定" in said
    assert "立项时阵地建筑面积为186平方米。" in said
    assert "此事项由财政局负责，民政局、城建局配合，办理期限为2005年12月31日。" in said
    assert "截至2005年11月5日，此事项正在办理。\n2005年11月1日报送：已选定地点。" in said
    assert "逾期" not in said
    assert text.copies == "民政局、城建局、东关社区"


def test_a_late_notice_says_by_how_many_days_and_what_was_put_off():
    data = notice_data(overdue=True, days_late=46, put_off=["2005-09-30"], progress="", progress_on="", meeting=None)
    said = words(notice.compose(content("notice", data | {"source": "lamp", "supporting": [], "pilot": ""})))
    assert "此事项已逾期46天。请立即办理，并书面说明逾期原因。" in said
    assert "此事项的办理期限已延期1次，原定时限为2005年9月30日。" in said
    assert "根据红灯任务情况，现将下列事项交由你单位办理。" in said
    assert said.endswith("尚未报送办理情况。")


def test_the_notice_has_a_part_to_reply_on():
    (annex,) = notice.compose(content("notice", notice_data())).annexes
    labels = [row[0] for row in annex.tables[0].rows]
    assert labels[:5] == ["督办编号", "督办事项", "承办单位", "协办单位", "办理期限"]
    assert "单位意见" in labels
