"""Activities of the three projects, community by community."""

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from communities.admin.base import StaffAdmin
from communities.admin.exchange_pages import ExchangeMixin
from communities.admin.exchange_registers import ProjectActivityResource
from communities.models import ProjectActivity


@admin.register(ProjectActivity)
class ProjectActivityAdmin(ExchangeMixin, StaffAdmin):
    resource_classes = [ProjectActivityResource]
    list_display = ["subject", "community", "project", "held_on", "partners", "participants"]
    list_filter = ["community", "project"]
    list_select_related = ["community"]
    search_fields = ["subject", "partners", "community__name", "community__name_en"]
    autocomplete_fields = ["community"]
    date_hierarchy = "held_on"
    fields = ["community", "project", "held_on", "subject", "partners", "participants", "proof", "common"]

    def totals(self, request: HttpRequest, entries: QuerySet[ProjectActivity]) -> list[str]:
        """Activities of each project."""
        counts = dict(entries.values_list("project").annotate(number=Count("pk")))
        return [f"{label}: {counts.get(project, 0)}" for project, label in ProjectActivity.Project.choices]
