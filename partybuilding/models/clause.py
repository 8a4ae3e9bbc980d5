"""The plan's text as facts: its sections and clauses in short words, and what became of each."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from communities.models.base import Named
from fengxiang.bilingual import pick
from fengxiang.history import HistoricalRecords
from partybuilding.models.indicator import Indicator
from partybuilding.models.plan import Duty, Plan


class PlanSection(Named):
    """A section of the plan's text, such as 三·2."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="sections", verbose_name=_("plan"))
    number = models.CharField(_("number"), max_length=20, help_text=_("As the text counts: 三·2."))
    order = models.PositiveSmallIntegerField(_("order"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("section of the plan")
        verbose_name_plural = _("sections of the plan")
        ordering = ["plan", "order"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="partybuilding_plansection_number_once")]


class Clause(Named):
    """One clause in short words, and the indicators and duties that became of it; a narrative clause has none."""

    class About(models.TextChoices):
        DATES = "dates", _("the plan's dates")
        PHASES = "phases", _("the phases")
        DEADLINES = "deadlines", _("the due dates of reports")

    section = models.ForeignKey(
        PlanSection, models.CASCADE, related_name="clauses", verbose_name=_("section of the plan")
    )
    code = models.CharField(_("code"), max_length=10, validators=[RegexValidator(r"^[A-Z]\d?-\d{2}$")])
    order = models.PositiveSmallIntegerField(_("order"))
    indicators = models.ManyToManyField(Indicator, blank=True, related_name="clauses", verbose_name=_("indicators"))
    duties = models.ManyToManyField(Duty, blank=True, related_name="clauses", verbose_name=_("duties"))
    default = models.CharField(
        _("our default"), max_length=300, blank=True, help_text=_("What was chosen where the text is silent or open.")
    )
    default_en = models.CharField(_("our default, in English"), max_length=400, blank=True)
    about = models.CharField(
        _("the default is about"), max_length=20, blank=True, choices=About, help_text=_("It is shown there, too.")
    )
    history = HistoricalRecords(m2m_fields=[indicators, duties])

    class Meta:
        verbose_name = _("clause")
        verbose_name_plural = _("clauses")
        ordering = ["section", "order"]
        constraints = [models.UniqueConstraint(fields=["section", "code"], name="partybuilding_clause_code_once")]

    @property
    def default_text(self) -> str:
        return pick(self.default, self.default_en)
