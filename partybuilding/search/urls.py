"""The address of the search."""

from django.urls import path

from partybuilding.search import views

urlpatterns = [path("<slug:plan>/search/", views.search_page, name="search")]
