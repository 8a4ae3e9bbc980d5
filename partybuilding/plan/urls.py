"""Addresses of the plan's text; one address for each act."""

from django.urls import path

from partybuilding.plan import views

urlpatterns = [
    path("<slug:plan>/plan/", views.plan_text, name="plan-text"),
    path("<slug:plan>/plan/copy/", views.plan_copy, name="plan-copy"),
]
