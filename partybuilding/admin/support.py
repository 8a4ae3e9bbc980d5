"""The county's own records: leaders and their visits, money, allowance, training, experience, milestones reached."""

from pathlib import PurePath
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import Count, Q, QuerySet, Sum
from django.forms.models import BaseInlineFormSet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import path
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from communities.access import require
from communities.admin.base import ENTRY_FIELDS, EntryAdmin, InForceFilter, StaffAdmin, Tabular, on_today, person
from communities.admin.exchange_pages import ExchangeMixin
from communities.models import in_force
from fengxiang import clock
from partybuilding.admin.choices import ChoicesOfThePlan, ModelForm, OfOnePlan
from partybuilding.admin.exchange import (
    ExperienceResource,
    FundingResource,
    MilestoneResource,
    TrainingResource,
    YearlyResource,
)
from partybuilding.admin.keeping import checked_document, link_to_document
from partybuilding.models import (
    ExperienceItem,
    Funding,
    LeaderAssignment,
    LeaderVisit,
    MilestoneRecord,
    Plan,
    Training,
    YearlyReference,
)
from partybuilding.shared.http import stored_file
from partybuilding.shared.uploads import ACCEPT
from partybuilding.targets.numbers import plain

if TYPE_CHECKING:
    InlineFormSet = BaseInlineFormSet[Any, Any, Any]
else:
    InlineFormSet = BaseInlineFormSet


class OfThePast(ModelForm):
    """A form for what has happened: none of its `past` days lies ahead."""

    past: ClassVar[tuple[str, ...]] = ()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in self.past:
            if (day := cleaned.get(name)) and day > clock.today():
                self.add_error(name, _("This day has not come yet."))
        return cleaned


class RecordAdmin(ChoicesOfThePlan, StaffAdmin):
    """A page of the records of one plan; a new entry begins with the plan, if there is one alone."""

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        initial: dict[str, Any] = super().get_changeform_initial_data(request)
        plans = list(Plan.objects.values_list("pk", flat=True)[:2])
        return {"plan": plans[0], **initial} if len(plans) == 1 else initial


# --- assigned leaders -------------------------------------------------------------------------------------------------


class LeaderVisitForm(OfThePast):
    past = ("visited_on",)


class VisitFormSet(InlineFormSet):
    """Visits of a leader: none is earlier than the assignment."""

    def clean(self) -> None:
        super().clean()
        since = self.instance.since
        for form in self.forms:
            day = form.cleaned_data.get("visited_on") if form.is_valid() else None
            if day and since and day < since:
                form.add_error("visited_on", _("This is before the leader was assigned."))


class VisitInline(Tabular):
    model = LeaderVisit
    form = LeaderVisitForm
    formset = VisitFormSet
    fields = ["visited_on", "findings"]


