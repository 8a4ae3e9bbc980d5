"""Addresses of the plan's text; one address for each act."""

from django.urls import path

from partybuilding.plan import views, views_help

urlpatterns = [
    path("plan/", views.plan_text, name="plan-text"),
    path("plan/copy/", views.plan_copy, name="plan-copy"),
    path("help/", views_help.plan_help, name="help"),
]
