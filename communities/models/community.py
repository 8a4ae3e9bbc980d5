"""Communities: the community itself, its branch, its baseline survey and its social organisations."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from communities.models.account import Unit
from communities.models.base import Entry, Named
from fengxiang.history import HistoricalRecords


class Community(Named):
    """An urban community 社区: the ground a pilot is built on."""

    class Assembly(models.TextChoices):
        ASSEMBLY = "assembly", _("residents' assembly")
        REPRESENTATIVE = "representative", _("residents' representative assembly")

    code = models.SlugField(_("code"), unique=True)
    town = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("town"), limit_choices_to={"level": Unit.Level.TOWN})
    assembly = models.CharField(_("form of residents' assembly"), max_length=20, choices=Assembly, blank=True)
    assembly_since = models.DateField(_("residents' assembly since"), null=True, blank=True)
    city_civilised_since = models.DateField(
        _("city-level civilised community since"), null=True, blank=True, help_text=_("The day of the award.")
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("community")
        verbose_name_plural = _("communities")
        ordering = ["pk"]  # as they were entered: a plan's pilots come in the plan's order, never in pinyin


class PartyBranch(Entry):
    """A community Party branch 社区党支部 and how many posts its committee has."""

    community = models.ForeignKey(Community, models.PROTECT, related_name="party_branches", verbose_name=_("community"))
    name = models.CharField(_("name"), max_length=100)
    established_posts = models.PositiveSmallIntegerField(
        _("established posts"), help_text=_("Posts of the branch committee, the secretary's among them.")
    )
    history = HistoricalRecords()

    UNITS = {"established_posts": "人|个|posts"}

    class Meta(Entry.Meta):
        verbose_name = _("Party branch")
        verbose_name_plural = _("Party branches")
        ordering = ["community", "since"]
        constraints = [
            *Entry.Meta.constraints,
            models.CheckConstraint(
                condition=Q(established_posts__gte=1, established_posts__lte=20),
                name="communities_partybranch_posts_1_to_20",
                violation_error_message=_("A branch committee has between 1 and 20 posts."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SurveyPart(models.Model):
    """One of the five parts of a community's baseline survey 摸底, done once its day is entered."""

    class Subject(models.TextChoices):
        POPULATION = "population", _("population")
        MEMBERS = "members", _("Party members")
        RESIDENT_UNITS = "resident_units", _("resident units")
        FACILITIES = "facilities", _("facilities")
        RESOURCES = "resources", _("resources")

    community = models.ForeignKey(Community, models.PROTECT, related_name="survey_parts", verbose_name=_("community"))
    subject = models.CharField(_("subject"), max_length=20, choices=Subject)
    finished_on = models.DateField(_("finished on"), null=True, blank=True, help_text=_("Empty while it goes on."))
    figure = models.PositiveIntegerField(
        _("number counted"), null=True, blank=True, help_text=_("Residents, members, units or facilities.")
    )
    findings = models.TextField(_("findings"), blank=True, help_text=_("In sum only: no names, no personal matters."))
    history = HistoricalRecords()

    UNITS = {"figure": "人|户|个|家|处"}

    class Meta:
        verbose_name = _("survey part")
        verbose_name_plural = _("survey parts")
        ordering = ["community", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "subject"],
                name="communities_surveypart_once_a_subject",
                violation_error_message=_("This part of the survey is there already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.community} · {self.get_subject_display()}"


class SocialOrganisation(Entry):
    """An association or private non-enterprise unit 社会组织 in a community, and what it took over."""

    class Kind(models.TextChoices):
        ASSOCIATION = "association", _("association")
        PRIVATE_UNIT = "private_unit", _("private non-enterprise unit")

    community = models.ForeignKey(
        Community, models.PROTECT, related_name="social_organisations", verbose_name=_("community")
    )
    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    functions = models.PositiveSmallIntegerField(_("social functions taken over"), default=0)
    history = HistoricalRecords()

    UNITS = {"functions": "项|个"}

    class Meta(Entry.Meta):
        verbose_name = _("social organisation")
        verbose_name_plural = _("social organisations")
        ordering = ["community", "name"]

    def __str__(self) -> str:
        return self.name