@admin.register(LeaderAssignment)
class LeaderAssignmentAdmin(ChoicesOfThePlan, EntryAdmin):
    path_to_plan = "pilot__plan"
    list_display = ["name", "unit", "post", "pilot", "visited", "since", "until"]
    list_filter = [InForceFilter, "pilot__plan", ("pilot", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["unit", "pilot__community"]
    search_fields = ["name", "post", "remark", "unit__name", "pilot__community__name"]
    search_help_text = _("Name, remark or community")
    autocomplete_fields = ["unit"]
    fieldsets = [(None, {"fields": ["pilot", "unit", "name", "post"]}), ENTRY_FIELDS]
    inlines = [VisitInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[LeaderAssignment]:
        leaders: QuerySet[LeaderAssignment] = super().get_queryset(request)
        return leaders.annotate(number_of_visits=Count("visits"))

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: Any) -> None:
        """Save the visits; a new one bears who entered it and when."""
        for visit in (each.instance for each in formset.forms):
            if visit.pk is None:
                visit.entered_by, visit.entered_at = person(request), clock.now()
        super().save_formset(request, form, formset, change)

    @admin.display(description=_("visits"), ordering="number_of_visits")
    def visited(self, leader: LeaderAssignment) -> int:
        return int(vars(leader)["number_of_visits"])  # counted in get_queryset

    def totals(self, request: HttpRequest, entries: QuerySet[LeaderAssignment]) -> list[str]:
        """How many leaders are assigned today, to how many pilots, and all their visits."""
        assignments = LeaderAssignment.objects.filter(pk__in=entries.values("pk"))
        today = assignments.filter(in_force(clock.today()))
        row = {
            "day": on_today(),
            "leaders": today.count(),
            "pilots": today.values("pilot").distinct().count(),
            "visits": LeaderVisit.objects.filter(assignment__in=assignments.values("pk")).count(),
        }
        return [gettext("%(day)s: leaders %(leaders)d, pilots %(pilots)d; visits in all %(visits)d") % row]


# --- money ------------------------------------------------------------------------------------------------------------


class FundingForm(OfOnePlan, OfThePast):
    past = ("paid_on",)

    def clean(self) -> dict[str, Any]:
        """Working funds follow tasks (四·4): each payment of a department names its matter and the department."""
        cleaned = super().clean()
        kind = (cleaned.get("source"), cleaned.get("purpose"))
        if kind == (Funding.Source.DEPARTMENT, Funding.Purpose.WORKING):
            for name in ("matter", "unit"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("Working funds come with a matter, from a department: give both."))
        return cleaned


@admin.register(Funding)
class FundingAdmin(ExchangeMixin, RecordAdmin):
    resource_classes = [FundingResource]
    form = FundingForm
    list_display = ["source", "purpose", "from_whom", "for_whom", "planned", "paid", "paid_on"]
    list_filter = ["plan", "source", "purpose", ("pilot", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["unit", "pilot__community"]
    search_fields = ["giver", "matter", "remark", "unit__name", "pilot__community__name"]
    autocomplete_fields = ["unit"]
    fieldsets = [
        (None, {"fields": ["plan", ("source", "purpose"), "pilot", ("unit", "giver"), "matter"]}),
        (_("Yuan"), {"fields": [("planned", "planned_on"), ("paid", "paid_on"), "remark"]}),
    ]

    @admin.display(description=_("given by"))
    def from_whom(self, money: Funding) -> str:
        return money.giver or str(money.unit or "–")

    @admin.display(description=_("pilot"), ordering="pilot")
    def for_whom(self, money: Funding) -> str:
        return str(money.pilot) if money.pilot else pgettext("money", "all of them")

    def totals(self, request: HttpRequest, entries: QuerySet[Funding]) -> list[str]:
        """What was planned and what was paid, by source and in all."""
        sums = entries.values_list("source").annotate(planned=Sum("planned"), paid=Sum("paid"))
        by_source = {source: (planned or 0, paid or 0) for source, planned, paid in sums}
        lines = [(str(label), by_source[value]) for value, label in Funding.Source.choices if value in by_source]
        if len(lines) > 1:
            lines.append((gettext("in all"), (sum(p for _l, (p, _) in lines), sum(p for _l, (_p, p) in lines))))
        return [
            gettext("%(source)s: planned %(planned)s yuan, paid %(paid)s yuan")
            % {"source": label, "planned": plain(planned), "paid": plain(paid)}
            for label, (planned, paid) in lines
        ]


@admin.register(YearlyReference)
class YearlyReferenceAdmin(ExchangeMixin, RecordAdmin):
    resource_classes = [YearlyResource]
    list_display = ["year", "plan", "county_average", "allowance_standard", "in_budget"]
    list_filter = ["plan", "in_budget"]
    list_select_related = ["plan"]
    fields = ["plan", "year", "county_average", "allowance_standard", "in_budget", "remark"]


# --- training, experience ---------------------------------------------------------------------------------------------


class TrainingForm(OfThePast):
    past = ("held_on",)


@admin.register(Training)
class TrainingAdmin(ExchangeMixin, RecordAdmin):
    resource_classes = [TrainingResource]
    form = TrainingForm
    list_display = ["topic", "kind", "place", "held_on", "persons", "is_in_year_plan"]
    list_filter = ["plan", "kind", "place", "is_in_year_plan"]
    search_fields = ["topic"]
    date_hierarchy = "held_on"
    fields = ["plan", "kind", "topic", "place", "held_on", "persons", "is_in_year_plan"]

    def totals(self, request: HttpRequest, entries: QuerySet[Training]) -> list[str]:
        """Sessions, the persons in them, and study visits."""
        is_session = Q(kind=Training.Kind.SESSION)
        row = entries.aggregate(
            sessions=Count("pk", filter=is_session),
            persons=Sum("persons", filter=is_session),
            visits=Count("pk", filter=~is_session),
        )
        row["persons"] = row["persons"] or 0
        return [gettext("Training sessions: %(sessions)d, persons %(persons)d; study visits: %(visits)d") % row]


class ExperienceForm(OfOnePlan, OfThePast):
    past = ("published_on",)


@admin.register(ExperienceItem)
class ExperienceItemAdmin(ExchangeMixin, RecordAdmin):
    resource_classes = [ExperienceResource]
    form = ExperienceForm
    list_display = ["title", "kind", "field", "pilot", "indicator", "published_on"]
    list_filter = ["plan", "kind", "field", ("pilot", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["pilot__community", "indicator"]
    search_fields = ["title", "how", "medium", "pilot__community__name"]
    date_hierarchy = "published_on"
    fieldsets = [
        (None, {"fields": ["plan", ("kind", "field"), "pilot", "title", "how"]}),
        (None, {"fields": ["indicator", ("medium", "published_on")]}),
    ]

    def totals(self, request: HttpRequest, entries: QuerySet[ExperienceItem]) -> list[str]:
        """How many of each kind, and how many of the fields have an experience."""
        written = Q(kind=ExperienceItem.Kind.EXPERIENCE)
        row = entries.aggregate(
            publicity=Count("pk", filter=~written),
            experience=Count("pk", filter=written),
            fields=Count("field", filter=written, distinct=True),
        )
        row["all"] = len(ExperienceItem.Field)
        return [gettext("Publicity: %(publicity)d; experience: %(experience)d, in %(fields)d of %(all)d fields") % row]


# --- milestones -------------------------------------------------------------------------------------------------------


class MilestoneForm(OfThePast):
    """A milestone reached; its document is checked as evidence is."""

    past = ("reached_on",)

    class Meta:
        widgets = {"document": forms.FileInput(attrs={"accept": ACCEPT})}

    def clean_document(self) -> Any:
        return checked_document(self)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        milestone = cleaned.get("milestone")
        if milestone and self._is_there(milestone, cleaned.get("pilot")):
            self.add_error("milestone", _("This is entered already."))
        return cleaned

    def _is_there(self, milestone: Any, pilot: Any) -> bool:
        records = MilestoneRecord.objects.filter(milestone=milestone, pilot=pilot)
        return records.exclude(pk=self.instance.pk).exists()


@admin.register(MilestoneRecord)
class MilestoneRecordAdmin(ExchangeMixin, ChoicesOfThePlan, StaffAdmin):
    resource_classes = [MilestoneResource]
    form = MilestoneForm
    path_to_plan = "milestone__phase__plan"
    list_display = ["milestone", "phase", "of_whom", "reached_on", "attached_copy"]
    list_filter = ["milestone__phase__plan", "milestone__phase", ("pilot", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["milestone__phase", "pilot__community"]
    search_fields = ["milestone__name", "milestone__name_en", "remark", "pilot__community__name"]
    date_hierarchy = "reached_on"
    fields = ["milestone", "pilot", "reached_on", "document_number", "document", "attached_copy", "remark"]
    readonly_fields = ["attached_copy"]

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.document_view)
        name = "partybuilding_milestonerecord_document"
        return [path("<int:record_id>/document/", view, name=name), *super().get_urls()]

    @admin.display(description=_("phase"), ordering="milestone__phase__number")
    def phase(self, record: MilestoneRecord) -> str:
        return str(record.milestone.phase)

    @admin.display(description=_("pilot"), ordering="pilot")
    def of_whom(self, record: MilestoneRecord) -> str:
        return str(record.pilot) if record.pilot else record.milestone.get_scope_display()

    @admin.display(description=_("attached now"))
    def attached_copy(self, record: MilestoneRecord) -> str:
        return link_to_document(record, "partybuilding_milestonerecord_document", gettext("evidence"))

    def document_view(self, request: HttpRequest, record_id: int) -> HttpResponseBase:
        """Send the evidence of a milestone as an attachment."""
        require(self.has_view_permission(request))
        record = MilestoneRecord.objects.filter(pk=record_id).exclude(document="").first()
        if record is None:
            raise Http404
        name = f"{record.milestone.code}{PurePath(str(record.document)).suffix}"
        return stored_file(request, record.document, name)

    def totals(self, request: HttpRequest, entries: QuerySet[MilestoneRecord]) -> list[str]:
        """How many are reached, and how many of these bear evidence."""
        row = {"all": entries.count(), "evidenced": entries.filter(MilestoneRecord.HAS_EVIDENCE).count()}
        return [gettext("Milestones reached: %(all)d, with evidence: %(evidenced)d") % row]
