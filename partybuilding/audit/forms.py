"""What is looked for in the record."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from communities.models import Cadre, Community, User
from partybuilding.audit.queries import Wanted
from partybuilding.models import EntryKind


def _beginning(day: Any, days: int = 0) -> datetime | None:
    if day is None:
        return None
    return timezone.make_aware(datetime.combine(day + timedelta(days=days), time.min))


class _Day(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"})


class WantedForm(forms.Form):
    """Days, a person, a kind, an object: `wanted` leaves out what cannot be read."""

    since = _Day(label=_("from day"), required=False)
    until = _Day(label=_("to day"), required=False)
    actor = forms.ModelChoiceField(User.objects.all(), label=_("who"), required=False, empty_label=_("everybody"))
    kind = forms.ChoiceField(
        label=pgettext_lazy("record", "kind"), required=False, choices=[("", _("all")), *EntryKind.choices]
    )
    people_of = forms.ModelChoiceField(
        Community.objects.order_by("code"), label=_("people of"), required=False, empty_label=_("no community")
    )
    seen = forms.ModelChoiceField(Cadre.objects.select_related("community"), required=False, widget=forms.HiddenInput)
    object = forms.RegexField(r"^[a-z]{1,40}\.[a-z]{1,40}:[\w.-]{1,60}\Z", required=False, widget=forms.HiddenInput)

    def wanted(self) -> Wanted:
        """Return what is looked for, as far as it can be read."""
        self.is_valid()
        typed = self.cleaned_data
        label, _sign, key = (typed.get("object") or "").partition(":")
        actor = typed.get("actor")
        return Wanted(
            since=_beginning(typed.get("since")),
            until=_beginning(typed.get("until"), days=1),
            actor=actor.pk if actor else None,
            kind=typed.get("kind") or "",
            object_type=label,
            object_id=key,
            seen=typed.get("seen"),
        )
