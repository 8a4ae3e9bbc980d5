"""What holds for all targets and all values."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partybuilding.targets.target import UNKNOWN, Operator, Target
from tests.targets.sample_targets import EVERY, HALF, figures

pytestmark = pytest.mark.usefixtures("english")

amounts = st.decimals(0, 10**6, places=2) | st.integers(0, 12).map(Decimal)


@given(st.sampled_from(EVERY), st.data())
def test_a_verdict_is_never_at_odds_with_itself(target, data):
    values = {each.key: data.draw(st.sampled_from([Decimal(0), Decimal(1)]) if each.role.is_yes_no else amounts)
              for each in target.fields}  # fmt: skip
    verdict = target.judge(values)
    if verdict.completion is not None:
        assert 0 <= verdict.completion <= 100
    assert (verdict.met is True) == (verdict.completion == 100)
    assert bool(verdict.gap) == (verdict.met is False)
    assert target.value_text(values) != "—"


@given(
    st.sampled_from(EVERY), st.dictionaries(st.sampled_from(["area", "part", "whole", "cadres"]), st.none() | amounts)
)
def test_judging_never_fails_whatever_is_known(target, values):
    verdict = target.judge(values)
    assert (verdict == UNKNOWN) or target.is_known(values)


@given(st.integers(0, 5000), st.integers(1, 5000), st.integers(1, 100))
def test_doing_what_the_gap_says_meets_the_share(part, whole, goal):
    target = Target(operator=Operator.SHARE, fields=HALF.fields, goal=Decimal(goal))
    verdict = target.judge(figures(part=part, whole=whole))
    if verdict.gap:
        lacking = int(verdict.gap.removesuffix(" short").replace(",", ""))
        assert target.judge(figures(part=part + lacking, whole=whole)).met
        assert not target.judge(figures(part=part + lacking - 1, whole=whole)).met
