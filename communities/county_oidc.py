"""The county's login by OpenID Connect: the code flow, with state, nonce and PKCE kept and checked by authlib."""

from functools import lru_cache
from typing import Any

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.django_client import OAuth
from django.conf import settings
from django.http import HttpRequest
from joserfc.errors import JoseError

from communities.county import PATIENCE, CountyAwayError, NotVouchedError

_NAME = "county"
# Signed with a key that the county alone has; "none" and shared secrets prove nothing.
_SIGNATURES = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
# The line raises the first; the library the others, of an answer that lacks what belongs in it.
_AWAY = (requests.RequestException, RuntimeError, KeyError, TypeError, AttributeError)


@lru_cache(maxsize=1)
def _client(issuer: str, client: str, secret: str) -> Any:
    oauth = OAuth()
    oauth.register(
        _NAME,
        client_id=client,
        client_secret=secret,
        server_metadata_url=f"{issuer}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid profile",
            "code_challenge_method": "S256",
            "default_timeout": PATIENCE,
        },
    )
    return oauth.create_client(_NAME)


def _ready() -> Any:
    """Return the client, which knows what the county's login says of itself; it is asked once."""
    client = _client(settings.COUNTY_LOGIN_URL, settings.COUNTY_LOGIN_CLIENT, settings.COUNTY_LOGIN_SECRET)
    known = client.load_server_metadata()
    if not isinstance(known.get("authorization_endpoint"), str):
        raise TypeError("What the county's login says of itself is nonsense.")
    offered = known.get("id_token_signing_alg_values_supported", ["RS256"])
    known["id_token_signing_alg_values_supported"] = [each for each in offered if each in _SIGNATURES]
    return client


def _away(error: Exception) -> CountyAwayError:
    _client.cache_clear()  # what was read of it may be what is wrong
    return CountyAwayError(f"{type(error).__name__}: {error}")


def way_out(request: HttpRequest, back: str) -> str:
    """Return the county's page to log in on, and keep what its answer is held against in the session."""
    try:
        return str(_ready().authorize_redirect(request, back).url)
    except (*_AWAY, ValueError) as error:
        raise _away(error) from error


def name_of(request: HttpRequest, back: str) -> str:
    """Return the name in the claim COUNTY_LOGIN_CLAIM of a token that proves to be the county's, and meant for here."""
    meant = {
        "iss": {"essential": True, "values": [settings.COUNTY_LOGIN_URL, f"{settings.COUNTY_LOGIN_URL}/"]},
        "aud": {"essential": True, "value": settings.COUNTY_LOGIN_CLIENT},
    }
    try:
        token = _ready().authorize_access_token(request, claims_options=meant)
    except (OAuthError, JoseError, ValueError) as error:
        raise NotVouchedError(str(error)) from error
    except _AWAY as error:
        raise _away(error) from error
    claims = token.get("userinfo")
    if claims is None:
        raise NotVouchedError("There is no ID token.")
    return str(claims.get(settings.COUNTY_LOGIN_CLAIM) or "")
