"""Addresses of the county's own records and of the communities' activities; one address for each act."""

from django.urls import path

from partybuilding.registers import views, views_activities

urlpatterns = [
    path("<slug:plan>/records/", views.records, name="records"),
    path("<slug:plan>/records/milestones/<int:record>/", views.document, name="milestone-document"),
    path("<slug:plan>/out/records/<slug:key>.<form:form>", views.export, name="out-records"),
    path("<slug:plan>/activities/<slug:pilot>/", views_activities.activities, name="activities"),
    path("<slug:plan>/activities/<slug:pilot>/enter/", views_activities.enter, name="activity-enter"),
    path("<slug:plan>/activities/<slug:pilot>/<int:activity>/", views_activities.activity, name="activity"),
    path("<slug:plan>/activities/<slug:pilot>/<int:activity>/change/", views_activities.change, name="activity-change"),
    path("<slug:plan>/activities/<slug:pilot>/<int:activity>/remove/", views_activities.remove, name="activity-remove"),
]
