"""Quarterly reports, to look at: they are written by partybuilding/reports/actions alone."""

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from communities.admin.base import ReadOnlyTabular, StaffAdmin
from partybuilding.models import Evidence, FieldValue, Report, ReportEntry, ReportEvent
from partybuilding.targets.numbers import plain
from partybuilding.targets.target import FieldRole


def in_words(value: FieldValue) -> str:
    """Return one figure of a report with its name, yes and no in words, "–" for what is not filled in."""
    if value.value is None:
        figure = "–"
    elif FieldRole(value.field.role).is_yes_no:
        figure = gettext("yes") if value.value else gettext("no")
    else:
        figure = plain(value.value)
    return f"{value.field} {figure}"


class EntryInline(ReadOnlyTabular):
    model = ReportEntry
    readonly_fields = ("indicator", "figures", "is_confirmed", "note")
    fields = readonly_fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReportEntry]:
        related = ["indicator", "report__pilot__community", "report__pilot__plan"]
        return super().get_queryset(request).select_related(*related).prefetch_related("values__field")

    @admin.display(description=_("value"))
    def figures(self, entry: ReportEntry) -> str:
        return " · ".join(in_words(value) for value in entry.values.all())


class EvidenceInline(ReadOnlyTabular):
    model = Evidence
    readonly_fields = ("name", "indicator", "size", "sender", "uploaded_at", "removed_at")
    fields = readonly_fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Evidence]:
        return super().get_queryset(request).select_related("indicator", "uploaded_by")

    @admin.display(description=_("uploaded by"))
    def sender(self, evidence: Evidence) -> str:
        return str(evidence.uploaded_by)


class EventInline(ReadOnlyTabular):
    model = ReportEvent
    readonly_fields = ("at", "kind", "person", "reason")
    fields = readonly_fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReportEvent]:
        return super().get_queryset(request).select_related("actor")

    # By name, not as a link: who reads reports does not keep accounts.
    @admin.display(description=_("by"))
    def person(self, event: ReportEvent) -> str:
        return str(event.actor)


@admin.register(Report)
class ReportAdmin(StaffAdmin):
    list_display = ["quarter_in_full", "pilot", "state", "sender", "first_submitted_at", "decided_at"]
    list_filter = ["pilot__plan", "pilot", "quarter", "state"]
    search_fields = ["pilot__community__name", "pilot__community__name_en", "quarter"]
    fieldsets = [
        (None, {"fields": [("pilot", "quarter_in_full"), "state"]}),
        (_("Text"), {"fields": Report.NARRATIVES}),
        (_("Times"), {"fields": ["sender", "first_submitted_at", "submitted_at", "decided_at"]}),
    ]
    readonly_fields = ["quarter_in_full", "sender"]
    inlines = [EntryInline, EvidenceInline, EventInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Report]:
        reports: QuerySet[Report] = super().get_queryset(request)
        return reports.select_related("pilot__community", "pilot__plan", "submitted_by")

    @admin.display(description=_("quarter"), ordering="quarter")
    def quarter_in_full(self, report: Report) -> str:
        label: str = report.quarter.label
        return label

    @admin.display(description=_("submitted by"), ordering="submitted_by__name")
    def sender(self, report: Report) -> str:
        return str(report.submitted_by or "–")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
