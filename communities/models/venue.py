"""The venue 活动阵地: rooms and equipment."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from communities.models.base import Entry
from communities.models.community import Community
from fengxiang.history import HistoricalRecords

AREA_MAX = Decimal(100_000)


class Room(Entry):
    """A room of the venue. One room may serve two purposes; its floor area counts once."""

    class Use(models.TextChoices):
        PARTY_OFFICE = "room_party_office", _("Party branch office")
        COMMITTEE_OFFICE = "room_committee_office", _("residents' committee office")
        POLICE = "room_police", _("police office")
        CLINIC = "room_clinic", _("clinic")
        ALLOWANCE_LABOUR = "room_allowance_labour", _("allowance and labour station")
        SERVICE = "room_service", _("comprehensive service station")
        ACTIVITY = "room_activity", _("activity station")
        OTHER = "room_other", _("other room")

    community = models.ForeignKey(Community, models.PROTECT, related_name="rooms", verbose_name=_("community"))
    name = models.CharField(_("name"), max_length=100, help_text=_("For example: second floor, east."))
    use = models.CharField(_("use"), max_length=30, choices=Use)
    second_use = models.CharField(
        _("second use"), max_length=30, choices=Use, blank=True, help_text=_("If the room serves two purposes.")
    )
    gross_floor_area = models.DecimalField(
        _("gross floor area (m²)"),
        max_digits=8,
        decimal_places=2,
        validators=[
            MinValueValidator(0, _("An area cannot be below 0 m².")),
            MaxValueValidator(AREA_MAX, _("An area above 100,000 m² is a slip of the pen.")),
        ],
        help_text=_("Building area, not usable area."),
    )
    history = HistoricalRecords()

    UNITS = {"gross_floor_area": "m²"}

    class Meta(Entry.Meta):
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        ordering = ["community", "since", "id"]
        constraints = [
            *Entry.Meta.constraints,
            models.CheckConstraint(
                condition=Q(gross_floor_area__gte=0, gross_floor_area__lte=AREA_MAX),
                name="communities_room_area_0_to_100000",
                violation_error_message=_("An area lies between 0 and 100,000 m²."),
            ),
            models.CheckConstraint(
                condition=~Q(second_use=F("use")),
                name="communities_room_two_different_uses",
                violation_error_message=_("The second use is the same as the first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.get_use_display()}"

    def clean(self) -> None:
        super().clean()
        if self.second_use and self.second_use == self.use:
            raise ValidationError({"second_use": _("The second use is the same as the first.")})


class Equipment(Entry):
    """Office equipment of one kind."""

    class Kind(models.TextChoices):
        TELEPHONE = "eq_telephone", _("telephone")
        TELEVISION = "eq_television", _("television set")
        COMPUTER = "eq_computer", _("computer")
        DISC_PLAYER = "eq_disc_player", _("video disc player")
        FURNITURE = "eq_furniture", _("desks and chairs")
        CABINET = "eq_cabinet", _("filing cabinet")
        OTHER = "eq_other", _("other equipment")

    community = models.ForeignKey(Community, models.PROTECT, related_name="equipment", verbose_name=_("community"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    quantity = models.PositiveSmallIntegerField(_("quantity"), default=1, validators=[MinValueValidator(1)])
    history = HistoricalRecords()

    UNITS = {"quantity": "台|部|套|件|个|张|只"}

    class Meta(Entry.Meta):
        verbose_name = _("equipment")
        verbose_name_plural = _("equipment")
        ordering = ["community", "kind", "since"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} × {self.quantity}"
