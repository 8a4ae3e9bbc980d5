"""The addresses of the county's own login: there only where COUNTY_LOGIN is set."""

from django.urls import path

from communities.views_county import CountyBack, CountyLogin

urlpatterns = [
    path("login/county/", CountyLogin.as_view(), name="county-login"),
    path("login/county/back/", CountyBack.as_view(), name="county-back"),
]
