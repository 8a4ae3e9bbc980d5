"""The plan: its settings, phases, milestones, member units and duties, all to be changed after loading."""

from itertools import pairwise
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from communities.access import require
from communities.admin.base import StaffAdmin, Tabular
from fengxiang.bilingual import listed
from partybuilding.admin.choices import ChoicesOfThePlan, ModelForm, OfOnePlan
from partybuilding.admin.deadlines import DeadlinesField
from partybuilding.admin.keeping import checked_document, link_to_document
from partybuilding.admin.terms import RULES, WithTerms
from partybuilding.models import (
    Clause,
    Duty,
    MemberUnit,
    Milestone,
    Phase,
    Pilot,
    Plan,
    PlanSection,
    StandingTopic,
    TaskArea,
    TownBody,
)
from partybuilding.shared.http import stored_file
from partybuilding.shared.uploads import ACCEPT

if TYPE_CHECKING:
    InlineFormSet = BaseInlineFormSet[Any, Any, Any]
else:
    InlineFormSet = BaseInlineFormSet

# --- the plan's own record --------------------------------------------------------------------------------------------


DAYS = ("first_day", "last_day")  # changed on a page of their own, from a quarter on


class PhaseFormSet(InlineFormSet):
    """Phases follow each other: a day lies in one of them at most."""

    def clean(self) -> None:
        super().clean()
        kept = [form for form in self.forms if form.is_valid() and not form.cleaned_data.get("DELETE")]
        dated = (form for form in kept if "first_day" in form.cleaned_data)
        rows = sorted(dated, key=lambda form: form.cleaned_data["number"])
        for earlier, later in pairwise(rows):
            if later.cleaned_data["first_day"] <= earlier.cleaned_data["last_day"]:
                later.add_error("first_day", _("This phase begins before the one before it has ended."))


class PhaseInline(Tabular):
    model = Phase
    formset = PhaseFormSet
    fields = ["number", "name", "name_en", "first_day", "last_day"]
    show_change_link = True

    def get_readonly_fields(self, request: HttpRequest, obj: Plan | None = None) -> tuple[str, ...]:
        return DAYS if obj and obj.phases.exists() else ()

    def has_add_permission(self, request: HttpRequest, obj: Plan | None = None) -> bool:
        return super().has_add_permission(request, obj) and not (obj and obj.phases.exists())


class TaskAreaInline(Tabular):
    model = TaskArea
    fields = ["number", "name", "name_en"]
    show_change_link = True


class PilotInline(Tabular):
    model = Pilot
    fields = ["order", "community", "tier", "tier_en"]
    autocomplete_fields = ["community"]
    show_change_link = True


class TownBodyInline(Tabular):
    model = TownBody
    fields = ["town", "since"]


class StandingTopicInline(Tabular):
    model = StandingTopic
    fields = ["order", "code", "kind", "name", "name_en", "matter", "matter_en"]


class PlanForm(ModelForm):
    """A plan; its document is checked as evidence is, and kept under a name nobody can guess."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "deadlines" in self.fields:
            asked = self.fields["deadlines"]
            self.fields["deadlines"] = DeadlinesField(self.instance, label=asked.label, help_text=asked.help_text)

    class Meta:
        widgets = {"document": forms.FileInput(attrs={"accept": ACCEPT})}

    def clean_document(self) -> Any:
        return checked_document(self)


@admin.register(Plan)
class PlanAdmin(WithTerms):
    form = PlanForm
    list_display = ["name", "slug", "county", "begins_on", "ends_on", "lead_unit"]
    list_select_related = ["lead_unit"]
    search_fields = ["name", "name_en", "slug", "county"]
    autocomplete_fields = ["lead_unit"]
    fieldsets = [
        (None, {"fields": ["name", "name_en", "slug", ("county", "county_en"), "lead_unit"]}),
        (_("Dates"), {"fields": ["published_on", ("begins_on", "ends_on"), "archived_on"]}),
        (
            _("Due dates"),
            {
                "fields": ["reports_from", ("report_deadline_days", "deadline_rule"), "deadlines"],
                "description": _("The plan itself names no due date for reports; this is ours."),
            },
        ),
        (
            _("Lamps"),
            {
                "fields": [("yellow_points", "red_points"), "checklist_percent", "warn_days"],
                "description": _("How far below schedule a lamp turns yellow or red, in points of the target."),
            },
        ),
        (
            _("Checks before submitting"),
            {
                "fields": ["jump_percent"],
                "description": _("A figure that is odd asks the community for a note; it can be submitted with one."),
            },
        ),
        (_("Source"), {"fields": ["source_note", "document", "attached_copy"]}),
    ]
    inlines = [PhaseInline, TaskAreaInline, PilotInline, TownBodyInline, StandingTopicInline]

    def get_readonly_fields(self, request: HttpRequest, obj: Plan | None = None) -> tuple[str, ...]:
        return ("attached_copy", *RULES) if obj else ("attached_copy",)

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.document_view)
        return [path("<int:plan_id>/document/", view, name="partybuilding_plan_document"), *super().get_urls()]

    @admin.display(description=_("attached now"))
    def attached_copy(self, plan: Plan) -> str:
        return link_to_document(plan, "partybuilding_plan_document", gettext("the county's own copy"))

    def document_view(self, request: HttpRequest, plan_id: int) -> HttpResponseBase:
        """Send the county's own copy of the plan as an attachment."""
        require(self.has_view_permission(request))
        plan = Plan.objects.filter(pk=plan_id).exclude(document="").first()
        if plan is None:
            raise Http404
        name = f"{plan.slug}{PurePath(str(plan.document)).suffix}"
        return stored_file(request, plan.document, name)


