"""Twenty-one people in two plans of one county, from the first day of the first plan on."""

from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any, cast

from django.conf import settings

from communities.models import Community, Role, Unit, User
from partybuilding.ledger import actions as ledger
from partybuilding.meetings import actions as meetings
from partybuilding.meetings import invitations
from partybuilding.models import LedgerEvent, LedgerItem, Meeting, PlanVersion, Report
from partybuilding.reports import actions as reports
from partybuilding.shared.errors import ActionError
from tests import sample_plan
from tests.admin.admin_forms import post
from tests.client import Client
from tests.factories import CommunityFactory, UnitFactory, UserFactory
from tests.reports.reporting import photo
from tests.shared.county import WITH_DEPARTMENT, WITH_UNIT, County, plan_meeting, typed
from tests.shared.ground import fill_registers, furnish
from tests.shared.readers import BACKEND

FIRST_DAY = date(2004, 7, 27)
PEOPLE = 21


@dataclass(kw_only=True)
class Cast(County):
    """A county in which several people can do the same, some of them in one role today and in another tomorrow."""

    def draw(self) -> None:
        """Choose by lot who works today: whoever has changed sides is asked more often than others."""
        people = list(User.objects.filter(is_active=True).order_by("pk"))
        self.department = self._of([each for each in people if each.role == Role.DEPARTMENT])
        self.town = self._of([each for each in people if each.role == Role.TOWN])
        codes = {each.pk: each.code for each in Community.objects.all()}
        for pk, code in codes.items():
            own = [each for each in people if each.role == Role.SECRETARY and each.community_id == pk]
            self.secretaries[code] = self._of(own)
        for unit in Unit.objects.filter(code__in=list(self.members)):
            self.members[unit.code] = self._of([each for each in people if each.unit_id == unit.pk])

    def _of(self, people: list[User]) -> User:
        movers = {each.pk for each in self.movers}
        asked = [each for each in people if each.pk in movers]
        chosen: User = self.one(asked if asked and self.chance.random() < 0.5 else people)
        return chosen


def found_county() -> Cast:
    """Enter the plans, the registers and everybody's account; nothing has been done yet."""
    communities = sample_plan.make_communities()
    plan = sample_plan.make_plan(communities)
    new: Community = CommunityFactory(code="beihuan", name="北环社区", name_en="Beihuan Road Community")
    later = sample_plan.make_plan([*communities[:2], new], slug="fengxiang-later", begins_on=FIRST_DAY.replace(day=28))
    other_town = UnitFactory(
        code="guowang", name="郭王镇党委", name_en="Guowang Town Party Committee", level=Unit.Level.TOWN
    )
    for each in (plan, later):
        furnish(each)
    for community in [*communities, new]:
        fill_registers(community)
    PlanVersion.objects.bulk_create(PlanVersion(plan=each) for each in (plan, later))
    department = [_account(department=True, name=name) for name in ("周某", "吴某", "郑某", "王某")]
    town = [_account(town=True, name="冯某"), _account(town=True, unit=other_town, name="陈某")]
    secretaries = {each.code: _account(secretary=True, community=each) for each in [*communities, new]}
    for community in communities:
        _account(secretary=True, community=community)
    members: dict[str, User] = {}
    for code in ("minzhengju", "caizhengju"):
        unit = Unit.objects.get(code=code)
        members[code], *_others = [_account(unit=unit, name=name) for name in ("褚某", "卫某", "蒋某")]
    mover = _account(unit=members["caizhengju"].unit, name="沈某")
    sysadmin = _account(sysadmin=True, name="管理员")
    if User.objects.count() != PEOPLE:
        raise AssertionError(f"{User.objects.count()} people")
    return Cast(
        plans=(plan, later),
        department=department[0],
        town=town[0],
        secretaries=secretaries,
        members=members,
        movers=[department[-1], mover],
        staff=_logged_in(department[0]),
        sysadmin=_logged_in(sysadmin),
        settings=cast("Any", settings),
        chance=Random(0),  # noqa: S311 - no secret
    )


