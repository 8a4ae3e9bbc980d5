"""What a secretary types about an activity of the three projects: three things, and three more where they are known."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from communities.models import FiveCommons, ProjectActivity
from communities.privacy import refuse_id_number
from fengxiang import clock
from fengxiang.forms import TextField
from fengxiang.number_input import WholeNumberField
from partybuilding.registers.actions import ActivityDraft

MOST_PARTICIPANTS = 99_999


class ActivityForm(forms.Form):
    """One activity; today's unless another day is given."""

    project = forms.ChoiceField(
        label=gettext_lazy("Project"),
        choices=ProjectActivity.Project.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one of the three projects.")},
    )
    held_on = forms.DateField(
        label=gettext_lazy("Day"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": gettext_lazy("Write the day like 2005-11-15.")},
    )
    subject = TextField(label=pgettext_lazy("activity", "What was done"), max_length=200, validators=[refuse_id_number])
    partners = TextField(
        label=gettext_lazy("Together with"),
        required=False,
        max_length=200,
        validators=[refuse_id_number],
        help_text=gettext_lazy("Units that took part, if any."),
    )
    participants = WholeNumberField(
        label=gettext_lazy("How many took part"),
        required=False,
        min_value=0,
        max_value=MOST_PARTICIPANTS,
        unit=ProjectActivity.UNITS["participants"],
    )
    proof = TextField(
        label=gettext_lazy("Where it is recorded"),
        required=False,
        max_length=200,
        validators=[refuse_id_number],
        help_text=gettext_lazy("Minutes, a notice, an album; if anywhere."),
    )

    common = forms.ChoiceField(
        label=gettext_lazy("Of the five in common"),
        choices=[("", "—"), *FiveCommons.choices],
        required=False,
        help_text=gettext_lazy("Which one it bears out, if any."),
    )

    def __init__(self, activity: ProjectActivity | None = None, data: Any = None) -> None:
        names = list(self.base_fields)
        kept = {name: getattr(activity, name) for name in names} if activity else {"held_on": clock.today()}
        super().__init__(data, initial=kept)
        self.fields["held_on"].widget.attrs["max"] = clock.today().isoformat()

    @property
    def needed(self) -> list[BoundField]:
        """The fields of every activity."""
        return [self[name] for name in ("project", "held_on", "subject")]

    @property
    def optional(self) -> list[BoundField]:
        """The fields that may stay empty."""
        return [self[name] for name in ("partners", "participants", "proof", "common")]

    def clean_held_on(self) -> Any:
        day = self.cleaned_data["held_on"]
        if day > clock.today():
            raise forms.ValidationError(_("This day has not come yet."))
        return day

    def typed(self) -> ActivityDraft:
        """Return what was typed; of a form that is in order."""
        return ActivityDraft(**self.cleaned_data)
