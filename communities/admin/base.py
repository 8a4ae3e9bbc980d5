"""What the staff pages of registers and plan have in common."""

from typing import TYPE_CHECKING, Any, ClassVar, cast

from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.forms import CheckboxSelectMultiple, Field
from django.http import HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from communities.access import can_view_data
from communities.forms import date_widget, is_free_text, reader_of
from communities.models import ResidentUnit, User, in_force
from communities.privacy import refuse_id_number
from fengxiang import clock

if TYPE_CHECKING:
    TabularInline = admin.TabularInline[Any, Any]
    ModelAdmin = admin.ModelAdmin[Any]
    AnyAdmin = BaseModelAdmin[Any]
else:
    TabularInline = admin.TabularInline
    ModelAdmin = admin.ModelAdmin
    AnyAdmin = object  # a part of model admins and inlines


def person(request: HttpRequest) -> User:
    """Return who is asking; nobody gets as far as here without being logged in."""
    return cast("User", request.user)


def _offer_plainly(field: Field | None, column: "models.Field[Any, Any]") -> None:
    """Offer what is chosen without the ways to change, delete or add it: a room's page is not the place for that.

    Only who works together with a community comes up while something else is entered.
    """
    widget = getattr(field, "widget", None)
    if isinstance(widget, RelatedFieldWidgetWrapper):
        widget.can_change_related = widget.can_delete_related = widget.can_view_related = False
        widget.can_add_related = widget.can_add_related and column.related_model is ResidentUnit
    if field is not None and isinstance(column, models.ManyToManyField):
        field.widget = CheckboxSelectMultiple(choices=cast("Any", widget).choices)
        field.help_text = column.help_text


class StaffForms(AnyAdmin):
    """For model admins and inlines: numbers, dates and texts are read as everywhere, and no text takes an ID number."""

    formfield_overrides: ClassVar[Any] = {models.DateField: {"widget": date_widget()}}

    def formfield_for_dbfield(self, db_field: "models.Field[Any, Any]", request: HttpRequest, **kwargs: Any) -> Any:
        kwargs = reader_of(db_field) | kwargs
        field: Field | None = super().formfield_for_dbfield(db_field, request, **kwargs)
        _offer_plainly(field, db_field)
        if field is not None and is_free_text(db_field):
            field.validators.append(refuse_id_number)
        return field


class Tabular(StaffForms, TabularInline):
    """An inline without empty rows to trip over."""

    extra = 0


class ReadOnlyTabular(TabularInline):
    """An inline to look at."""

    extra = 0
    can_delete = False
    classes = ["to-look-at"]

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


class StaffAdmin(StaffForms, SimpleHistoryAdmin):
    """A page of the registers or the plan, with its history to read and totals under its list.

    The history cannot be reverted to: an old version would come back past the rules that hold for today's form.
    """

    list_per_page = 50
    change_list_template: Any = "admin/change_list_with_totals.html"
    object_history_list_template = "admin/object_history_list.html"

    def get_urls(self) -> list[Any]:
        return [url for url in super().get_urls() if not (url.name or "").endswith("_simple_history")]

    def revert_disabled(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return True

    def get_form(
        self, request: HttpRequest, obj: models.Model | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """Return the page's form; one that is not taken, whatever stands in it (`request.refusal`), says why."""
        form = super().get_form(request, obj, change=change, **kwargs)
        refusal = getattr(request, "refusal", "")
        return type("RefusedForm", (form,), {"clean": lambda self: self.add_error(None, refusal)}) if refusal else form

    def has_view_history_or_change_history_permission(
        self, request: HttpRequest, obj: models.Model | None = None
    ) -> bool:
        """Whether the person may read what became of an entry: the history shows all its fields."""
        return can_view_data(person(request)) and self.has_view_or_change_permission(request, obj)

    def totals(self, request: HttpRequest, entries: QuerySet[Any]) -> list[str]:
        """Return the lines under the list for the entries that the filters leave over, on all its pages."""
        return []

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        response: HttpResponse = super().changelist_view(request, extra_context)
        context = getattr(response, "context_data", None) or {}
        if "cl" in context:
            context["totals"] = self.totals(request, context["cl"].queryset.order_by())
        return response

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["history_is_open"] = self.has_view_history_or_change_history_permission(request, kwargs.get("obj"))
        response: HttpResponse = super().render_change_form(request, context, *args, **kwargs)
        return response


class InForceFilter(admin.SimpleListFilter):
    """Entries in force today, ended, or not yet begun; today is the clock's."""

    title = _("in force today")
    parameter_name = "in_force"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, Any]]:
        return [("yes", _("in force")), ("ended", _("ended")), ("later", _("not yet begun"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        today = clock.today()
        match self.value():
            case "yes":
                return queryset.filter(in_force(today))
            case "ended":
                return queryset.filter(until__lt=today)
            case "later":
                return queryset.filter(since__gt=today)
            case _:
                return queryset


class EntryAdmin(StaffAdmin):
    """A register whose entries count from a day to a day: they are ended, and deleted only if they never were."""

    delete_confirmation_template = "admin/delete_entry_confirmation.html"
    delete_selected_confirmation_template = "admin/delete_entries_confirmation.html"
    date_hierarchy = "since"
    search_help_text = _("Name, remark or community")


ENTRY_FIELDS: Any = (_("When it counts"), {"fields": [("since", "until"), "remark"]})


def on_today() -> str:
    """Return "on <today>", for totals: the reader sees which day they hold for."""
    return gettext("On %(day)s") % {"day": date_format(clock.today())}


def number_in_force(model: type[models.Model], owner: str) -> Coalesce:
    """Return the expression for how many entries of a register an owner has today, 0 included."""
    entries = model._default_manager.filter(in_force(clock.today()), **{owner: OuterRef("pk")})
    counted = entries.order_by().values(owner).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
