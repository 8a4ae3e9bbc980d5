"""How often something was done lately: the counts behind communities/limits.py."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LimitCount(models.Model):
    """How often one person, or one address, did one kind of thing within a span of time; gone soon after it."""

    key = models.CharField(_("key"), max_length=120, unique=True, help_text=_("Kind, person or address, span."))
    count = models.PositiveIntegerField(_("count"), default=0)
    ends_at = models.DateTimeField(_("ends"), db_index=True)

    class Meta:
        verbose_name = _("count for a limit")
        verbose_name_plural = _("counts for limits")

    def __str__(self) -> str:
        return f"{self.key}: {self.count}"
