"""Accounts: every person has one, named, with one role."""

from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from communities.fields import PersonNameField
from communities.models.base import Named
from communities.usernames import LONGEST, UserNameField
from fengxiang.history import HistoricalRecords

# What a login leaves in the account, and no history.
_OF_A_LOGIN = [
    *("password", "last_login", "must_change_password", "password_set_at", "password_ends_at"),
    "session_number",
]
# What a person may do follows from these: where one is changed, whoever is logged in logs in anew.
_OF_A_SESSION = ("role", "unit_id", "community_id", "duty", "is_active")
FIRST_PASSWORD_LASTS = timedelta(hours=24)


class Unit(Named):
    """An office above the communities: a county department, or a town's Party committee."""

    class Level(models.TextChoices):
        COUNTY = "county", _("county")
        TOWN = "town", _("town")

    code = models.SlugField(_("code"), unique=True)
    level = models.CharField(_("level"), max_length=10, choices=Level, default=Level.COUNTY)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["code"]


class Role(models.TextChoices):
    """What a person does here; rights follow from it alone (communities/access.py)."""

    SYSADMIN = "sysadmin", _("System administrator")
    DEPARTMENT = "department", _("Organisation Department")
    TOWN = "town", _("Town Party committee")
    SECRETARY = "secretary", _("Community branch secretary")
    MEMBER = "member", _("Joint-meeting member")


class AdminDuty(models.TextChoices):
    """The post of a system administrator: three, and one account holds one (GB/T 22239, three administrators)."""

    ACCOUNTS = "accounts", _("Accounts: opens and closes them")
    POLICY = "policy", _("Policy: switches accounts on")
    AUDIT = "audit", _("Audit: reads the log")


class UserManager(BaseUserManager["User"]):
    """Makes accounts; however a name is spelt, it is the same name."""

    def get_queryset(self) -> models.QuerySet["User"]:
        """Return the accounts, each with the unit or community every page names it by."""
        return super().get_queryset().select_related("unit", "community")

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username=username)

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        """Create an account; without a password nobody can log in to it yet."""
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields: Any) -> "User":
        """Create a system administrator (manage.py createsuperuser): accounts and settings, no business data."""
        return self.create_user(username, password, **{"name": username, **fields, "role": Role.SYSADMIN})


# Roles in which nobody is switched on by one person alone.
_BY_TWO = (Role.DEPARTMENT, Role.SYSADMIN)


