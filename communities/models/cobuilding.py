"""Shared residence, shared building 共驻共建: resident units, partnerships and what is done together."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from communities.models.base import Entry
from communities.models.community import Community
from fengxiang.history import HistoricalRecords


class FiveCommons(models.TextChoices):
    """The five in common 五共 (三·6)."""

    BUILDING = "building", _("Party building discussed in common")  # 党建共商
    AFFAIRS = "affairs", _("affairs managed in common")  # 事务共管
    CIVILITY = "civility", _("civility created in common")  # 文明共创
    PROBLEMS = "problems", _("problems solved in common")  # 难题共解
    ACTIVITIES = "activities", _("activities held in common")  # 活动共办


def common_field() -> "models.CharField[str, str]":
    """Return the field that tags something with one of the five in common it bears out; it may stay empty."""
    return models.CharField(
        _("of the five in common"),
        max_length=10,
        choices=FiveCommons,
        blank=True,
        help_text=_("Which one it bears out, if any: then it is shown beside it in the quarterly report."),
    )


class ResidentUnit(Entry):
    """A unit located in a community 驻社区单位."""

    community = models.ForeignKey(Community, models.PROTECT, related_name="resident_units", verbose_name=_("community"))
    name = models.CharField(_("name"), max_length=100)
    uses_feedback_since = models.DateField(
        _("uses the community's feedback since"),
        null=True,
        blank=True,
        help_text=_("If the unit takes the community's feedback into account when appraising its members."),
    )
    history = HistoricalRecords()

    class Meta(Entry.Meta):
        verbose_name = _("resident unit")
        verbose_name_plural = _("resident units")
        ordering = ["community", "name"]

    def __str__(self) -> str:
        return self.name


class Partnership(Entry):
    """A paired co-building 结对共建 of a community with a resident unit, by consent of both."""

    resident_unit = models.ForeignKey(
        ResidentUnit, models.PROTECT, related_name="partnerships", verbose_name=_("resident unit")
    )
    subject = models.CharField(_("subject"), max_length=200)
    common = common_field()
    feedback_sent_on = models.DateField(
        _("feedback sent on"),
        null=True,
        blank=True,
        help_text=_("When the community first told the unit how its members do in the community."),
    )
    members_sent = models.PositiveIntegerField(
        _("for how many members"), null=True, blank=True, help_text=_("In all; the number alone, no names.")
    )
    feedback_used_on = models.DateField(
        _("feedback used on"),
        null=True,
        blank=True,
        help_text=_("When the unit first took it into account in appraisal, awards or appointment."),
    )
    members_used = models.PositiveIntegerField(_("used for how many members"), null=True, blank=True)
    history = HistoricalRecords()

    UNITS = {"members_sent": "人|名", "members_used": "人|名"}

    class Meta(Entry.Meta):
        verbose_name = _("partnership")
        verbose_name_plural = _("partnerships")
        ordering = ["resident_unit", "since"]
        constraints = [
            *Entry.Meta.constraints,
            models.CheckConstraint(
                condition=Q(members_used__isnull=True) | Q(members_used__lte=F("members_sent")),
                name="communities_partnership_feedback_used_of_sent",
                violation_error_message=_("Feedback cannot be used for more members than it was sent for."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resident_unit} · {self.subject}"

    def clean(self) -> None:
        super().clean()
        wrong: dict[str, object] = {}
        for number, day in (("members_sent", "feedback_sent_on"), ("members_used", "feedback_used_on")):
            if (getattr(self, number) is None) != (getattr(self, day) is None):
                missing = number if getattr(self, number) is None else day
                wrong[missing] = _("Give the day and the number of members together.")
        if self.feedback_used_on and (self.feedback_sent_on is None or self.feedback_used_on < self.feedback_sent_on):
            wrong.setdefault("feedback_used_on", _("Used before it was sent."))
        if self.members_used and (self.members_sent is None or self.members_used > self.members_sent):
            wrong.setdefault("members_used", _("Feedback cannot be used for more members than it was sent for."))
        if wrong:
            raise ValidationError(wrong)


class PartnershipActivity(models.Model):
    """Something done together under a partnership, on a day; without a tag of its own it has its partnership's."""

    partnership = models.ForeignKey(
        Partnership, models.PROTECT, related_name="activities", verbose_name=_("partnership")
    )
    held_on = models.DateField(_("held on"))
    subject = models.CharField(_("subject"), max_length=200)
    participants = models.PositiveIntegerField(_("participants"), null=True, blank=True)
    common = common_field()
    history = HistoricalRecords()

    UNITS = {"participants": "人|人次"}

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ["-held_on", "id"]

    def __str__(self) -> str:
        return self.subject

    def clean(self) -> None:
        super().clean()
        partnership = getattr(self, "partnership", None)
        if self.held_on and partnership and partnership.since and self.held_on < partnership.since:
            raise ValidationError({"held_on": _("Held before the partnership began.")})
