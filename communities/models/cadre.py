"""Cadres 社区干部: who is in post, since when, and how they came to it."""

from collections.abc import Callable
from datetime import date
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from communities.fields import PersonNameField
from communities.models.base import Entry
from communities.models.community import Community
from fengxiang import clock
from fengxiang.history import HistoricalRecords


class Cadre(Entry):
    """One person's time in post, on the branch, the residents' committee, both, or as general staff.

    Of the person only what the plan asks about is kept: sex, year and month of birth, education. No ID number, photo,
    address, telephone or pay. Of one who left long ago only name, posts and term are: what is asked for and empty was
    taken away (partybuilding/office/leavers.py).
    """

    class Sex(models.TextChoices):
        MALE = "m", _("male")
        FEMALE = "f", _("female")

    class Education(models.IntegerChoices):
        PRIMARY = 1, _("primary")
        JUNIOR_HIGH = 2, _("junior high")
        SENIOR_HIGH = 3, _("senior high or secondary vocational")
        JUNIOR_COLLEGE = 4, _("junior college")
        UNIVERSITY = 5, _("university")
        POSTGRADUATE = 6, _("postgraduate")

    class BranchPost(models.TextChoices):
        SECRETARY = "secretary", _("secretary")
        DEPUTY = "deputy", _("deputy secretary")
        MEMBER = "member", _("committee member")

    class CommitteePost(models.TextChoices):
        DIRECTOR = "director", _("director")
        DEPUTY = "deputy", _("deputy director")
        MEMBER = "member", _("committee member")

    class Channel(models.TextChoices):
        ELECTED = "elected", _("elected")
        ASSIGNED = "assigned", _("assigned")
        EMPLOYED = "employed", _("employed on contract")
        CONCURRENT = "concurrent", _("concurrent")

    class Source(models.TextChoices):
        GRADUATE = "graduate", _("college or vocational graduate")
        EX_SOLDIER = "ex_soldier", _("demobilised soldier")
        LAID_OFF = "laid_off", _("laid-off worker")
        OTHER = "other", _("other")

    community = models.ForeignKey(Community, models.PROTECT, related_name="cadres", verbose_name=_("community"))
    name = PersonNameField(pgettext_lazy("person", "name"), max_length=30)
    sex = models.CharField(_("sex"), max_length=1, choices=Sex)
    birth_year = models.PositiveSmallIntegerField(_("year of birth"), null=True, validators=[MinValueValidator(1900)])
    birth_month = models.PositiveSmallIntegerField(
        _("month of birth"), null=True, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    education = models.PositiveSmallIntegerField(_("education"), null=True, choices=Education)
    branch_post = models.CharField(_("post on the branch"), max_length=20, choices=BranchPost, blank=True)
    committee_post = models.CharField(
        _("post on the residents' committee"), max_length=20, choices=CommitteePost, blank=True
    )
    is_general_staff = models.BooleanField(
        _("general staff"), default=False, help_text=_("On neither committee; does not count among the 3 to 5 cadres.")
    )
    channel = models.CharField(_("channel"), max_length=20, choices=Channel)
    source = models.CharField(_("source"), max_length=20, choices=Source, default=Source.OTHER)
    heads_unit = models.ForeignKey(
        "ResidentUnit",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="heads_on_team",
        verbose_name=_("head of resident unit"),
        help_text=_("If the head of a resident unit serves on the team concurrently."),
    )
    waiver_reason = models.CharField(
        _("reason of the waiver"),
        max_length=200,
        blank=True,
        help_text=_("Age or education relaxed for someone in post when the plan was published."),
    )
    waiver_approved_by = models.CharField(_("waiver approved by"), max_length=50, blank=True)
    waiver_approved_on = models.DateField(_("waiver approved on"), null=True, blank=True)
    history = HistoricalRecords()

    UNITS = {"birth_year": "年", "birth_month": "月|月份"}

    # What plans running on this ground say about who may have a waiver; each returns an objection or an empty text.
    waiver_rules: ClassVar[list[Callable[["Cadre"], str]]] = []

    class Meta(Entry.Meta):
        verbose_name = _("cadre")
        verbose_name_plural = _("cadres")
        ordering = ["community", "since", "id"]
        constraints = [
            *Entry.Meta.constraints,
            models.CheckConstraint(
                condition=Q(birth_month__gte=1, birth_month__lte=12), name="communities_cadre_month_1_to_12"
            ),
            models.CheckConstraint(
                condition=(Q(is_general_staff=True) & Q(branch_post="") & Q(committee_post=""))
                | (Q(is_general_staff=False) & (~Q(branch_post="") | ~Q(committee_post=""))),
                name="communities_cadre_post_or_general_staff",
                violation_error_message=_("Give a post on one of the committees, or tick general staff; not both."),
            ),
            models.CheckConstraint(
                condition=Q(waiver_reason="", waiver_approved_by="", waiver_approved_on__isnull=True)
                | (~Q(waiver_reason="") & ~Q(waiver_approved_by="") & Q(waiver_approved_on__isnull=False)),
                name="communities_cadre_waiver_whole_or_none",
                violation_error_message=_("A waiver needs its reason, who approved it, and the day."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def born(self) -> date | None:
        """The birthday by convention: the first of the month, as only the month is kept; None if not even that."""
        return date(self.birth_year, self.birth_month, 1) if self.birth_year and self.birth_month else None

    @property
    def has_waiver(self) -> bool:
        return bool(self.waiver_reason)

    def is_waived_on(self, day: date) -> bool:
        """Return whether age and education are waived on a day: from the day of the approval on."""
        return self.waiver_approved_on is not None and self.waiver_approved_on <= day

    def age_on(self, day: date) -> int | None:
        """Return completed years 周岁 on a day (三·4: age at quarter end); None if it is not kept any more."""
        if self.birth_year is None or self.birth_month is None:
            return None
        return day.year - self.birth_year - (day.month < self.birth_month)

    def is_older_on(self, day: date, limit: int) -> bool:
        """Return whether the person is known to have completed more years than a limit on a day."""
        age = self.age_on(day)
        return age is not None and age > limit

    def clean(self) -> None:
        super().clean()
        errors: dict[str, object] = {}
        if self.birth_year and self.birth_month and 1 <= self.birth_month <= 12:
            if date(min(self.birth_year, date.max.year), self.birth_month, 1) > clock.today():
                errors["birth_year"] = _("Born in the future: check year and month.")
            elif self.since and not self.is_older_on(self.since, 15):
                errors["birth_year"] = _("Younger than 16 when taking up the post: check year and month.")
        if self.is_general_staff and (self.branch_post or self.committee_post):
            errors["is_general_staff"] = _("General staff hold no post on a committee: untick it or clear the posts.")
        elif not self.is_general_staff and not self.branch_post and not self.committee_post:
            errors["branch_post"] = _("Give a post on one of the committees, or tick general staff.")
        errors.update(self._waiver_errors())
        if self.heads_unit and self.community_id and self.heads_unit.community_id != self.community_id:
            errors["heads_unit"] = _("This unit lies in another community.")
        if errors:
            raise ValidationError(errors)

    def _waiver_errors(self) -> dict[str, object]:
        parts = {
            "waiver_reason": self.waiver_reason,
            "waiver_approved_by": self.waiver_approved_by,
            "waiver_approved_on": self.waiver_approved_on,
        }
        if not any(parts.values()):
            return {}
        message = _("A waiver needs its reason, who approved it, and the day.")
        errors: dict[str, object] = {name: message for name, value in parts.items() if not value}
        if self.since and self.community_id:
            objections = [objection for rule in self.waiver_rules if (objection := rule(self))]
            if objections:
                errors["waiver_reason"] = objections
        return errors
