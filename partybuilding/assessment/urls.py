"""Addresses of the final assessment; one address for each act."""

from django.urls import path

from partybuilding.assessment import views

_SHEET = "assessment/<slug:pilot>"

urlpatterns = [
    path("assessment/", views.assessments, name="assessments"),
    path(f"{_SHEET}/", views.assessment, name="assessment"),
    path(f"{_SHEET}/begin/", views.begin, name="assessment-begin"),
    path(f"{_SHEET}/rate/", views.rate, name="assessment-rate"),
    path(f"{_SHEET}/conclude/", views.conclude, name="assessment-conclude"),
    path(f"{_SHEET}/approve/", views.approve, name="assessment-approve"),
    path(f"{_SHEET}/reopen/", views.reopen, name="assessment-reopen"),
    path("out/assessment.<form:form>", views.export_assessments, name="out-assessment"),
]
