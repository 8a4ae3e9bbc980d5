"""What is done in a county beside its reports, ledger and meetings: registers, the plan's terms, accounts, days.

A part of tests/shared/county.py. What stands in the staff pages is changed there, as a browser does it.
"""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from django.contrib import admin
from django.db import models

from communities.models import Cadre, Community, Compound, ProjectActivity, Role, Room, Unit, User
from fengxiang.forms import TextField
from partybuilding.ledger.actions import remind_item
from partybuilding.meetings.actions_preparation import remind_owners
from partybuilding.models import Letterhead, MemberUnit, Notice, NoticeItem, Paper
from partybuilding.notices import actions as notices
from partybuilding.papers.actions import attach_scan, confirm_letterhead, issue_paper
from partybuilding.papers.queries import Subject
from partybuilding.plan.actions_terms import change_terms, correct_terms
from partybuilding.registers import actions as registers
from partybuilding.shared.errors import ActionError
from partybuilding.targets.terms import IndicatorTerms
from partybuilding.units import actions as units
from partybuilding.upkeep.actions import enter_entry
from partybuilding.work.owed import find_to_remind
from tests.admin.admin_forms import post, untouched
from tests.admin.test_exchange import confirm, packed, send
from tests.client import Client
from tests.reports.reporting import photo
from tests.shared.county import ACTS, WITH_UNIT, Act, County

ROOM_HEADS = ["编号", "社区", "名称", "用途", "第二用途", "建筑面积（m²）", "起始日期", "终止日期", "备注"]

# --- days -------------------------------------------------------------------------------------------------------------


def pass_days(county: County) -> None:
    ahead = county.today + timedelta(days=county.chance.choice([1, 1, 2, 5, 16]))
    if ahead > date(2006, 7, 20):
        raise ActionError
    county.settings.FENGXIANG_TODAY = ahead


def pass_hours(county: County) -> None:
    if county.hour >= 20:
        raise ActionError
    county.hour += 1


# --- units, reminders -------------------------------------------------------------------------------------------------


def _duties(county: County) -> dict[str, Any]:
    code = county.chance.choice(sorted(county.members))
    unit = county.plan.member_units.get(unit__code=code).unit
    return {"plan": county.plan, "unit": unit, "quarter": county.quarter(), "actor": county.members[code]}


def write_duties(county: County) -> None:
    given = _duties(county)
    pilots = frozenset(county.chance.sample(list(county.plan.pilots.order_by("order").values_list("pk", flat=True)), 1))
    line = units.LineDraft(status="done", text=county.word(), pilots=pilots)
    lines = {each.pk: line for each in county.plan.duties.filter(units__unit=given["unit"])}
    facts: dict[str, int | str | None] = {"agenda_times": county.chance.randint(0, 3)}
    units.save_duty_report(**given, draft=units.DutyDraft(lines, facts))


def hand_in_duties(county: County) -> None:
    units.submit_duty_report(**_duties(county))


def take_duties_back(county: County) -> None:
    units.withdraw_duty_report(**_duties(county))


def confirm_duties(county: County) -> None:
    given = _duties(county)
    seat = MemberUnit.objects.get(plan=county.plan, unit=given["unit"])
    units.confirm_duties(seat=seat, actor=given["actor"])


def name_contact(county: County) -> None:
    given = _duties(county)
    seat = MemberUnit.objects.get(plan=county.plan, unit=given["unit"])
    units.name_contact(seat=seat, contact=county.word(), actor=given["actor"])


def send_reminders(county: County) -> None:
    if not notices.send_reminders(day=county.today, owed=find_to_remind(county.today)):
        raise ActionError


def urge_report(county: County) -> None:
    notices.remind_report(pilot=county.pilot(), quarter=county.quarter(), actor=county.department)


def urge_item(county: County) -> None:
    remind_item(item=county.item(*WITH_UNIT), actor=county.department)


def urge_for_meeting(county: County) -> None:
    if not remind_owners(meeting=county.meeting("planned"), actor=county.department):
        raise ActionError


def read_notices(county: County) -> None:
    reader = county.one(User.objects.filter(pk__in=Notice.objects.filter(read_at=None).values("recipient")))
    newest = NoticeItem.objects.filter(notice__recipient=reader).latest("pk")
    notices.mark_read(actor=reader, up_to=newest.pk)


# --- papers -----------------------------------------------------------------------------------------------------------


