"""The rules of passwords that Django does not bring, and the random ones that are handed out on paper.

Each says what it wants in the language of the page that asks.
"""

import re
import secrets
from collections.abc import Iterator

from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities.models import Community, PastPassword, Unit, User

_HOUSE_WORDS = ("fengxiang", "凤翔", "zuzhibu", "组织部", "dangjian", "党建", "shequ", "社区")
_SHORTEST_NAME = 4  # characters of a code: shorter ones are in too many words
_YEAR = re.compile(r"(?:19|20)\d\d(?:[-./年]?(?:1[0-2]|0?[1-9])(?:[-./月]?(?:3[01]|[12]\d|0?[1-9])日?)?(?!\d))?")
_BESIDE_YEARS = 8
_DISGUISES = str.maketrans("@4031!5$7", "aaoeiisst")
_SHORTEST_WORD = 6  # letters


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


def _plain(text: str) -> str:
    return "".join(sign for sign in text.lower() if sign.isalnum())


class HouseWordValidator:
    """Refuses passwords built on words everybody here would try first, and on names of units and communities.

    Before there is a database there are no names to look up: `knows_names` is then False.
    """

    def __init__(self, *, knows_names: bool = True) -> None:
        self.knows_names = knows_names

    def validate(self, password: str, user: object = None) -> None:
        plain = _plain(password)
        if any(word in plain for word in (*_HOUSE_WORDS, *(self._names() if self.knows_names else ()))):
            raise ValidationError(self.get_help_text(), code="password_of_the_house")

    def _names(self) -> Iterator[str]:
        for model, key in ((Unit, "code"), (Community, "code")):
            for code, name, name_en in model._default_manager.values_list(key, "name", "name_en"):
                yield from (_plain(each) for each in (code, name_en) if len(_plain(each)) >= _SHORTEST_NAME)
                yield from filter(None, [name.removesuffix("社区")])

    def get_help_text(self) -> str:
        return _("Do not use the name of the county, the department, a unit, a community or the work.")


class YearValidator:
    """Lets years and dates stand, and counts none of them: everybody's password has one."""

    def validate(self, password: str, user: object = None) -> None:
        if _YEAR.search(password) and len(_YEAR.sub("", password)) < _BESIDE_YEARS:
            raise ValidationError(self.get_help_text(), code="password_of_a_year")

    def get_help_text(self) -> str:
        return _("Beside a year or a date use at least %(count)d other characters.") % {"count": _BESIDE_YEARS}


class CommonWordValidator(CommonPasswordValidator):
    """Refuses the words most passwords are made of, also with digits and signs around or within: P@ssw0rd-2005."""

    def validate(self, password: str, user: object = None) -> None:
        lower = password.lower()
        cores = {re.sub(r"[\W\d_]", "", each) for each in (lower, lower.strip("0123456789!").translate(_DISGUISES))}
        if lower.strip() in self.passwords or any(
            len(core) >= _SHORTEST_WORD and core in self.passwords for core in cores
        ):
            raise ValidationError(self.get_help_text(), code="password_too_common")

    def get_help_text(self) -> str:
        return _("Do not use a word that many people use as their password, whatever stands around it.")


class RecentPasswordValidator:
    """Refuses the password one has and the last ones before it."""

    def __init__(self, count: int = 5) -> None:
        self.count = count

    def validate(self, password: str, user: User | None = None) -> None:
        if user is None or not self.count or not user.pk:
            return
        kept = PastPassword.objects.filter(user=user.pk).values_list("password", flat=True)[: self.count]
        if any(check_password(password, each) for each in {user.password, *kept}):
            raise ValidationError(self.get_help_text(), code="password_used_before")

    def password_changed(self, password: str, user: User | None = None) -> None:
        """Keep what was chosen, hashed, and forget what is older than the last ones (Django calls this)."""
        if user is None or not user.pk:
            return
        PastPassword.objects.create(user=user, password=user.password)
        known = PastPassword.objects.filter(user=user)
        known.exclude(pk__in=list(known.values_list("pk", flat=True)[: self.count])).delete()

    def get_help_text(self) -> str:
        return ngettext(
            "Do not use your last password again.", "Do not use one of your last %(count)d passwords again.", self.count
        ) % {"count": self.count}


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
