"""Addresses of the plan's text; one address for each act."""

from django.urls import path

from partybuilding.plan import views, views_help

urlpatterns = [
    path("<slug:plan>/plan/", views.plan_text, name="plan-text"),
    path("<slug:plan>/plan/copy/", views.plan_copy, name="plan-copy"),
    path("<slug:plan>/help/", views_help.plan_help, name="help"),
]
