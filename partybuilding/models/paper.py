"""Official papers 公文: how they look, and which were made from which data.

Written by partybuilding/papers/actions.py alone, but for the letterhead, which the staff pages change.
"""

from typing import cast

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from fengxiang.bilingual import listed
from fengxiang.history import HistoricalRecords
from partybuilding.models.assessment import FinalAssessment
from partybuilding.models.files import KeptFile
from partybuilding.models.kept import KeptData
from partybuilding.models.ledger import LedgerItem
from partybuilding.models.meeting import Meeting
from partybuilding.models.plan import Plan
from partybuilding.models.quarter_field import optional_quarter
from partybuilding.models.report import Report


class Letterhead(models.Model):
    """The names, codes and fonts of a plan's papers (GB/T 9704-2012, docs/papers.md)."""

    class DateStyle(models.TextChoices):
        ARABIC = "arabic", _("Arabic figures")
        CHINESE = "chinese", _("Chinese figures")

    plan = models.OneToOneField(Plan, models.CASCADE, related_name="letterhead", verbose_name=_("plan"))
    organ = models.CharField(_("issuing organ"), max_length=50)
    number_code = models.CharField(_("code of the document number"), max_length=20, blank=True)
    meeting_name = models.CharField(_("name of the joint meeting"), max_length=50)
    recipients = models.CharField(_("main recipients"), max_length=200)
    copies = models.CharField(_("copies to"), max_length=200, blank=True)
    printed_by = models.CharField(_("printed by"), max_length=50, blank=True)
    date_style = models.CharField(_("style of dates"), max_length=10, choices=DateStyle, default=DateStyle.ARABIC)
    is_sealed = models.BooleanField(_("leave room for the seal"), default=True)
    title_font = models.CharField(_("font of titles"), max_length=50, default="方正小标宋简体")
    body_font = models.CharField(_("font of the text"), max_length=50, default="仿宋_GB2312")
    kai_font = models.CharField(_("font of second headings"), max_length=50, default="楷体_GB2312")
    hei_font = models.CharField(_("font of first headings"), max_length=50, default="黑体")
    song_font = models.CharField(_("font of page numbers"), max_length=50, default="宋体")
    confirmed_at = models.DateTimeField(_("names confirmed"), null=True, blank=True, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="letterheads_confirmed",
        verbose_name=_("confirmed by"),
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("letterhead")
        verbose_name_plural = _("letterheads")

    def __str__(self) -> str:
        return self.organ

    # What a paper keeps of its letterhead.
    KEPT = (
        *("organ", "number_code", "meeting_name", "recipients", "copies", "printed_by", "date_style", "is_sealed"),
        *("title_font", "body_font", "kai_font", "hei_font", "song_font"),
    )
    NAMES = KEPT[:6]

    @classmethod
    def usual(cls, plan: Plan) -> "Letterhead":
        """Return the letterhead a plan's county would usually have, not saved: it has to be looked at first.

        A text is cut to what its column holds.
        """
        county = plan.county
        organ = f"中共{county}委{plan.lead_unit.name}"
        with translation.override("zh-hans"):  # a paper is written in Chinese, whoever looks
            towns = listed(town.name for town in plan.towns)
        meeting, level = "社区党建工作联席会议", county[-1:]
        names = {
            "organ": organ,
            "number_code": f"{county[:1]}组发",
            "meeting_name": f"{county}{meeting}",
            "recipients": "，".join(filter(None, [towns, f"{level}{meeting}各成员单位"])),
            "copies": f"{level}委办公室，{level}政府办公室",
            "printed_by": f"{organ}办公室",
        }
        return cls(plan=plan, **{name: text[: _column(cls, name).max_length] for name, text in names.items()})

    def names(self) -> list[dict[str, str]]:
        """Return what stands in it for whoever confirms it: the key, label and text of each name."""
        return [
            {"key": name, "label": str(_column(self, name).verbose_name), "text": getattr(self, name)}
            for name in self.NAMES
        ]


def _column(of: type[Letterhead] | Letterhead, name: str) -> "models.CharField[str, str]":
    return cast("models.CharField[str, str]", of._meta.get_field(name))


class Paper(KeptData):
    """A paper as it was made: of which data, when and by whom; its code is printed on it. Never changed.

    The data it was made from are what today's are held against.
    """

    class Kind(models.TextChoices):
        BULLETIN = "bulletin", _("bulletin")  # 通报
        MINUTES = "minutes", _("meeting minutes")  # 会议纪要
        REPORT = "report", _("quarterly report")  # 季度报告
        NOTICE = "notice", _("supervision notice")  # 督办单
        ASSESSMENT = "assessment", _("final assessment")  # 终期评估
        BURDEN = "burden", _("what can be asked no longer")  # 减负通报

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="papers", verbose_name=_("plan"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    code = models.CharField(_("version code"), max_length=20, unique=True)
    quarter = optional_quarter(_("quarter"))
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="papers", verbose_name=_("joint meeting")
    )
    report = models.ForeignKey(
        Report, models.PROTECT, null=True, blank=True, related_name="papers", verbose_name=_("quarterly report")
    )
    item = models.ForeignKey(
        LedgerItem, models.PROTECT, null=True, blank=True, related_name="papers", verbose_name=_("action item")
    )
    assessment = models.ForeignKey(
        FinalAssessment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="papers",
        verbose_name=_("final assessment"),
    )
    document_number = models.PositiveSmallIntegerField(_("document number"), null=True, blank=True)
    # The year a number is of. NULL without one, and for papers older than this rule that share theirs.
    number_year = models.PositiveSmallIntegerField(_("year of the number"), null=True, blank=True, editable=False)
    dated = models.DateField(_("date of the document"))
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="papers", verbose_name=_("made by")
    )
    file = models.FileField(_("file"), upload_to="papers/")

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "kind", "number_year", "document_number"], name="partybuilding_paper_number_once_a_year"
            ),
            models.CheckConstraint(
                condition=Q(kind="bulletin", quarter__isnull=False)
                | Q(kind="minutes", meeting__isnull=False)
                | Q(kind="report", report__isnull=False)
                | Q(kind="notice", item__isnull=False)
                | Q(kind="assessment", assessment__isnull=False)
                | Q(kind="burden", quarter__isnull=False),
                name="partybuilding_paper_about_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.code}"

    @property
    def sealed_copies(self) -> "list[PaperScan]":
        """The sealed copies that are as they were sent; reads the prefetched ones."""
        return [scan for scan in self.scans.all() if not scan.flaw]


def scan_path(scan: "PaperScan", filename: str) -> str:
    """Return where a file is kept: a name nobody can guess, without the one it was sent under."""
    return f"papers/{scan.uid}"


class PaperScan(KeptFile):
    """The scanned, sealed copy of a paper 盖章扫描件. Never changed; a better one is added."""

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="scans", verbose_name=_("paper"))
    file = models.FileField(_("file"), upload_to=scan_path)

    class Meta:
        verbose_name = _("sealed copy")
        verbose_name_plural = _("sealed copies")
        ordering = ["paper", "uploaded_at"]
