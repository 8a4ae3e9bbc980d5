"""Addresses of the suggestion box."""

from django.urls import path

from partybuilding.suggestions import views

urlpatterns = [
    path("suggestions/", views.suggestions, name="suggestions"),
    path("suggestions/send/", views.send, name="suggestion-send"),
    path("suggestions/<int:suggestion>/answer/", views.answer, name="suggestion-answer"),
]
