"""Accounts, kept by the system administrator, and the units people work for."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_totp.admin import TOTPDevice

from communities import second_factor
from communities.access import can_keep_policy, can_switch_on
from communities.admin.base import StaffAdmin, person
from communities.admin.exchange import RegisterResource
from communities.admin.exchange_pages import ExchangeMixin
from communities.forms import UserNameInput
from communities.models import Unit, User

if TYPE_CHECKING:
    ChangeForm = UserChangeForm[User]
    ModelForm = forms.ModelForm[User]
    AuthUserAdmin = UserAdmin[User]
else:
    ChangeForm, ModelForm, AuthUserAdmin = UserChangeForm, forms.ModelForm, UserAdmin

# Rights follow from the role alone (communities/access.py): groups would only pretend to give some. Keys of second
# factors are nobody's to look at.
admin.site.unregister([Group, TOTPDevice])


class AccountAddForm(ModelForm):
    """A new account. Nobody chooses its password but its owner, who begins with a random one (office/actions.py)."""

    class Meta:
        model = User
        fields = ("username", "name", "role", "unit", "community", "duty", "email")
        field_classes = {"username": UserNameInput}

    def save(self, commit: bool = True) -> User:
        """Keep the account; it opens once its first password is made."""
        self.instance.set_unusable_password()
        user: User = super().save(commit)
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
        if self.keeper:
            instance.hold_for_second(self.keeper)
        super().validate_instance(instance, faults, validate_unique)


@admin.register(User)
class AccountAdmin(ExchangeMixin, StaffAdmin, AuthUserAdmin):
    """Accounts are made, changed and closed here, never deleted: their name stands in histories for good."""

    resource_classes = [AccountResource]
    form = AccountChangeForm
    add_form = AccountAddForm
    add_form_template = None
    list_display = ["username", "name", "role", "unit", "community", "is_active", "last_login"]
    list_filter = ["role", "is_active", "unit", "community"]
    list_select_related = ["unit", "community"]
    search_fields = ["username", "name", "unit__name", "community__name"]
    filter_horizontal = ()
    autocomplete_fields = ["unit", "community"]
    readonly_fields = [
        "created_at",
        "last_login",
        "opened_by",
        "switched_on_by",
        "switched_on_at",
        "unit_name",
        "community_name",
    ]
    add_fieldsets = [
        (None, {"fields": ["username", "name"]}),
        (_("Role"), {"fields": ["role", "unit", "community", "duty", "email"]}),
    ]
    fieldsets = [
        (None, {"fields": ["username", "name", "password", "email"]}),
        (_("Role"), {"fields": ["role", "unit", "community", "duty", "is_active", "ends_on"]}),
        (_("Dates"), {"fields": [("created_at", "last_login"), ("opened_by", "switched_on_by", "switched_on_at")]}),
    ]

    actions = ["end_sessions", "switch_on", "remove_second"]

    @admin.action(permissions=["switch_on"], description=_("Take the second factor of the selected accounts away"))
    def remove_second(self, request: HttpRequest, queryset: Any) -> None:
        """Help who lost the device; nobody helps himself like that."""
        others = [account for account in queryset if account.pk != request.user.pk]
        count = sum(bool(second_factor.remove(account)) for account in others)
        for account in others:
            account.end_sessions()
        message = ngettext("%(count)d second factor taken away.", "%(count)d second factors taken away.", count)
        messages.success(request, message % {"count": count})

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Keep an account; one of the department or of an administrator waits for a second person to switch it on."""
        if obj.hold_for_second(person(request)):
            messages.warning(
                request, gettext("The account stays closed until the administrator for policy switches it on.")
            )
        super().save_model(request, obj, form, change)

    def has_switch_on_permission(self, request: HttpRequest) -> bool:
        return can_keep_policy(person(request))

    @admin.action(permissions=["switch_on"], description=_("Switch on the selected accounts, as the second of two"))
    def switch_on(self, request: HttpRequest, queryset: Any) -> None:
        """Open what somebody else made and asked for; anything else among the selected stays as it is."""
        waiting = [account for account in queryset if can_switch_on(person(request), account)]
        for account in waiting:
            account.switch_on(person(request))
        message = ngettext("%(count)d account switched on.", "%(count)d accounts switched on.", len(waiting))
        messages.success(request, message % {"count": len(waiting)})

    @admin.action(permissions=["change"], description=_("End all sessions of the selected accounts"))
    def end_sessions(self, request: HttpRequest, queryset: Any) -> None:
        """Log the selected people out, wherever they are logged in."""
        for account in queryset:
            account.end_sessions()
        message = ngettext("%(count)d account logged out.", "%(count)d accounts logged out.", len(queryset))
        messages.success(request, message % {"count": len(queryset)})

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

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Leave out what leads to a refusal: a password that another makes, a unit or community one may not open."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or person(request).keeps_accounts:
            return fieldsets
        changes = self.has_change_permission(request, obj)
        names: dict[Any, Any] = {} if changes else {"unit": "unit_name", "community": "community_name"}
        return [
            (title, {**more, "fields": [names.get(each, each) for each in more["fields"] if each != "password"]})
            for title, more in fieldsets
        ]

    @admin.display(description=_("unit"))
    def unit_name(self, account: User) -> str:
        """The unit in words alone, for whoever may not open its own page."""
        return str(account.unit or "–")

    @admin.display(description=_("community"))
    def community_name(self, account: User) -> str:
        """The community in words alone, for whoever may not open its own page."""
        return str(account.community or "–")

    def user_change_password(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead to where another person's password is made; one's own is changed where the old one is asked for."""
        other = self.get_object(request, unquote([*args, kwargs.get("id")][0]))
        if not self.has_change_permission(request, other):
            raise PermissionDenied
        if other is None:
            raise Http404
        return redirect("password_change") if other == request.user else redirect("first-password", other.pk)

    def response_add(self, request: HttpRequest, obj: User, post_url_continue: str | None = None) -> HttpResponse:
        """Lead on to the first password of a new account: without it nobody can log in."""
        return redirect("first-password", obj.pk)


@admin.register(Unit)
class UnitAdmin(StaffAdmin):
    list_display = ["name", "name_en", "code", "level"]
    list_filter = ["level"]
    search_fields = ["name", "name_en", "code"]
