"""Targets, schedules, phases and thresholds: changed from a quarter on, or corrected, after a look at the effect."""

import hashlib
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.access import require
from communities.admin.base import StaffAdmin, person
from communities.forms import date_widget
from communities.privacy import refuse_id_number
from fengxiang.forms import TextField
from fengxiang.number_input import NumberField, WholeNumberField, number_input
from partybuilding.models import Indicator, Phase, Plan
from partybuilding.plan.actions_terms import change_terms, correct_terms, faults_in, versions_of
from partybuilding.scoreboard.terms_preview import QuarterPreview, compare, judge_plan
from partybuilding.shared.errors import ActionError
from partybuilding.targets.numbers import plain
from partybuilding.targets.pace import ScheduleSpan, Thresholds
from partybuilding.targets.quarter import Quarter
from partybuilding.targets.terms import IndicatorTerms, PlanTerms, TermsVersion

BEGINNING = "beginning"  # stands for the terms that hold from the plan's beginning
RULES = ("yellow_points", "red_points", "checklist_percent", "warn_days")


class TermsForm(forms.Form):
    """Terms of an indicator, or of the plan itself, with the quarter they hold from and the reason."""

    since = forms.ChoiceField(label=gettext_lazy("from quarter"))
    reason = TextField(
        label=gettext_lazy("reason"),
        max_length=100,
        validators=[refuse_id_number],
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )

    def __init__(self, data: Any, plan: Plan, indicator: Indicator | None, version: TermsVersion[Any]) -> None:
        super().__init__(data)
        self.plan, self.indicator, self.version = plan, indicator, version
        self.phases = list(plan.phases.all())
        self.terms: IndicatorTerms | PlanTerms | None = None
        choices = [(str(each), each.label) for each in plan.quarters[1:]]
        self.fields["since"] = forms.ChoiceField(label=_("from quarter"), choices=[("", "—"), *choices])
        self.fields |= self.fields_of_plan() if indicator is None else self.fields_of_indicator(indicator)
        self.order_fields([*(name for name in self.fields if name != "reason"), "reason"])

    @property
    def digest(self) -> str:
        """What was typed, in one word: only what was shown before is saved."""
        typed = sorted((name, str(value)) for name, value in self.cleaned_data.items())
        return hashlib.sha256(repr(typed).encode()).hexdigest()

    def fields_of_indicator(self, indicator: Indicator) -> dict[str, forms.Field]:
        terms: IndicatorTerms = self.version.terms

        def figure(label: str, initial: Any) -> forms.Field:
            widget, unit = number_input(2, size=12), indicator.unit
            initial = None if initial is None else plain(initial)
            return NumberField(label=label, initial=initial, required=False, max_digits=12, decimal_places=2,
                               unit=unit, widget=widget)  # fmt: skip

        due = [("", "—"), *((str(phase.number), str(phase)) for phase in self.phases)]
        steps = {
            f"step_{each.number}": figure(_("expected by the end of %s") % each, terms.steps.get(each.number))
            for each in self.phases
        }
        return {
            "target": figure(_("target"), terms.target),
            "upper": figure(_("upper end of the band"), terms.upper),
            "strict": forms.BooleanField(label=_("more than the target"), required=False, initial=terms.strict),
            **steps,
            "due": forms.ChoiceField(label=_("due in phase"), choices=due, required=False, initial=terms.due or ""),
        }

    def fields_of_plan(self) -> dict[str, forms.Field]:
        terms: PlanTerms = self.version.terms
        days: dict[str, forms.Field] = {}
        for phase in self.phases:
            span = terms.phases.get(phase.number, phase.span)
            for name, word, day in (("first", _("from"), span.first), ("last", _("until"), span.last)):
                label = f"{phase} · {word}"
                days[f"{name}_{phase.number}"] = forms.DateField(label=label, initial=day, widget=date_widget())
        rules = {
            name: WholeNumberField(
                label=str(getattr(Plan, name).field.verbose_name),
                initial=getattr(terms.rules, name),
                min_value=0,
                max_value=100,
                unit=Plan.UNITS[name],
                widget=number_input(0, size=12),
            )
            for name in RULES
        }
        return days | rules

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        self.terms = self.terms_of_plan(cleaned) if self.indicator is None else self.terms_of_indicator(cleaned)
        for fault in faults_in(self.plan, self.indicator, self.terms):
            self.add_error(None, f"{self.label_of(fault.key)}: {fault.message}")
        return cleaned

    def label_of(self, key: str) -> str:
        """Return the words for what a fault is about."""
        name = key.rpartition(".")[2]
        return str(self.fields[name].label) if name in self.fields else _("schedule")

    def terms_of_indicator(self, cleaned: dict[str, Any]) -> IndicatorTerms:
        steps = {phase.number: cleaned[f"step_{phase.number}"] for phase in self.phases}
        return IndicatorTerms(
            target=cleaned["target"],
            upper=cleaned["upper"],
            strict=cleaned["strict"],
            due=int(cleaned["due"]) if cleaned["due"] else None,
            steps={number: step for number, step in steps.items() if step is not None},
        )

    def terms_of_plan(self, cleaned: dict[str, Any]) -> PlanTerms:
        def span(phase: Phase) -> ScheduleSpan:
            return ScheduleSpan(cleaned[f"first_{phase.number}"], cleaned[f"last_{phase.number}"])

        rules = Thresholds(**{name: cleaned[name] for name in RULES})
        return PlanTerms(phases={phase.number: span(phase) for phase in self.phases}, rules=rules)


