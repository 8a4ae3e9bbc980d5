"""Addresses of a plan's pages; one address for each act."""

from django.urls import path

from partybuilding.views import check, dashboard, evidence, home, notices, reports, work, workbook

_REPORT = "<slug:plan>/reports/<slug:pilot>/<str:quarter>"

urlpatterns = [
    path("", home.home, name="home"),
    path("notices/", notices.notices, name="notices"),
    path("notices/read/", notices.read_all, name="notices-read"),
    path("notices/<int:pk>/read/", notices.read, name="notice-read"),
    path("<slug:plan>/", dashboard.county, name="county"),
    path("<slug:plan>/work/", work.work, name="work"),
    path("<slug:plan>/pilots/<slug:pilot>/", dashboard.pilot, name="pilot"),
    path("<slug:plan>/reports/", reports.reports, name="reports"),
    path(f"{_REPORT}/", reports.report, name="report"),
    path(f"{_REPORT}/start/", reports.start, name="report-start"),
    path(f"{_REPORT}/edit/", reports.edit, name="report-edit"),
    path(f"{_REPORT}/save/", reports.save, name="report-save"),
    path(f"{_REPORT}/submit/", reports.submit, name="report-submit"),
    path(f"{_REPORT}/withdraw/", reports.withdraw, name="report-withdraw"),
    path(f"{_REPORT}/opinion/", check.opine, name="report-opinion"),
    path(f"{_REPORT}/check/", check.check, name="report-check"),
    path(f"{_REPORT}/check/open/", check.begin, name="report-check-open"),
    path(f"{_REPORT}/return/", check.give_back, name="report-return"),
    path(f"{_REPORT}/approve/", check.approve, name="report-approve"),
    path(f"{_REPORT}/reopen/", check.reopen, name="report-reopen"),
    path(f"{_REPORT}/urge/", notices.urge, name="report-urge"),
    path(f"{_REPORT}/evidence/", reports.add_evidence, name="evidence-add"),
    path(f"{_REPORT}/evidence/<uuid:uid>/", evidence.evidence, name="evidence"),
    path(f"{_REPORT}/evidence/<uuid:uid>/remove/", reports.drop_evidence, name="evidence-remove"),
    path(f"{_REPORT}/workbook/", workbook.download, name="report-workbook"),
    path(f"{_REPORT}/workbook/upload/", workbook.upload, name="report-workbook-upload"),
    path(f"{_REPORT}/workbook/<uuid:uid>/", workbook.review, name="report-workbook-review"),
    path(f"{_REPORT}/workbook/<uuid:uid>/marked/", workbook.marked, name="report-workbook-marked"),
    path(f"{_REPORT}/workbook/<uuid:uid>/take/", workbook.take, name="report-workbook-take"),
]
