"""Addresses of official papers; one address for each act."""

from django.urls import path

from partybuilding.papers import views

urlpatterns = [
    path("<slug:plan>/out/papers.<form:form>", views.export_papers, name="out-papers"),
    path("<slug:plan>/papers/", views.papers, name="papers"),
    path("<slug:plan>/papers/make/", views.make, name="paper-make"),
    path("<slug:plan>/papers/letterhead/", views.letterhead, name="paper-letterhead"),
    path("<slug:plan>/papers/<slug:paper>/", views.paper, name="paper"),
    path("<slug:plan>/papers/<slug:paper>/file/", views.file, name="paper-file"),
    path("<slug:plan>/papers/<slug:paper>/scans/", views.scan, name="paper-scan"),
    path("<slug:plan>/papers/<slug:paper>/scans/<uuid:uid>/", views.scan_file, name="paper-scan-file"),
]
