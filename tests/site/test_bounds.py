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
@pytest.mark.parametrize(("method", "url"), [("TRACE", "/admin/"), ("GET", "/logout/"), ("GET", "/notices/read/")])
def test_a_wrong_method_is_answered_in_the_readers_language(client, department, language, words, method, url):
    client.force_login(department)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    answer = client.generic(method, url)
    assert answer.status_code == 405
    assert "POST" in answer["Allow"]
    assert words in answer.content.decode()
