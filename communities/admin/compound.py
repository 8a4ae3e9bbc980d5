"""Residential compounds and their certification."""

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from communities.admin.base import ENTRY_FIELDS, EntryAdmin, InForceFilter, on_today
from communities.admin.exchange_pages import ExchangeMixin
from communities.admin.exchange_registers import CompoundResource
from communities.models import Compound, in_force
from fengxiang import clock


@admin.register(Compound)
class CompoundAdmin(ExchangeMixin, EntryAdmin):
    resource_classes = [CompoundResource]
    list_display = ["name", "community", "households", "certified_since", "certified_until", "level", "since", "until"]
    list_filter = [InForceFilter, "community", "level"]
    list_select_related = ["community"]
    search_fields = ["name", "remark", "community__name", "community__name_en"]
    autocomplete_fields = ["community"]
    fieldsets = [
        (None, {"fields": ["community", "name", "households"]}),
        (_("Certification"), {"fields": [("certified_since", "certified_until"), "level"]}),
        ENTRY_FIELDS,
    ]

    def totals(self, request: HttpRequest, entries: QuerySet[Compound]) -> list[str]:
        """Compounds in the register today, and how many of them are certified as civilised today."""
        today = clock.today()
        certified = in_force(today, prefix="certified_")
        row = entries.filter(in_force(today)).aggregate(number=Count("pk"), certified=Count("pk", filter=certified))
        text = ngettext(
            "%(number)d compound, %(certified)d civilised",
            "%(number)d compounds, %(certified)d civilised",
            row["number"],
        )
        return [f"{on_today()} · {text % row}"]
