"""Addresses of the suggestion box."""

from django.urls import path

from partybuilding.suggestions import views

urlpatterns = [
    path("<slug:plan>/suggestions/", views.suggestions, name="suggestions"),
    path("<slug:plan>/suggestions/send/", views.send, name="suggestion-send"),
    path("<slug:plan>/suggestions/<int:suggestion>/answer/", views.answer, name="suggestion-answer"),
]
