"""Accounts, kept by the system administrator, and the units people work for."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserChangeForm, UserCreationForm
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from communities.admin.base import StaffAdmin
from communities.forms import UserNameInput
from communities.models import Unit, User

if TYPE_CHECKING:
    AddForm = UserCreationForm[User]
    ChangeForm = UserChangeForm[User]
    AuthUserAdmin = UserAdmin[User]
else:
    AddForm, ChangeForm, AuthUserAdmin = UserCreationForm, UserChangeForm, UserAdmin

# Rights follow from the role alone (communities/access.py): groups would only pretend to give some.
admin.site.unregister(Group)


class AccountAddForm(AddForm):
    """A new account with its first password, which the validators of the settings judge."""

    class Meta(UserCreationForm.Meta):
        model = User
        fields = ("username", "name", "role", "unit", "community", "email")
        field_classes = {"username": UserNameInput}


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


@admin.register(User)
class AccountAdmin(StaffAdmin, AuthUserAdmin):
    """Accounts are made, changed and closed here, never deleted: their name stands in histories for good."""

    form = AccountChangeForm
    add_form = AccountAddForm
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
        (_("Role"), {"fields": ["role", "unit", "community", "email"]}),
    ]
    fieldsets = [
        (None, {"fields": ["username", "name", "password", "email"]}),
        (_("Role"), {"fields": ["role", "unit", "community", "is_active"]}),
        (_("Dates"), {"fields": [("created_at", "last_login")]}),
    ]

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def has_view_history_or_change_history_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(self.has_view_or_change_permission(request, obj))

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """Nobody gives himself a role, or shuts the last administrator out by closing his own account."""
        fixed = ["role", "unit", "community", "is_active"] if obj is not None and obj.pk == request.user.pk else []
        return [*self.readonly_fields, *fixed]

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
