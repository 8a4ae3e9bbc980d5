from collections import Counter

import pytest

from partybuilding.targets.sampling import draw

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def test_a_seed_always_gives_the_same_list():
    assert "".join(draw("fengxiang-2004/2005Q3-001", LETTERS, 6)) == "dbqrvg"
    assert "".join(draw("fengxiang-2004/2005Q3-002", LETTERS, 6)) == "ukmtxr"


@pytest.mark.parametrize(("size", "drawn"), [(0, 0), (1, 1), (26, 26), (30, 26)])
def test_nothing_is_drawn_twice_and_no_more_than_there_is(size, drawn):
    lots = draw("seed", LETTERS, size)
    assert len(lots) == len(set(lots)) == drawn
    assert set(lots) <= set(LETTERS)


def test_nothing_to_draw_from_gives_nothing():
    assert draw("seed", [], 6) == []


def test_a_longer_list_begins_with_the_shorter_one():
    assert draw("seed", LETTERS, 20)[:6] == draw("seed", LETTERS, 6)


def test_everything_has_the_same_chance():
    counts = Counter(letter for number in range(2600) for letter in draw(f"plan/{number}", LETTERS, 6))
    assert set(counts) == set(LETTERS)
    assert 500 < min(counts.values()) < max(counts.values()) < 700  # 600 each on average