def issue(county: County) -> None:
    kind = county.one(["bulletin", "report", "notice"])
    about: dict[str, Callable[[], dict[str, Any]]] = {
        "bulletin": lambda: {"quarter": county.quarter()},
        "report": lambda: {"report": county.report("submitted", "approved")},
        "notice": lambda: {"item": county.item(*WITH_UNIT)},
    }
    subject = Subject(kind=kind, plan=county.plan, **about[kind]())
    before = Paper.objects.count()
    issue_paper(subject=subject, actor=county.department, dated=county.today)
    if Paper.objects.count() == before:
        raise ActionError


def seal(county: County) -> None:
    paper = county.one(Paper.objects.filter(plan=county.plan).order_by("pk"))
    attach_scan(paper=paper, file=photo(), actor=county.department)


# --- registers --------------------------------------------------------------------------------------------------------


def _activity(county: County) -> registers.ActivityDraft:
    return registers.ActivityDraft(
        project=county.one(ProjectActivity.Project.values),
        held_on=county.today - timedelta(days=county.chance.randint(0, 60)),
        subject=county.word(),
    )


def enter_activity(county: County) -> None:
    community = county.pilot().community
    registers.enter_activity(community=community, typed=_activity(county), actor=county.secretaries[community.code])


def enter_room(county: County) -> None:
    room = Room(
        community=county.pilot().community,
        name=county.word(),
        use=county.one(Room.Use.values),
        gross_floor_area=county.chance.randint(10, 60),
        since=county.today,
    )
    enter_entry(entry=room, actor=county.department)


def _own_activity(county: County) -> ProjectActivity:
    rows = ProjectActivity.objects.filter(community__code__in=county.secretaries).select_related("community")
    entry: ProjectActivity = county.one(rows.order_by("pk"))
    return entry


def change_activity(county: County) -> None:
    entry = _own_activity(county)
    actor = county.secretaries[entry.community.code]
    registers.change_activity(activity=entry, typed=_activity(county), actor=actor)


def delete_activity(county: County) -> None:
    entry = _own_activity(county)
    registers.delete_activity(activity=entry, actor=county.secretaries[entry.community.code])


def _page(row: models.Model, page: str = "change") -> str:
    return f"/admin/{row._meta.label_lower.replace('.', '/')}/{row.pk}/{page}/"


def _taken(answer: Any) -> None:
    if answer.status_code != 302:
        raise ActionError(f"refused: {answer.status_code}")


def resize_room(county: County) -> None:
    room = county.one(Room.objects.order_by("pk"))
    _taken(post(county.staff, _page(room), {"gross_floor_area": str(county.chance.randint(10, 250))}))


def move_room(county: County) -> None:
    room = county.one(Room.objects.order_by("pk"))
    other = county.one(Community.objects.exclude(pk=room.community_id).order_by("pk"))
    _taken(post(county.staff, _page(room), {"community": other.pk}))


def delete_room(county: County) -> None:
    room = county.one(Room.objects.order_by("pk"))
    _taken(county.staff.post(_page(room, "delete"), {"post": "yes"}))


def delete_rooms_from_list(county: County) -> None:
    rooms = {county.one(Room.objects.order_by("pk")).pk for _room in range(2)}
    sent = {"action": "delete_selected", "_selected_action": sorted(rooms), "post": "yes"}
    _taken(county.staff.post("/admin/communities/room/", sent))


def end_cadre(county: County) -> None:
    cadre = county.one(Cadre.objects.filter(until=None).order_by("pk"))
    _taken(post(county.staff, _page(cadre), {"until": str(county.today)}))


def certify_compound(county: County) -> None:
    compound = county.one(Compound.objects.filter(certified_since=None).order_by("pk"))
    _taken(post(county.staff, _page(compound), {"certified_since": str(county.today), "level": "county"}))


def import_rooms(county: County) -> None:
    """Send a workbook with a new room, and with an old one that is larger now and another community's."""
    codes = list(Community.objects.order_by("pk").values_list("code", flat=True))
    since = date(2004, 7, 27)
    area = county.chance.randint(10, 90)
    rows: list[list[Any]] = [[None, county.one(codes), county.word(), "room_clinic", None, area, since, None, None]]
    if room := Room.objects.order_by("pk").first():
        rows.append([room.pk, county.one(codes), room.name, room.use, None, area + 1, room.since, room.until, None])
    looked_at = send(county.staff, "room", packed(ROOM_HEADS, *rows))
    if "confirm_form" not in (looked_at.context or {}):
        raise ActionError
    _taken(confirm(county.staff, "room", looked_at))


