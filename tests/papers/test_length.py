"""A bulletin's text stays within 4,000 characters: its longest lists go into annexes, and nothing is lost."""

from hypothesis import given
from hypothesis import strategies as st

from partybuilding.papers.typesetting import bulletin
from partybuilding.papers.typesetting.length import MOST, Listing, Part, within_length
from partybuilding.papers.typesetting.text import Block
from tests.papers.sample_papers import bulletin_data, content

LISTING = Listing("清单", ("谁", "什么"), lambda block: (block.lead, block.text))


def talkative(units, length):
    """Return a quarter in which so many units report so many characters each."""
    data = bulletin_data()
    done = {"status": "done", "text": "做" * length}
    data["duties"] = [
        {"id": f"d{n}", "name": "职责", "units": [f"单位{n}"], "lines": [{"unit": f"单位{n}", **done}]}
        for n in range(units)
    ]
    return data


def test_a_short_one_is_left_as_it_is():
    paper = bulletin.compose(content("bulletin", bulletin_data()))
    assert paper.characters == sum(len(block.lead + block.text) for block in paper.blocks) < MOST
    assert [annex.title for annex in paper.annexes] == ["3个示范点任务完成情况表"]


def test_what_the_units_say_goes_into_an_annex_where_the_text_is_too_long():
    paper = bulletin.compose(content("bulletin", talkative(18, 300)))
    assert paper.characters <= MOST
    assert [annex.title for annex in paper.annexes][1:] == ["成员单位履职情况"]
    (table,) = paper.annexes[1].tables
    assert table.head == ("成员单位", "履职情况")
    assert [row[0] for row in table.rows] == [f"单位{n}" for n in range(18)]
    assert all(row[1].endswith("做" * 300 + "。") for row in table.rows)
    assert "具体情况见附件2。" in [block.text for block in paper.blocks]
    assert not any("做做" in block.text for block in paper.blocks)


def test_problems_keep_their_numbers_in_the_annex():
    data = talkative(18, 300)
    for pilot in data["pilots"]:
        pilot["cells"] = [{**cell, "name": cell["name"] + "长" * 400} for cell in pilot["cells"] for _ in range(10)]
    paper = bulletin.compose(content("bulletin", data))
    titles = [annex.title for annex in paper.annexes]
    assert titles[1:] == ["各示范点进展情况", "成员单位履职情况", "存在问题清单"]
    rows = next(annex.tables[0].rows for annex in paper.annexes if annex.title == "存在问题清单")
    assert [row[0] for row in rows] == [str(n) for n in range(1, 12)]  # ten red lamps and an item


def test_what_cannot_be_moved_stays_however_long():
    parts = [Part("甲", [Block("长" * 5000)]), Part("乙", [Block("短")], LISTING)]
    assert within_length(parts, []) == (parts, [])


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 2), st.lists(st.integers(0, 900), max_size=9)), max_size=6))
def test_nothing_is_lost_and_no_more_is_moved_than_needed(drawn):
    parts = [
        Part(f"第{n}部分", [Block("字" * length) for length in lengths], LISTING if may else None, stay)
        for n, (may, stay, lengths) in enumerate(drawn)
    ]
    left, annexes = within_length(parts, [])
    kept = [block.text for part in left for block in part.blocks if not block.text.startswith("具体情况见附件")]
    listed = [text for annex in annexes for table in annex.tables for _who, text in table.rows]
    assert sorted(kept + listed) == sorted(block.text for part in parts for block in part.blocks)
    total = sum(len(text) for text in kept)
    assert total <= MOST or not any(part.surplus for part in left)
    shortest = min((sum(len(row[1]) for row in annex.tables[0].rows) for annex in annexes), default=0)
    assert not annexes or total + shortest > MOST
