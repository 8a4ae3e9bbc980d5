"""Addresses of home and my work; one address for each act."""

from django.urls import path

from partybuilding.work import views, views_home

urlpatterns = [
    path("", views_home.home, name="home"),
    path("plans/", views_home.plans, name="plans"),
    path("<slug:plan>/work/", views.work, name="work"),
]
