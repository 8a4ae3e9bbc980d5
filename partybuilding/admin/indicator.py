"""Indicators: targets and schedules are changed on a page of their own, figures only until they are reported on."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from communities.admin.base import StaffAdmin, Tabular
from partybuilding.admin.choices import ANOTHER_PLAN, ChoicesOfThePlan, OfOnePlan
from partybuilding.admin.terms import WithTerms
from partybuilding.models import Indicator, IndicatorField, Phase, ScheduleStep
from partybuilding.targets.numbers import plain
from partybuilding.targets.target import Operator

if TYPE_CHECKING:
    InlineFormSet = BaseInlineFormSet[Any, Any, Any]
else:
    InlineFormSet = BaseInlineFormSet


class FieldInline(Tabular):
    """The figures of an indicator; fixed once reported on, or old reports would change their meaning."""

    model = IndicatorField
    fields = ["order", "key", "role", "name", "name_en", "unit", "unit_en", "places", "quantity", "group", "group_en"]
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: Indicator | None = None) -> bool:
        return super().has_add_permission(request, obj) and not (obj and obj.is_reported_on)

    def has_change_permission(self, request: HttpRequest, obj: Indicator | None = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and obj.is_reported_on)

    def has_delete_permission(self, request: HttpRequest, obj: Indicator | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and obj.is_reported_on)


class StepFormSet(InlineFormSet):
    """Steps name phases of the indicator's own plan."""

    def clean(self) -> None:
        super().clean()
        for form in self.forms:
            phase = getattr(form, "cleaned_data", {}).get("phase")
            if isinstance(phase, Phase) and phase.plan_id != self.instance.plan_id:
                form.add_error("phase", ANOTHER_PLAN)


class StepInline(ChoicesOfThePlan, Tabular):
    """The schedule of a new indicator; later it is changed together with the target."""

    model = ScheduleStep
    formset = StepFormSet
    fields = ["phase", "value"]
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: Indicator | None = None) -> bool:
        return obj is None and super().has_add_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Indicator | None = None) -> bool:
        return obj is None and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Indicator | None = None) -> bool:
        return obj is None and super().has_delete_permission(request, obj)


@admin.register(Indicator)
class IndicatorAdmin(ChoicesOfThePlan, WithTerms):
    form = OfOnePlan
    list_display = ["code", "name", "area", "kind", "scope", "operator", "goal", "source", "section"]
    list_display_links = ["code", "name"]
    list_filter = ["plan", "area", "kind", "scope", "source", "operator"]
    list_select_related = ["area"]
    search_fields = ["code", "name", "name_en", "section", "measure"]
    autocomplete_fields = ["plan"]
    fieldsets = [
        (None, {"fields": ["plan", ("code", "order"), "name", "name_en", "area", ("scope", "kind"), "section"]}),
        (_("Target"), {"fields": ["operator", ("target", "upper"), "strict", ("unit", "unit_en"), "due_phase"]}),
        (_("Where the value comes from"), {"fields": [("source", "measure"), "proof", "proof_en"]}),
        (
            _("Gap and notes"),
            {
                "fields": [
                    ("gap_short", "gap_short_en"),
                    ("gap_over", "gap_over_en"),
                    "leads",
                    ("town_answers", "community_answers"),
                    "is_rated",
                    "is_five_commons",
                    "note",
                    "note_en",
                ]
            },
        ),
    ]
    inlines = [FieldInline, StepInline]
    # What reports were written against; the target has a page of its own, where it is changed from a quarter on.
    fixed_once_reported_on = ("plan", "code", "scope", "operator", "source", "measure")
    fixed_once_there = ("target", "upper", "strict", "due_phase")

    def get_readonly_fields(self, request: HttpRequest, obj: Indicator | None = None) -> tuple[str, ...]:
        if obj is None:
            return ()
        return self.fixed_once_there + (self.fixed_once_reported_on if obj.is_reported_on else ())

    @admin.display(description=_("target"), ordering="target")
    def goal(self, indicator: Indicator) -> str:
        if indicator.target is None:
            return "–"
        figure = plain(indicator.target)
        if indicator.operator == Operator.BAND and indicator.upper is not None:
            figure = f"{figure}–{plain(indicator.upper)}"
        return f"> {figure}" if indicator.strict else figure


class PartAdmin(StaffAdmin):
    """A part of an indicator: its page is reached from the indicator's, for its history."""

    search_help_text = _("Code or name of the indicator")
    search_fields = ["indicator__code", "indicator__name"]
    list_filter = ["indicator__plan", "indicator__area"]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(IndicatorField)
class IndicatorFieldAdmin(PartAdmin):
    list_display = ["key", "name", "indicator", "role"]
    list_select_related = ["indicator"]
    readonly_fields = ["indicator"]

    def has_change_permission(self, request: HttpRequest, obj: IndicatorField | None = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and obj.indicator.is_reported_on)

    def has_delete_permission(self, request: HttpRequest, obj: IndicatorField | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and obj.indicator.is_reported_on)


@admin.register(ScheduleStep)
class ScheduleStepAdmin(PartAdmin):
    list_display = ["indicator", "phase", "value"]
    list_select_related = ["indicator", "phase"]

    def has_change_permission(self, request: HttpRequest, obj: ScheduleStep | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ScheduleStep | None = None) -> bool:
        return False