# --- phases, milestones, task areas -----------------------------------------------------------------------------------


class MilestoneInline(Tabular):
    model = Milestone
    fields = ["order", "code", "name", "name_en", "scope"]
    show_change_link = True


@admin.register(Phase)
class PhaseAdmin(StaffAdmin):
    list_display = ["number", "name", "plan", "first_day", "last_day"]
    list_display_links = ["number", "name"]
    list_filter = ["plan"]
    list_select_related = ["plan"]
    search_fields = ["name", "name_en"]
    autocomplete_fields = ["plan"]
    inlines = [MilestoneInline]

    def get_readonly_fields(self, request: HttpRequest, obj: Phase | None = None) -> tuple[str, ...]:
        return DAYS if obj else ()


class OfThePlanOfItsPhase(OfOnePlan):
    """A milestone, whose phase says which plan the units that answer have to belong to."""

    def plan_chosen(self, cleaned: dict[str, Any]) -> int | None:
        phase: Phase | None = cleaned.get("phase")
        return phase.plan_id if phase else None


@admin.register(Milestone)
class MilestoneAdmin(ChoicesOfThePlan, StaffAdmin):
    form = OfThePlanOfItsPhase
    path_to_plan = "phase__plan"
    list_display = ["name", "code", "phase", "scope", "order"]
    list_filter = ["phase__plan", "phase", "scope"]
    list_select_related = ["phase"]
    search_fields = ["name", "name_en", "code"]
    autocomplete_fields = ["phase"]


@admin.register(TaskArea)
class TaskAreaAdmin(StaffAdmin):
    list_display = ["number", "name", "name_en", "plan"]
    list_display_links = ["number", "name"]
    list_filter = ["plan"]
    list_select_related = ["plan"]
    search_fields = ["name", "name_en"]
    autocomplete_fields = ["plan"]


# --- member units and duties ------------------------------------------------------------------------------------------


@admin.register(MemberUnit)
class MemberUnitAdmin(StaffAdmin):
    list_display = ["unit", "order", "plan", "duties_confirmed_on"]
    list_editable = ["duties_confirmed_on"]
    list_filter = ["plan", ("duties_confirmed_on", admin.EmptyFieldListFilter)]
    list_select_related = ["unit", "plan"]
    search_fields = ["unit__name", "unit__name_en"]
    autocomplete_fields = ["plan", "unit"]

    def totals(self, request: HttpRequest, entries: QuerySet[MemberUnit]) -> list[str]:
        """How many of the units have confirmed their duties."""
        row = entries.aggregate(units=Count("pk"), confirmed=Count("duties_confirmed_on"))
        return [gettext("Duties confirmed: %(confirmed)d of %(units)d") % row]


@admin.register(Duty)
class DutyAdmin(ChoicesOfThePlan, StaffAdmin):
    form = OfOnePlan
    list_display = ["name", "code", "answered_for_by", "order"]
    list_filter = ["plan", "units__unit"]
    search_fields = ["name", "name_en", "code", "units__unit__name"]
    autocomplete_fields = ["plan"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Duty]:
        duties: QuerySet[Duty] = super().get_queryset(request)
        return duties.prefetch_related("units__unit")

    @admin.display(description=_("member units"))
    def answered_for_by(self, duty: Duty) -> str:
        return listed(duty.units.all())


# --- the plan's text --------------------------------------------------------------------------------------------------


@admin.register(PlanSection)
class PlanSectionAdmin(StaffAdmin):
    list_display = ["number", "name", "plan"]
    list_display_links = ["number", "name"]
    list_filter = ["plan"]
    list_select_related = ["plan"]
    search_fields = ["number", "name", "name_en"]
    autocomplete_fields = ["plan"]


class ClauseForm(OfOnePlan):
    """A clause, whose indicators and duties are of the plan it stands in."""

    def plan_chosen(self, cleaned: dict[str, Any]) -> int | None:
        return getattr(cleaned.get("section"), "plan_id", None)


@admin.register(Clause)
class ClauseAdmin(ChoicesOfThePlan, StaffAdmin):
    form = ClauseForm
    path_to_plan = "section__plan"
    list_display = ["code", "name", "section", "default"]
    list_display_links = ["code", "name"]
    list_filter = ["section__plan", ("default", admin.EmptyFieldListFilter)]
    list_select_related = ["section"]
    search_fields = ["code", "name", "name_en"]
    autocomplete_fields = ["section"]
