"""What runs beside the site, by hand or by night, and what came of it."""

from datetime import timedelta

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

IN_WORDS = "in_words"  # the key, in the details of a run, of what came of it by language


class JobKind(models.TextChoices):
    """A command of `manage.py` whose runs are written down."""

    BACKUP = "backup", _("Backup")
    PROOF = "proof", _("Restore tried out")
    RESTORE = "restore", _("Restore")
    CHECKFILES = "checkfiles", _("Check of files")
    REMIND = "remind", pgettext_lazy("job", "Reminders")
    SIZES = "sizes", _("Count of rows")
    CLOSEACCOUNTS = "closeaccounts", _("Unused accounts closed")
    CHECKDATA = "checkdata", _("Check of data")
    TIDY = "tidy", _("Tidying up")
    SCANFILES = "scanfiles", _("Virus scan")


class JobRun(models.Model):
    """One run of a job that came to its end, well or not: a run that was killed leaves no row.

    Both moments are the product's (fengxiang/clock.py). `details` is what the kind of job says of itself, for pages
    and other jobs; `summary` is what a person reads, in the language of the job, and `details` has it under IN_WORDS by
    each language of the site. Written by shared/jobs.py alone.
    """

    kind = models.CharField(_("job"), max_length=20, choices=JobKind.choices)
    begun_at = models.DateTimeField(_("begun"))
    ended_at = models.DateTimeField(_("ended"))
    is_well = models.BooleanField(_("went well"))
    summary = models.TextField(_("what came of it"), blank=True)
    details = models.JSONField(_("details"), default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = _("run of a job")
        verbose_name_plural = _("runs of jobs")
        indexes = [models.Index(fields=["kind", "-ended_at"], name="partybuilding_jobrun_last")]

    def __str__(self) -> str:
        return f"{self.kind} {self.ended_at:%Y-%m-%d %H:%M}"

    @property
    def took(self) -> timedelta:
        """How long it took."""
        return self.ended_at - self.begun_at

    @property
    def in_words(self) -> str:
        """What came of it, in the reader's language if it was written down in it."""
        texts: dict[str, str] = self.details.get(IN_WORDS, {})
        return texts.get(get_language() or "", self.summary)
