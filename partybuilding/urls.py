"""Addresses of a plan's pages: each room has its own."""

from django.urls import include, path, register_converter

from partybuilding.shared.http import ExportFormatConverter

OF_A_PLAN = (
    *("scoreboard", "plan", "timeline", "registers", "upkeep", "reports", "verification", "units", "assessment"),
    *("suggestions", "ledger", "meetings", "papers", "search"),
)
register_converter(ExportFormatConverter, "form")

# What has a fixed address of its own comes before the plans, whose addresses begin with their slug: that is looked at
# once, and the rest word for word where nothing in it varies.
urlpatterns = [
    path("", include("partybuilding.notices.urls")),
    path("", include("partybuilding.office.urls")),
    path("", include("partybuilding.audit.urls")),
    path("", include("partybuilding.work.urls")),
    path("<slug:plan>/", include([path("", include(f"partybuilding.{room}.urls")) for room in OF_A_PLAN])),
]
