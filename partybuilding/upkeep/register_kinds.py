"""The registers there are: what each is about, which measures read it, what it holds in words."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.models import (
    Cadre,
    Community,
    Compound,
    Equipment,
    Partnership,
    PartnershipActivity,
    PartyBranch,
    ProjectActivity,
    ResidentUnit,
    Room,
    SocialOrganisation,
    SurveyPart,
)
from communities.models.base import Entry
from fengxiang.bilingual import Bilingual
from fengxiang.model_groups import group_of
from partybuilding.registers.in_force import Registers
from partybuilding.registers.measures import civilised_compounds
from partybuilding.targets.numbers import measured


@dataclass(frozen=True, eq=False, kw_only=True)
class RegisterKind:
    """A register of each community; `key` stands in addresses."""

    model: type[Model]
    measures: frozenset[str]
    holds: Callable[[Registers], str]  # what is in it on a day, in sums
    add: Any  # what entering something here is called
    fields: tuple[str, ...] = ()  # of its short form; empty: an entry is made on the staff pages
    figure: str = ""  # the column of numbers in its list
    day: str = "since"  # from which an entry counts
    owner: str = "community"  # the way from an entry to its community

    @property
    def key(self) -> str:
        return str(self.model._meta.model_name)

    @property
    def name(self) -> str:
        return str(capfirst(self.model._meta.verbose_name_plural))

    @property
    def opts(self) -> Any:
        """What a template may ask of the model: it would call the class itself."""
        return self.model._meta

    @property
    def ends(self) -> bool:
        """Whether an entry is ended by its last day."""
        return issubclass(self.model, Entry)

    @property
    def group(self) -> Any:
        return group_of(self.model._meta.label)

    @property
    def figure_label(self) -> str:
        column: Any = self.model._meta.get_field(self.figure) if self.figure else None
        return str(capfirst(str(column.verbose_name))) if column else ""


def in_sums(*counts: tuple[Any, str, str]) -> str:
    """Return numbers with what is counted, side by side: 7 间 · 206 m²."""
    return " · ".join(measured(number, Bilingual(chinese, english)) for number, chinese, english in counts)


def _community(of: Registers) -> str:
    return str(of.community.get_assembly_display()) if of.community.assembly else _("no residents' assembly entered")


def _rooms(of: Registers) -> str:
    rooms = of.entries(Room)
    area = sum((each.gross_floor_area for each in rooms), Decimal(0))
    return in_sums((len(rooms), "间", "room|rooms"), (area, "m²", ""))


def _equipment(of: Registers) -> str:
    pieces = of.entries(Equipment)
    kinds, number = len({each.kind for each in pieces}), sum(each.quantity for each in pieces)
    return in_sums((kinds, "类", "kind|kinds"), (number, "件", "piece|pieces"))


def _compounds(of: Registers) -> str:
    certified = civilised_compounds.of_registers(of)
    return in_sums(
        (certified["compounds"], "个", "compound|compounds"), (certified["civilised"], "个文明小区", "civilised")
    )


def _branches(of: Registers) -> str:
    branches = of.entries(PartyBranch)
    posts = sum(each.established_posts for each in branches)
    return in_sums((len(branches), "个", "branch|branches"), (posts, "职", "post|posts"))


def _cadres(of: Registers) -> str:
    cadres = len(of.cadres)
    return in_sums((cadres, "人", "in post"), (of.count(Cadre) - cadres, "名一般工作人员", "general staff"))


def _organisations(of: Registers) -> str:
    return in_sums((of.count(SocialOrganisation), "个", "organisation|organisations"))


def _units(of: Registers) -> str:
    return in_sums((of.count(ResidentUnit), "个", "unit|units"))


def _pairs(of: Registers) -> str:
    activities = of.count(PartnershipActivity)
    pairs = (of.count(Partnership), "对", "partnership|partnerships")
    return in_sums(pairs, (activities, "次本季活动", "activity this quarter|activities this quarter"))


def _survey(of: Registers) -> str:
    parts = len(SurveyPart.Subject)
    return in_sums((of.count(SurveyPart), f"项，共 {parts} 项", f"of {parts} parts"))


def _activities(of: Registers) -> str:
    return in_sums((of.count(ProjectActivity), "次本季活动", "activity this quarter|activities this quarter"))


def _kind(model: type[Model], holds: Callable[[Registers], str], add: Any, *measures: str, **more: Any) -> RegisterKind:
    return RegisterKind(model=model, measures=frozenset(measures), holds=holds, add=add, **more)


# In the order of the page. Each measure of the registers is read from one of them.
KINDS: tuple[RegisterKind, ...] = (
    _kind(
        *(Room, _rooms, gettext_lazy("Enter a room"), "room_uses", "gross_floor_area"),
        fields=("name", "use", "second_use", "gross_floor_area", "since"),
        figure="gross_floor_area",
    ),
    _kind(
        *(Equipment, _equipment, gettext_lazy("Enter equipment"), "equipment_kinds"),
        fields=("kind", "quantity", "since"),
        figure="quantity",
    ),
    _kind(
        *(Compound, _compounds, gettext_lazy("Enter a compound"), "civilised_compounds"),
        fields=("name", "households", "certified_since", "level", "since"),
        figure="households",
    ),
    _kind(
        *(Community, _community, gettext_lazy("Correct the community"), "residents_assembly", "city_civilised"),
        owner="pk",
        day="assembly_since",
    ),
    _kind(
        *(PartyBranch, _branches, gettext_lazy("Enter a branch"), "party_branches", "branch_posts"),
        fields=("name", "established_posts", "since"),
        figure="established_posts",
    ),
    _kind(
        *(Cadre, _cadres, gettext_lazy("Enter a cadre")),
        *("cadres_in_post", "elected_cadres", "dual_post", "cross_appointments", "unit_heads", "contract_staff"),
        *("men_within_age", "women_within_age", "senior_high", "junior_college", "recruitment"),
    ),
    _kind(
        *(SocialOrganisation, _organisations, gettext_lazy("Enter an organisation"), "social_organisations"),
        fields=("name", "kind", "functions", "since"),
        figure="functions",
    ),
    _kind(
        *(Partnership, _pairs, gettext_lazy("Enter a partnership"), "partnerships"),
        owner="resident_unit__community",
    ),
    _kind(
        *(ResidentUnit, _units, gettext_lazy("Enter a unit"), "feedback_units"),
        fields=("name", "uses_feedback_since", "since"),
    ),
    _kind(*(ProjectActivity, _activities, gettext_lazy("Enter an activity"), "project_activities"), day="held_on"),
    _kind(
        *(SurveyPart, _survey, gettext_lazy("Enter a survey part"), "survey_parts"), figure="figure", day="finished_on"
    ),
)
BY_KEY = {each.key: each for each in KINDS}
# What is read from each register, and from each of the plan's records, by the name of its model.
MEASURES_OF: dict[str, tuple[str, ...]] = {
    **{each.key: tuple(sorted(each.measures)) for each in KINDS},
    "partnershipactivity": ("partnerships",),
    "funding": ("equipment_input", "special_fund", "working_funds"),
    "training": ("training",),
    "experienceitem": ("experience_fields", "publicity"),
    "yearlyreference": ("allowance",),
    "milestonerecord": ("work_plans", "mobilisation"),
    "leaderassignment": ("assigned_leaders", "support_given"),
}
