"""Addresses of verification on site; one address for each act."""

from django.urls import path

from partybuilding.verification import views

_VERIFICATION = "verification/<str:quarter>"
_VALUE = f"{_VERIFICATION}/values/<slug:pilot>/<str:code>"

urlpatterns = [
    path(
        "out/verification/<str:quarter>.<form:form>",
        views.export_values,
        name="out-verification",
    ),
    path(f"{_VERIFICATION}/", views.quarter_page, name="verification"),
    path(f"{_VERIFICATION}/draw/", views.draw, name="verification-draw"),
    path(f"{_VERIFICATION}/lists/<int:number>/", views.drawn_list, name="verification-list"),
    path(f"{_VERIFICATION}/lists/<int:number>/record/", views.record, name="verification-record"),
    path(f"{_VALUE}/", views.value, name="verification-value"),
    path(f"{_VALUE}/verify/", views.verify, name="verification-verify"),
    path(f"{_VALUE}/withdraw/<int:visit>/", views.withdraw, name="verification-withdraw"),
]
