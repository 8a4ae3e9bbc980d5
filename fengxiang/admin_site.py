"""The staff pages: Django's admin behind the site's own login, for those whom the role lets in."""

import re
from collections.abc import Callable
from functools import update_wrapper
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING, Any, cast

from django.apps import apps
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.apps import AdminConfig
from django.contrib.admin.options import ModelAdmin
from django.contrib.admin.sites import AdminSite
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ERROR_FLAG, PAGE_VAR
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest, FieldDoesNotExist, ValidationError
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import SimpleTemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.i18n import JavaScriptCatalog

from fengxiang.model_groups import GROUPS
from fengxiang.sent_files import rewind
from fengxiang.site_name import site_name_lazy
from fengxiang.source_address import source_address

if TYPE_CHECKING:
    from communities.models import User

# A second door to one's own password would need the same locks again; there is one, outside the admin.
_LEFT_OUT = frozenset({"password_change", "password_change_done"})

# The pages whose form is the one of `ModelAdmin.get_form`.
_WITH_FORM = frozenset({"add_view", "change_view"})

# What Django's templates write in English beside their pictures, whatever the language.
_SIGNS = {"Search": _("Search"), "True": _("True"), "False": _("False"), "None": _("None")}
_SIGN = re.compile(rf' alt="({"|".join(_SIGNS)})"'.encode())

# What Django's lookups and widgets raise for a value they cannot read; only its forms say it beside the field.
_NO_SUCH_VALUE = (ValueError, OverflowError, DataError, FieldDoesNotExist)


def _require_key(view: Any, kwargs: dict[str, Any]) -> None:
    """Answer 404 where a page of one entry is asked for by what can be no entry's key."""
    shown = getattr(view, "__self__", None)
    asked = kwargs.get("object_id", kwargs.get("id"))
    if asked is None or not isinstance(shown, ModelAdmin):
        return
    try:
        shown.opts.pk.clean(unquote(asked), None)
    except ValidationError as error:
        raise Http404 from error


def _is_near(request: HttpRequest) -> bool:
    """Whether a request comes from where the staff pages are for, if that is set (ADMIN_NETWORKS)."""
    if not settings.ADMIN_NETWORKS:
        return True
    address = source_address(request)
    return bool(address) and any(ip_address(address) in ip_network(each) for each in settings.ADMIN_NETWORKS)


def _in_our_words(sign: re.Match[bytes]) -> bytes:
    return f' alt="{_SIGNS[sign[1].decode()]}"'.encode()


def _called(entry: Any) -> str:
    return f"{entry._meta.verbose_name} {entry.pk}"


class StaffWords(JavaScriptCatalog):
    """Django's words for the scripts of the staff pages; what this office says otherwise goes before them."""

    def get_catalog(self) -> dict[str, Any]:
        selected = gettext("%(sel)s of %(cnt)s rows selected")
        return super().get_catalog() | {"%(sel)s of %(cnt)s selected": [selected, selected]}


class StaffSite(AdminSite):
    """The admin: for a person logged in without a right to it, it does not exist (404)."""

    site_header = site_name_lazy()
    site_title = site_header
    index_title = _("Registers, plan and accounts")
    site_url = "/"

    def get_urls(self) -> list[Any]:
        urls = [each for each in super().get_urls() if getattr(each, "name", None) not in _LEFT_OUT]
        for each in urls:
            callback = getattr(each, "callback", None)
            if callback is not None and hasattr(callback, "login_url"):
                # Who is not logged in goes to the site's login at once, not by way of the admin's address for it.
                callback.login_url = None
        return urls

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Return the models by what they are about, those of both apps in one group (fengxiang/model_groups.py)."""
        apps: list[Any] = super().get_app_list(request, app_label)
        if app_label is not None:
            return apps
        by_label = {each["model"]._meta.label: each for app in apps for each in app["models"]}
        groups = [(name, [by_label[label] for label in labels if label in by_label]) for name, labels in GROUPS]
        return [{"name": name, "app_label": "", "app_url": "", "models": models} for name, models in groups if models]

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Return the view guarded: 404 for those whom the admin does not let in; what it writes is one act.

        404 for no entry's key, 400 for values of another type, or beyond what the database knows.
        """

        def enclosed(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if request.method != "POST":
                return view(request, *args, **kwargs)
            # Inside, because this module is read before there are any models.
            from partybuilding.shared.act import perform_page
            from partybuilding.shared.errors import ActionError

            try:
                return perform_page("admin", cast("User", request.user), lambda: view(request, *args, **kwargs))
            except ActionError as refusal:
                if view.__name__ not in _WITH_FORM:
                    messages.error(request, str(refusal))
                    return redirect(request.get_full_path())
                # Its form says so, and shows what was typed.
                request.refusal = str(refusal)  # type: ignore[attr-defined] # the page says it
                rewind(request)
                return view(request, *args, **kwargs)

        guarded: Callable[..., HttpResponse] = super().admin_view(update_wrapper(enclosed, view), cacheable)

        def hidden(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.user.is_authenticated and not (self.has_permission(request) and _is_near(request)):
                raise Http404
            _require_key(view, kwargs)
            try:
                answer = guarded(request, *args, **kwargs)
                if isinstance(answer, SimpleTemplateResponse):
                    answer.render()  # here and not later: it asks the database, too
                    answer.content = _SIGN.sub(_in_our_words, answer.content)
            except _NO_SUCH_VALUE as error:
                raise BadRequest("There can be no such value.") from error
            # Else the list would be shown unfiltered, without a word. A page may be gone with its last entry, though.
            if answer.get("Location") == f"{request.path}?{ERROR_FLAG}=1" and PAGE_VAR not in request.GET:
                raise BadRequest("The list cannot be filtered like this.")
            return answer

        return update_wrapper(hidden, guarded)

    def i18n_javascript(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Send the words of the pages' scripts, some of them in our own."""
        return StaffWords.as_view(packages=["django.contrib.admin"])(request)

    @method_decorator(never_cache)
    @login_not_required
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send to the site's own login, which counts failures and comes back here."""
        # Inside, because the views of contrib.auth need its models and this module is read before there are any.
        from django.contrib.auth.views import redirect_to_login

        following = request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index", current_app=self.name)
        return redirect_to_login(following)

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Log out (POST only) and show the site's login."""
        from communities.views import Logout

        return Logout.as_view(next_page="login")(request)


class StaffAdminConfig(AdminConfig):
    """Takes the place of django.contrib.admin in INSTALLED_APPS."""

    default_site = "fengxiang.admin_site.StaffSite"

    def ready(self) -> None:
        super().ready()
        # It has no name but that of its package, which the way back to its pages would show.
        apps.get_app_config("axes").verbose_name = _("Failed logins")
        attempts: Any = admin.site.get_model_admin(apps.get_model("axes.AccessAttempt"))
        type(attempts).status.short_description = _("state")
        for model in apps.get_app_config("axes").get_models():
            # They call themselves in English alone.
            model.__str__ = _called  # type: ignore[method-assign] # their classes are not ours