class User(AbstractBaseUser):
    """A person's account."""

    username = UserNameField(_("user name"), max_length=LONGEST, unique=True, validators=[UnicodeUsernameValidator()])
    name = PersonNameField(pgettext_lazy("person", "name"), max_length=30)
    role = models.CharField(_("role"), max_length=20, choices=Role)
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("unit"),
        help_text=_("For the department, the town and members of the joint meeting."),
    )
    community = models.ForeignKey(
        "Community",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="secretaries",
        verbose_name=_("community"),
        help_text=_("For a branch secretary."),
    )
    duty = models.CharField(
        _("duty of an administrator"),
        max_length=10,
        choices=AdminDuty,
        default=AdminDuty.ACCOUNTS,
        help_text=_("Of a system administrator; nothing to others. Each duty is somebody else's."),
    )
    email = models.EmailField(_("e-mail"), blank=True)
    is_active = models.BooleanField(_("active"), default=True, help_text=_("Untick instead of deleting an account."))
    must_change_password = models.BooleanField(
        _("password to be changed"),
        default=False,
        help_text=_("Somebody else knows it: the next login asks for a new one first."),
    )
    password_set_at = models.DateTimeField(_("password set"), default=timezone.now, editable=False)
    password_ends_at = models.DateTimeField(
        _("password ends"), null=True, editable=False, help_text=_("A first password, a day later or once it was used.")
    )
    session_number = models.PositiveIntegerField(
        _("number of sessions"), default=0, editable=False, help_text=_("Raised, it ends every session there is.")
    )
    ends_on = models.DateField(
        _("ends on"), null=True, blank=True, help_text=_("The last day it is open; empty: none.")
    )
    opened_by = models.ForeignKey(
        "self", models.SET_NULL, null=True, editable=False, related_name="+", verbose_name=_("opened by")
    )
    switched_on_by = models.ForeignKey(
        "self", models.SET_NULL, null=True, editable=False, related_name="+", verbose_name=_("switched on by")
    )
    switched_on_at = models.DateTimeField(_("switched on"), null=True, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    history = HistoricalRecords(excluded_fields=_OF_A_LOGIN)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ["username"]
        constraints = [
            models.UniqueConstraint(
                Lower("username"),
                name="communities_user_username_in_any_case",
                violation_error_message=_("There is an account with this user name already."),
            )
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the account, and end its sessions if it may do something else from now on."""
        fields = kwargs.get("update_fields")
        watched = {each.removesuffix("_id") for each in _OF_A_SESSION}
        if self.pk and (fields is None or watched & {each.removesuffix("_id") for each in fields}):
            before = User.objects.filter(pk=self.pk).values(*_OF_A_SESSION).first()
            if before is not None and any(getattr(self, name) != value for name, value in before.items()):
                self.session_number += 1
                if fields is not None:
                    kwargs["update_fields"] = {*fields, "session_number"}
        super().save(*args, **kwargs)

    def hold_for_second(self, actor: "User") -> bool:
        """Keep a department's or an administrator's account closed that one person is opening, and say whether it is.

        Called before it is saved: one that was open in this role already stays as it is.
        """
        before = User.objects.filter(pk=self.pk).values_list("role", "duty", "is_active").first()
        if self.role not in _BY_TWO or not self.is_active or before == (self.role, self.duty, True):
            return False
        self.is_active, self.opened_by = False, actor
        self.switched_on_by = self.switched_on_at = None
        return True

    @property
    def waits_for_second(self) -> bool:
        """Whether somebody opened it, and nobody else switched it on yet."""
        return not self.is_active and self.opened_by_id is not None and self.switched_on_at is None

    def switch_on(self, actor: "User") -> None:
        """Open an account that waits for a second person (communities/access.py says who is one)."""
        self.is_active, self.switched_on_by, self.switched_on_at = True, actor, timezone.now()
        self.save()

    def end_sessions(self) -> None:
        """End every session of this account, wherever it was begun."""
        self.session_number += 1
        self.save(update_fields=["session_number"])

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Return what a session has to hold: it ends with the password, and with the number of sessions."""
        salt = "communities.models.account.User.session"
        text = f"{self.session_number} {self.password}"
        return salted_hmac(salt, text, secret=secret, algorithm="sha256").hexdigest()

    def set_password(self, raw_password: str | None) -> None:
        """Set a password that its owner chose."""
        super().set_password(raw_password)
        self.must_change_password, self.password_ends_at = False, None
        self.password_set_at = timezone.now()

    def set_first_password(self, raw_password: str) -> None:
        """Set a password that somebody else knows: for one login within a day, which leads to the change page only."""
        self.set_password(raw_password)
        self.must_change_password = True
        self.password_ends_at = self.password_set_at + FIRST_PASSWORD_LASTS

    @property
    def is_password_used_up(self) -> bool:
        """Whether it was a first password, and its one login or its day are over."""
        ends = self.password_ends_at
        return self.must_change_password and ends is not None and ends <= timezone.now()

    @property
    def is_password_old(self) -> bool:
        """Whether it was set more than PASSWORD_DAYS ago; never where these are 0, or another site knows it."""
        oldest = timezone.now() - timedelta(days=settings.PASSWORD_DAYS)
        return bool(settings.PASSWORD_DAYS) and self.password_set_at < oldest and self.has_usable_password()

    @property
    def owes_password(self) -> bool:
        """Whether nothing opens but the page where a new password is chosen."""
        return self.must_change_password or self.is_password_old

    @property
    def is_department(self) -> bool:
        return self.role == Role.DEPARTMENT

    @property
    def has_unit_page(self) -> bool:
        """Whether a plan has a page on the person's unit: it sits in the joint meeting, with a seat or as a town."""
        return self.role in {Role.MEMBER, Role.TOWN}

    @property
    def is_sysadmin(self) -> bool:
        return self.role == Role.SYSADMIN

    @property
    def keeps_accounts(self) -> bool:
        """Whether the person is the administrator whose duty the accounts are."""
        from communities.access import can_keep_accounts

        return can_keep_accounts(self)

    @property
    def is_auditor(self) -> bool:
        """Whether the person is the administrator who reads the record."""
        from communities.access import can_audit

        return can_audit(self)

    @property
    def is_staff(self) -> bool:
        """Whether the admin lets this person in."""
        from communities.access import can_enter_admin

        return can_enter_admin(self)

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Return whether the role grants a Django permission; the only authority is communities/access.py."""
        from communities.access import grants

        return grants(self, perm)

    def has_perms(self, perm_list: list[str], obj: object = None) -> bool:
        return all(self.has_perm(perm, obj) for perm in perm_list)

    def has_module_perms(self, app_label: str) -> bool:
        """Return whether the role grants anything in an app, so that the admin lists it."""
        from communities.access import grants_in

        return grants_in(self, app_label)

    def clean(self) -> None:
        """A role needs its place: secretaries a community, offices a unit."""
        super().clean()
        if self.role == Role.SECRETARY and self.community_id is None:
            raise ValidationError({"community": _("Choose the community this secretary reports for.")})
        if self.role in {Role.DEPARTMENT, Role.TOWN, Role.MEMBER} and self.unit_id is None:
            raise ValidationError({"unit": _("Choose the unit this person works for.")})
        if self.role == Role.TOWN and self.unit and self.unit.level != Unit.Level.TOWN:
            raise ValidationError({"unit": _("Choose a town: this role is responsible for a town's communities.")})


def use_up(user: User, **_more: object) -> None:
    """Let a first password be used for one login (communities/apps.py)."""
    if user.must_change_password and user.password_ends_at is not None:
        user.password_ends_at = timezone.now()
        user.save(update_fields=["password_ends_at"])
