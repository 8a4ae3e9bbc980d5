"""Addresses of a plan's pages; one address for each act."""

from django.urls import path, register_converter

from partybuilding.ledger import views as ledger
from partybuilding.ledger import views_item as ledger_item
from partybuilding.meetings import views as meetings
from partybuilding.meetings import views_calendar as calendar
from partybuilding.meetings import views_preparation as preparation
from partybuilding.meetings import views_presenter as meeting_mode
from partybuilding.meetings import views_snapshot as snapshots
from partybuilding.notices import views as notices
from partybuilding.papers import views as papers
from partybuilding.registers import views as records
from partybuilding.reports import views as reports
from partybuilding.reports import views_burden as burden
from partybuilding.reports import views_edit as report_form
from partybuilding.reports import views_evidence as evidence
from partybuilding.reports import views_review as check
from partybuilding.reports import views_workbook as workbook
from partybuilding.scoreboard import views as dashboard
from partybuilding.scoreboard import views_area as area
from partybuilding.scoreboard import views_exports as exports
from partybuilding.scoreboard import views_indicator as indicator
from partybuilding.scoreboard import views_value as value
from partybuilding.scoreboard import views_wall as wall
from partybuilding.shared import http as request
from partybuilding.timeline import views as timeline
from partybuilding.units import views as units
from partybuilding.units import views_duties as duties
from partybuilding.verification import views as verification
from partybuilding.work import views as work
from partybuilding.work import views_home as home

_REPORT = "<slug:plan>/reports/<slug:pilot>/<str:quarter>"
register_converter(request.FormConverter, "form")
register_converter(ledger.ItemConverter, "item")
_VERIFICATION = "<slug:plan>/verification/<str:quarter>"
_ITEM = "<slug:plan>/ledger/<item:item>"
_DUTIES = "<slug:plan>/units/<slug:unit>/duties/<str:quarter>"
_VALUE = f"{_VERIFICATION}/values/<slug:pilot>/<str:code>"
_MEETING = "<slug:plan>/meetings/<int:number>"

