"""The site's addresses, and the two bare views."""

from django.urls import include, path

from bench import views
from partybuilding.record.answers import UNTOLD

UNTOLD["bare-write"] = "it changes one row and inserts one, and nothing more"
handler500 = "fengxiang.errors.server_error"

urlpatterns = [
    path("bench/bare/", views.bare, name="bare"),
    path("bench/bare-write/", views.bare_write, name="bare-write"),
    path("", include("fengxiang.urls")),
]
