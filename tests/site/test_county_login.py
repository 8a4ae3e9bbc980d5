"""The county's own login: whom it vouches for gets into an account that is there, and nothing else comes of it."""

import re
import time
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from axes.models import AccessAttempt
from django.contrib.auth import BACKEND_SESSION_KEY
from django.contrib.auth import authenticate as ask_backends
from django.test import RequestFactory
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice
from joserfc.jwk import OctKey, RSAKey

from communities import limits
from communities.models import Role, User
from communities.second_factor import begin
from partybuilding.models import AuditEntry
from tests.client import Client
from tests.county_login import county_login_server, set_county_login
from tests.factories import PASSWORD
from tests.site.test_settings import run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english_pages")]

LOGIN = "/login/county/"
AWAY = "does not answer"
NOT_CONFIRMED = "did not confirm who you are"
NOBODY = "Nobody here has an open account"


@pytest.fixture
def server():
    with county_login_server() as server:
        yield server


@pytest.fixture(params=["oidc", "cas"])
def kind(request):
    return request.param


@pytest.fixture
def county(settings, server, kind):
    """Return the county's login, to which the site is set, by either protocol."""
    set_county_login(settings, server, kind)
    return server


@pytest.fixture
def oidc(settings, server):
    set_county_login(settings, server, "oidc")
    return server


def begun(client, following=""):
    """Begin a login, and return what the county is asked."""
    way = client.get("/login/county/", {"next": following} if following else {}).url
    return {name: values[0] for name, values in parse_qs(urlsplit(way).query).items()}


def back_from(client, county, name, following=""):
    """Log in at the county by a name, and come back."""
    return client.get(county.way_back(name, begun(client, following)))


def is_in(client):
    return client.get("/account/").status_code == 200


def entries():
    return list(AuditEntry.objects.order_by("position").values_list("kind", "outcome", "actor"))


# --- who gets in ------------------------------------------------------------------------------------------------------


def test_whom_the_county_vouches_for_is_in_the_account_of_that_name(client, county, member):
    assert back_from(client, county, member.username, "/account/").url == "/account/"
    assert is_in(client)
    assert entries() == [("login", "done", member.pk)]


def test_a_name_is_the_same_name_in_any_spelling(client, county, member):
    back_from(client, county, f" {member.username.upper()}")
    assert is_in(client)


def test_a_claim_can_be_named_that_holds_the_name(client, settings, county, kind, member):
    settings.COUNTY_LOGIN_CLAIM = "sub" if kind == "oidc" else "staff"
    User.objects.filter(pk=member.pk).update(username="id of 7" if kind == "oidc" else "7")
    back_from(client, county, "7")
    assert is_in(client)
    settings.COUNTY_LOGIN_CLAIM = "nothing of the kind"
    other = Client()
    assert (back_from(other, county, "7").status_code, is_in(other)) == (403, False)


def test_a_role_the_county_tells_of_is_no_role(client, county, member):
    before = User.objects.values().get(pk=member.pk)
    back_from(client, county, member.username)
    after = User.objects.values().get(pk=member.pk)
    assert {name for name, value in after.items() if dict(before)[name] != value} == {"last_login"}
    assert after["role"] == Role.MEMBER


def test_who_has_no_account_gets_none_and_a_page_that_says_so(client, county):
    answer = back_from(client, county, "zhangsan")
    assert (answer.status_code, is_in(client)) == (403, False)
    assert NOBODY in answer.content.decode()
    assert not User.objects.filter(username="zhangsan").exists()
    assert entries() == [("login", "refused", None)]


def test_a_closed_account_stays_closed(client, county, inactive):
    answer = back_from(client, county, inactive.username)
    assert (answer.status_code, is_in(client)) == (403, False)
    assert NOBODY in answer.content.decode()
    assert entries() == [("login", "refused", None)]


def test_an_account_that_is_locked_here_is_locked_for_the_county_too(client, county, member):
    for _try in range(5):
        client.post("/login/", {"username": member.username, "password": "wrong"})
    assert back_from(client, county, member.username).status_code == 429
    assert not is_in(client)


def test_coming_back_too_often_is_limited_like_any_login(client, settings, county, monkeypatch):
    settings.LIMITS = True
    monkeypatch.setitem(limits.KINDS, "login", limits.Limit(3, 600))
    assert [client.get(LOGIN).status_code for _try in range(4)] == [302, 302, 302, 429]


