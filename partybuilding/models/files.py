"""What every file that is kept has in common; what may be sent is said in partybuilding/shared/uploads.py."""

import uuid
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.db import models
from django.db.models.fields.files import FieldFile
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fengxiang.kept_files import Sums

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class FileFlaw(models.TextChoices):
    """What checkfiles last met where a file should be, or scanfiles in it."""

    MISSING = "missing", pgettext_lazy("file", "Missing")
    ALTERED = "altered", pgettext_lazy("file", "Damaged")
    REFUSED = "refused", pgettext_lazy("file", "Virus found")


class ScanState(models.TextChoices):
    """What the virus scanner said of a file when it looked last; empty while it did not."""

    CLEAN = "clean", pgettext_lazy("file", "Scanned, no virus")
    REFUSED = "refused", pgettext_lazy("file", "Virus found")


class RowsWithFiles(models.Manager[Any]):
    """Rows with what checkfiles says of their file: `flaw`, empty where nothing is known to be wrong.

    Where there is a virus scanner, `scan` is what it says.
    """

    column = "file"

    def get_queryset(self) -> models.QuerySet[Any]:
        met = FileSum.objects.filter(name=models.OuterRef(self.column)).values("flaw")
        rows = super().get_queryset().annotate(flaw=Coalesce(models.Subquery(met), models.Value("")))
        if settings.CLAMD:
            state = FileSum.objects.filter(name=models.OuterRef(self.column)).values("scan")
            rows = rows.annotate(scan=Coalesce(models.Subquery(state), models.Value("")))
        return cast("models.QuerySet[Any]", rows)


class RowsWithDocuments(RowsWithFiles):
    """The same of rows whose file is their `document`."""

    column = "document"


class WithFlaw:
    """A row that knows what is wrong with its file. A file with a flaw proves nothing."""

    flaw = ""
    scan: str | None = None  # None without a scanner

    @property
    def scan_word(self) -> "str | _StrPromise":
        """What the virus scanner says of the file; empty without a scanner, and where a flaw says more."""
        if self.scan is None or self.flaw:
            return ""
        return ScanState(self.scan).label if self.scan else pgettext_lazy("file", "Not scanned yet")

    @property
    def flaw_word(self) -> "str | _StrPromise":
        """What is wrong with the file, in a word; empty if nothing is."""
        return FileFlaw(self.flaw).label if self.flaw else ""


class KeptFile(WithFlaw, models.Model):
    """A file somebody sent: it is kept under a name nobody can guess, without the one it was sent under."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("file name"), max_length=200)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField("SHA-256", max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="%(class)s", verbose_name=_("uploaded by")
    )
    uploaded_at = models.DateTimeField(_("uploaded"))
    objects = RowsWithFiles()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        """Whether it is a picture: JPEG or PNG, nothing else is taken, and made anew before it is kept."""
        return self.content_type in {"image/jpeg", "image/png"}

    @property
    def is_shown_large(self) -> bool:
        """Whether a page shows the picture over itself."""
        return self.is_picture and not self.flaw


class FileSum(models.Model):
    """What a kept file comes to: its size and digests, by the name it is kept under; and how it was met last.

    A file that was missing before its sums were ever taken has a size of 0 and no digest.
    """

    name = models.CharField(_("kept as"), max_length=255, unique=True)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField("SHA-256", max_length=64)
    flaw = models.CharField(_("flaw"), max_length=10, choices=FileFlaw.choices, blank=True)
    scan = models.CharField(_("virus scan"), max_length=10, choices=ScanState.choices, blank=True)
    sm3 = models.CharField("SM3", max_length=64, blank=True)  # none where OpenSSL has none, and none before 2026-11-29

    class Meta:
        verbose_name = _("sum of a file")
        verbose_name_plural = _("sums of files")

    def __str__(self) -> str:
        return self.name

    def is_of(self, sums: Sums) -> bool:
        """Say whether these are the sums of what was kept, as far as both are known."""
        if not self.sha256:
            return True  # it was missing before its sums were taken
        is_sm3_alike = self.sm3 == sums.sm3 or not self.sm3 or not sums.sm3
        return (self.size, self.sha256) == (sums.size, sums.sha256) and is_sm3_alike


def met_last(file: FieldFile) -> WithFlaw:
    """Return what checkfiles says of one file, for rows of which not each has one: they are not asked all together."""
    met = WithFlaw()
    met.flaw = FileSum.objects.filter(name=file.name).values_list("flaw", flat=True).first() or ""
    return met
