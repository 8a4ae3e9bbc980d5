"""The search: what fits, by kind; and of the registers, what the reader may read by name."""

import re

import pytest

from communities.models import Cadre
from tests.factories import CadreFactory

pytestmark = pytest.mark.usefixtures("english_pages")


def titles(client, url, typed):
    content = client.get(url("search"), {"q": typed}).content.decode()
    hits = content[content.index("data-hits") : content.index("</main>")]
    return [re.sub(r"\s+", " ", each).strip() for each in re.findall(r"<a [^>]*>(.*?)</a>", hits, re.DOTALL)]


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("qfl", "Qinfeng Road Community"),
        ("秦凤路", "Qinfeng Road Community"),
        ("k07", "K07 Gross floor area"),
        ("zdjzmj", "K07 Gross floor area"),
        ("floor", "K07 Gross floor area"),
        ("mzj", "Civil Affairs Bureau"),
    ],
)
def test_it_finds_by_name_by_number_and_by_how_it_is_read(as_user, member, plan, url, typed, title):
    assert title in titles(as_user(member), url, typed)


def test_nothing_is_found_in_words_and_nothing_is_asked_for_nothing(as_user, member, plan, url):
    browser = as_user(member)
    assert "Nothing is called “&lt;b&gt;”." in browser.get(url("search"), {"q": "<b>"}).content.decode()
    assert titles(browser, url, "") == []


def test_who_types_a_number_and_enters_it_is_there(as_user, member, plan, url):
    browser = as_user(member)
    assert browser.get(url("search"), {"q": " k07 ", "go": "1"}).url == url("indicator", indicator="K07")
    assert browser.get(url("search"), {"q": "floor", "go": "1"}).status_code == 200


@pytest.mark.parametrize(
    ("who", "finds"),
    [("secretary", True), ("town", True), ("department", True), ("other_secretary", False), ("member", False)],
)
@pytest.mark.parametrize("typed", ["wxl", "魏小兰"])
def test_people_are_found_by_those_who_read_the_register(request, as_user, communities, plan, url, who, finds, typed):
    CadreFactory(community=communities[0], name="魏小兰")
    assert Cadre.objects.filter(name="魏小兰").exists()
    assert ("魏小兰" in titles(as_user(request.getfixturevalue(who)), url, typed)) is finds
