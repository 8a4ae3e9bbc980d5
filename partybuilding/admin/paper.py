"""The letterhead of a plan's official papers: names, codes, fonts. The papers themselves are never changed."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from communities.admin.base import StaffAdmin
from partybuilding.admin.choices import ModelForm
from partybuilding.models import Letterhead, Plan


@admin.register(Letterhead)
class LetterheadAdmin(StaffAdmin):
    list_display = ["organ", "plan", "number_code", "date_style", "is_sealed", "confirmed_at"]
    readonly_fields = ["confirmed_at", "person"]
    list_select_related = ["plan"]
    search_fields = ["organ"]
    autocomplete_fields = ["plan"]
    fieldsets = [
        (None, {"fields": ["plan", "organ", "number_code", "meeting_name", ("confirmed_at", "person")]}),
        (
            _("Recipients and imprint"),
            {
                "fields": ["recipients", "copies", "printed_by"],
                "description": _("Without the colon and the full stop: they are printed."),
            },
        ),
        (
            _("Date and seal"),
            {
                "fields": ["date_style", "is_sealed"],
                "description": _("Arabic figures as the standard of 2012 wants; Chinese ones as it was usual before."),
            },
        ),
        (
            _("Fonts"),
            {
                "fields": ["title_font", "body_font", "kai_font", "hei_font", "song_font"],
                "description": _("Names only: the fonts themselves have to be on the computer that opens the file."),
            },
        ),
    ]

    # By name, not as a link: who keeps the letterhead does not keep accounts.
    @admin.display(description=_("confirmed by"))
    def person(self, letterhead: Letterhead) -> str:
        return str(letterhead.confirmed_by or "–")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Begin with what the county of the plan in the address would usually have."""
        given = super().get_changeform_initial_data(request)
        key = str(given.get("plan", ""))
        plan = Plan.objects.select_related("lead_unit").filter(pk=key).first() if key.isdecimal() else None
        usual = Letterhead.usual(plan) if plan else None
        return {**({name: getattr(usual, name) for name in Letterhead.NAMES} if usual else {}), **given}

    def save_model(self, request: HttpRequest, obj: Letterhead, form: ModelForm, change: bool) -> None:
        """Keep it; names that were changed are not confirmed any more."""
        if {*form.changed_data} & {*Letterhead.NAMES}:
            obj.confirmed_at = obj.confirmed_by = None
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request: HttpRequest, obj: Letterhead | None = None) -> bool:
        """A letterhead is changed; without one no paper is made."""
        return False
