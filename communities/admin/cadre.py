"""Cadres: of a person only what the plan asks about."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from communities.admin.base import ENTRY_FIELDS, EntryAdmin, InForceFilter, ModelAdmin, on_today
from communities.admin.exchange_pages import ExchangeMixin
from communities.admin.exchange_registers import CadreResource
from communities.models import Cadre, in_force
from fengxiang import clock
from fengxiang.bilingual import pick


class WaiverFilter(admin.SimpleListFilter):
    """Cadres whose age or education is relaxed, or not."""

    title = _("waiver")
    parameter_name = "waiver"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, Any]]:
        return [("yes", _("with a waiver")), ("no", _("without"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Cadre]) -> QuerySet[Cadre]:
        match self.value():
            case "yes":
                return queryset.exclude(waiver_reason="")
            case "no":
                return queryset.filter(waiver_reason="")
            case _:
                return queryset


def _persons_in_words(cadres: int, staff: int) -> str:
    text = gettext("in post: %(number)d") % {"number": cadres}
    return text + gettext("; general staff: %(number)d") % {"number": staff} if staff else text


@admin.register(Cadre)
class CadreAdmin(ExchangeMixin, EntryAdmin):
    resource_classes = [CadreResource]
    list_display = [
        "name",
        "community",
        "sex",
        "born_in",
        "education",
        "branch_post",
        "committee_post",
        "is_general_staff",
        "channel",
        "waived",
        "since",
        "until",
    ]
    list_filter = [
        InForceFilter,
        "community",
        "sex",
        "education",
        "branch_post",
        "committee_post",
        "is_general_staff",
        "channel",
        "source",
        WaiverFilter,
    ]
    list_select_related = ["community"]
    search_fields = ["name", "remark", "community__name", "community__name_en", "heads_unit__name"]
    autocomplete_fields = ["community", "heads_unit"]
    fieldsets = [
        (None, {"fields": ["community", "name", "sex", ("birth_year", "birth_month"), "education"]}),
        (_("Posts"), {"fields": [("branch_post", "committee_post"), "is_general_staff", "heads_unit"]}),
        (_("How selected"), {"fields": [("channel", "source")]}),
        ENTRY_FIELDS,
        (_("Waiver"), {"fields": ["waiver_reason", ("waiver_approved_by", "waiver_approved_on")]}),
    ]

    @admin.display(description=_("born"), ordering=("birth_year"))
    def born_in(self, cadre: Cadre) -> str:
        return f"{cadre.born:%Y.%m}" if cadre.born else ""

    @admin.display(description=_("waiver"), boolean=True)
    def waived(self, cadre: Cadre) -> bool:
        return cadre.has_waiver

    def totals(self, request: HttpRequest, entries: QuerySet[Cadre]) -> list[str]:
        """Cadres in post today, by community; general staff apart, as they do not count among the 3 to 5."""
        rows = list(
            entries.filter(in_force(clock.today()))
            .values("community", "community__name", "community__name_en")
            .annotate(
                cadres=Count("pk", filter=Q(is_general_staff=False)),
                staff=Count("pk", filter=Q(is_general_staff=True)),
            )
            .order_by("community")
        )
        whole = _persons_in_words(sum(row["cadres"] for row in rows), sum(row["staff"] for row in rows))
        parts = [
            f"{pick(row['community__name'], row['community__name_en'])}: "
            f"{_persons_in_words(row['cadres'], row['staff'])}"
            for row in rows
        ]
        return [f"{on_today()} · {whole}", *(parts if len(parts) > 1 else [])]
