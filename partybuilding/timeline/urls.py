"""Addresses of the timeline; one address for each act."""

from django.urls import path

from partybuilding.timeline import views

urlpatterns = [
    path("timeline/", views.timeline, name="timeline"),
    path("out/timeline.<form:form>", views.export_timeline, name="out-timeline"),
]
