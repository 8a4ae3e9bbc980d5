"""Puts the demonstration into an empty database: plan, accounts, registers, reports. All of it or none."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import get_default_password_validators, validate_password
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from communities import models as ground
from communities.models import Community, Unit, User
from communities.passwords import HouseWordValidator
from fengxiang import clock
from partybuilding.demo import people, story
from partybuilding.demo.afterwards import late_events
from partybuilding.demo.assessment import assessment_events
from partybuilding.demo.fill import fill_registers
from partybuilding.demo.fill_support import RecordsFiller
from partybuilding.demo.live import Event, MeetingTeller
from partybuilding.demo.suggestions import suggestion_events
from partybuilding.demo.tell import Storyteller
from partybuilding.demo.verification import verification_events
from partybuilding.models import Plan, Report, TownBody
from partybuilding.notices.actions import send_reminders
from partybuilding.plan.actions import load_plan
from partybuilding.plan.planfile import PlanFile, read_plan
from partybuilding.record.acts import part_by_part
from partybuilding.shared.act import act, perform
from partybuilding.shared.errors import ActionError
from partybuilding.work.owed import find_to_remind

PLAN_FILE = Path(__file__).parents[1] / "plans" / "fengxiang-2004.toml"
TODAY = date(2005, 11, 15)  # the day on which the demonstration takes place

# A row in any of these, and the database is somebody's.
_OWN: list[type[models.Model]] = [
    User,
    ground.PartyBranch,
    ground.SurveyPart,
    ground.SocialOrganisation,
    ground.Room,
    ground.Equipment,
    ground.Cadre,
    ground.Compound,
    ground.ResidentUnit,
    ground.ProjectActivity,
    Report,
]


@act
def build_demo(*, password: str) -> bool:
    """Build the demonstration and return True; False, with nothing touched, if it is there already.

    ActionError on a database that holds real data, and for a password the rules do not allow.
    """
    if Plan.objects.filter(is_demo=True).exists():
        return False
    _refuse_real_data()
    file = read_plan(PLAN_FILE.read_text(encoding="utf-8"))
    with part_by_part():
        _build(file, password)
    return True


def _build(file: PlanFile, password: str) -> None:
    load_plan(file=file, reason="demo")
    with clock.set_to(TODAY):
        users = _create_accounts(password)
        checker = users[people.CHECKER]
        plan = _prepare_plan(slug=file.plan["slug"], actor=checker)
        fill_registers(actor=checker)
    _live(plan, users)
    with clock.set_to(TODAY):
        send_reminders(day=TODAY, owed=find_to_remind(TODAY))


def _live(plan: Plan, users: Mapping[str, User]) -> None:
    """Let everything happen that has a day, in the order of the days: a meeting is shown what there was by then."""
    records, reports = RecordsFiller(plan), Storyteller(plan, users)
    meetings = MeetingTeller(plan, users)
    events: list[Event] = [*reports.events(), *verification_events(plan, users)]
    events += assessment_events(plan, users)
    others = [*late_events(plan, users), *suggestion_events(plan, users)]
    events += [(day, partial(meetings.live, day, act)) for day, act in (*meetings.events(), *others)]
    with clock.set_to(TODAY):
        perform("demo.records", users[people.CHECKER], records.enter)
    for _day, happen in sorted(events, key=lambda event: event[0]):
        happen()


def _refuse_real_data() -> None:
    """Raise ActionError if anybody has begun to work in this database."""
    names = [str(model._meta.verbose_name_plural) for model in _OWN if model._default_manager.exists()]
    if names:
        raise ActionError(
            _("This database holds real data (%s). The demonstration is not mixed into it: use an empty database.")
            % ", ".join(names)
        )


def _create_accounts(password: str) -> dict[str, User]:
    units = {unit.code: unit for unit in Unit.objects.all()}
    communities = {community.code: community for community in Community.objects.all()}
    hashed = make_password(password)  # once for all: hashing is slow on purpose
    users = {}
    for account in people.ACCOUNTS:
        user = User(
            username=account.username,
            name=account.name,
            role=account.role,
            unit=units[account.unit] if account.unit else None,
            community=communities[account.community] if account.community else None,
            duty=account.duty,
        )
        _require_good(password, user)
        user.password = hashed
        user.full_clean()
        user.save()
        users[user.username] = user
    return users


def require_good_password(password: str) -> None:
    """Raise ActionError for a password that the rules do not allow one of the accounts; needs no database."""
    validators = [
        HouseWordValidator(knows_names=False) if isinstance(each, HouseWordValidator) else each
        for each in get_default_password_validators()
    ]
    for account in people.ACCOUNTS:
        _require_good(password, User(username=account.username, name=account.name, role=account.role), validators)


def _require_good(password: str, user: User, validators: list[Any] | None = None) -> None:
    try:
        validate_password(password, user, validators)
    except ValidationError as error:
        raise ActionError(
            _("The password will not do for %s:") % user.username + " " + " ".join(error.messages)
        ) from error


@act
def _prepare_plan(*, slug: str, actor: User) -> Plan:
    """Mark the plan as a demonstration, and enter what town and member units have done."""
    plan = Plan.objects.get(slug=slug)
    plan.is_demo = True
    plan.save(update_fields=["is_demo"])
    for town in plan.towns:
        TownBody.objects.create(plan=plan, town=town, since=date.fromisoformat(story.SPECIAL_BODY_SINCE))
    for seat in plan.member_units.select_related("unit").filter(unit__code__in=story.DUTIES_CONFIRMED):
        seat.duties_confirmed_on = date.fromisoformat(story.DUTIES_CONFIRMED[seat.unit.code])
        seat.save(update_fields=["duties_confirmed_on"])
    for code, (contact, telephone) in story.CONTACTS.items():
        for seat in plan.member_units.filter(unit__code=code):
            seat.contact, seat.telephone = contact, telephone
            seat.save(update_fields=["contact", "telephone"])
    return plan
