"""Addresses of home, my work and the wall; one address for each act."""

from django.urls import path

from partybuilding.work import views, views_home, views_wall

urlpatterns = [
    path("", views_home.home, name="home"),
    path("plans/", views_home.plans, name="plans"),
    path("<slug:plan>/work/", views.work, name="work"),
    path("<slug:plan>/wall/", views_wall.wall, name="wall"),
]
