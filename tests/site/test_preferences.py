import re

import pytest

pytestmark = pytest.mark.usefixtures("english_pages")

YEAR = 365 * 24 * 60 * 60


def look(client, address="/login/"):
    """Return what a page's first tag says of colours and text size."""
    content = client.get(address).content.decode()
    return re.findall(r'\s(data-(?:colours|text)="[^"]*")', content[: content.index("<head>")])


def test_nobody_has_a_cookie_before_choosing(client, db):
    assert look(client) == []
    assert not {"colours", "text_size"} & client.cookies.keys()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("colours", "aid", 'data-colours="aid"'),
        ("text_size", "large", 'data-text="large"'),
        ("text_size", "largest", 'data-text="largest"'),
    ],
)
def test_a_choice_is_kept_for_a_year_before_login_too(client, db, name, value, said):
    answer = client.post("/preferences/", {name: value, "next": "/login/"})
    kept = answer.cookies[name]
    assert (answer.status_code, answer.url) == (302, "/login/")
    assert (kept["max-age"], kept["httponly"], kept["samesite"], kept["path"]) == (YEAR, True, "Lax", "/")
    assert look(client) == [said]


def test_colours_and_text_size_go_together_and_follow_to_every_page(client, as_user, member, plan):
    for choice in ({"colours": "aid"}, {"text_size": "largest"}):
        client.post("/preferences/", choice)
    reader = as_user(member)
    for address in ("/fengxiang-2004/", "/fengxiang-2004/wall/", "/password/", "/nowhere/"):
        assert look(reader, address) == ['data-colours="aid"', 'data-text="largest"'], address


def test_the_default_leaves_no_cookie(client, db):
    client.post("/preferences/", {"colours": "aid"})
    client.post("/preferences/", {"colours": "standard"})
    assert client.cookies["colours"].value == ""
    assert look(client) == []


@pytest.mark.parametrize("value", ["red", "", "AID", '"><script>', "x" * 5000])
def test_what_is_not_on_the_list_is_not_kept(client, db, value):
    answer = client.post("/preferences/", {"colours": value, "text_size": value})
    assert not {"colours", "text_size"} & answer.cookies.keys()


def test_a_cookie_somebody_made_up_counts_as_none(client, db):
    client.cookies["colours"], client.cookies["text_size"] = '"><b>', "999"
    assert look(client) == []


@pytest.mark.parametrize(
    ("following", "leads_to"),
    [
        ("/fengxiang-2004/?quarter=2005Q2", "/fengxiang-2004/?quarter=2005Q2"),
        ("//evil.example/", "/"),
        ("https://evil.example/", "/"),
        ("", "/"),
    ],
)
def test_one_stays_on_the_page_and_on_this_site(client, db, following, leads_to):
    assert client.post("/preferences/", {"colours": "aid", "next": following}).url == leads_to


@pytest.mark.parametrize(
    ("before", "back"),
    [
        ("http://testserver/fengxiang-2004/?quarter=2005Q2", "http://testserver/fengxiang-2004/?quarter=2005Q2"),
        ("https://evil.example/", "/"),
        ("", "/"),
    ],
)
def test_the_form_leads_back_to_the_page_one_came_from(client, db, before, back):
    content = client.get("/preferences/", headers={"referer": before}).content.decode()
    assert f'name="next" value="{back}"' in content
    assert content.count('aria-pressed="true"') == 2
