"""The letterhead of a plan's official papers: names, codes, fonts. The papers themselves are never changed."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from communities.admin.base import StaffAdmin
from partybuilding.models import Letterhead


@admin.register(Letterhead)
class LetterheadAdmin(StaffAdmin):
    list_display = ["organ", "plan", "number_code", "date_style", "is_sealed"]
    list_select_related = ["plan"]
    search_fields = ["organ"]
    autocomplete_fields = ["plan"]
    fieldsets = [
        (None, {"fields": ["plan", "organ", "number_code", "meeting_name"]}),
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

    def has_delete_permission(self, request: HttpRequest, obj: Letterhead | None = None) -> bool:
        """A letterhead is changed; without one the next paper would bear the defaults."""
        return False
