"""Reminders 提醒: what a person was told on a day. Written by partybuilding/notices/actions.py alone."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from communities.models import Unit
from partybuilding.models.ledger import LedgerItem
from partybuilding.models.meeting import Meeting
from partybuilding.models.pilot import Pilot
from partybuilding.models.plan import Plan
from partybuilding.models.quarter_field import optional_quarter


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
    """One matter of a notice, and what about it: a report, an item of the ledger, a duty report, or a meeting."""

    class Kind(models.TextChoices):
        DUE = "due", _("due")
        LATE = "late", _("overdue")
        RETURNED = "returned", _("returned")
        WAITING = "waiting", _("waiting for the check")
        CONTRADICTED = "contradicted", _("figures contradict each other")
        ITEM = "item", _("action item")
        UNLISTED = "unlisted", _("red lamp without an item")
        DUTY = "duty", _("duty report")
        MEETING = "meeting", _("joint meeting")
        ASSESSMENT = "assessment", _("final assessment")

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="items", verbose_name=_("reminder"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="notice_items", verbose_name=_("plan"))
    # What it is about: exactly one of these, a unit and a pilot with the quarter of their report, save for a
    # pilot's final assessment.
    pilot = models.ForeignKey(
        Pilot, models.CASCADE, null=True, blank=True, related_name="notice_items", verbose_name=_("pilot")
    )
    unit = models.ForeignKey(
        Unit, models.CASCADE, null=True, blank=True, related_name="notice_items", verbose_name=_("unit")
    )
    ledger_item = models.ForeignKey(
        LedgerItem,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="notice_items",
        verbose_name=_("action item"),
    )
    meeting = models.ForeignKey(
        Meeting, models.CASCADE, null=True, blank=True, related_name="notice_items", verbose_name=_("joint meeting")
    )
    quarter = optional_quarter(_("quarter"))
    # The deadline, the day of the return, of the submission or of the meeting, as it was when this was said.
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
            models.UniqueConstraint(
                fields=["notice", "plan", "unit", "quarter"], name="partybuilding_noticeitem_unit_once"
            ),
            models.UniqueConstraint(fields=["notice", "ledger_item"], name="partybuilding_noticeitem_item_once"),
            models.UniqueConstraint(
                fields=["notice", "pilot"],
                condition=Q(quarter__isnull=True),
                name="partybuilding_noticeitem_assessment_once",
            ),
            models.UniqueConstraint(fields=["notice", "meeting"], name="partybuilding_noticeitem_meeting_once"),
            models.CheckConstraint(
                condition=Q(
                    pilot__isnull=False,
                    unit__isnull=True,
                    ledger_item__isnull=True,
                    meeting__isnull=True,
                    quarter__isnull=False,
                )
                | Q(
                    kind="assessment",
                    pilot__isnull=False,
                    unit__isnull=True,
                    ledger_item__isnull=True,
                    meeting__isnull=True,
                    quarter__isnull=True,
                )
                | Q(
                    pilot__isnull=True,
                    unit__isnull=False,
                    ledger_item__isnull=True,
                    meeting__isnull=True,
                    quarter__isnull=False,
                )
                | Q(pilot__isnull=True, unit__isnull=True, ledger_item__isnull=False, meeting__isnull=True)
                | Q(pilot__isnull=True, unit__isnull=True, ledger_item__isnull=True, meeting__isnull=False),
                name="partybuilding_noticeitem_about_one_thing",
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
        if self.urged_by_id is None or self.meeting is not None:
            return self._plain()
        words = {"unit": self.plan.lead_unit, "text": self._plain()}
        if self.kind in {self.Kind.ITEM, self.Kind.UNLISTED, self.Kind.CONTRADICTED}:
            return pgettext("action", "%(unit)s asks: %(text)s") % words
        return gettext("%(unit)s asks: %(text)s") % words

    def _plain(self) -> str:
        words: dict[str, object] = {"day": date_format(self.counted_from), "days": self.days}
        if self.ledger_item is not None:
            return self._of_item(self.ledger_item, words)
        if self.meeting is not None:
            return gettext("%(meeting)s: it will be held on %(day)s.") % {**words, "meeting": self.meeting}
        if self.unit is not None:
            return self._of_duties(words)
        if self.kind == self.Kind.ASSESSMENT:
            return self._of_assessment(words)
        return self._of_report(words)

    def _of_item(self, item: LedgerItem, words: dict[str, object]) -> str:
        # Every pilot has the same standing problems: the words alone do not tell them apart.
        colon = pgettext("label", ": ")
        words = {**words, "item": f"{item.code} {item.pilot}{colon}{item.matter}" if item.pilot else item}
        if self.days > 0:
            text = ngettext(
                "%(item)s: it is %(days)d day overdue, please see to it without delay.",
                "%(item)s: it is %(days)d days overdue, please see to it without delay.",
                self.days,
            )
            return text % words
        return gettext("%(item)s: the due date is %(day)s, please write down how far it is.") % words

    def _of_duties(self, words: dict[str, object]) -> str:
        words = {**words, "unit": self.unit, "quarter": self.quarter.label if self.quarter else ""}
        if self.days > 0:
            return gettext("%(unit)s, duty report on the %(quarter)s: it was due on %(day)s.") % words
        return gettext("%(unit)s, duty report on the %(quarter)s: please submit it by %(day)s.") % words

    def _of_assessment(self, words: dict[str, object]) -> str:
        words = {**words, "pilot": self.pilot}
        if self.days > 0:
            return gettext("%(pilot)s, final assessment: your part was due on %(day)s.") % words
        return gettext("%(pilot)s, final assessment: please do your part by %(day)s.") % words

    def _of_report(self, words: dict[str, object]) -> str:
        place = {"pilot": self.pilot, "quarter": self.quarter.label if self.quarter else ""}
        words = {**words, **place, "report": gettext("%(pilot)s, report on the %(quarter)s") % place}
        match self.kind:
            case self.Kind.DUE if self.days == 0:
                return gettext("%(report)s: today, %(day)s, is the last day to submit it.") % words
            case self.Kind.DUE:
                return gettext("%(report)s: please submit it by %(day)s.") % words
            case self.Kind.RETURNED:
                return gettext("%(report)s: it was returned on %(day)s, please correct it and submit it again.") % words
            case self.Kind.CONTRADICTED:
                return gettext("%(report)s: figures in it contradict each other, please clear it up.") % words
            case self.Kind.UNLISTED:
                return gettext("%(pilot)s, %(quarter)s: red lamps that no action item deals with.") % words
            case self.Kind.LATE:
                text = ngettext(
                    "%(report)s: it is %(days)d day overdue, please submit it without delay.",
                    "%(report)s: it is %(days)d days overdue, please submit it without delay.",
                    self.days,
                )
            case _:
                text = ngettext(
                    "%(report)s: submitted %(days)d day ago, please check it.",
                    "%(report)s: submitted %(days)d days ago, please check it.",
                    self.days,
                )
        return text % words
