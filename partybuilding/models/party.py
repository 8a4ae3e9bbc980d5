"""Who answers 责任方 for a target, a milestone or an item: a unit, a town's Party committee or a community."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from communities.models import Unit

if TYPE_CHECKING:
    from partybuilding.models.pilot import Pilot


@dataclass(frozen=True, slots=True)
class Party:
    """One who answers: a unit (a department or a town), a pilot's community, or several together, in words alone."""

    unit: Unit | None = None
    pilot: "Pilot | None" = None
    words: Promise | str = ""

    def __str__(self) -> str:
        return str(self.unit or self.pilot or self.words)

    @property
    def code(self) -> str:
        """What it is called in an address or a form: a unit by its code, a community never by the same."""
        if self.pilot:
            return self.of_community(self.pilot.code)
        return self.unit.code if self.unit else ""

    @staticmethod
    def of_community(code: str) -> str:
        """Return what a community with this code is called."""
        return f"pilot:{code}"


EACH_COMMUNITY = Party(words=_("each community"))
EACH_MEMBER = Party(words=_("each member unit"))


class Answered(models.Model):
    """Something the plan says who answers for: units by name, and by their part the towns and the communities."""

    leads = models.ManyToManyField(
        "partybuilding.MemberUnit", blank=True, related_name="+", verbose_name=_("responsible units")
    )
    town_answers = models.BooleanField(
        _("the town is responsible"), default=False, help_text=_("Of a pilot its own town, of the plan every town.")
    )
    community_answers = models.BooleanField(
        _("the community is responsible"), default=False, help_text=_("The Party branch of the pilot it is about.")
    )

    class Meta:
        abstract = True

    def parties(self, pilots: Iterable["Pilot"], *, by_name: bool = True) -> list[Party]:
        """Return who answers for it at these pilots; reads the prefetched units.

        The units in the plan's order, then the towns, then the communities: without `by_name` these in one.
        """
        pilots = list(pilots) if self.town_answers or self.community_answers else []
        towns = [Party(each.community.town) for each in pilots if self.town_answers]
        communities = [Party(pilot=each) if by_name else EACH_COMMUNITY for each in pilots if self.community_answers]
        return list(dict.fromkeys([*(Party(seat.unit) for seat in self.leads.all()), *towns, *communities]))
