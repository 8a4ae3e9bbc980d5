"""Which database answers a request, with databases that say what a test lets them say."""

from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from django.db import router, transaction
from django.http import HttpResponse
from django.test import RequestFactory

from fengxiang import replicas
from fengxiang.replicas import PRIMARY, ReplicasMiddleware, Router
from partybuilding.models import Plan

ONE, TWO = "replica1", "replica2"


@pytest.fixture
def stand(monkeypatch):
    """How far each database is; None for one that does not answer."""
    stand = {PRIMARY: 100, ONE: 100}
    monkeypatch.setattr(replicas, "position", lambda alias: stand[alias])
    monkeypatch.setattr(replicas, "is_broken", lambda alias: stand[alias] is None)
    monkeypatch.setattr(replicas, "replicas", lambda: [alias for alias in stand if alias != PRIMARY])
    return stand


@pytest.fixture
def time(monkeypatch):
    """The seconds that have passed, as a list of one."""
    passed = [1000.0]
    monkeypatch.setattr("time.monotonic", lambda: passed[0])
    return passed


class Site(ReplicasMiddleware):
    """A site whose view notes what it reads from; what it answers may be set, and what happens meanwhile."""

    def __init__(self):
        super().__init__(self.view)
        self.status = 200
        self.meanwhile: list[Callable[[], object]] = []
        self.seen: tuple[str, bool] | None = None
        self.condition: str | None = None

    def view(self, request):
        self.seen = (Router().db_for_read(Plan), replicas.is_read_only())
        self.condition = request.META.get("HTTP_IF_NONE_MATCH")
        for happens in self.meanwhile:
            happens()
        return HttpResponse(status=self.status, headers={"ETag": '"1"'})

    def reads(self, written=None):
        """Return what a page is read from, and whether with the banner."""
        assert get(self, written).status_code == 200
        return self.seen


@pytest.fixture
def site(stand, time):
    token = replicas._chosen.set(None)
    yield Site()
    replicas._chosen.reset(token)


def get(site, written=None, **headers):
    request = RequestFactory().get("/", headers=headers)
    if written is not None:
        given = HttpResponse()
        given.set_signed_cookie("written", str(written))
        request.COOKIES["written"] = given.cookies["written"].value
    return site(request)


def post(site, **headers):
    return site(RequestFactory().post("/", headers=headers))


# --- what is read, and where ------------------------------------------------------------------------------------------


def test_a_page_is_read_from_the_replica_and_says_nothing_of_it(site):
    answer = get(site)
    assert site.seen == (ONE, False)
    assert "ETag" in answer
    assert not answer.cookies


def test_what_may_write_is_done_on_the_primary_and_the_browser_is_told_how_far_that_is(site, stand):
    site.meanwhile = [lambda: stand.update({PRIMARY: 250})]
    answer = post(site)
    assert site.seen == (PRIMARY, False)
    cookie = answer.cookies["written"]
    request = RequestFactory().get("/")
    request.COOKIES["written"] = cookie.value
    assert request.get_signed_cookie("written") == "250"
    assert cookie["httponly"]


@pytest.mark.parametrize(("replayed", "read_from"), [(249, PRIMARY), (250, ONE), (300, ONE)])
def test_who_wrote_reads_from_a_replica_that_has_replayed_it(site, stand, replayed, read_from):
    stand.update({PRIMARY: 300, ONE: replayed})
    site.primary.position, site.primary._next_look = 100, 2000  # looked at before
    assert site.reads() == (ONE, False)
    assert site.reads(250) == (read_from, False)


@pytest.mark.parametrize("cookie", ["300", "300:forged", ""])
def test_a_cookie_that_the_site_did_not_sign_counts_as_none(site, cookie):
    request = RequestFactory().get("/")
    request.COOKIES["written"] = cookie
    assert site(request).status_code == 200
    assert site.seen == (ONE, False)


def test_nobody_reads_what_is_older_than_the_last_look(site, stand, time):
    assert site.reads() == (ONE, False)
    stand[PRIMARY] = 200
    time[0] += 1.9
    assert site.reads() == (ONE, False)
    time[0] += 0.2
    assert site.reads() == (PRIMARY, False)
    stand[ONE] = 200
    assert site.reads() == (ONE, False)


def test_a_replica_that_is_away_is_left_alone_for_a_while(site, stand, time, monkeypatch):
    stand[TWO] = 100
    stand[ONE] = None
    assert {site.reads()[0] for _ in range(20)} == {TWO}
    stand[ONE] = 100
    asked = []

    def position(alias):
        asked.append(alias)
        return stand[alias]

    monkeypatch.setattr(replicas, "position", position)
    for _ in range(20):
        get(site)
    assert set(asked) == {TWO}
    time[0] += 3
    assert {site.reads()[0] for _ in range(20)} == {ONE, TWO}


