"""Two password rules Django does not bring: three of four classes of characters, and no words of the house."""

import secrets

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_HOUSE_WORDS = ("fengxiang", "凤翔", "zuzhibu", "组织部", "dangjian", "党建", "shequ", "社区")


class CharacterClassValidator:
    """Asks for three of: small letters, capitals, digits, anything else (GB/T 22239 7.1.4.1 a)."""

    def validate(self, password: str, user: object = None) -> None:
        classes = (
            any(c.islower() for c in password),
            any(c.isupper() for c in password),
            any(c.isdigit() for c in password),
            any(not c.isascii() or not c.isalnum() for c in password),
        )
        if sum(classes) < 3:
            raise ValidationError(self.get_help_text(), code="password_too_plain")

    def get_help_text(self) -> str:
        return _("Use at least three of: small letters, capital letters, digits, other characters.")


class HouseWordValidator:
    """Refuses passwords built on the words everybody here would try first."""

    def validate(self, password: str, user: object = None) -> None:
        if any(word in password.lower() for word in _HOUSE_WORDS):
            raise ValidationError(self.get_help_text(), code="password_of_the_house")

    def get_help_text(self) -> str:
        return _("Do not use the name of the county, the department or the work.")


_LETTERS, _DIGITS = "abcdefghjkmnpqrstuvwxyz", "23456789"  # none that is taken for another on paper
_GROUPS, _GROUP = 3, 4


def first_password() -> str:
    """Return a random password to be read from paper and changed at the first login: kfm7-RT4q-29xd."""
    signs = _LETTERS + _LETTERS.upper() + _DIGITS
    while True:
        groups = ["".join(secrets.choice(signs) for _sign in range(_GROUP)) for _group in range(_GROUPS)]
        word = "-".join(groups)
        if all(any(sign in word for sign in kind) for kind in (_LETTERS, _LETTERS.upper(), _DIGITS)):
            return word
