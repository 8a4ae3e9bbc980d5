"""What several register models share."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fengxiang.bilingual import pick


class Named(models.Model):
    """Something with a name in both languages; reads as the language of whoever looks."""

    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return pick(self.name, self.name_en)


def in_force(first: date, last: date | None = None, *, prefix: str = "") -> Q:
    """Return the condition for entries that count on a day, or on any day from `first` to `last`.

    They have begun by then, and did not end before it; `prefix` names another span than since and until.
    """
    begun = Q(**{f"{prefix}since__lte": last or first})
    return begun & (Q(**{f"{prefix}until__isnull": True}) | Q(**{f"{prefix}until__gte": first}))


def counts_on(day: date, since: date | None, until: date | None) -> bool:
    """Return whether a span covers a day, as `in_force` asks of the database: both its ends are included."""
    return since is not None and since <= day and (until is None or until >= day)


def unit_of(field: "models.Field[Any, Any]") -> str:
    """Return what a number field is counted in, as its model's UNITS say: 人, or in several words; empty if nothing."""
    units: Mapping[str, str] = getattr(field.model, "UNITS", {})
    return units.get(field.name, "")


class Entry(models.Model):
    """A register entry: it counts from `since` to `until`, both days included; without an end it goes on."""

    since = models.DateField(_("from"), help_text=_("The first day on which it counts."))
    until = models.DateField(
        _("until"), null=True, blank=True, help_text=_("The last day on which it counts; empty while it goes on.")
    )
    remark = models.CharField(_("remark"), max_length=200, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="%(app_label)s_%(class)s_ends_after_it_begins",
                violation_error_message=_("The last day lies before the first."),
            )
        ]

    def is_in_force(self, day: date) -> bool:
        """Return whether the entry counts on a day."""
        return counts_on(day, self.since, self.until)

    def clean(self) -> None:
        super().clean()
        if self.since and self.until and self.until < self.since:
            raise ValidationError({"until": _("The last day lies before the first.")})
