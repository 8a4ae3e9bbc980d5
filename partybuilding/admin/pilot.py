"""Pilots: which communities follow a plan."""

from django.contrib import admin

from communities.admin.base import StaffAdmin
from partybuilding.models import Pilot


@admin.register(Pilot)
class PilotAdmin(StaffAdmin):
    list_display = ["community", "plan", "order", "tier"]
    list_filter = ["plan", "community__town"]
    list_select_related = ["community", "plan"]
    search_fields = ["community__name", "community__name_en", "tier"]
    autocomplete_fields = ["plan", "community"]
