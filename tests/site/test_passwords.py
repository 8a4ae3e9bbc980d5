"""The rules of passwords, each by what it refuses and what it lets be, in the language of the page."""

import re

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.password_validation import get_default_password_validators, validate_password
from django.core.exceptions import ValidationError
from django.utils import translation

from communities.models import PastPassword, User
from tests.factories import PASSWORD, CommunityFactory, UnitFactory, UserFactory

pytestmark = pytest.mark.django_db

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
        ("Feng-Xiang-7tea", "password_of_the_house"),
        ("Plum-2005!!", "password_of_a_year"),
        ("Plum!20051115", "password_of_a_year"),
        ("2004年7月27日Plum", "password_of_a_year"),
        ("Plum-1998-05", "password_of_a_year"),
        ("Password-2005", "password_too_common"),
        ("P@ssw0rd-27", "password_too_common"),
        ("27-iLoveYou-7", "password_too_common"),
        ("Abcdefgh-1", "password_too_common"),
    ],
)
def test_a_weak_password_is_refused_for_its_reason(password, code):
    assert code in codes(password)


@pytest.mark.parametrize(
    "password",
    [
        PASSWORD,
        "Kettlebird-1",
        "Plum-Kettle-2005",
        "30 Kettles 1905 a",
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


@pytest.mark.parametrize(
    "password", ["Minzhengju-77x", "民政局-Tea-77x", "Civil-Affairs Bureau 77x", "Dongguan-tea-7!", "东关 opens-Tea 7"]
)
def test_a_password_with_the_name_of_a_unit_or_a_community_is_refused(password):
    validate_password(password, PERSON)
    UnitFactory(code="minzhengju", name="民政局", name_en="Civil Affairs Bureau")
    CommunityFactory(code="dongguan", name="东关社区", name_en="Dongguan Community")
    assert codes(password) == {"password_of_the_house"}


def test_neither_the_password_one_has_nor_the_four_before_it_are_taken_again():
    user = UserFactory()
    words = [f"Kettlebird-{number}x" for number in range(6)]
    for word in words:
        user.set_password(word)
        user.save()
    assert PastPassword.objects.filter(user=user).count() == 5
    for word in words[1:]:
        with pytest.raises(ValidationError, match=r"5"):
            validate_password(word, user)
    validate_password(words[0], user)
    validate_password(words[1], UserFactory())


def test_the_first_change_refuses_the_password_there_is():
    with pytest.raises(ValidationError):
        validate_password(PASSWORD, UserFactory())


def test_earlier_passwords_are_kept_hashed():
    user = User.objects.create_user("hashed", PASSWORD, name="甲", role="sysadmin")
    assert PASSWORD not in PastPassword.objects.get(user=user).password


@pytest.mark.parametrize(("language", "strange"), [("zh-hans", "[A-Za-z]{2,}"), ("en", "[一-鿿]")])
def test_every_rule_speaks_the_language_of_the_page(language, strange):
    user = UserFactory(name="王小明明明", username="wangxiaoming")
    texts = []
    with translation.override(language):
        for password in ("", "a", "wangxiaoming", "password", "Fengxiang-1", "Tea-2005", PASSWORD):
            with pytest.raises(ValidationError) as refusal:
                validate_password(password, user)
            texts += refusal.value.messages
        texts += [str(each.get_help_text()) for each in get_default_password_validators()]
    assert len(set(texts)) > len(get_default_password_validators())
    assert [text for text in texts if re.search(strange, text)] == []


def test_passwords_are_kept_with_argon2():
    from fengxiang import settings

    assert settings.PASSWORD_HASHERS[0].endswith(Argon2PasswordHasher.__name__)
