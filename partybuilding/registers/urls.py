"""Addresses of the county's own records; one address for each act."""

from django.urls import path

from partybuilding.registers import views

urlpatterns = [
    path("<slug:plan>/records/", views.records, name="records"),
    path("<slug:plan>/records/milestones/<int:record>/", views.document, name="milestone-document"),
    path("<slug:plan>/out/records/<slug:key>.<form:form>", views.export, name="out-records"),
]
