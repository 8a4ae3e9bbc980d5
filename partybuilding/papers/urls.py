"""Addresses of official papers; one address for each act."""

from django.urls import path

from partybuilding.papers import views

urlpatterns = [
    path("out/papers.<form:form>", views.export_papers, name="out-papers"),
    path("papers/", views.papers, name="papers"),
    path("papers/make/", views.make, name="paper-make"),
    path("papers/letterhead/", views.letterhead, name="paper-letterhead"),
    path("papers/<slug:paper>/", views.paper, name="paper"),
    path("papers/<slug:paper>/file/", views.file, name="paper-file"),
    path("papers/<slug:paper>/scans/", views.scan, name="paper-scan"),
    path("papers/<slug:paper>/scans/<uuid:uid>/", views.scan_file, name="paper-scan-file"),
]