@pytest.mark.parametrize("following", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_the_way_back_stays_on_this_site(client, county, member, following):
    assert back_from(client, county, member.username, following).url == "/"


# --- what else holds of a login ---------------------------------------------------------------------------------------


def test_who_has_a_second_factor_is_asked_for_it(client, county, member):
    device = begin(member)
    TOTPDevice.objects.filter(pk=device.pk).update(confirmed=True)
    assert back_from(client, county, member.username, "/account/").url == "/login/code/"
    assert not is_in(client)
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits)
    totp.time = time.time()
    assert client.post("/login/code/", {"code": f"{totp.token():06d}"}).url == "/account/"
    assert client.session[BACKEND_SESSION_KEY].endswith("CountyBackend")
    assert is_in(client)


def test_a_role_that_needs_a_second_factor_gets_no_further_without(client, settings, county, member):
    settings.SECOND_FACTOR_FOR = [Role.MEMBER]
    back_from(client, county, member.username)
    assert client.get("/").url == "/account/second/"


def test_its_sessions_end_as_all_others(client, county, member):
    back_from(client, county, member.username)
    member.refresh_from_db()
    member.end_sessions()
    assert not is_in(client)
    back_from(client, county, member.username)
    begun_at, ends = client.session["begun"], client.session["ends"]
    assert ends - begun_at == 30 * 60
    session = client.session
    session["begun"], session["ends"] = begun_at - 13 * 3600, begun_at - 3600
    session.save()
    assert not is_in(client)


def test_who_comes_by_the_county_is_not_asked_for_a_password_of_this_site(client, county, member):
    User.objects.filter(pk=member.pk).update(password_set_at=timezone.now() - timedelta(days=400))
    back_from(client, county, member.username)
    assert is_in(client)
    local = Client()
    local.post("/login/", {"username": member.username, "password": PASSWORD})
    assert local.get("/account/")["Location"] == "/password/"


def test_the_password_stays_as_the_way_back(client, county, member):
    assert "/login/county/" in client.get("/login/").content.decode()
    county.garbled = "closed"
    client.post("/login/", {"username": member.username, "password": PASSWORD})
    assert is_in(client)


def test_where_the_county_does_not_answer_a_page_says_so(client, settings, county, kind, member):
    way = county.way_back(member.username, begun(client)) if kind == "cas" else LOGIN
    settings.COUNTY_LOGIN_URL = "http://127.0.0.1:9"  # nobody listens there
    answer = client.get(way)
    assert (answer.status_code, is_in(client)) == (503, False)
    assert AWAY in answer.content.decode()


def test_while_nothing_can_be_saved_it_says_so_and_nothing_is_spent(client, county, member, monkeypatch):
    way = county.way_back(member.username, begun(client))
    with monkeypatch.context() as patch:
        patch.setattr("communities.views_county.is_read_only", lambda: True)
        assert [client.get(address).status_code for address in (LOGIN, way)] == [503, 503]
    client.get(way)
    assert is_in(client)


@pytest.mark.parametrize("garbled", ["nonsense", "<a/>", "[]", '{"id_token": 7, "access_token": "x"}', "{}"])
def test_nonsense_is_no_login(client, county, member, garbled):
    way = county.way_back(member.username, begun(client))
    county.garbled = garbled
    assert client.get(way).status_code in {403, 503}
    assert not is_in(client)


@pytest.mark.parametrize("garbled", ["nonsense", "[]", "{}", '{"authorization_endpoint": 7}'])
def test_where_the_county_says_nonsense_of_itself_a_page_says_so(client, oidc, garbled):
    oidc.garbled = garbled
    assert client.get("/login/county/").status_code == 503
    oidc.garbled = ""
    assert client.get("/login/county/").url.startswith(f"{oidc.url}/authorize?")


# --- forgeries --------------------------------------------------------------------------------------------------------


def refused(client, way):
    answer = client.get(way)
    assert NOT_CONFIRMED in answer.content.decode()
    return answer.status_code == 403 and not is_in(client) and not is_in(Client())


def test_what_was_begun_in_another_browser_opens_nothing(client, county, member):
    theirs = Client()
    way = county.way_back(member.username, begun(theirs))
    assert refused(client, way)
    assert entries() == [("login", "refused", None)]


def test_a_wrong_state_opens_nothing(client, county, member):
    way = county.way_back(member.username, begun(client))
    assert refused(client, re.sub("state(=|%3D)[^&]*", r"state\1forged", way))


def test_what_came_back_is_in_no_table_and_no_line_of_the_log(client, county, caplog):
    way = county.way_back("zhangsan", begun(client))
    client.get(way)
    proof = re.findall("(?:ticket|code)=([^&]*)", way)[0]
    assert proof not in AccessAttempt.objects.get().get_data
    assert proof not in caplog.text


