"""The ledger 台账: matters that were agreed, supervised or have stood for long, and what became of each.

Written by partybuilding/ledger/actions.py alone. Nothing in it is deleted, and an old date stays where a new one came.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from communities.models import Unit
from communities.models.cobuilding import common_field
from fengxiang.history import HistoricalRecords
from partybuilding.models.files import KeptFile
from partybuilding.models.indicator import Indicator
from partybuilding.models.leader import LeaderVisit
from partybuilding.models.meeting import Meeting
from partybuilding.models.party import Party
from partybuilding.models.pilot import Pilot
from partybuilding.models.plan import Plan
from partybuilding.models.quarter_field import optional_quarter
from partybuilding.models.report import Report


class LedgerItem(models.Model):
    """One matter 事项, numbered in its year, with who answers for it and by when."""

    class Kind(models.TextChoices):
        RESOLUTION = "resolution", _("resolution")  # 议定事项
        SUPERVISION = "supervision", _("supervision item")  # 督办事项
        DIFFICULTY = "difficulty", _("difficulty")  # 难点问题 (四·3)
        PROBLEM = "problem", _("standing problem")  # 突出问题 (四·4)
        OPINION = "opinion", _("opinion given")  # 指导意见 (四·2)
        SUPPORT = "support", _("support item")  # 扶持事项 (四·2)

    class Source(models.TextChoices):
        MEETING = "meeting", _("joint meeting")
        LAMP = "lamp", _("red lamp")
        REPORT = "report", _("quarterly report")
        VISIT = "visit", _("visit of the assigned leader")
        PLAN = "plan", _("the plan itself")

    class State(models.TextChoices):
        OPENED = "opened", pgettext_lazy("ledger", "opened")  # 立项
        IN_HAND = "in_hand", pgettext_lazy("ledger", "in progress")  # 办理中
        CLOSE_ASKED = "close_asked", pgettext_lazy("ledger", "closure requested")  # 申请销号
        UNDER_CHECK = "under_check", pgettext_lazy("ledger", "under check")  # 核查
        RETURNED = "returned", pgettext_lazy("ledger", "sent back")  # 退回续办
        CLOSED = "closed", pgettext_lazy("ledger", "closed")  # 已销号

    WITH_UNIT = (State.OPENED, State.IN_HAND, State.RETURNED)  # the next step is the unit's
    WITH_DEPARTMENT = (State.CLOSE_ASKED, State.UNDER_CHECK)  # the next step is the department's

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="ledger", verbose_name=_("plan"))
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveSmallIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    topic = models.CharField(_("topic"), max_length=20, blank=True)  # the code of one of the plan's
    matter = models.CharField(_("matter"), max_length=300)
    source = models.CharField(_("source"), max_length=20, choices=Source)
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="resolutions", verbose_name=_("joint meeting")
    )
    report = models.ForeignKey(
        Report, models.PROTECT, null=True, blank=True, related_name="ledger", verbose_name=_("quarterly report")
    )
    visit = models.ForeignKey(
        LeaderVisit, models.PROTECT, null=True, blank=True, related_name="ledger", verbose_name=_("visit")
    )
    pilot = models.ForeignKey(
        Pilot, models.PROTECT, null=True, blank=True, related_name="ledger", verbose_name=_("pilot")
    )
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, null=True, blank=True, related_name="ledger", verbose_name=_("indicator")
    )
    # The figure on the screen when it was agreed: what it was, and of which quarter.
    quarter = optional_quarter(_("quarter"))
    shown = models.CharField(_("value shown"), max_length=200, blank=True)
    common = common_field()
    # One of these two answers for it: a department or a town, or a community.
    responsible = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="ledger", verbose_name=_("responsible unit")
    )
    responsible_pilot = models.ForeignKey(
        Pilot,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="ledger_answered",
        verbose_name=_("responsible community"),
    )
    supporting = models.ManyToManyField(
        Unit, blank=True, related_name="ledger_supported", verbose_name=_("supporting units")
    )
    opened_on = models.DateField(_("opened on"))
    due_on = models.DateField(_("due date"))
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.OPENED)
    history = HistoricalRecords(m2m_fields=[supporting])

    class Meta:
        verbose_name = _("action item")
        verbose_name_plural = _("action items")
        ordering = ["year", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "year", "number"], name="partybuilding_ledgeritem_number_once"),
            models.UniqueConstraint(
                fields=["pilot", "topic"], condition=~Q(topic=""), name="partybuilding_ledgeritem_topic_once_a_pilot"
            ),
            models.CheckConstraint(
                condition=Q(responsible__isnull=True) ^ Q(responsible_pilot__isnull=True),
                name="partybuilding_ledgeritem_one_party",
                violation_error_message=_("An action item has one responsible party: a unit or a community."),
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("opened_on")),
                name="partybuilding_ledgeritem_due_after_opened",
                violation_error_message=_("The due date lies before the day the item was opened."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.matter}"

    @property
    def code(self) -> str:
        """The number as it is written on paper: 2005-012."""
        return f"{self.year}-{self.number:03d}"

    @property
    def party(self) -> Party:
        """Who answers for it."""
        return Party(self.responsible, self.responsible_pilot)

    @property
    def is_open(self) -> bool:
        return self.state != self.State.CLOSED


class LedgerEvent(models.Model):
    """One step of an item's life: who, when, in what words. Never changed."""

    class Kind(models.TextChoices):
        OPENED = "opened", pgettext_lazy("ledger", "opened")
        PROGRESS = "progress", _("progress")
        CLOSE_ASKED = "close_asked", pgettext_lazy("ledger", "closure requested")
        CHECK_BEGUN = "check_begun", pgettext_lazy("ledger", "check begun")
        CLOSED = "closed", pgettext_lazy("ledger", "closed")
        RETURNED = "returned", pgettext_lazy("ledger", "sent back")
        EXTENDED = "extended", _("due date put off")
        REOPENED = "reopened", pgettext_lazy("ledger", "opened again")
        URGED = "urged", pgettext_lazy("ledger", "asked for")

    class Proof(models.TextChoices):
        """What bears a step out beside a file, or without one."""

        DOCUMENT = "document", pgettext_lazy("proof", "document number")  # 文号
        REGISTER = "register", pgettext_lazy("proof", "register entry")  # 台账条目
        VISIT = "visit", pgettext_lazy("proof", "visit")  # 走访

    item = models.ForeignKey(LedgerItem, models.CASCADE, related_name="events", verbose_name=_("action item"))
    kind = models.CharField(_("step"), max_length=20, choices=Kind)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="ledger_events", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"))
    on = models.DateField(_("day"))
    text = models.TextField(_("in words"), blank=True)
    due_before = models.DateField(_("due date before"), null=True, blank=True)
    due_after = models.DateField(_("due date after"), null=True, blank=True)
    proof_kind = models.CharField(_("kind of evidence"), max_length=20, choices=Proof, blank=True)
    proof = models.CharField(_("evidence in words"), max_length=200, blank=True)
    # Of what was closed although its indicator was red: the value then. The words of the step are the reason.
    red_value = models.CharField(_("red value at closing"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("step of an item")
        verbose_name_plural = _("history of an item")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.actor}"


def ledger_path(file: "LedgerFile", filename: str) -> str:
    """Return where a file is kept: a name nobody can guess, without the one it was sent under."""
    return f"ledger/{file.uid}"


class LedgerFile(KeptFile):
    """Evidence that belongs to a step of an item 佐证材料. Never changed."""

    event = models.ForeignKey(LedgerEvent, models.PROTECT, related_name="files", verbose_name=_("step"))
    file = models.FileField(_("file"), upload_to=ledger_path)

    class Meta:
        verbose_name = _("evidence of an item")
        verbose_name_plural = _("evidence of items")
        ordering = ["event", "uploaded_at"]
