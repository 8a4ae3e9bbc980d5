"""Residential compounds 小区 and their certification as civilised compounds."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from communities.models.base import Entry, counts_on
from communities.models.community import Community
from fengxiang.history import HistoricalRecords


class Compound(Entry):
    """A residential compound; it joins and leaves the register by date, so that a share has an honest denominator."""

    class Level(models.TextChoices):
        COUNTY = "county", _("county level")
        CITY = "city", _("city level")
        PROVINCE = "province", _("province level")

    community = models.ForeignKey(Community, models.PROTECT, related_name="compounds", verbose_name=_("community"))
    name = models.CharField(_("name"), max_length=100)
    households = models.PositiveIntegerField(_("households"), null=True, blank=True)
    certified_since = models.DateField(
        _("civilised compound since"), null=True, blank=True, help_text=_("The day of the certification.")
    )
    certified_until = models.DateField(_("civilised compound until"), null=True, blank=True)
    level = models.CharField(_("level of the certification"), max_length=10, choices=Level, blank=True)
    history = HistoricalRecords()

    UNITS = {"households": "户|households"}

    class Meta(Entry.Meta):
        verbose_name = _("compound")
        verbose_name_plural = _("compounds")
        ordering = ["community", "name"]
        constraints = [
            *Entry.Meta.constraints,
            models.CheckConstraint(
                condition=Q(certified_until__isnull=True)
                | Q(certified_since__isnull=False, certified_until__gte=F("certified_since")),
                name="communities_compound_certificate_ends_after_it_begins",
                violation_error_message=_("The certification ends before it begins."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_civilised_on(self, day: date) -> bool:
        """Return whether it is certified as a civilised compound on a day (三·5)."""
        return counts_on(day, self.certified_since, self.certified_until)

    def clean(self) -> None:
        super().clean()
        if self.certified_until and not self.certified_since:
            raise ValidationError({"certified_since": _("Give the day the certification began.")})
        if self.certified_since and self.certified_until and self.certified_until < self.certified_since:
            raise ValidationError({"certified_until": _("The certification ends before it begins.")})
        if self.certified_since and not self.level:
            raise ValidationError({"level": _("Choose the level of the certification.")})
