"""Pilots: the communities a plan is tried out in."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from communities.models import Community
from fengxiang.bilingual import pick
from fengxiang.history import HistoricalRecords
from partybuilding.models.plan import Plan


class Pilot(models.Model):
    """A community's part in a plan 示范点, in the plan's order."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="pilots", verbose_name=_("plan"))
    community = models.ForeignKey(Community, models.PROTECT, related_name="pilots", verbose_name=_("community"))
    order = models.PositiveSmallIntegerField(_("order"))
    tier = models.CharField(_("tier"), max_length=50, blank=True)
    tier_en = models.CharField(_("tier in English"), max_length=100, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("pilot")
        verbose_name_plural = _("pilots")
        ordering = ["plan", "order"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "community"], name="partybuilding_pilot_once_a_plan"),
            models.UniqueConstraint(fields=["plan", "order"], name="partybuilding_pilot_order_once"),
        ]

    def __str__(self) -> str:
        return str(self.community)

    @property
    def code(self) -> str:
        return self.community.code

    @property
    def tier_name(self) -> str:
        return pick(self.tier, self.tier_en)
