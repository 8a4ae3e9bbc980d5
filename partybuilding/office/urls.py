"""Addresses of the first day and of hand-overs."""

from django.urls import path

from partybuilding.office import views

urlpatterns = [
    path("start/", views.start, name="start"),
    path("start/accounts/", views.accounts, name="start-accounts"),
    path("start/handover/<int:account>/", views.handover, name="handover"),
    path("start/handover/<int:account>/close/", views.close_and_open, name="handover-close"),
]
