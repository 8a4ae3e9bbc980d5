"""Addresses of the record's pages."""

from django.urls import path

from partybuilding.audit import views

urlpatterns = [
    path("record/", views.record, name="record"),
    path("record/export/", views.export, name="record-export"),
]
