import pytest

pytestmark = pytest.mark.usefixtures("english_pages")


def test_chinese_comes_first(client, db):
    client.cookies.pop("django_language")
    content = client.get("/login/").content.decode()
    assert 'lang="zh-Hans"' in content


def test_a_browser_set_to_english_still_gets_its_own_choice(client, db):
    client.cookies.pop("django_language")
    client.post("/language/", {"language": "en", "next": "/login/"})
    assert '<html lang="en"' in client.get("/login/").content.decode()
    client.post("/language/", {"language": "zh-hans", "next": "/login/"})
    assert '<html lang="zh-Hans"' in client.get("/login/").content.decode()


@pytest.mark.parametrize(
    ("following", "leads_to"),
    [("/fengxiang-2004/?quarter=2005Q2", "/fengxiang-2004/?quarter=2005Q2"), ("//evil.example/", "/")],
)
def test_one_stays_on_the_page_and_on_this_site(client, db, following, leads_to):
    assert client.post("/language/", {"language": "en", "next": following}).url == leads_to


def test_an_unknown_language_changes_nothing(client, db):
    client.post("/language/", {"language": "xx", "next": "/login/"})
    assert client.cookies["django_language"].value == "en"
