"""Resident units, partnerships and what is done together."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from communities.admin.base import ENTRY_FIELDS, EntryAdmin, InForceFilter, StaffAdmin, Tabular
from communities.admin.exchange_pages import ExchangeMixin
from communities.admin.exchange_registers import (
    PartnershipActivityResource,
    PartnershipResource,
    ResidentUnitResource,
)
from communities.models import Partnership, PartnershipActivity, ResidentUnit


class ActivityInline(Tabular):
    model = PartnershipActivity
    fields = ["held_on", "subject", "participants", "common"]
    show_change_link = True


class PartnershipInline(Tabular):
    model = Partnership
    fields = ["subject", "since", "until", "common", "remark"]
    show_change_link = True


@admin.register(ResidentUnit)
class ResidentUnitAdmin(ExchangeMixin, EntryAdmin):
    resource_classes = [ResidentUnitResource]
    list_display = ["name", "community", "uses_feedback_since", "since", "until"]
    list_filter = [InForceFilter, "community", ("uses_feedback_since", admin.EmptyFieldListFilter)]
    list_select_related = ["community"]
    search_fields = ["name", "remark", "community__name", "community__name_en"]
    autocomplete_fields = ["community"]
    fieldsets = [(None, {"fields": ["community", "name", "uses_feedback_since"]}), ENTRY_FIELDS]
    inlines = [PartnershipInline]


@admin.register(Partnership)
class PartnershipAdmin(ExchangeMixin, EntryAdmin):
    resource_classes = [PartnershipResource]
    list_display = ["subject", "resident_unit", "community", "since", "until"]
    list_filter = [InForceFilter, "resident_unit__community"]
    list_select_related = ["resident_unit__community"]
    search_fields = ["subject", "remark", "resident_unit__name", "resident_unit__community__name"]
    search_help_text = _("Subject, remark, unit or community")
    autocomplete_fields = ["resident_unit"]
    fieldsets = [
        (None, {"fields": ["resident_unit", "subject", "common"]}),
        (_("Feedback"), {"fields": [("feedback_sent_on", "members_sent"), ("feedback_used_on", "members_used")]}),
        ENTRY_FIELDS,
    ]
    inlines = [ActivityInline]

    @admin.display(description=_("community"), ordering="resident_unit__community")
    def community(self, partnership: Partnership) -> str:
        return str(partnership.resident_unit.community)


@admin.register(PartnershipActivity)
class PartnershipActivityAdmin(ExchangeMixin, StaffAdmin):
    resource_classes = [PartnershipActivityResource]
    list_display = ["subject", "partnership", "held_on", "participants"]
    list_filter = ["partnership__resident_unit__community"]
    list_select_related = ["partnership__resident_unit"]
    search_fields = ["subject", "partnership__subject", "partnership__resident_unit__name"]
    autocomplete_fields = ["partnership"]
    date_hierarchy = "held_on"
