"""Addresses of the county's own records and of the communities' activities; one address for each act."""

from django.urls import path

from partybuilding.registers import views, views_activities

urlpatterns = [
    path("records/", views.records, name="records"),
    path("records/milestones/<int:record>/", views.document, name="milestone-document"),
    path("out/records/<slug:key>.<form:form>", views.export, name="out-records"),
    path("activities/<slug:pilot>/", views_activities.activities, name="activities"),
    path("activities/<slug:pilot>/enter/", views_activities.enter, name="activity-enter"),
    path("activities/<slug:pilot>/<int:activity>/", views_activities.activity, name="activity"),
    path("activities/<slug:pilot>/<int:activity>/change/", views_activities.change, name="activity-change"),
    path("activities/<slug:pilot>/<int:activity>/remove/", views_activities.remove, name="activity-remove"),
]
