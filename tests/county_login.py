"""A county's own login on this machine, that a test starts: OpenID Connect and CAS, as much as a login needs."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from xml.sax.saxutils import escape

from joserfc import jwt
from joserfc.jwk import RSAKey

from tests import county_urls

CLIENT, SECRET = "fengxiang", "of the county"
KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
_FORM = """<!doctype html><html lang="zh"><link rel="icon" href="data:,"><title>Login</title>
<form action="/agree"><input name="login">
<input type="hidden" name="asked" value="{asked}"><button>Go</button></form></html>"""
_VOUCHED = """<cas:serviceResponse xmlns:cas="http://www.yale.edu/tp/cas"><cas:authenticationSuccess><cas:user>{name}</cas:user>
<cas:attributes><cas:staff>{staff}</cas:staff><cas:role>department</cas:role></cas:attributes>
</cas:authenticationSuccess></cas:serviceResponse>"""
_UNKNOWN = """<cas:serviceResponse xmlns:cas="http://www.yale.edu/tp/cas">
<cas:authenticationFailure code="INVALID_TICKET">no</cas:authenticationFailure></cas:serviceResponse>"""


class CountyLoginServer(ThreadingHTTPServer):
    """Vouches for whatever name it is given; what it says can be bent by a test."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.key, self.algorithm, self.algorithms = KEY, "RS256", ["RS256"]
        self.bent: dict[str, Any] = {}  # claims instead of those that are right
        self.published = [KEY.as_dict(private=False)]
        self.garbled = ""  # answered instead of anything, if it is set
        self.given: dict[str, tuple[str, dict[str, str]]] = {}  # by code or ticket: for whom, and what was asked

    def vouch(self, name: str, asked: dict[str, str]) -> str:
        """Return a code or ticket for a name, good once."""
        code = f"ST-{secrets.token_urlsafe(16)}"
        self.given[code] = (name, asked)
        return code

    def way_back(self, name: str, asked: dict[str, str]) -> str:
        """Return the address a browser is sent back to once somebody has logged in here."""
        if "service" in asked:
            return f"{asked['service']}&{urlencode({'ticket': self.vouch(name, asked)})}"
        return f"{asked['redirect_uri']}?{urlencode({'code': self.vouch(name, asked), 'state': asked['state']})}"

    def token(self, code: str, verifier: str) -> dict[str, Any] | None:
        """Return the tokens of a code, once, for whoever has the verifier of what was asked."""
        name, asked = self.given.pop(code, ("", {}))
        digest = hashlib.sha256(verifier.encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != asked.get("code_challenge"):
            return None
        now = int(time.time())
        claims = {
            "iss": self.url,
            "aud": CLIENT,
            "sub": f"id of {name}",
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            "preferred_username": name,
            "role": "department",
            **self.bent,
        }
        header = {"alg": self.algorithm, "kid": self.key.kid}
        return {
            "access_token": "opaque",
            "token_type": "Bearer",
            "id_token": jwt.encode(header, claims, self.key, algorithms=[self.algorithm]),
        }


class _Handler(BaseHTTPRequestHandler):
    server: CountyLoginServer

    def log_message(self, *_line: Any) -> None:
        """Say nothing."""

    def _send(self, body: str, kind: str = "application/json", status: int = 200, **headers: str) -> None:
        sent = (self.server.garbled or body).encode()
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(sent)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(sent)

    def do_GET(self) -> None:
        """Answer the pages for people, what is said of the login, and tickets."""
        server, parts = self.server, urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        match parts.path:
            case "/.well-known/openid-configuration":
                self._send(json.dumps(self._about()))
            case "/jwks":
                self._send(json.dumps({"keys": server.published}))
            case "/authorize" | "/login":
                self._send(_FORM.format(asked=escape(json.dumps(asked), {'"': "&quot;"})), "text/html")
            case "/agree":
                way = server.way_back(asked["login"], json.loads(asked["asked"]))
                self._send("", "text/html", 302, Location=way)
            case "/p3/serviceValidate":
                name, wanted = server.given.pop(asked["ticket"], ("", {}))
                is_good = wanted.get("service") == asked["service"]
                self._send(_VOUCHED.format(name=escape(name), staff=escape(name)) if is_good else _UNKNOWN, "text/xml")
            case _:
                self._send("{}", status=404)

    def do_POST(self) -> None:
        """Exchange a code for tokens."""
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        right = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".replace(" ", "%20").encode()).decode()
        alike = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        token = self.server.token(sent["code"][0], sent.get("code_verifier", [""])[0])
        if token is None or self.headers.get("Authorization") not in {right, alike}:
            self._send(json.dumps({"error": "invalid_grant"}), status=400)
        else:
            self._send(json.dumps(token))

    def _about(self) -> dict[str, Any]:
        url = self.server.url
        return {
            "issuer": url,
            "authorization_endpoint": f"{url}/authorize",
            "token_endpoint": f"{url}/token",
            "jwks_uri": f"{url}/jwks",
            "id_token_signing_alg_values_supported": self.server.algorithms,
        }


@contextmanager
def county_login_server() -> Iterator[CountyLoginServer]:
    """Let a county's login answer on a free port of this machine."""
    server = CountyLoginServer()
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def set_county_login(settings: Any, server: CountyLoginServer, kind: str) -> None:
    """Set the site as a county would that has this login."""
    settings.ROOT_URLCONF = county_urls.__name__
    settings.AUTHENTICATION_BACKENDS = [*settings.AUTHENTICATION_BACKENDS, "communities.county.CountyBackend"]
    settings.COUNTY_LOGIN, settings.COUNTY_LOGIN_URL = kind, server.url
    settings.COUNTY_LOGIN_CLIENT, settings.COUNTY_LOGIN_SECRET = CLIENT, SECRET
    settings.COUNTY_LOGIN_CLAIM = "preferred_username" if kind == "oidc" else ""
