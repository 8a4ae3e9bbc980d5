"""Addresses of a plan's pages: each room has its own."""

from django.urls import include, path, register_converter

from partybuilding.shared.http import ExportFormatConverter

register_converter(ExportFormatConverter, "form")

# What has a fixed address of its own comes before the plans, whose addresses begin with their slug.
urlpatterns = [
    path("", include("partybuilding.notices.urls")),
    path("", include("partybuilding.office.urls")),
    path("", include("partybuilding.work.urls")),
    path("", include("partybuilding.scoreboard.urls")),
    path("", include("partybuilding.plan.urls")),
    path("", include("partybuilding.timeline.urls")),
    path("", include("partybuilding.registers.urls")),
    path("", include("partybuilding.upkeep.urls")),
    path("", include("partybuilding.reports.urls")),
    path("", include("partybuilding.verification.urls")),
    path("", include("partybuilding.units.urls")),
    path("", include("partybuilding.assessment.urls")),
    path("", include("partybuilding.suggestions.urls")),
    path("", include("partybuilding.ledger.urls")),
    path("", include("partybuilding.meetings.urls")),
    path("", include("partybuilding.papers.urls")),
    path("", include("partybuilding.search.urls")),
]