class CorrectionForm(TermsForm):
    """A correction of the terms of one stretch of quarters: it is not asked from when they hold."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        del self.fields["since"]


class WithTerms(StaffAdmin):
    """The page on which the terms of an indicator, or of a plan, are changed and corrected."""

    change_form_template = "admin/change_form_with_terms.html"

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.terms_view)
        name = f"partybuilding_{self.opts.model_name}_terms"
        return [path("<path:object_id>/terms/", view, name=name), *super().get_urls()]

    def terms_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Change terms from a quarter on, or correct those that hold from ?correct=; shown first, then saved."""
        require(self.has_change_permission(request))
        entry = self.get_queryset(request).filter(pk=object_id).first()
        if entry is None:
            raise Http404
        plan, indicator = (entry.plan, entry) if isinstance(entry, Indicator) else (entry, None)
        versions = versions_of(plan, indicator)
        corrected = request.GET.get("correct")
        starts = {str(each.since or BEGINNING): each for each in versions}
        if corrected is not None and corrected not in starts:
            raise Http404
        version = versions[-1] if corrected is None else starts[corrected]
        kind = TermsForm if corrected is None else CorrectionForm
        form = kind(request.POST or None, plan, indicator, version)
        preview: list[QuarterPreview] | None = None
        if request.method == "POST" and form.is_valid():
            preview = _tried(form, person(request), is_correction=corrected is not None)
            if preview is not None and request.POST.get("shown") == form.digest and "save" in request.POST:
                messages.success(request, _("Saved."))
                return redirect(reverse(f"admin:partybuilding_{self.opts.model_name}_change", args=[object_id]))
        context = {
            **self.admin_site.each_context(request),
            "title": entry,
            "opts": self.opts,
            "original": entry,
            "form": form,
            "preview": preview,
            "versions": [(start, each.since, start == corrected) for start, each in starts.items()],
            "is_correction": corrected is not None,
        }
        return TemplateResponse(request, "admin/terms.html", context)


def _tried(form: TermsForm, actor: Any, *, is_correction: bool) -> list[QuarterPreview] | None:
    """Do it and return what it does; None if it is refused. A page that is shown again takes all of it back."""
    plan, indicator = form.plan, form.indicator
    before = judge_plan(plan, indicator)
    more: dict[str, Any] = {"plan": plan, "indicator": indicator, "terms": form.terms, "actor": actor}
    more["reason"] = form.cleaned_data["reason"]
    try:
        if is_correction:
            correct_terms(since=form.version.since, **more)
        else:
            change_terms(since=Quarter.parse(form.cleaned_data["since"]), **more)
    except ActionError as refusal:
        form.add_error(None, str(refusal))
        return None
    return compare(before, judge_plan(Plan.objects.get(pk=plan.pk), indicator))
