"""Addresses of quarterly reports; one address for each act."""

from django.urls import include, path

from partybuilding.reports import views, views_burden, views_edit, views_evidence, views_review, views_workbook

# Of one report.
_REPORT = [
    path("", views.report, name="report"),
    path("start/", views.start, name="report-start"),
    path("edit/", views_edit.edit, name="report-edit"),
    path("save/", views_edit.save, name="report-save"),
    path("adopt/<slug:indicator>/", views_edit.adopt, name="report-adopt"),
    path("unchanged/", views_edit.confirm_unchanged, name="report-unchanged"),
    path("submit/", views_edit.submit, name="report-submit"),
    path("withdraw/", views.withdraw, name="report-withdraw"),
    path("opinion/", views_review.comment, name="report-opinion"),
    path("check/", views_review.review, name="report-check"),
    path("check/open/", views_review.start_review, name="report-check-open"),
    path("return/", views_review.return_report, name="report-return"),
    path("approve/", views_review.approve, name="report-approve"),
    path("reopen/", views_review.reopen, name="report-reopen"),
    path("evidence/", views_edit.add_evidence, name="evidence-add"),
    path("evidence/<uuid:uid>/", views_evidence.evidence, name="evidence"),
    path("evidence/<uuid:uid>/thumbnail/", views_evidence.thumbnail, name="evidence-thumbnail"),
    path("evidence/<uuid:uid>/remove/", views_edit.delete_evidence, name="evidence-remove"),
    path("workbook/", views_workbook.download, name="report-workbook"),
    path("workbook/upload/", views_workbook.upload, name="report-workbook-upload"),
    path("workbook/<uuid:uid>/", views_workbook.review, name="report-workbook-review"),
    path("workbook/<uuid:uid>/marked/", views_workbook.marked, name="report-workbook-marked"),
    path("workbook/<uuid:uid>/take/", views_workbook.take, name="report-workbook-take"),
]

urlpatterns = [
    path("reports/", views.reports, name="reports"),
    path("burden/", views_burden.burden, name="burden"),
    path("out/reports.<form:form>", views.export_board, name="out-reports"),
    path("out/burden.<form:form>", views_burden.export_burden, name="out-burden"),
    path("out/burden/uses.<form:form>", views_burden.export_uses, name="out-uses"),
    path("reports/<slug:pilot>/<str:quarter>/", include(_REPORT)),
]
