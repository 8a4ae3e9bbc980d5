"""Deadlines set by hand: one date for each quarter of a plan, empty where the plan's rule holds."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from partybuilding.models import Plan
from partybuilding.targets.quarter import Quarter

LATEST = timedelta(days=120)  # after the quarter; a later date is a slip


def quarters_of(plan: Plan) -> list[Quarter]:
    """Return a plan's quarters; none while its dates are not saved."""
    return plan.quarters if plan.pk else []


class DeadlinesWidget(forms.MultiWidget):
    """A date for each quarter, with the date that holds without one."""

    template_name = "admin/deadlines.html"

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.quarters = quarters_of(plan)
        super().__init__({str(each): forms.DateInput({"type": "date"}, "%Y-%m-%d") for each in self.quarters})

    def decompress(self, value: Any) -> list[str | None]:
        kept = value if isinstance(value, dict) else {}
        return [kept.get(str(each)) for each in self.quarters]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        for part, quarter in zip(context["widget"]["subwidgets"], self.quarters, strict=True):
            part |= {"label": quarter.label, "by_rule": self.plan.deadline_by_rule(quarter)}
        return context

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        # The renderer of forms knows Django's own templates alone.
        return render_to_string(self.template_name, self.get_context(name, value, attrs))


class DeadlinesField(forms.MultiValueField):
    """The dates as they are kept: {"2005Q3": "2005-10-20"}."""

    def __init__(self, plan: Plan, **kwargs: Any) -> None:
        self.quarters = quarters_of(plan)
        fields = tuple(forms.DateField(required=False, label=each.label) for each in self.quarters)
        super().__init__(fields, widget=DeadlinesWidget(plan), required=False, require_all_fields=False, **kwargs)

    def compress(self, data_list: list[date | None]) -> dict[str, str]:
        dates = {quarter: day for quarter, day in zip(self.quarters, data_list, strict=False) if day}
        for quarter, day in dates.items():
            if not quarter.last_day < day <= quarter.last_day + LATEST:
                raise ValidationError(
                    _("%(quarter)s: a day after the quarter, by %(latest)s at the latest.")
                    % {"quarter": quarter.label, "latest": (quarter.last_day + LATEST).isoformat()}
                )
        return {str(quarter): day.isoformat() for quarter, day in dates.items()}
