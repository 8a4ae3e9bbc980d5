"""Addresses of a plan's pages; one address for each act."""

from django.urls import path

from partybuilding.views import check, dashboard, evidence, home, reports

_REPORT = "<slug:plan>/reports/<slug:pilot>/<str:quarter>"

urlpatterns = [
    path("", home.home, name="home"),
    path("<slug:plan>/", dashboard.county, name="county"),
    path("<slug:plan>/pilots/<slug:pilot>/", dashboard.pilot, name="pilot"),
    path("<slug:plan>/reports/", reports.reports, name="reports"),
    path(f"{_REPORT}/", reports.report, name="report"),
    path(f"{_REPORT}/start/", reports.start, name="report-start"),
    path(f"{_REPORT}/edit/", reports.edit, name="report-edit"),
    path(f"{_REPORT}/save/", reports.save, name="report-save"),
    path(f"{_REPORT}/submit/", reports.submit, name="report-submit"),
    path(f"{_REPORT}/check/", check.check, name="report-check"),
    path(f"{_REPORT}/return/", check.give_back, name="report-return"),
    path(f"{_REPORT}/approve/", check.approve, name="report-approve"),
    path(f"{_REPORT}/reopen/", check.reopen, name="report-reopen"),
    path(f"{_REPORT}/evidence/", reports.add_evidence, name="evidence-add"),
    path(f"{_REPORT}/evidence/<uuid:uid>/", evidence.evidence, name="evidence"),
    path(f"{_REPORT}/evidence/<uuid:uid>/remove/", reports.drop_evidence, name="evidence-remove"),
]
