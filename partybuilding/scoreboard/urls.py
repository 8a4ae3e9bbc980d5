"""Addresses of the county, pilots, areas, indicators, values; one address for each act."""

from django.urls import path

from partybuilding.scoreboard import views, views_area, views_exports, views_indicator, views_value

urlpatterns = [
    path("", views.county, name="county"),
    path("pilots/<slug:pilot>/", views.pilot, name="pilot"),
    path("pilots/<slug:pilot>/<slug:code>/", views_value.value, name="value"),
    path("areas/<int:area>/", views_area.area, name="area"),
    path("indicators/<slug:indicator>/", views_indicator.indicator, name="indicator"),
    path("out/scoreboard.<form:form>", views_exports.export_scoreboard, name="out-scoreboard"),
    path("out/reds.<form:form>", views_exports.export_reds, name="out-reds"),
    path("out/pilots/<slug:pilot>.<form:form>", views_exports.export_pilot, name="out-pilot"),
    path("out/pilots/<slug:pilot>/<slug:code>.<form:form>", views_value.export_entries, name="out-entries"),
    path("out/areas/<int:area>.<form:form>", views_area.export_area, name="out-area"),
    path("out/areas/<int:area>/lamps.<form:form>", views_area.export_lamps, name="out-lamps"),
    path(
        "out/indicators/<slug:indicator>.<form:form>",
        views_indicator.export_indicator,
        name="out-indicator",
    ),
]
