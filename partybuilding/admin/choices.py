"""Keeping what belongs to different plans apart in forms."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from communities.admin.base import AnyAdmin
from partybuilding.models import Duty, Indicator, MemberUnit, Milestone, Phase, Pilot, PlanSection, TaskArea

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[Any]
else:
    ModelForm = forms.ModelForm

ANOTHER_PLAN = _("This belongs to another plan.")

# What is offered of one plan alone: the way to its plan, and what its name needs.
_OF_A_PLAN: dict[Any, tuple[str, str]] = {
    TaskArea: ("plan", "plan"),
    Phase: ("plan", "plan"),
    MemberUnit: ("plan", "unit"),
    Pilot: ("plan", "community"),
    Indicator: ("plan", "area"),
    Milestone: ("phase__plan", "phase"),
    Duty: ("plan", "plan"),
    PlanSection: ("plan", "plan"),
}


class OfOnePlan(ModelForm):
    """A form in which everything chosen has to belong to the same plan."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        plan = self.plan_chosen(cleaned)
        for name, value in list(cleaned.items()):
            chosen = value if isinstance(value, models.QuerySet) else [value]
            if plan and any(getattr(each, "plan_id", plan) != plan for each in chosen):
                self.add_error(name, ANOTHER_PLAN)
        return cleaned

    def plan_chosen(self, cleaned: dict[str, Any]) -> int | None:
        """Return the key of the plan everything has to belong to."""
        plan: int | None = getattr(cleaned.get("plan"), "pk", self.instance.plan_id)
        return plan


class ChoicesOfThePlan(AnyAdmin):
    """For model admins and inlines: offers what belongs to the plan of the object at hand, once there is one."""

    path_to_plan = "plan"  # from the object at hand

    def plan_at_hand(self, request: HttpRequest) -> int | None:
        """Return the plan of the object whose page this is; None on the page of a new one."""
        match = request.resolver_match
        number = match.kwargs.get("object_id") if match else None
        if not number or not str(number).isdecimal():
            return None
        owner = getattr(self, "parent_model", None) or self.model
        plan: int | None = owner._default_manager.filter(pk=number).values_list(self.path_to_plan, flat=True).first()
        return plan

    def _choices(self, db_field: Any, request: HttpRequest) -> models.QuerySet[Any] | None:
        model = db_field.remote_field.model
        if model not in _OF_A_PLAN:
            return None
        path, related = _OF_A_PLAN[model]
        choices: models.QuerySet[Any] = model._default_manager.select_related(related)
        plan = self.plan_at_hand(request)
        return choices.filter(**{path: plan}) if plan else choices

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if (choices := self._choices(db_field, request)) is not None:
            kwargs["queryset"] = choices
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if (choices := self._choices(db_field, request)) is not None:
            kwargs["queryset"] = choices
        return super().formfield_for_manytomany(db_field, request, **kwargs)