# --- the plan, who takes part, accounts -------------------------------------------------------------------------------


def change_target(county: County) -> None:
    indicator = county.plan.indicators.get(code="K07")
    target = Decimal(county.chance.randint(190, 260))
    terms = IndicatorTerms(target=target, steps={number: target if number > 1 else Decimal() for number in range(1, 5)})
    given: dict[str, Any] = {"plan": county.plan, "indicator": indicator, "terms": terms, "actor": county.department}
    if county.chance.random() < 0.5:
        correct_terms(**given, since=None, reason=county.word())
    else:
        change_terms(**given, since=county.quarter(), reason=county.word())


def change_account(county: County) -> None:
    user = county.one(county.movers)
    role = county.chance.choice([Role.DEPARTMENT, Role.TOWN, Role.SECRETARY, Role.MEMBER])
    unit = {Role.DEPARTMENT: county.department.unit_id, Role.TOWN: county.town.unit_id, Role.SECRETARY: ""}
    member = county.one(Unit.objects.filter(level=Unit.Level.COUNTY).order_by("pk"))
    community = county.one(Community.objects.order_by("pk"))
    changes = {"role": role, "unit": unit.get(role, member.pk), "community": ""}
    if role == Role.SECRETARY:
        changes["community"] = community.pk
    _taken(post(county.sysadmin, _page(user), changes))


def rename_account(county: County) -> None:
    others = [county.town, *county.secretaries.values(), *county.members.values()]
    user = county.one([*[county.department] * len(others), *others])  # whose name stands on the most pages
    names = [first + second for first in "赵钱孙李周吴郑王" for second in "一二三四五六七八"]
    _taken(post(county.sysadmin, _page(user), {"name": county.one(names)}))


def move_community(county: County) -> None:
    community = county.one(Community.objects.filter(code__in=county.secretaries).order_by("pk"))
    town = county.one(Unit.objects.filter(level=Unit.Level.TOWN).exclude(pk=community.town_id).order_by("pk"))
    _taken(post(county.staff, _page(community), {"town": town.pk}))


def change_letterhead(county: County) -> None:
    letterhead = Letterhead.objects.get(plan=county.plan)
    name = county.one(Letterhead.NAMES)
    _taken(post(county.staff, _page(letterhead), {name: county.word()}))


def look_at_letterhead(county: County) -> None:
    letterhead = Letterhead.objects.get(plan=county.plan, confirmed_at=None)
    names = {name: getattr(letterhead, name) for name in Letterhead.NAMES}
    confirm_letterhead(plan=county.plan, names=names, actor=county.department)


@cache
def _models() -> list[type[models.Model]]:
    shown = [model for model in admin.site._registry if model._meta.app_label in {"communities", "partybuilding"}]
    return sorted((model for model in shown if model is not User), key=lambda model: model._meta.label)


def change_a_text(county: County) -> None:
    """Change one text of any entry of the staff pages, or of what is shown with it."""
    entry = county.one(county.chance.choice(_models())._default_manager.order_by("pk"))
    sent = untouched(county.staff, _page(entry))
    name = county.one(sorted(_texts(county.staff, entry) & sent.keys()))
    answer = county.staff.post(_page(entry), sent | {name: f"{sent[name]}甲"})
    _taken(answer)


def _texts(client: Client, entry: models.Model) -> set[str]:
    context = client.get(_page(entry)).context
    shown = [context["adminform"].form]
    shown += [form for inline in context["inline_admin_formsets"] for form in inline.formset.initial_forms]
    return {bound.html_name for form in shown for bound in form if isinstance(bound.field, TextField)}


ALL: dict[str, Act] = ACTS | {
    each.__name__: each
    for each in (
        *(pass_days, pass_hours, write_duties, hand_in_duties, take_duties_back, confirm_duties, name_contact),
        *(send_reminders, urge_report, urge_item, urge_for_meeting, read_notices),
        *(enter_activity, change_activity, delete_activity, enter_room, resize_room, move_room, delete_room),
        *(issue, seal, delete_rooms_from_list, end_cadre, certify_compound, import_rooms),
        *(change_target, change_account, rename_account, move_community, change_letterhead, look_at_letterhead),
        *(change_a_text,),
    )
}
