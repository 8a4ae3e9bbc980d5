"""The county's login by CAS 3.0: a ticket that is good once, for the address it was asked for, read by python-cas.

CAS knows no state; one of our own in that address binds the ticket to the browser that began.
"""

from typing import Any
from urllib.parse import urlencode
from xml.etree.ElementTree import ParseError

import requests
from cas import CASClientV3
from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, get_random_string

from communities.county import PATIENCE, CountyAwayError, NotVouchedError

_STATE = "county_state"


class _ImpatientSession(requests.Session):
    """Waits as long as the county's login has for an answer, and never for ever."""

    def request(self, *args: Any, **kwargs: Any) -> requests.Response:
        """Ask, and take a fault of the other side for what it is."""
        answer = super().request(*args, **{"timeout": PATIENCE, **kwargs})
        answer.raise_for_status()
        return answer


def _client(back: str, state: str) -> CASClientV3:
    service = f"{back}?{urlencode({'state': state})}"
    return CASClientV3(service_url=service, server_url=f"{settings.COUNTY_LOGIN_URL}/", session=_ImpatientSession())


def way_out(request: HttpRequest, back: str) -> str:
    """Return the county's page to log in on."""
    request.session[_STATE] = get_random_string(32)
    return str(_client(back, request.session[_STATE]).get_login_url())


def name_of(request: HttpRequest, back: str) -> str:
    """Return whom the ticket is of: by its user, or by the attribute COUNTY_LOGIN_CLAIM."""
    state, ticket = request.session.pop(_STATE, ""), request.GET.get("ticket", "")
    if not state or not ticket or not constant_time_compare(state, request.GET.get("state", "")):
        raise NotVouchedError("This login was not begun in this browser.")
    try:
        user, attributes, _granting = _client(back, state).verify_ticket(ticket)
    except requests.RequestException as error:
        raise CountyAwayError(str(error)) from error
    except (ParseError, IndexError, AttributeError, ValueError) as error:
        raise CountyAwayError("The answer is none of CAS.") from error
    if not user:
        raise NotVouchedError("The ticket is not good.")
    name = (attributes or {}).get(settings.COUNTY_LOGIN_CLAIM) if settings.COUNTY_LOGIN_CLAIM else user
    return name if isinstance(name, str) else ""