def test_without_a_replica_pages_come_from_the_primary(site, stand):
    stand[ONE] = None
    assert site.reads() == (PRIMARY, False)


# --- the primary is away ----------------------------------------------------------------------------------------------


def test_pages_go_on_from_the_replica_with_a_banner_and_without_a_mark_to_keep_them_by(site, stand):
    stand[PRIMARY] = None
    answer = get(site, written=500, If_None_Match='"1"')
    assert site.seen == (ONE, True)
    assert site.condition is None
    assert "ETag" not in answer
    assert replicas.page(RequestFactory().get("/")) == {"is_read_only": True}


def test_what_would_write_is_refused_and_the_view_not_asked(site, stand):
    stand[PRIMARY] = None
    site.meanwhile = [lambda: pytest.fail("asked")]
    answer = post(site)
    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "5", "no-store")
    assert "本次没有保存" in answer.content.decode()
    assert "written" not in answer.cookies


def test_the_refusal_is_in_the_readers_language_and_short_for_a_part_of_a_page(site, stand):
    stand[PRIMARY] = None
    request = RequestFactory().post("/", headers={"HX-Request": "true"})
    request.COOKIES["django_language"] = "en"
    answer = site(request)
    assert answer.status_code == 503
    assert answer.content.startswith(b"Nothing can be saved at the moment.")


def test_a_write_finds_out_at_once_that_the_primary_has_gone(site, stand):
    assert site.reads() == (ONE, False)
    stand[PRIMARY] = None
    assert site.reads() == (ONE, False)  # not known yet
    assert post(site).status_code == 503
    assert site.reads() == (ONE, True)


def test_it_is_looked_for_until_it_is_back(site, stand, time):
    stand[PRIMARY] = None
    assert site.reads() == (ONE, True)
    stand[PRIMARY] = 900
    assert post(site).status_code == 503  # too early to be asked again: nobody waits for it
    time[0] += 0.6
    assert post(site).status_code == 200
    assert site.reads() == (PRIMARY, False)
    stand[ONE] = 900
    assert site.reads() == (ONE, False)


def test_without_any_database_a_page_says_so(site, stand):
    stand.update({PRIMARY: None, ONE: None})
    answer = get(site)
    assert answer.status_code == 503
    assert "数据库没有响应" in answer.content.decode()


def test_a_database_lost_half_way_is_no_error_of_the_site(site, stand):
    site.status = 500
    assert get(site).status_code == 500
    site.meanwhile = [lambda: stand.update({PRIMARY: None})]
    answer = post(site)
    assert answer.status_code == 503
    assert "目前还无法确定是否已经保存" in answer.content.decode()
    assert get(site).status_code == 500  # the replica is there: a fault of the view stays one


# --- the router -------------------------------------------------------------------------------------------------------


@pytest.fixture
def routed(settings, site):
    settings.DATABASE_ROUTERS = ["fengxiang.replicas.Router"]
    return site


@pytest.mark.django_db(transaction=True)
def test_reading_follows_the_request_and_writing_the_primary(routed):
    assert Plan.objects.all().db == PRIMARY  # a command, before any request
    get(routed)
    assert Plan.objects.all().db == ONE
    assert Session.objects.all().db == ONE
    with transaction.atomic():
        assert Plan.objects.all().db == PRIMARY
    assert Plan.objects.all().db == ONE
    assert Plan.objects.select_for_update().db == PRIMARY


@pytest.mark.django_db(transaction=True)
def test_a_page_that_writes_reads_from_the_primary_from_then_on_and_is_remembered(routed):
    routed.meanwhile = [lambda: router.db_for_write(Plan)]
    answer = get(routed)
    assert "written" in answer.cookies
    assert Plan.objects.all().db == PRIMARY


def test_tables_are_made_on_the_primary_alone(routed):
    assert router.allow_migrate(PRIMARY, "partybuilding")
    assert not router.allow_migrate(ONE, "partybuilding")


def test_a_position_is_a_number():
    assert replicas.as_number("0/10") == 16
    assert replicas.as_number("1/0") > replicas.as_number("0/FFFFFFFF")


# --- the banner -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["county", "wall", "reports"])
def test_pages_say_that_only_reading_is_possible(as_user, department, url, name, monkeypatch):
    client = as_user(department)
    assert "目前只能查看" not in client.get(url(name)).content.decode()
    away = replicas._chosen.set(replicas._Chosen(PRIMARY, is_read_only=True))
    assert client.get(url(name)).content.decode().count("目前只能查看") == 1
    replicas._chosen.reset(away)
    assert "目前只能查看" not in client.get(url(name)).content.decode()
