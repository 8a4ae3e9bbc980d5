import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from communities.models import User
from tests.factories import PASSWORD

PERSON = User(username="wangxiaoming", name="王小明明明")


def codes(password):
    with pytest.raises(ValidationError) as refusal:
        validate_password(password, PERSON)
    return {error.code for error in refusal.value.error_list}


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("Ab-34567", "password_too_short"),
        ("Ab-345678", "password_too_short"),
        ("", "password_too_short"),
        ("Wangxiaoming-1", "password_too_similar"),
        ("1qaz2wsx3edc", "password_too_common"),
        ("plumblossoms", "password_too_plain"),
        ("PlumBlossoms", "password_too_plain"),
        ("plumblossom2005", "password_too_plain"),
        ("20051115-31", "password_too_plain"),
        ("Fengxiang-2005", "password_of_the_house"),
        ("My-FENGXIANG-1", "password_of_the_house"),
        ("Zuzhibu-2004!", "password_of_the_house"),
        ("Dangjian#2004", "password_of_the_house"),
        ("凤翔县Ab-2005x", "password_of_the_house"),
    ],
)
def test_a_weak_password_is_refused_for_its_reason(password, code):
    assert code in codes(password)


@pytest.mark.parametrize(
    "password",
    [
        PASSWORD,
        "Abcdefgh-1",
        "梅花 opens 1 day",
        "tea pot in the window, 7 cups, and a very long evening with the door open",
    ],
)
def test_a_good_password_is_taken(password):
    validate_password(password, PERSON)


def test_ten_characters_are_enough_and_nine_are_not():
    validate_password("Pl-um34567", PERSON)
    assert codes("Pl-um3456") == {"password_too_short"}


def test_a_long_password_with_spaces_and_chinese_is_compared_exactly(db):
    password = "春天 Tea 2005 " + "x" * 50
    user = User.objects.create_user("long", password, name="长", role="sysadmin")
    assert user.check_password(password)
    assert not user.check_password(password[:-1])
    assert not user.check_password(password.strip() + " ")


def test_passwords_are_kept_with_argon2():
    from fengxiang import settings

    assert settings.PASSWORD_HASHERS[0].endswith(Argon2PasswordHasher.__name__)
