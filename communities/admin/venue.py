"""Rooms and equipment."""

from django.contrib import admin
from django.db.models import Count, QuerySet, Sum
from django.http import HttpRequest
from django.template.defaultfilters import floatformat
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from communities.admin.base import ENTRY_FIELDS, EntryAdmin, InForceFilter, on_today
from communities.admin.exchange_pages import ExchangeMixin
from communities.admin.exchange_registers import EquipmentResource, RoomResource
from communities.models import Equipment, Room, in_force
from fengxiang import clock
from fengxiang.bilingual import pick


def _rooms_in_words(number: int, area: object) -> str:
    text = ngettext("%(number)d room, %(area)s m² in use", "%(number)d rooms, %(area)s m² in use", number)
    return text % {"number": number, "area": floatformat(area, -2)}


@admin.register(Room)
class RoomAdmin(ExchangeMixin, EntryAdmin):
    resource_classes = [RoomResource]
    list_display = ["name", "community", "use", "second_use", "gross_floor_area", "since", "until"]
    list_filter = [InForceFilter, "community", "use"]
    list_select_related = ["community"]
    search_fields = ["name", "remark", "community__name", "community__name_en"]
    autocomplete_fields = ["community"]
    fieldsets = [
        (None, {"fields": ["community", "name", ("use", "second_use"), "gross_floor_area"]}),
        ENTRY_FIELDS,
    ]

    def totals(self, request: HttpRequest, entries: QuerySet[Room]) -> list[str]:
        """Rooms and gross floor area in use today, by community: a room of two uses is one room, counted once."""
        rows = list(
            entries.filter(in_force(clock.today()))
            .values("community", "community__name", "community__name_en")
            .annotate(number=Count("pk"), area=Sum("gross_floor_area"))
            .order_by("community")
        )
        whole = _rooms_in_words(sum(row["number"] for row in rows), sum(row["area"] for row in rows))
        parts = [
            f"{pick(row['community__name'], row['community__name_en'])} · {_rooms_in_words(row['number'], row['area'])}"
            for row in rows
        ]
        return [f"{on_today()} · {whole}", *(parts if len(parts) > 1 else [])]


@admin.register(Equipment)
class EquipmentAdmin(ExchangeMixin, EntryAdmin):
    resource_classes = [EquipmentResource]
    list_display = ["kind", "community", "quantity", "since", "until", "remark"]
    list_filter = [InForceFilter, "community", "kind"]
    list_select_related = ["community"]
    search_fields = ["remark", "community__name", "community__name_en"]
    search_help_text = _("Remark or community")
    autocomplete_fields = ["community"]
    fieldsets = [(None, {"fields": ["community", ("kind", "quantity")]}), ENTRY_FIELDS]
