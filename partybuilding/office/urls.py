"""Addresses of the first day and of hand-overs."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from partybuilding.office import views, views_system

urlpatterns = [
    path("start/", views.start, name="start"),
    path("system/", views_system.system, name="system"),
    path("metrics", login_not_required(views_system.metrics), name="metrics"),
    path("start/accounts/", views.accounts, name="start-accounts"),
    path("start/password/<int:account>/", views.first_password_of, name="first-password"),
    path("start/password/<int:account>/make/", views.make_first_password, name="first-password-make"),
    path("start/handover/<int:account>/", views.handover, name="handover"),
    path("start/handover/<int:account>/close/", views.close_and_open, name="handover-close"),
]
