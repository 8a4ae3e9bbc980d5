"""Communities with what hangs on them, branches, the survey, social organisations, and the offices above."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db import models
from django.db.models import Model, QuerySet
from django.forms import Textarea
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from communities.access import can_view_data
from communities.admin.base import (
    ENTRY_FIELDS,
    EntryAdmin,
    InForceFilter,
    StaffAdmin,
    Tabular,
    number_in_force,
    person,
)
from communities.admin.exchange_pages import ExchangeMixin
from communities.admin.exchange_registers import PartyBranchResource, SocialOrganisationResource, SurveyPartResource
from communities.models import Cadre, Community, Compound, PartyBranch, Room, SocialOrganisation, SurveyPart


class PartyBranchInline(Tabular):
    model = PartyBranch
    fields = ["name", "established_posts", "since", "until", "remark"]
    show_change_link = True


class SurveyPartInline(Tabular):
    model = SurveyPart
    fields = ["subject", "finished_on", "figure", "findings"]
    max_num = len(SurveyPart.Subject)
    formfield_overrides: ClassVar[Any] = {
        **Tabular.formfield_overrides,
        models.TextField: {"widget": Textarea(attrs={"rows": 2, "cols": 40})},
    }
    show_change_link = True


def link_to_entries(model: type[Model], community: Community, counted: str) -> str:
    """Return the number of entries in force, annotated as `counted`, as a link to the list of them."""
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    query = urlencode({"community__id__exact": str(community.pk), "in_force": "yes"})
    return format_html('<a href="{}?{}">{}</a>', address, query, getattr(community, counted))


@admin.register(Community)
class CommunityAdmin(StaffAdmin):
    list_display = ["name", "name_en", "code", "town", "rooms", "cadres", "compounds", "city_civilised_since"]
    list_filter = ["town", "assembly", ("city_civilised_since", admin.EmptyFieldListFilter)]
    list_select_related = ["town"]
    search_fields = ["name", "name_en", "code"]
    autocomplete_fields = ["town"]
    readonly_fields = ["rooms", "cadres", "compounds"]
    fieldsets = [
        (None, {"fields": ["name", "name_en", "code", "town"]}),
        (_("Organisation"), {"fields": [("assembly", "assembly_since"), "city_civilised_since"]}),
        (_("In its registers today"), {"fields": [("rooms", "cadres", "compounds")]}),
    ]
    inlines = [PartyBranchInline, SurveyPartInline]

    # The system administrator needs communities to place secretaries, and sees of them what that takes.

    def get_list_display(self, request: HttpRequest) -> list[str]:
        return self.list_display if can_view_data(person(request)) else ["name", "name_en", "code", "town"]

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        return self.list_filter if can_view_data(person(request)) else ["town"]

    def get_fieldsets(self, request: HttpRequest, obj: Community | None = None) -> list[Any]:
        if not can_view_data(person(request)):
            return self.fieldsets[:1]
        return self.fieldsets if obj else self.fieldsets[:2]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Community]:
        communities: QuerySet[Community] = super().get_queryset(request)
        return communities.annotate(
            rooms_today=number_in_force(Room, "community"),
            cadres_today=number_in_force(Cadre, "community"),
            compounds_today=number_in_force(Compound, "community"),
        )

    @admin.display(description=_("rooms"))
    def rooms(self, community: Community) -> str:
        return link_to_entries(Room, community, "rooms_today")

    @admin.display(description=_("cadres"))
    def cadres(self, community: Community) -> str:
        return link_to_entries(Cadre, community, "cadres_today")

    @admin.display(description=_("compounds"))
    def compounds(self, community: Community) -> str:
        return link_to_entries(Compound, community, "compounds_today")


@admin.register(PartyBranch)
class PartyBranchAdmin(ExchangeMixin, EntryAdmin):
    resource_classes = [PartyBranchResource]
    list_display = ["name", "community", "established_posts", "since", "until"]
    list_filter = [InForceFilter, "community"]
    list_select_related = ["community"]
    search_fields = ["name", "remark", "community__name", "community__name_en"]
    autocomplete_fields = ["community"]
    fieldsets = [(None, {"fields": ["community", "name", "established_posts"]}), ENTRY_FIELDS]


@admin.register(SurveyPart)
class SurveyPartAdmin(ExchangeMixin, StaffAdmin):
    resource_classes = [SurveyPartResource]
    list_display = ["subject", "community", "finished_on", "figure"]
    list_filter = ["community", "subject", ("finished_on", admin.EmptyFieldListFilter)]
    list_select_related = ["community"]
    search_fields = ["findings", "community__name", "community__name_en"]
    autocomplete_fields = ["community"]
    date_hierarchy = "finished_on"


@admin.register(SocialOrganisation)
class SocialOrganisationAdmin(ExchangeMixin, EntryAdmin):
    resource_classes = [SocialOrganisationResource]
    list_display = ["name", "community", "kind", "functions", "since", "until"]
    list_filter = [InForceFilter, "community", "kind"]
    list_select_related = ["community"]
    search_fields = ["name", "remark", "community__name", "community__name_en"]
    autocomplete_fields = ["community"]
    fieldsets = [(None, {"fields": ["community", "name", "kind", "functions"]}), ENTRY_FIELDS]
