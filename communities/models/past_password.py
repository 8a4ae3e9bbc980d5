"""Passwords an account had before, hashed, so that they are not chosen again."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PastPassword(models.Model):
    """One of the last passwords of an account, as a hash; written by communities/passwords.py alone."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("account"))
    password = models.CharField(_("password"), max_length=128)
    set_at = models.DateTimeField(_("password set"), default=timezone.now)

    class Meta:
        verbose_name = _("earlier password")
        verbose_name_plural = _("earlier passwords")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.user_id} {self.set_at:%Y-%m-%d}"
