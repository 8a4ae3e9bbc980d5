"""Addresses of quarterly reports; one address for each act."""

from django.urls import path

from partybuilding.reports import views, views_burden, views_edit, views_evidence, views_review, views_workbook

_REPORT = "<slug:plan>/reports/<slug:pilot>/<str:quarter>"

urlpatterns = [
    path("<slug:plan>/reports/", views.reports, name="reports"),
    path("<slug:plan>/burden/", views_burden.burden, name="burden"),
    path("<slug:plan>/out/reports.<form:form>", views.export_board, name="out-reports"),
    path("<slug:plan>/out/burden.<form:form>", views_burden.export_burden, name="out-burden"),
    path("<slug:plan>/out/burden/uses.<form:form>", views_burden.export_uses, name="out-uses"),
    path(f"{_REPORT}/", views.report, name="report"),
    path(f"{_REPORT}/start/", views.start, name="report-start"),
    path(f"{_REPORT}/edit/", views_edit.edit, name="report-edit"),
    path(f"{_REPORT}/save/", views_edit.save, name="report-save"),
    path(f"{_REPORT}/adopt/<slug:indicator>/", views_edit.adopt, name="report-adopt"),
    path(f"{_REPORT}/unchanged/", views_edit.confirm_unchanged, name="report-unchanged"),
    path(f"{_REPORT}/submit/", views_edit.submit, name="report-submit"),
    path(f"{_REPORT}/withdraw/", views.withdraw, name="report-withdraw"),
    path(f"{_REPORT}/opinion/", views_review.comment, name="report-opinion"),
    path(f"{_REPORT}/check/", views_review.review, name="report-check"),
    path(f"{_REPORT}/check/open/", views_review.start_review, name="report-check-open"),
    path(f"{_REPORT}/return/", views_review.return_report, name="report-return"),
    path(f"{_REPORT}/approve/", views_review.approve, name="report-approve"),
    path(f"{_REPORT}/reopen/", views_review.reopen, name="report-reopen"),
    path(f"{_REPORT}/evidence/", views_edit.add_evidence, name="evidence-add"),
    path(f"{_REPORT}/evidence/<uuid:uid>/", views_evidence.evidence, name="evidence"),
    path(f"{_REPORT}/evidence/<uuid:uid>/thumbnail/", views_evidence.thumbnail, name="evidence-thumbnail"),
    path(f"{_REPORT}/evidence/<uuid:uid>/remove/", views_edit.delete_evidence, name="evidence-remove"),
    path(f"{_REPORT}/workbook/", views_workbook.download, name="report-workbook"),
    path(f"{_REPORT}/workbook/upload/", views_workbook.upload, name="report-workbook-upload"),
    path(f"{_REPORT}/workbook/<uuid:uid>/", views_workbook.review, name="report-workbook-review"),
    path(f"{_REPORT}/workbook/<uuid:uid>/marked/", views_workbook.marked, name="report-workbook-marked"),
    path(f"{_REPORT}/workbook/<uuid:uid>/take/", views_workbook.take, name="report-workbook-take"),
]
