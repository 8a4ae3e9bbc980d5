import pytest

from tests.factories import PASSWORD

pytestmark = pytest.mark.usefixtures("english_pages")

NEW = "Heron-over-the-lake-7"


@pytest.fixture
def change(as_user, member):
    def post(old=PASSWORD, new=NEW, again=None):
        data = {"old_password": old, "new_password1": new, "new_password2": again or new}
        return as_user(member).post("/password/", data)

    return post


def test_the_new_password_counts_from_now_on(change, member, client):
    assert change().url == "/password/done/"
    member.refresh_from_db()
    assert member.check_password(NEW)
    assert client.get("/password/done/").status_code == 200


@pytest.mark.parametrize(
    "typed",
    [
        {"old": "wrong"},
        {"again": "Heron-over-the-lake-8"},
        {"new": "short-1A"},
        {"new": "onlysmallletters"},
        {"new": "Fengxiang-2005!"},
        {"new": "minzhengju-2005A"},
    ],
)
def test_a_password_that_is_refused_changes_nothing(change, member, typed):
    response = change(**typed)
    assert response.status_code == 200
    assert "errorlist" in response.content.decode()
    member.refresh_from_db()
    assert member.check_password(PASSWORD)