def invite(cast: Cast) -> None:
    """Plan a meeting for today, and invite everybody to it by mail."""
    plan_meeting(cast)
    meeting = Meeting.objects.filter(plan=cast.plan, state="planned", planned_on=cast.today).latest("pk")
    invitations.invite(meeting=meeting, actor=cast.department, calendar=lambda _meeting: b"BEGIN:VCALENDAR")


def all_present(cast: Cast) -> None:
    """Write down that every unit came, as a meeting begins."""
    if not meetings.set_all_present(meeting=cast.meeting("open"), actor=cast.department):
        raise ActionError


def submit_as_a_mover(cast: Cast) -> None:
    """Become the secretary of a report's community, and submit it: who will decide it knows them from elsewhere."""
    kept = cast.report("draft", "returned")
    mover = cast.one(cast.movers)
    _become(cast, mover, role=Role.SECRETARY, unit="", community=kept.pilot.community_id)
    reports.submit_report(report=kept, draft=typed(cast, whole=True), actor=User.objects.get(pk=mover.pk))


def decide_what_one_submitted(cast: Cast) -> None:
    """Become one of the department, and decide what one submitted as a secretary."""
    waiting = Report.objects.filter(pilot__plan=cast.plan, state="submitted", submitted_by__in=cast.movers)
    kept = cast.one(waiting.select_related("pilot__community").order_by("pk"))
    _become(cast, kept.submitted_by, role=Role.DEPARTMENT, unit=cast.plan.lead_unit_id, community="")
    actor = User.objects.get(pk=kept.submitted_by_id)
    if cast.chance.random() < 0.5:
        reports.approve_report(report=kept, actor=actor, remark=cast.word())
    else:
        reports.return_report(report=kept, actor=actor, reason=cast.word(), objections={})


def work_as_a_mover(cast: Cast) -> None:
    """Become one of the unit or branch that answers for an item, and ask for its closing."""
    item, mover = cast.item(*WITH_UNIT), cast.one(cast.movers)
    if item.responsible_pilot:
        _become(cast, mover, role=Role.SECRETARY, unit="", community=item.responsible_pilot.community_id)
    elif item.responsible:
        _become(cast, mover, role=Role.MEMBER, unit=item.responsible_id, community="")
    actor = User.objects.get(pk=mover.pk)
    ledger.request_closure(item=item, actor=actor, text=cast.word(), files=[photo()])


def close_what_one_worked_on(cast: Cast) -> None:
    """Become one of the department, and close an item one worked on."""
    steps = LedgerEvent.objects.filter(item__plan=cast.plan, item__state__in=WITH_DEPARTMENT, actor__in=cast.movers)
    step = cast.one(steps.filter(kind__in=["progress", "close_asked"]).select_related("item", "actor").order_by("pk"))
    if step.item.state == "close_asked":
        ledger.start_check(item=step.item, actor=cast.department)
    _become(cast, step.actor, role=Role.DEPARTMENT, unit=cast.plan.lead_unit_id, community="")
    actor = User.objects.get(pk=step.actor_id)
    ledger.close_item(item=LedgerItem.objects.get(pk=step.item_id), actor=actor, text=cast.word())


def _become(cast: Cast, user: User, **changes: Any) -> None:
    answer = post(cast.sysadmin, f"/admin/communities/user/{user.pk}/change/", changes)
    if answer.status_code != 302:
        raise ActionError(f"refused: {answer.status_code}")


def _account(**given: Any) -> User:
    number = User.objects.count()
    email = f"u{number}@fengxiang.example" if number % 3 else ""
    user: User = UserFactory(username=f"user-{number:02}", email=email, **given)
    return user


def _logged_in(user: User) -> Client:
    browser = Client()
    browser.force_login(user, BACKEND)
    return browser
