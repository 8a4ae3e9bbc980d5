"""Reminders 提醒: what a person was told on a day. Written by partybuilding/actions/notices.py alone."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from partybuilding.models.pilot import Pilot
from partybuilding.models.report import QuarterField


class Notice(models.Model):
    """All a person is told on a day, in one message; what is added to it later makes it unread again."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="notices", verbose_name=_("recipient")
    )
    day = models.DateField(_("day"))
    read_at = models.DateTimeField(_("read"), null=True, blank=True)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["-day", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["recipient", "day"], name="partybuilding_notice_one_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.recipient} · {self.day}"


class NoticeItem(models.Model):
    """One matter of a notice: a report, and what about it."""

    class Kind(models.TextChoices):
        DUE = "due", _("due")
        LATE = "late", _("overdue")
        RETURNED = "returned", _("returned")
        WAITING = "waiting", _("waiting for the check")

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="items", verbose_name=_("reminder"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    pilot = models.ForeignKey(Pilot, models.CASCADE, related_name="notice_items", verbose_name=_("pilot"))
    quarter = QuarterField(_("quarter"))
    # The deadline, the day of the return or the day of the submission, as it was when this was said.
    counted_from = models.DateField(_("counted from"))
    urged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="urges",
        verbose_name=_("sent by hand by"),
    )
    emailed_at = models.DateTimeField(_("e-mailed"), null=True, blank=True)

    class Meta:
        verbose_name = _("matter of a reminder")
        verbose_name_plural = _("matters of a reminder")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "pilot", "quarter"],
                condition=Q(urged_by__isnull=True),
                name="partybuilding_noticeitem_told_once",
            ),
            models.UniqueConstraint(
                fields=["notice", "pilot", "quarter"],
                condition=Q(urged_by__isnull=False),
                name="partybuilding_noticeitem_urged_once",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def days(self) -> int:
        """Days between the date that counts and the day of the notice; negative before it."""
        return (self.notice.day - self.counted_from).days

    @property
    def text(self) -> str:
        """What the person is told, in the language of whoever reads it."""
        if self.urged_by_id is None:
            return self._plain()
        return gettext("%(unit)s asks: %(text)s") % {"unit": self.pilot.plan.lead_unit, "text": self._plain()}

    def _plain(self) -> str:
        words = {
            "report": gettext("%(pilot)s, report on the %(quarter)s")
            % {"pilot": self.pilot, "quarter": self.quarter.label},
            "day": date_format(self.counted_from),
            "days": self.days,
        }
        match self.kind:
            case self.Kind.DUE if self.days == 0:
                return gettext("%(report)s: today, %(day)s, is the last day to submit it.") % words
            case self.Kind.DUE:
                return gettext("%(report)s: please submit it by %(day)s.") % words
            case self.Kind.LATE:
                text = ngettext(
                    "%(report)s: it is %(days)d day overdue, please submit it without delay.",
                    "%(report)s: it is %(days)d days overdue, please submit it without delay.",
                    self.days,
                )
            case self.Kind.RETURNED:
                text = gettext("%(report)s: it was returned on %(day)s, please correct it and submit it again.")
            case _:
                text = ngettext(
                    "%(report)s: submitted %(days)d day ago, please check it.",
                    "%(report)s: submitted %(days)d days ago, please check it.",
                    self.days,
                )
        return text % words
