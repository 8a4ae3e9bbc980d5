"""Addresses of the registers' own pages."""

from django.urls import path

from partybuilding.upkeep import views, views_history

urlpatterns = [
    path("registers/", views.first, name="registers"),
    path("registers/<slug:pilot>/", views.registers, name="pilot-registers"),
    path("registers/<slug:pilot>/<slug:register>/enter/", views.enter, name="entry-enter"),
    path("registers/<slug:pilot>/<slug:register>/effect/", views.effect, name="entry-effect"),
    path(
        "registers/<slug:pilot>/<slug:register>/<int:entry>/",
        views_history.history,
        name="entry-history",
    ),
]
