"""What an address may hold, up to its bound and one beyond; tests/test_permissions.py asks whether a page breaks."""

import pytest
from django.conf import settings

from fengxiang.bounds import LONGEST_PATH, LONGEST_QUERY, MOST_VALUES, MOST_WORDS
from tests.hostile import FAR

pytestmark = pytest.mark.django_db
LOGIN = "/login/?"


@pytest.mark.parametrize(
    ("within", "beyond"),
    [
        (LOGIN + "q=" + "a" * (LONGEST_QUERY - 2), LOGIN + "q=" + "a" * (LONGEST_QUERY - 1)),
        (LOGIN + "q=" + "%E9%95%BF" * (LONGEST_QUERY // 9 - 1), LOGIN + "q=" + "%E9%95%BF" * (LONGEST_QUERY // 9 + 1)),
        (LOGIN + "q=" + "a+" * MOST_WORDS, LOGIN + "q=" + "a+" * (MOST_WORDS + 1)),
        (LOGIN + "q=" + "a%E3%80%80" * MOST_WORDS, LOGIN + "q=" + "a%E3%80%80" * (MOST_WORDS + 1)),
        (LOGIN + "a+" * MOST_WORDS, LOGIN + "a+" * (MOST_WORDS + 1)),
        (LOGIN + "q=1&" * (MOST_VALUES - 1), LOGIN + "q=1&" * MOST_VALUES),
        (LOGIN + "q=%01", LOGIN + "q=%00"),
        (LOGIN + "q%01=", LOGIN + "q%00="),
        ("/login/", "/login/%00"),
        ("/login/", "/" + "a" * LONGEST_PATH),
    ],
)
def test_an_address_is_taken_up_to_its_bounds(client, within, beyond):
    assert client.get(within).status_code == 200
    assert client.get(beyond).status_code == 400


def test_a_cookie_with_a_nul_is_no_session(client):
    client.cookies.load(r'sessionid="0123456789\000abcdef"')
    assert client.get("/").status_code == 400


def test_who_is_sent_to_the_login_by_a_long_address_gets_there(client):
    answer = client.get("/notices/?q=" + "%E9%95%BF" * 400)
    assert client.get(answer.url).status_code == 200


@pytest.mark.parametrize(("language", "words"), [("en", "could not be understood"), ("zh-hans", "请求无法识别")])
def test_a_refused_address_is_answered_in_the_readers_language(client, department, language, words):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    refused = [client.get("/?q=%00")]
    client.force_login(department)
    refused += [client.get(f"/admin/communities/cadre/?{query}") for query in (f"since__year={FAR}", "nosuch=1")]
    for answer in refused:
        assert answer.status_code == 400
        assert words in answer.content.decode()


@pytest.mark.parametrize(("language", "words"), [("en", "cannot be opened like this"), ("zh-hans", "不能这样打开")])
@pytest.mark.parametrize(("method", "url"), [("TRACE", "/admin/"), ("POST", "/notices/"), ("PUT", "/notices/read/")])
def test_a_wrong_method_is_answered_in_the_readers_language(client, department, language, words, method, url):
    client.force_login(department)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    answer = client.generic(method, url, "form_end=1", "application/x-www-form-urlencoded")
    assert answer.status_code == 405
    assert "GET" in answer["Allow"]
    assert words in answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "leads_to"),
    [
        ("/logout/", "/"),
        ("/notices/read/", "/notices/"),
        ("/notices/1/read/", "/notices/"),
        ("/fengxiang-2004/ledger/2005-001/progress/", "/fengxiang-2004/ledger/2005-001/"),
        ("/fengxiang-2004/meetings/1/attendance/minzhengju/", "/fengxiang-2004/meetings/1/"),
        ("/fengxiang-2004/papers/make/", "/fengxiang-2004/papers/"),
        # it may not be there yet
        ("/fengxiang-2004/reports/qinfenglu/2005Q3/start/", "/fengxiang-2004/reports/"),
        ("/fengxiang-2004/LEDGER/", "/fengxiang-2004/ledger/"),
        ("/Fengxiang-2004/Reports/", "/fengxiang-2004/reports/"),
        ("/fengxiang-2004/Verification/2005q3/", "/fengxiang-2004/verification/2005Q3/"),
        ("/fengxiang-2004/indicators/k07/", "/fengxiang-2004/indicators/K07/"),
    ],
)
def test_who_comes_by_a_link_is_led_to_the_page(client, plan, department, typed, leads_to):
    client.force_login(department)
    answer = client.get(typed)
    assert (answer.status_code, answer["Location"]) == (302, leads_to)


def test_what_is_not_there_in_any_letters_is_not_there(client, plan, department):
    client.force_login(department)
    assert client.get("/fengxiang-2004/indicators/x99/").status_code == 404
    assert client.get("/fengxiang-2004/indicators/X99/").status_code == 404


def test_while_developing_too_a_missing_page_is_told_in_our_words(client, db, settings):
    settings.DEBUG = True
    answer = client.get("/nowhere/at/all/")
    assert answer.status_code == 404
    assert "页面不存在" in answer.content.decode()
