"""What a plan's ledger begins with, and what its towns set up for it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from communities.models import Unit
from communities.models.base import Named
from fengxiang.bilingual import pick
from fengxiang.history import HistoricalRecords
from partybuilding.models.plan import Plan


class TownBody(models.Model):
    """The special body 专门机构 a town has set up for the plan (四·1)."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="town_bodies", verbose_name=_("plan"))
    town = models.ForeignKey(
        Unit,
        models.PROTECT,
        related_name="bodies",
        limit_choices_to={"level": Unit.Level.TOWN},
        verbose_name=_("town"),
    )
    since = models.DateField(_("town special body since"), help_text=_("The day the town set it up."))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("special body of a town")
        verbose_name_plural = _("special bodies of the towns")
        ordering = ["plan", "town__code"]
        constraints = [models.UniqueConstraint(fields=["plan", "town"], name="partybuilding_townbody_one_a_town")]

    def __str__(self) -> str:
        return str(self.town)


class StandingTopic(Named):
    """A difficulty or problem of long standing the plan names; every pilot has an item of the ledger for each."""

    class Kind(models.TextChoices):  # as the ledger names them
        DIFFICULTY = "difficulty", _("difficulty")
        PROBLEM = "problem", _("standing problem")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="topics", verbose_name=_("plan"))
    code = models.SlugField(_("code"), max_length=20)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    matter = models.CharField(_("what is to be done"), max_length=200)
    matter_en = models.CharField(_("what is to be done, in English"), max_length=300, blank=True)
    order = models.PositiveSmallIntegerField(_("order"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("topic of action items")
        verbose_name_plural = _("topics of action items")
        ordering = ["plan", "order"]
        constraints = [models.UniqueConstraint(fields=["plan", "code"], name="partybuilding_standingtopic_code_once")]

    @property
    def matter_words(self) -> str:
        return pick(self.matter, self.matter_en)
