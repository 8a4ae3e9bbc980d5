"""The site's addresses where the county's own login is set."""

from django.urls import include, path

from fengxiang.urls import handler500
from fengxiang.urls import urlpatterns as always

__all__ = ["handler500", "urlpatterns"]
urlpatterns = [path("", include("communities.urls_county")), *always]
