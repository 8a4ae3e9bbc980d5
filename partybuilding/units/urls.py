"""Addresses of member units and their duty reports; one address for each act."""

from django.urls import path

from partybuilding.units import views, views_duties

_DUTIES = "units/<slug:unit>/duties/<str:quarter>"

urlpatterns = [
    path("units/", views.units, name="units"),
    path("units/<slug:unit>/", views.unit, name="unit"),
    path("units/<slug:unit>/confirm/", views_duties.confirm, name="unit-confirm"),
    path("units/<slug:unit>/contact/", views_duties.contact, name="unit-contact"),
    path(f"{_DUTIES}/", views_duties.report, name="duty-report"),
    path(f"{_DUTIES}/save/", views_duties.save, name="duty-report-save"),
    path(f"{_DUTIES}/submit/", views_duties.submit, name="duty-report-submit"),
    path(f"{_DUTIES}/withdraw/", views_duties.withdraw, name="duty-report-withdraw"),
    path("out/units.<form:form>", views.export_units, name="out-units"),
    path("out/units/<slug:unit>.<form:form>", views.export_unit, name="out-unit"),
    path("out/duties.<form:form>", views_duties.export_duties, name="out-duties"),
]
