"""The site's addresses, and the two bare views."""

from django.urls import include, path

from bench import views

handler500 = "fengxiang.errors.server_error"

urlpatterns = [
    path("bench/bare/", views.bare, name="bare"),
    path("bench/bare-write/", views.bare_write, name="bare-write"),
    path("", include("fengxiang.urls")),
]
