"""The joint meeting 联席会议: when, who came, and the scoreboard it was shown.

Written by partybuilding/meetings/actions.py alone. What a meeting agreed stands in the ledger.
"""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from communities.models import Unit
from fengxiang.history import HistoricalRecords
from partybuilding.models.files import WithFlaw, met_last
from partybuilding.models.kept import KeptData
from partybuilding.models.plan import Plan
from partybuilding.models.quarter_field import QuarterField


class Meeting(models.Model):
    """One joint meeting, numbered through the plan; it looks at the figures of a quarter."""

    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("meeting", "planned")
        OPEN = "open", pgettext_lazy("meeting", "in session")
        CLOSED = "closed", pgettext_lazy("meeting", "ended")

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="meetings", verbose_name=_("plan"))
    number = models.PositiveSmallIntegerField(_("number"))
    quarter = QuarterField(_("quarter it looks at"))
    planned_on = models.DateField(_("planned for"))
    begins_at = models.TimeField(_("begins at"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=100, blank=True)
    chair = models.CharField(_("chair"), max_length=100, blank=True)
    agenda = models.TextField(_("agenda"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLANNED)
    held_on = models.DateField(_("held on"), null=True, blank=True)
    closed_at = models.DateTimeField(pgettext_lazy("meeting", "ended"), null=True, blank=True)
    # Of a meeting that was entered afterwards 补录 alone: it was shown nothing here, and has no snapshot.
    agreed = models.TextField(_("what was agreed"), blank=True)
    minutes = models.FileField(_("minutes"), upload_to="meetings/", blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="meetings_entered",
        verbose_name=_("entered afterwards by"),
    )
    entered_at = models.DateTimeField(_("entered afterwards"), null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("joint meeting")
        verbose_name_plural = _("joint meetings")
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="partybuilding_meeting_number_once"),
            models.UniqueConstraint(
                fields=["plan"], condition=Q(state="open"), name="partybuilding_meeting_one_in_session"
            ),
            models.CheckConstraint(
                condition=Q(state="planned", held_on__isnull=True) | ~Q(state="planned") & Q(held_on__isnull=False),
                name="partybuilding_meeting_held_once_begun",
            ),
        ]

    def __str__(self) -> str:
        return gettext("joint meeting no. %d") % self.number

    @property
    def is_planned(self) -> bool:
        return self.state == self.State.PLANNED

    @property
    def is_in_session(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def has_ended(self) -> bool:
        return self.state == self.State.CLOSED

    @property
    def is_entered_afterwards(self) -> bool:
        return self.entered_at is not None

    @property
    def minutes_met(self) -> WithFlaw:
        """What checkfiles says of the file of its minutes."""
        return met_last(self.minutes)

    @property
    def agreed_matters(self) -> list[str]:
        """What a meeting that was entered afterwards agreed, as it was typed: one matter on each line."""
        return [line.strip() for line in self.agreed.splitlines() if line.strip()]

    @classmethod
    def coming_of(cls, plan: Plan) -> "Meeting | None":
        """Return the meeting of a plan that is in session, or planned next; None if there is none."""
        ahead = Q(state=cls.State.OPEN) | Q(state=cls.State.PLANNED, planned_on__gte=plan.today)
        return cls.objects.filter(ahead, plan=plan).order_by("planned_on").first()

    def has_lapsed(self, today: date) -> bool:
        """Return whether its day is over and nobody opened it."""
        return self.state == self.State.PLANNED and self.planned_on < today

    @property
    def was_never_opened(self) -> bool:
        """Whether it is too late to call it planned: its day is over, or the whole plan."""
        return self.is_planned and (self.plan.is_archive or self.has_lapsed(self.plan.today))

    @property
    def state_word(self) -> str:
        """How it stands, in words: one that was never opened is not called as if it were still to come."""
        return gettext("day over, never opened") if self.was_never_opened else str(self.get_state_display())

    @property
    def previous_held(self) -> "Meeting | None":
        """The meeting of the plan held last before this one, or last of all while this one is planned."""
        meetings = Meeting.objects.filter(plan=self.plan_id, state=Meeting.State.CLOSED).exclude(pk=self.pk)
        if self.held_on is not None:
            meetings = meetings.filter(Q(held_on__lt=self.held_on) | Q(held_on=self.held_on, number__lt=self.number))
        return meetings.order_by("held_on", "number").last()

    @property
    def next_held(self) -> "Meeting | None":
        """The first meeting that was held after this one, or is in session, and could be told of it.

        One that was entered afterwards was told nothing, nor was one held before this one was entered; while this one
        is planned, the next by number.
        """
        meetings = Meeting.objects.filter(plan=self.plan_id, held_on__isnull=False, entered_at=None)
        if self.held_on is None:
            return meetings.filter(number__gt=self.number).order_by("number").first()
        later = Q(held_on__gt=self.held_on) | Q(held_on=self.held_on, number__gt=self.number)
        if self.entered_at is not None:
            meetings = meetings.filter(snapshot__cut_off__gt=self.entered_at)
        return meetings.filter(later).order_by("held_on", "number").first()


class Attendance(models.Model):
    """Whether a unit came to a meeting: one of the members, or in attendance 列席 like the town."""

    class Status(models.TextChoices):
        PRESENT = "present", _("present")
        EXCUSED = "excused", _("excused")
        ABSENT = "absent", _("absent")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendance", verbose_name=_("joint meeting"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="attendance", verbose_name=_("unit"))
    is_member = models.BooleanField(_("member unit"), default=True)
    status = models.CharField(_("attendance"), max_length=10, choices=Status)
    person = models.CharField(_("who came"), max_length=50, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        ordering = ["meeting", "-is_member", "id"]
        constraints = [models.UniqueConstraint(fields=["meeting", "unit"], name="partybuilding_attendance_once")]

    def __str__(self) -> str:
        return f"{self.unit}: {self.get_status_display()}"


class Snapshot(KeptData):
    """The scoreboard as a meeting was shown it: the only thing derived that is stored. Never changed."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="snapshots", verbose_name=_("plan"))
    meeting = models.OneToOneField(Meeting, models.PROTECT, related_name="snapshot", verbose_name=_("joint meeting"))
    number = models.PositiveSmallIntegerField(_("number"))
    quarter = QuarterField(_("quarter"))
    cut_off = models.DateTimeField(_("data as of"))
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="snapshots", verbose_name=_("taken by")
    )

    class Meta:
        verbose_name = _("snapshot")
        verbose_name_plural = _("snapshots")
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="partybuilding_snapshot_number_once"),
        ]

    def __str__(self) -> str:
        return gettext("snapshot no. %d") % self.number