urlpatterns = [
    path("", home.home, name="home"),
    path("notices/", notices.notices, name="notices"),
    path("notices/read/", notices.read_all, name="notices-read"),
    path("notices/<int:pk>/read/", notices.read, name="notice-read"),
    path("<slug:plan>/", dashboard.county, name="county"),
    path("<slug:plan>/work/", work.work, name="work"),
    path("<slug:plan>/wall/", wall.wall, name="wall"),
    path("<slug:plan>/pilots/<slug:pilot>/", dashboard.pilot, name="pilot"),
    path("<slug:plan>/pilots/<slug:pilot>/<slug:code>/", value.value, name="value"),
    path("<slug:plan>/areas/<int:area>/", area.area, name="area"),
    path("<slug:plan>/indicators/<slug:indicator>/", indicator.indicator, name="indicator"),
    path("<slug:plan>/units/", units.units, name="units"),
    path("<slug:plan>/units/<slug:unit>/", units.unit, name="unit"),
    path("<slug:plan>/units/<slug:unit>/confirm/", duties.confirm, name="unit-confirm"),
    path("<slug:plan>/units/<slug:unit>/contact/", duties.contact, name="unit-contact"),
    path(f"{_DUTIES}/", duties.report, name="duty-report"),
    path(f"{_DUTIES}/save/", duties.save, name="duty-report-save"),
    path(f"{_DUTIES}/submit/", duties.submit, name="duty-report-submit"),
    path(f"{_DUTIES}/withdraw/", duties.withdraw, name="duty-report-withdraw"),
    path("<slug:plan>/meetings.ics", calendar.meetings, name="meetings-calendar"),
    path("<slug:plan>/meetings/<int:number>/meeting.ics", calendar.meeting, name="meeting-calendar"),
    path("<slug:plan>/meetings/<int:number>/invite/", preparation.send_invitations, name="meeting-invite"),
    path(
        "<slug:plan>/meetings/<int:number>/preparation/",
        preparation.preparation,
        name="meeting-preparation",
    ),
    path("<slug:plan>/meetings/<int:number>/preparation/remind/", preparation.remind, name="meeting-remind"),
    path(
        "<slug:plan>/meetings/<int:number>/preparation/remind/<str:key>/",
        preparation.remind_one,
        name="meeting-remind-one",
    ),
    path("<slug:plan>/timeline/", timeline.timeline, name="timeline"),
    path("<slug:plan>/records/", records.records, name="records"),
    path("<slug:plan>/records/milestones/<int:record>/", records.document, name="milestone-document"),
    path("<slug:plan>/out/records/<slug:key>.<form:form>", records.out, name="out-records"),
    path("<slug:plan>/reports/", reports.reports, name="reports"),
    path("<slug:plan>/burden/", burden.burden, name="burden"),
    path("<slug:plan>/out/scoreboard.<form:form>", exports.export_scoreboard, name="out-scoreboard"),
    path("<slug:plan>/out/reds.<form:form>", exports.export_reds, name="out-reds"),
    path("<slug:plan>/out/reports.<form:form>", reports.export_board, name="out-reports"),
    path("<slug:plan>/out/pilots/<slug:pilot>.<form:form>", exports.export_pilot, name="out-pilot"),
    path("<slug:plan>/out/pilots/<slug:pilot>/<slug:code>.<form:form>", value.export_entries, name="out-entries"),
    path("<slug:plan>/out/areas/<int:area>.<form:form>", area.export_area, name="out-area"),
    path("<slug:plan>/out/areas/<int:area>/lamps.<form:form>", area.export_lamps, name="out-lamps"),
    path("<slug:plan>/out/indicators/<slug:indicator>.<form:form>", indicator.export_indicator, name="out-indicator"),
    path("<slug:plan>/out/units.<form:form>", units.export_units, name="out-units"),
    path("<slug:plan>/out/units/<slug:unit>.<form:form>", units.export_unit, name="out-unit"),
    path("<slug:plan>/out/meetings.<form:form>", meetings.export_meetings, name="out-meetings"),
    path("<slug:plan>/out/duties.<form:form>", duties.export_duties, name="out-duties"),
    path("<slug:plan>/out/papers.<form:form>", papers.export_papers, name="out-papers"),
    path("<slug:plan>/out/timeline.<form:form>", timeline.export_timeline, name="out-timeline"),
    path("<slug:plan>/out/burden.<form:form>", burden.export_burden, name="out-burden"),
    path("<slug:plan>/out/burden/uses.<form:form>", burden.export_uses, name="out-uses"),
    path(
        "<slug:plan>/out/verification/<str:quarter>.<form:form>",
        verification.export_values,
        name="out-verification",
    ),
    path(f"{_REPORT}/", reports.report, name="report"),
    path(f"{_REPORT}/start/", reports.start, name="report-start"),
    path(f"{_REPORT}/edit/", report_form.edit, name="report-edit"),
    path(f"{_REPORT}/save/", report_form.save, name="report-save"),
    path(f"{_REPORT}/submit/", report_form.submit, name="report-submit"),
    path(f"{_REPORT}/withdraw/", reports.withdraw, name="report-withdraw"),
    path(f"{_REPORT}/opinion/", check.opine, name="report-opinion"),
    path(f"{_REPORT}/check/", check.check, name="report-check"),
    path(f"{_REPORT}/check/open/", check.begin, name="report-check-open"),
    path(f"{_REPORT}/return/", check.give_back, name="report-return"),
    path(f"{_REPORT}/approve/", check.approve, name="report-approve"),
    path(f"{_REPORT}/reopen/", check.reopen, name="report-reopen"),
    path(f"{_REPORT}/urge/", notices.urge, name="report-urge"),
    path(f"{_REPORT}/evidence/", report_form.add_evidence, name="evidence-add"),
    path(f"{_REPORT}/evidence/<uuid:uid>/", evidence.evidence, name="evidence"),
    path(f"{_REPORT}/evidence/<uuid:uid>/thumbnail/", evidence.thumbnail, name="evidence-thumbnail"),
    path(f"{_REPORT}/evidence/<uuid:uid>/remove/", report_form.drop_evidence, name="evidence-remove"),
    path(f"{_REPORT}/workbook/", workbook.download, name="report-workbook"),
    path(f"{_REPORT}/workbook/upload/", workbook.upload, name="report-workbook-upload"),
    path(f"{_REPORT}/workbook/<uuid:uid>/", workbook.review, name="report-workbook-review"),
    path(f"{_REPORT}/workbook/<uuid:uid>/marked/", workbook.marked, name="report-workbook-marked"),
    path(f"{_REPORT}/workbook/<uuid:uid>/take/", workbook.take, name="report-workbook-take"),
    path("<slug:plan>/papers/", papers.papers, name="papers"),
    path("<slug:plan>/papers/make/", papers.make, name="paper-make"),
    path("<slug:plan>/papers/<slug:paper>/", papers.paper, name="paper"),
    path("<slug:plan>/papers/<slug:paper>/file/", papers.file, name="paper-file"),
    path("<slug:plan>/papers/<slug:paper>/scans/", papers.scan, name="paper-scan"),
    path("<slug:plan>/papers/<slug:paper>/scans/<uuid:uid>/", papers.scan_file, name="paper-scan-file"),
    path(f"{_VERIFICATION}/", verification.quarter_page, name="verification"),
    path(f"{_VERIFICATION}/draw/", verification.draw, name="verification-draw"),
    path(f"{_VERIFICATION}/lists/<int:number>/", verification.drawn_list, name="verification-list"),
    path(f"{_VERIFICATION}/lists/<int:number>/record/", verification.record, name="verification-record"),
    path(f"{_VALUE}/", verification.value, name="verification-value"),
    path(f"{_VALUE}/verify/", verification.verify, name="verification-verify"),
    path(f"{_VALUE}/withdraw/<int:visit>/", verification.withdraw, name="verification-withdraw"),
    path("<slug:plan>/ledger/", ledger.ledger, name="ledger"),
    path("<slug:plan>/ledger/new/", ledger.new, name="ledger-new"),
    path("<slug:plan>/ledger/open/", ledger.enter, name="ledger-open"),
    path("<slug:plan>/ledger/standing/", ledger.standing, name="ledger-standing"),
    path("<slug:plan>/ledger/standing/open/", ledger.enter_standing, name="ledger-standing-open"),
    path("<slug:plan>/out/ledger.<form:form>", ledger.out, name="out-ledger"),
    path(f"{_ITEM}/", ledger_item.show, name="ledger-item"),
    path(f"{_ITEM}/progress/", ledger_item.progress, name="ledger-progress"),
    path(f"{_ITEM}/ask/", ledger_item.ask_close, name="ledger-ask"),
    path(f"{_ITEM}/check/", ledger_item.begin_check, name="ledger-check"),
    path(f"{_ITEM}/close/", ledger_item.close, name="ledger-close"),
    path(f"{_ITEM}/back/", ledger_item.send_back, name="ledger-back"),
    path(f"{_ITEM}/extend/", ledger_item.extend, name="ledger-extend"),
    path(f"{_ITEM}/reopen/", ledger_item.reopen, name="ledger-reopen"),
    path(f"{_ITEM}/urge/", ledger_item.urge, name="ledger-urge"),
    path(f"{_ITEM}/files/<uuid:uid>/", ledger_item.file, name="ledger-file"),
    path("<slug:plan>/meetings/", meetings.meetings, name="meetings"),
    path("<slug:plan>/meetings/plan/", meetings.plan_one, name="meeting-plan"),
    path(f"{_MEETING}/", meetings.meeting, name="meeting"),
    path(f"{_MEETING}/change/", meetings.change, name="meeting-change"),
    path(f"{_MEETING}/open/", meetings.begin, name="meeting-open"),
    path(f"{_MEETING}/close/", meetings.end, name="meeting-close"),
    path(f"{_MEETING}/reopen/", meetings.reopen, name="meeting-reopen"),
    path(f"{_MEETING}/attendance/<slug:unit>/", meetings.attend, name="meeting-attend"),
    path(f"{_MEETING}/show/", meeting_mode.show, name="meeting-show"),
    path(f"{_MEETING}/decide/", meeting_mode.agree, name="meeting-decide"),
    path("<slug:plan>/snapshots/<int:number>/", snapshots.snapshot, name="snapshot"),
    path("<slug:plan>/snapshots/<int:number>/download/", snapshots.download, name="snapshot-download"),
]
