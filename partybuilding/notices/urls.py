"""Addresses of reminders; one address for each act."""

from django.urls import path

from partybuilding.notices import views

_REPORT = "<slug:plan>/reports/<slug:pilot>/<str:quarter>"

urlpatterns = [
    path("notices/", views.notices, name="notices"),
    path("notices/read/", views.read_all, name="notices-read"),
    path("notices/<int:pk>/read/", views.read, name="notice-read"),
    path(f"{_REPORT}/urge/", views.remind, name="report-urge"),
]
