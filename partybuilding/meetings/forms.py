"""What is typed about joint meetings: when and where, and what was agreed."""

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from communities.models import FiveCommons, Unit
from communities.privacy import refuse_id_number
from fengxiang import clock
from fengxiang.forms import NameAndPostField, TextField
from fengxiang.number_input import WholeNumberField
from partybuilding.meetings.actions import LONGEST_REASON, MeetingDetails, problems
from partybuilding.meetings.actions_past import PastMeeting, problems_of_past
from partybuilding.meetings.queries import PresenterStep, usual_deadline
from partybuilding.models import Attendance, LedgerItem, Meeting, Party, Plan
from partybuilding.shared.uploads import ACCEPT
from partybuilding.targets.quarter import Quarter

_WHETHER = {
    "required": gettext_lazy("Say whether the unit is present, excused or absent."),
    "invalid_choice": gettext_lazy("Say whether the unit is present, excused or absent."),
}
_DAY = {"invalid": gettext_lazy("Write the day like 2005-11-15.")}


def _day_input() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class MeetingForm(forms.Form):
    """Day, place, chair and agenda of a meeting, and the quarter it looks at."""

    planned_on = forms.DateField(
        label=gettext_lazy("Day of the meeting"), required=False, widget=_day_input(), error_messages=_DAY
    )
    begins_at = forms.TimeField(
        label=gettext_lazy("Begins at"),
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"invalid": gettext_lazy("Write the time like 09:00.")},
    )
    quarter = forms.ChoiceField(label=gettext_lazy("Quarter it looks at"), required=False)
    place = TextField(label=gettext_lazy("Place"), required=False, max_length=100, validators=[refuse_id_number])
    chair = NameAndPostField(label=gettext_lazy("Chair"), required=False, max_length=100, validators=[refuse_id_number])
    agenda = TextField(
        label=gettext_lazy("Agenda"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        validators=[refuse_id_number],
        help_text=gettext_lazy("One point on each line; empty for the usual one."),
    )

    def __init__(self, plan: Plan, meeting: Meeting | None = None, data: Any = None) -> None:
        super().__init__(data, prefix="meeting", initial=_initial(plan, meeting))
        self.plan, self.meeting = plan, meeting
        cast("forms.ChoiceField", self.fields["quarter"]).choices = [(str(each), each.label) for each in plan.quarters]
        self.fields["planned_on"].widget.attrs |= {
            "min": plan.begins_on.isoformat(),
            "max": plan.ends_on.isoformat(),
        }

    def details(self) -> MeetingDetails:
        """Return what was typed, for the action."""
        return MeetingDetails(**self.cleaned_data)

    def clean_quarter(self) -> Quarter | None:
        code = self.cleaned_data["quarter"]
        return Quarter.parse(code) if code else None

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        wrong = problems(
            plan=self.plan,
            quarter=typed.get("quarter"),
            planned_on=typed.get("planned_on"),
            meeting=self.meeting,
        )
        for name, message in wrong.items():
            if name not in self.errors:
                self.add_error(name, message)
        return typed


def _initial(plan: Plan, meeting: Meeting | None) -> dict[str, Any]:
    if meeting is None:
        return {"quarter": str(plan.reporting_quarter(clock.today()))}
    names = ("planned_on", "begins_at", "place", "chair", "agenda")
    return {"quarter": str(meeting.quarter), **{name: getattr(meeting, name) for name in names}}


class PastMeetingForm(forms.Form):
    """A meeting that was held before: day, place, chair, what was agreed, its minutes, and who came."""

    held_on = forms.DateField(
        label=gettext_lazy("Day of the meeting"), required=False, widget=_day_input(), error_messages=_DAY
    )
    number = WholeNumberField(
        label=gettext_lazy("Number of the meeting"),
        required=False,
        min_value=1,
        max_value=999,
        help_text=gettext_lazy("As it was called then; empty for the next free one."),
    )
    quarter = forms.ChoiceField(label=gettext_lazy("Quarter it looked at"), required=False)
    begins_at = forms.TimeField(
        label=gettext_lazy("Begins at"),
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"invalid": gettext_lazy("Write the time like 09:00.")},
    )
    place = TextField(label=gettext_lazy("Place"), required=False, max_length=100, validators=[refuse_id_number])
    chair = NameAndPostField(label=gettext_lazy("Chair"), required=False, max_length=100, validators=[refuse_id_number])
    agreed = TextField(
        label=gettext_lazy("What was agreed"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        validators=[refuse_id_number],
        help_text=gettext_lazy("As the minutes have it, one matter on each line."),
    )
    minutes = forms.FileField(
        label=gettext_lazy("Minutes as a file"), required=False, widget=forms.FileInput(attrs={"accept": ACCEPT})
    )

    def __init__(self, plan: Plan, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, prefix="past")
        self.plan, self.table = plan, plan.units_at_table()
        of_the_day = ("", _("the quarter of its day"))
        quarters = [of_the_day, *((str(each), each.label) for each in plan.quarters)]
        cast("forms.ChoiceField", self.fields["quarter"]).choices = quarters
        for unit, seat in self.table.items():
            self.fields[f"unit-{unit.code}"] = forms.ChoiceField(
                label=str(unit),
                choices=[("", "—"), *Attendance.Status.choices],
                required=bool(seat),
                error_messages=_WHETHER,
            )

    def clean_quarter(self) -> Quarter | None:
        code = self.cleaned_data["quarter"]
        return Quarter.parse(code) if code else None

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        asked = {name: typed.get(name) for name in ("held_on", "quarter", "number")}
        for name, message in problems_of_past(plan=self.plan, **asked).items():
            if name not in self.errors:
                self.add_error(name, message)
        return typed

    @property
    def about(self) -> list[forms.BoundField]:
        """The fields about the meeting itself."""
        return [field for field in self if not field.name.startswith("unit-")]

    @property
    def places(self) -> list[forms.BoundField]:
        """The fields for whether each unit came."""
        return [field for field in self if field.name.startswith("unit-")]

    def past(self) -> PastMeeting:
        """Return what was typed, for the action."""
        typed = {name: value for name, value in self.cleaned_data.items() if not name.startswith("unit-")}
        statuses = {unit: self.cleaned_data[f"unit-{unit.code}"] for unit in self.table}
        return PastMeeting(**typed, attendance={unit: status for unit, status in statuses.items() if status})


class AttendanceForm(forms.Form):
    """Whether a unit came; `person` is only sent where it can be typed."""

    status = forms.ChoiceField(
        choices=Attendance.Status.choices,
        error_messages=_WHETHER,
    )
    person = NameAndPostField(required=False, max_length=50, validators=[refuse_id_number])

    @property
    def all_messages(self) -> str:
        """Every message in one line: the row it belongs to has no room for more."""
        return " ".join(str(message) for messages in self.errors.values() for message in messages)


class DecisionForm(forms.Form):
    """What was agreed on the step that is shown, who sees to it, and by when."""

    matter = TextField(
        label=gettext_lazy("What was agreed"),
        max_length=LedgerItem._meta.get_field("matter").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[refuse_id_number],
        error_messages={"required": gettext_lazy("Write what was agreed.")},
    )
    responsible = forms.ChoiceField(
        label=gettext_lazy("Responsible unit"),
        error_messages={"required": gettext_lazy("Choose the responsible unit.")},
    )
    due_on = forms.DateField(
        label=pgettext_lazy("ledger", "Due date"),
        widget=_day_input(),
        error_messages={**_DAY, "required": gettext_lazy("Give the due date.")},
    )
    supporting = forms.MultipleChoiceField(
        label=gettext_lazy("Supporting units"), required=False, widget=forms.CheckboxSelectMultiple
    )

    common = forms.ChoiceField(
        label=gettext_lazy("Of the five in common"),
        choices=[("", gettext_lazy("none in particular")), *FiveCommons.choices],
        required=False,
    )

    def __init__(self, plan: Plan, parties: Sequence[Party], step: PresenterStep, data: Any = None) -> None:
        self.parties = {party.code: party for party in parties}
        self.units = {party.code: party.unit for party in parties if party.unit}
        first, *others = _who_can_close(parties, step) or [""]
        today = clock.today()
        super().__init__(
            data,
            prefix="decision",
            initial={
                "matter": step.matter,
                "responsible": first,
                "supporting": [code for code in others if code in self.units],
                "due_on": usual_deadline(plan, today),
            },
        )
        every = [("", _("Choose the responsible unit")), *((party.code, str(party)) for party in parties)]
        units = [(code, str(unit)) for code, unit in self.units.items()]
        for name, offered in (("responsible", every), ("supporting", units)):
            cast("forms.ChoiceField", self.fields[name]).choices = offered
        self.fields["due_on"].widget.attrs["min"] = today.isoformat()

    def clean_responsible(self) -> Party:
        return self.parties[self.cleaned_data["responsible"]]

    def clean_supporting(self) -> list[Unit]:
        return [self.units[code] for code in self.cleaned_data["supporting"]]

    def clean_due_on(self) -> date:
        day: date = self.cleaned_data["due_on"]
        if day < clock.today():
            raise ValidationError(_("The due date is over already."))
        return day

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        if "responsible" in typed and "supporting" in typed:
            # Whoever is responsible supports nobody but itself.
            typed["supporting"] = [unit for unit in typed["supporting"] if unit != typed["responsible"].unit]
        return typed


def _who_can_close(parties: Sequence[Party], step: PresenterStep) -> list[str]:
    """Return who can close the gap on the screen; where nobody is named, the town answers for the branch."""
    if step.cell is None:
        return []
    known = {party.code for party in parties}
    codes = [each.code for each in step.cell.parties if each.code in known]
    if codes or step.pilot is None:
        return codes
    return [party.code for party in parties if party.unit and party.unit.level == Unit.Level.TOWN][:1]


class MeetingReopenForm(forms.Form):
    """Why a meeting that has ended is taken up again."""

    reason = TextField(
        label=gettext_lazy("Reason: it stays on this page"),
        max_length=LONGEST_REASON,
        error_messages={"required": gettext_lazy("Give the reason, in at most 100 characters.")},
        validators=[refuse_id_number],
    )
