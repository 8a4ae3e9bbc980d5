"""What the views know of a request."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from communities.models import User


class SignedIn(HttpRequest):
    """A request of somebody who is logged in, as the middleware sees to."""

    user: User
    htmx: HtmxDetails