def test_nothing_opens_twice(client, county, member):
    way = county.way_back(member.username, begun(client))
    client.get(way)
    client.post("/logout/")
    assert refused(client, way)


def test_no_code_and_an_error_of_the_county_open_nothing(client, county):
    asked = begun(client)
    state = asked.get("state") or parse_qs(urlsplit(asked["service"]).query)["state"][0]
    assert refused(client, f"/login/county/back/?error=access_denied&state={state}")
    assert refused(client, "/login/county/back/")


@pytest.mark.parametrize(
    "bent",
    [
        {"nonce": "of another login"},
        {"iss": "https://evil.example"},
        {"aud": "another site"},
        {"exp": 1_000_000_000},
        {"iat": 4_000_000_000},
    ],
    ids=lambda bent: next(iter(bent)),
)
def test_a_token_that_is_not_for_this_login_opens_nothing(client, oidc, member, bent):
    oidc.bent = bent
    assert refused(client, oidc.way_back(member.username, begun(client)))


def test_a_token_with_another_signature_opens_nothing(client, oidc, member):
    oidc.key = RSAKey.generate_key(2048, {"kid": "one"})
    assert refused(client, oidc.way_back(member.username, begun(client)))


@pytest.mark.filterwarnings("ignore:JWS algorithm")
@pytest.mark.parametrize("algorithm", ["HS256", "none"])
def test_a_token_that_anybody_can_sign_opens_nothing_whatever_the_county_offers(client, oidc, member, algorithm):
    oidc.algorithms = ["RS256", "HS256", "none"]
    oidc.key, oidc.algorithm = OctKey.generate_key(256, {"kid": "shared"}), algorithm
    oidc.published.append(oidc.key.as_dict(private=True))
    assert refused(client, oidc.way_back(member.username, begun(client)))


def test_the_code_of_somebody_else_is_of_no_use(client, oidc, member):
    """PKCE: what was overheard on its way is worth nothing in a browser that began another login."""
    overheard = oidc.vouch(member.username, begun(Client()))
    assert refused(client, f"/login/county/back/?code={overheard}&state={begun(client)['state']}")


def test_a_typed_name_is_no_vouched_one(settings, county, member):
    request = RequestFactory().post("/login/")
    assert ask_backends(request, username=member.username, password="") is None
    assert ask_backends(request, username=member.username, password="wrong") is None


# --- where it is not set ----------------------------------------------------------------------------------------------


def test_without_the_setting_nothing_of_it_is_there(client):
    assert client.get("/login/county/").status_code == 404 or "login" in client.get("/login/county/").url
    assert "Log in by the county" not in client.get("/login/").content.decode()


LOADED = """
import sys, django
django.setup()
from django.urls import NoReverseMatch, resolve, reverse
from django.test import Client
Client().get("/login/")
try:
    print(reverse("county-login"))
except NoReverseMatch:
    print("no address")
print(sorted({"authlib", "cas", "requests", "joserfc", "cryptography", "communities.county"} & set(sys.modules)))
"""


@pytest.mark.parametrize(
    ("variables", "loaded"),
    [({}, ["no address", "[]"]), ({"COUNTY_LOGIN": "cas"}, ["/login/county/", "['communities.county']"])],
    ids=["not set", "set"],
)
def test_no_library_is_read_in_before_it_is_needed(tmp_path, variables, loaded):
    database, url = f"sqlite:///{tmp_path}/db.sqlite3", "https://login.example/cas"
    ran = run(LOADED, DEBUG="1", DATABASE_URL=database, COUNTY_LOGIN_URL=url, **variables)
    assert (ran.stdout.splitlines(), ran.returncode) == (loaded, 0), ran.stderr


@pytest.mark.parametrize(
    ("variables", "complaint"),
    [
        ({"COUNTY_LOGIN": "ldap"}, "must be oidc or cas"),
        ({"COUNTY_LOGIN": "cas", "COUNTY_LOGIN_URL": "http://login.example/cas"}, "must be an https address"),
        ({"COUNTY_LOGIN": "oidc"}, "needs COUNTY_LOGIN_CLIENT"),
    ],
)
def test_a_setting_that_cannot_work_is_named_at_the_start(variables, complaint):
    known = {"SECRET_KEY": "key", "COUNTY_LOGIN_URL": "https://login.example"}
    ran = run("import fengxiang.settings", **{**known, **variables})
    assert ran.returncode != 0
    assert complaint in ran.stderr
