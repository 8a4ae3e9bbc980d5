"""Who went to look, in the demonstration: a list drawn in each of two quarters, and what was found."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from communities.models import User
from fengxiang import clock
from partybuilding.demo import people
from partybuilding.models import Plan, Verification
from partybuilding.targets.quarter import Quarter
from partybuilding.verification.actions import Visit, draw_list, verify_value
from partybuilding.verification.queries import load_list, reported_values

AS_REPORTED, OTHERWISE = Verification.Outcome.AS_REPORTED, Verification.Outcome.OTHERWISE


@dataclass(frozen=True)
class Found:
    """What was found of one value, and when."""

    community: str
    indicator: str
    on: str
    outcome: str
    remark: str


# Quarter -> the day its list was drawn.
LISTS = {"2005Q2": "2005-07-11", "2005Q3": "2005-11-14"}
VISITED = {"2005Q2": "2005-07-14"}  # every value of this list was found as reported
REMARK = "现场查看并核对登记，与上报一致。"

# Beyond the lists, where somebody was on the spot anyhow.
FOUND: dict[str, list[Found]] = {
    "2005Q3": [
        Found("qinfenglu", "K06", "2005-10-18", AS_REPORTED, "七类用房均已挂牌使用。"),
        Found("qinfenglu", "K08", "2005-10-18", AS_REPORTED, "六类办公设施逐件清点，均在用。"),
        Found("qinfenglu", "K16", "2005-10-18", AS_REPORTED, "查看花名册，五名干部均在岗。"),
        Found("qinfenglu", "K10", "2005-10-18", OTHERWISE, "抽查 10 名党员，有 2 名的现状登记为空。"),
    ],
}


def verification_events(plan: Plan, users: Mapping[str, User]) -> Iterator[tuple[date, Callable[[], None]]]:
    """Yield the lists and the visits that go with them, each on the day of its drawing."""
    for code, day in LISTS.items():
        yield date.fromisoformat(day), partial(_tell, plan, users[people.CHECKER], code, day)


def _tell(plan: Plan, checker: User, code: str, day: str) -> None:
    quarter = Quarter.parse(code)
    if not reported_values(plan, quarter):
        return
    for finding in FOUND.get(code, []):
        _find(plan, quarter, finding, checker)
    with clock.set_to(date.fromisoformat(day)):
        draw = draw_list(plan=plan, quarter=quarter, size=6, actor=checker)
    if code in VISITED:
        for row in load_list(draw):
            finding = Found(row.pilot.code, row.indicator.code, VISITED[code], AS_REPORTED, REMARK)
            _find(plan, quarter, finding, checker)


def _find(plan: Plan, quarter: Quarter, finding: Found, actor: User) -> None:
    day = date.fromisoformat(finding.on)
    row = next(
        row
        for row in reported_values(plan, quarter)
        if (row.pilot.code, row.indicator.code) == (finding.community, finding.indicator)
    )
    with clock.set_to(day):
        visit = Visit(outcome=finding.outcome, visited_on=day, seen=row.seen, remark=finding.remark)
        verify_value(report=row.report, indicator=row.indicator, visit=visit, actor=actor)
