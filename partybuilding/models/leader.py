"""Leaders of departments assigned to pilots 包抓领导 (四·1), and their visits; entered in the staff pages."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from communities.fields import PersonNameField
from communities.models import Unit
from communities.models.base import Entry
from fengxiang.history import HistoricalRecords
from partybuilding.models.pilot import Pilot
from partybuilding.models.plan import Plan
from partybuilding.targets.quarter import Quarter


class LeaderAssignment(Entry):
    """A leader of a department assigned to a pilot 包抓领导 (四·1), from one day until another."""

    pilot = models.ForeignKey(Pilot, models.PROTECT, related_name="leaders", verbose_name=_("pilot"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="leaders", verbose_name=_("unit"))
    name = PersonNameField(_("leader"), max_length=30)
    post = models.CharField(_("post"), max_length=50, blank=True)
    history = HistoricalRecords()

    class Meta(Entry.Meta):
        verbose_name = _("assigned leader")
        verbose_name_plural = _("assigned leaders")
        ordering = ["pilot", "since", "id"]

    def __str__(self) -> str:
        return f"{self.unit} {self.name}"


class LeaderVisit(models.Model):
    """A visit of an assigned leader to the pilot."""

    assignment = models.ForeignKey(
        LeaderAssignment, models.PROTECT, related_name="visits", verbose_name=_("assigned leader")
    )
    visited_on = models.DateField(pgettext_lazy("leader", "visited on"))
    findings = models.CharField(_("what was found and settled"), max_length=300, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="visits_entered",
        verbose_name=_("entered by"),
    )
    entered_at = models.DateTimeField(_("entered at"), null=True, editable=False)  # not known of the first ones
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        ordering = ["-visited_on", "-id"]

    def __str__(self) -> str:
        return f"{self.assignment} · {self.visited_on}"

    def was_entered_afterwards(self, plan: Plan) -> bool:
        """Return whether it was written down after the deadline of its quarter 补录."""
        return plan.is_over(Quarter.of(self.visited_on), self.entered_at)
