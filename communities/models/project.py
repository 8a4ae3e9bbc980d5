"""Activities of the three projects 三项工程 (三·5), of which each community keeps a register."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from communities.models.cobuilding import common_field
from communities.models.community import Community
from fengxiang import clock
from fengxiang.history import HistoricalRecords


class ProjectActivity(models.Model):
    """Something a community did for one of the three projects, on a day; it counts in that day's quarter."""

    class Project(models.TextChoices):
        CORE = "core", _("Core Project")  # 核心工程
        MORALITY = "morality", _("Morality Project")  # 道德工程
        HEARTS = "hearts", _("People's Hearts Project")  # 民心工程

    community = models.ForeignKey(
        Community, models.PROTECT, related_name="project_activities", verbose_name=_("community")
    )
    project = models.CharField(_("project"), max_length=10, choices=Project)
    held_on = models.DateField(_("held on"))
    subject = models.CharField(_("what was done"), max_length=200)
    partners = models.CharField(
        _("together with"), max_length=200, blank=True, help_text=_("Units that took part, if any.")
    )
    participants = models.PositiveIntegerField(_("participants"), null=True, blank=True)
    proof = models.CharField(
        _("where it is recorded"), max_length=200, blank=True, help_text=_("Minutes, a notice, an album; if anywhere.")
    )
    common = common_field()
    history = HistoricalRecords()

    UNITS = {"participants": "人|人次"}

    class Meta:
        verbose_name = _("activity of the three projects")
        verbose_name_plural = _("activities of the three projects")
        ordering = ["-held_on", "-id"]

    def __str__(self) -> str:
        return self.subject

    def clean(self) -> None:
        super().clean()
        if self.held_on and self.held_on > clock.today():
            raise ValidationError({"held_on": _("This day has not come yet.")})
