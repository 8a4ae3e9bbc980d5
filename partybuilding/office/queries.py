"""What is still empty on a site that begins: plan, letterhead, accounts, registers, leaders, the first meeting."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities.models import Community, Role, Unit, User
from fengxiang.bilingual import listed
from partybuilding.models import LeaderAssignment, Letterhead, Pilot, Plan
from partybuilding.upkeep.register_kinds import KINDS

_NEW = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Seat:
    """A place somebody works at: the lead unit, a town, a member unit, or a pilot's community."""

    role: Role
    unit: Unit | None = None
    community: Community | None = None

    @property
    def place(self) -> Unit | Community:
        return cast("Unit | Community", self.community or self.unit)

    @property
    def username(self) -> str:
        """What its account is called: by the place."""
        return self.place.code

    def is_of(self, account: User) -> bool:
        places = (account.role, account.unit_id, account.community_id)
        return places == (self.role, self.unit and self.unit.pk, self.community and self.community.pk)


@dataclass(frozen=True)
class SeatAccounts:
    """A seat with the accounts that are open for it."""

    seat: Seat
    accounts: list[User]


@dataclass(frozen=True)
class Step:
    """One thing a site needs to begin with; `missing` in words, empty once it is done."""

    name: str
    missing: str
    address: str = ""  # where it is done


def plan_at_hand(today: date) -> Plan | None:
    """Return the plan that runs today, else the last that began, else the first to come."""
    plans = list(Plan.objects.select_related("lead_unit").order_by("begins_on", "pk"))
    begun = [each for each in plans if each.begins_on <= today]
    return begun[-1] if begun else next(iter(plans), None)


def load_seats(plan: Plan) -> list[SeatAccounts]:
    """Return everybody who works with a plan, each with the accounts there are, in three queries."""
    seats = [Seat(role=Role.DEPARTMENT, unit=plan.lead_unit)]
    pilots = Pilot.objects.filter(plan=plan).select_related("community__town").order_by("order")
    towns = {each.community.town_id: each.community.town for each in pilots}
    seats += [Seat(role=Role.TOWN, unit=town) for town in towns.values()]
    seats += [Seat(role=Role.SECRETARY, community=each.community) for each in pilots]
    members = plan.member_units.select_related("unit").order_by("order")
    seats += [Seat(role=Role.MEMBER, unit=each.unit) for each in members if each.unit_id != plan.lead_unit_id]
    waits = Q(opened_by__isnull=False, switched_on_at=None)  # for a second person
    accounts = list(User.objects.filter(Q(is_active=True) | waits))
    return [SeatAccounts(seat, [each for each in accounts if seat.is_of(each)]) for seat in seats]


def new_colleagues(user: User) -> QuerySet[User]:
    """Return the accounts of a department that two administrators opened lately, to be shown to it."""
    since = timezone.now() - _NEW
    opened = User.objects.filter(role=Role.DEPARTMENT, unit=user.unit_id, switched_on_at__gte=since)
    return opened.select_related("opened_by", "switched_on_by").order_by("-switched_on_at")


def load_checklist(plan: Plan | None, today: date) -> list[Step]:
    """Return what a site needs to begin with, in the order in which it is done."""
    if plan is None:
        return [Step(_("Plan"), _("none is loaded yet: the system administrator runs manage.py setup"))]
    return [*_of_plan(plan, today), _accounts(plan), *_registers(plan), *_work(plan)]


def _of_plan(plan: Plan, today: date) -> Iterator[Step]:
    over = _("It ended on %(day)s: pages show it as an archive. The README says how the next one is begun.")
    yield Step(
        _("Plan: %s") % plan,
        over % {"day": date_format(plan.ends_on)} if plan.ends_on < today else "",
        reverse("plan-text", args=[plan.slug]),
    )
    letterhead = Letterhead.objects.filter(plan=plan).first()
    missing = "" if letterhead and letterhead.confirmed_at else _("names and fonts of its papers are not confirmed")
    yield Step(_("Organ's name and letterhead"), missing, reverse("papers", args=[plan.slug]))


def _accounts(plan: Plan) -> Step:
    lacking = [each.seat for each in load_seats(plan) if not each.accounts]
    words = ngettext("%(n)d place has no account: %(places)s", "%(n)d places have no account: %(places)s", len(lacking))
    missing = words % {"n": len(lacking), "places": listed(each.place for each in lacking)} if lacking else ""
    return Step(_("Accounts of every pilot, town and unit"), missing)


def _registers(plan: Plan) -> Iterator[Step]:
    there = {
        kind.key: set(kind.model._default_manager.values_list(kind.owner, flat=True))
        for kind in KINDS
        if kind.owner != "pk"
    }
    for pilot in plan.pilots.select_related("community"):
        empty = [kind.name for kind in KINDS if kind.key in there and pilot.community_id not in there[kind.key]]
        missing = _("still empty: %s") % listed(empty) if empty else ""
        yield Step(_("Registers of %s") % pilot, missing, reverse("pilot-registers", args=[plan.slug, pilot.code]))


def _work(plan: Plan) -> Iterator[Step]:
    led = set(LeaderAssignment.objects.filter(pilot__plan=plan).values_list("pilot", flat=True))
    without = [each for each in plan.pilots.select_related("community") if each.pk not in led]
    yield Step(
        _("Assigned leaders"),
        _("none for %s") % listed(without) if without else "",
        reverse("records", args=[plan.slug]) + "#leaders",
    )
    yield Step(
        _("First joint meeting"),
        "" if plan.meetings.exists() else _("not planned yet"),
        reverse("meetings", args=[plan.slug]),
    )
