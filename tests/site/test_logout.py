import pytest

pytestmark = pytest.mark.usefixtures("english_pages")


def test_the_session_ends_at_the_login_page(as_user, member):
    browser = as_user(member)
    assert browser.post("/logout/").url == "/login/"
    assert browser.get("/password/").status_code == 302


def test_a_link_does_not_log_out(as_user, member):
    browser = as_user(member)
    assert browser.get("/logout/").url == "/"
    assert browser.get("/password/").status_code == 200
