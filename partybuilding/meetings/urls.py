"""Addresses of joint meetings and their snapshots; one address for each act."""

from django.urls import path

from partybuilding.meetings import views, views_calendar, views_past, views_preparation, views_presenter, views_snapshot

_MEETING = "meetings/<int:number>"

urlpatterns = [
    path("meetings.ics", views_calendar.meetings, name="meetings-calendar"),
    path("meetings/<int:number>/meeting.ics", views_calendar.meeting, name="meeting-calendar"),
    path("meetings/<int:number>/invite/", views_preparation.send_invitations, name="meeting-invite"),
    path(
        "meetings/<int:number>/preparation/",
        views_preparation.preparation,
        name="meeting-preparation",
    ),
    path("meetings/<int:number>/preparation/remind/", views_preparation.remind, name="meeting-remind"),
    path(
        "meetings/<int:number>/preparation/remind/<str:key>/",
        views_preparation.remind_one,
        name="meeting-remind-one",
    ),
    path("out/meetings.<form:form>", views.export_meetings, name="out-meetings"),
    path("meetings/", views.meetings, name="meetings"),
    path("meetings/plan/", views.create_meeting, name="meeting-plan"),
    path("meetings/past/", views_past.past, name="meeting-past"),
    path("meetings/past/enter/", views_past.enter, name="meeting-enter"),
    path(f"{_MEETING}/minutes/", views_past.minutes, name="meeting-minutes"),
    path(f"{_MEETING}/", views.meeting, name="meeting"),
    path(f"{_MEETING}/change/", views.change_meeting, name="meeting-change"),
    path(f"{_MEETING}/open/", views.open_meeting, name="meeting-open"),
    path(f"{_MEETING}/close/", views.close_meeting, name="meeting-close"),
    path(f"{_MEETING}/reopen/", views.reopen_meeting, name="meeting-reopen"),
    path(f"{_MEETING}/attendance/", views.set_all_present, name="meeting-attend-all"),
    path(f"{_MEETING}/attendance/<slug:unit>/", views.set_attendance, name="meeting-attend"),
    path(f"{_MEETING}/show/", views_presenter.presenter, name="meeting-show"),
    path(f"{_MEETING}/decide/", views_presenter.add_decision, name="meeting-decide"),
    path("snapshots/<int:number>/", views_snapshot.snapshot, name="snapshot"),
    path("snapshots/<int:number>/download/", views_snapshot.download, name="snapshot-download"),
]
