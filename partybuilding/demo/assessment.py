"""The final assessment of the demonstration, in preparation: one pilot has rated its own, the department some of it."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import partial

from communities.models import User
from fengxiang import clock
from partybuilding.assessment.actions import RatingDraft, SheetDraft, begin_assessment, write_assessment
from partybuilding.assessment.queries import goods_of
from partybuilding.assessment.rules import AssessmentAct
from partybuilding.demo import people
from partybuilding.models import Plan

BEGUN = {"qinfenglu": "2005-11-08", "dongguan": "2005-11-08"}
RATED_ON = "2005-11-10"
CONCLUDED_ON = "2005-11-14"
# What qinfenglu's branch says of itself, and what the department says so far, by good.
BRANCH = {
    "leadership": (True, "支部班子配备齐全，每月召开一次支委会。"),
    "members": (True, "党员责任区全部落实到人。"),
    "mechanism": (True, "联系、服务、反馈三项制度均已执行。"),
    "management": (False, "两个小区物业服务尚未理顺。"),
    "response": (False, "居民对停车和环境卫生仍有意见。"),
}
DEPARTMENT = {
    "leadership": (True, "班子健全，分工明确。"),
    "members": (True, "党员参加活动积极，有记录可查。"),
    "mechanism": (False, "反馈情况尚未用于单位考核。"),
}


def assessment_events(plan: Plan, users: Mapping[str, User]) -> Iterator[tuple[date, Callable[[], None]]]:
    """Yield what is done on the sheets, each on its day."""
    for code, day in BEGUN.items():
        yield date.fromisoformat(day), partial(_begin, plan, users[people.CHECKER], code, day)
    for act, who, day, words in (
        (AssessmentAct.RATE, "qinfenglu", RATED_ON, BRANCH),
        (AssessmentAct.CONCLUDE, people.CHECKER, CONCLUDED_ON, DEPARTMENT),
    ):
        yield date.fromisoformat(day), partial(_write, plan, act, users[who], day, words)


def _begin(plan: Plan, actor: User, code: str, day: str) -> None:
    with clock.set_to(date.fromisoformat(day)):
        begin_assessment(pilot=plan.pilots.get(community__code=code), actor=actor)


def _write(plan: Plan, act: AssessmentAct, actor: User, day: str, words: Mapping[str, tuple[bool, str]]) -> None:
    pilot = plan.pilots.get(community__code="qinfenglu")
    ratings = {good.pk: RatingDraft(*words[good.key]) for good in goods_of(plan) if good.key in words}
    with clock.set_to(date.fromisoformat(day)):
        write_assessment(assessment=pilot.final_assessment, kind=act, draft=SheetDraft(ratings), actor=actor)
