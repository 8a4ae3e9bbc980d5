"""What was done once and is not to be done again, however often the same form is sent."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class OnceKey(models.Model):
    """An act done for a form that was taken: the key it was drawn with, and the digest of what stood in it.

    `answer` is what the act returned, `led_to` where the page then led and what it said, once that is known.

    The row is written in the transaction of its act, so that neither is there without the other, and kept a day.
    Written by shared/act.py alone.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("account"))
    key = models.CharField(_("key"), max_length=36)
    act = models.CharField(_("act"), max_length=120)
    turn = models.PositiveSmallIntegerField(_("turn"), help_text=_("One form may carry the same act several times."))
    digest = models.CharField(_("digest"), max_length=64)
    answer = models.JSONField(_("answer"), null=True)
    led_to = models.JSONField(_("led to"), null=True)
    taken_at = models.DateTimeField(_("taken at"), db_index=True)

    class Meta:
        verbose_name = _("form taken")
        verbose_name_plural = _("forms taken")
        constraints = [
            models.UniqueConstraint(fields=["user", "key", "act", "turn"], name="partybuilding_oncekey_taken_once")
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.key}"
