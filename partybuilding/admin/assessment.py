"""Final assessments, to look at: they are written by partybuilding/assessment/actions alone."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from communities.admin.base import ReadOnlyTabular, StaffAdmin
from partybuilding.models import FinalAssessment, GoodRating


class RatingInline(ReadOnlyTabular):
    model = GoodRating
    readonly_fields = ("good", "party", "is_good", "reason")
    fields = readonly_fields


@admin.register(FinalAssessment)
class FinalAssessmentAdmin(StaffAdmin):
    list_display = ["pilot", "state", "conclusion", "approved_at"]
    list_filter = ["pilot__plan", "state"]
    list_select_related = ["pilot__community", "pilot__plan"]
    search_fields = ["pilot__community__name", "pilot__community__name_en"]
    fields = ["pilot", "state", "conclusion", "remarks", "approved_at"]
    inlines = [RatingInline]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
