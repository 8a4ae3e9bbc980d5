"""Accounts, kept by the system administrator, and the units people work for."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from communities.admin.base import StaffAdmin, person
from communities.admin.exchange import RegisterResource
from communities.admin.exchange_pages import ExchangeMixin
from communities.forms import UserNameInput
from communities.models import Unit, User

if TYPE_CHECKING:
    AddForm = UserCreationForm[User]
    ChangeForm = UserChangeForm[User]
    PasswordForm = AdminPasswordChangeForm[User]
    AuthUserAdmin = UserAdmin[User]
else:
    AddForm, ChangeForm, AuthUserAdmin = UserCreationForm, UserChangeForm, UserAdmin
    PasswordForm = AdminPasswordChangeForm

# Rights follow from the role alone (communities/access.py): groups would only pretend to give some.
admin.site.unregister(Group)


class AccountAddForm(AddForm):
    """A new account with its first password, which the validators of the settings judge."""

    class Meta(UserCreationForm.Meta):
        model = User
        fields = ("username", "name", "role", "unit", "community", "duty", "email")
        field_classes = {"username": UserNameInput}

    def save(self, commit: bool = True) -> User:
        """Keep the account; who set its first password knows it, so its owner changes it."""
        user: User = super().save(commit=False)
        user.must_change_password = True
        if commit:
            user.save()
        return user


class FirstPasswordForm(PasswordForm):
    """A password set for somebody else."""

    def save(self, commit: bool = True) -> User:
        user: User = super().save(commit=False)
        user.must_change_password = True
        if commit:
            user.save()
        return user


class AccountChangeForm(ChangeForm):
    """An account; its password has a page of its own."""

    class Meta(UserChangeForm.Meta):
        model = User
        field_classes = {"username": UserNameInput}

    def clean_username(self) -> str:
        username: str = self.cleaned_data["username"]
        if User.objects.filter(username=username).exclude(pk=self.instance.pk).exists():
            raise ValidationError(gettext("There is an account with this user name already."))
        return username


class AccountResource(RegisterResource):
    """Accounts in a workbook: never with a password. A new one opens once its first password is set."""

    owner = first_day = last_day = ""
    same = ("username",)

    class Meta(RegisterResource.Meta):
        model = User
        fields = ("id", "username", "name", "role", "unit", "community", "duty", "email", "is_active")

    def __init__(self, *args: Any, keeper: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keeper = keeper

    def validate_instance(
        self, instance: User, import_validation_errors: dict[str, Any] | None = None, validate_unique: bool = True
    ) -> None:
        """Raise ValidationError with what is in the way of a row; nobody closes or raises his own account."""
        faults = dict(import_validation_errors or {})
        if instance.pk and self.keeper and instance.pk == self.keeper.pk:
            kept = User.objects.get(pk=instance.pk)
            for name in ("role", "unit_id", "community_id", "duty", "is_active"):
                if getattr(kept, name) != getattr(instance, name):
                    message = gettext("Your own account is changed by another administrator.")
                    faults.setdefault(name.removesuffix("_id"), ValidationError(message))
        if not instance.password:
            instance.set_unusable_password()
        super().validate_instance(instance, faults, validate_unique)


@admin.register(User)
class AccountAdmin(ExchangeMixin, StaffAdmin, AuthUserAdmin):
    """Accounts are made, changed and closed here, never deleted: their name stands in histories for good."""

    resource_classes = [AccountResource]
    form = AccountChangeForm
    add_form = AccountAddForm
    change_password_form = FirstPasswordForm
    add_form_template = None
    list_display = ["username", "name", "role", "unit", "community", "is_active", "last_login"]
    list_filter = ["role", "is_active", "unit", "community"]
    list_select_related = ["unit", "community"]
    search_fields = ["username", "name", "unit__name", "community__name"]
    filter_horizontal = ()
    autocomplete_fields = ["unit", "community"]
    readonly_fields = ["created_at", "last_login"]
    add_fieldsets = [
        (None, {"fields": ["username", "name", "password1", "password2"]}),
        (_("Role"), {"fields": ["role", "unit", "community", "duty", "email"]}),
    ]
    fieldsets = [
        (None, {"fields": ["username", "name", "password", "email"]}),
        (_("Role"), {"fields": ["role", "unit", "community", "duty", "is_active"]}),
        (_("Dates"), {"fields": [("created_at", "last_login")]}),
    ]

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def has_export_permission(self, request: HttpRequest) -> bool:
        return bool(self.has_view_permission(request))

    def get_import_resource_kwargs(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        return super().get_import_resource_kwargs(request, **kwargs) | {"keeper": person(request)}

    def has_view_history_or_change_history_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(self.has_view_or_change_permission(request, obj))

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """Nobody gives himself a role, or shuts the last administrator out by closing his own account."""
        is_own = obj is not None and obj.pk == request.user.pk
        return [*self.readonly_fields, *(["role", "unit", "community", "duty", "is_active"] if is_own else [])]

    def user_change_password(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Set another person's password; one's own is changed where the old one is asked for."""
        if str(request.user.pk) in {*args, kwargs.get("id")}:
            return redirect("password_change")
        response: HttpResponse = super().user_change_password(request, *args, **kwargs)
        return response


@admin.register(Unit)
class UnitAdmin(StaffAdmin):
    list_display = ["name", "name_en", "code", "level"]
    list_filter = ["level"]
    search_fields = ["name", "name_en", "code"]
