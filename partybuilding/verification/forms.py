"""What is typed about visits on site."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.privacy import refuse_id_number
from fengxiang import clock
from fengxiang.forms import TextField
from fengxiang.number_input import WholeNumberField
from partybuilding.models import Verification
from partybuilding.verification.actions import LARGEST, SMALLEST, USUAL, Visit, problems
from partybuilding.verification.queries import ValueRow


class DrawForm(forms.Form):
    """How many values to draw."""

    size = WholeNumberField(
        label=gettext_lazy("Values on the list"),
        min_value=SMALLEST,
        max_value=LARGEST,
        initial=USUAL,
        unit="个|项|values",
        error_messages={"required": gettext_lazy("Say how many.")},
    )


class VerificationForm(forms.Form):
    """What was found of one value. On a list a form nothing is typed in means: not visited yet."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Found"),
        choices=Verification.Outcome.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    visited_on = forms.DateField(
        label=gettext_lazy("Visited on"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": gettext_lazy("Write the day like 2005-11-15.")},
    )
    remark = TextField(
        label=gettext_lazy("Remark"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        validators=[refuse_id_number],
    )
    seen = TextField(required=False, widget=forms.HiddenInput)

    def __init__(self, row: ValueRow, data: Any = None) -> None:
        super().__init__(data, prefix=row.key)
        self.row = row
        self.fields["seen"].initial = row.token
        plan = row.pilot.plan
        self.fields["visited_on"].widget.attrs |= {
            "min": plan.begins_on.isoformat(),
            "max": clock.today().isoformat(),
        }

    @property
    def is_typed(self) -> bool:
        """Whether anything was typed or chosen."""
        return any(self.data.get(self.add_prefix(name), "").strip() for name in ("outcome", "visited_on", "remark"))

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        wrong = problems(
            outcome=typed.get("outcome", ""),
            visited_on=typed.get("visited_on"),
            remark=typed.get("remark", ""),
            plan=self.row.pilot.plan,
        )
        for name, message in wrong.items():
            if name not in self.errors:
                self.add_error(name, message)
        if typed.get("seen") != self.row.token:
            self.add_error(
                None, _("The report says something else by now: look at the new figure, then write it down again.")
            )
        return typed

    def visit(self) -> Visit:
        """Return what was typed, for the action."""
        return Visit(
            outcome=self.cleaned_data["outcome"],
            visited_on=self.cleaned_data["visited_on"],
            remark=self.cleaned_data["remark"],
            seen=self.row.seen,
        )


class WithdrawForm(forms.Form):
    """Why a verification is taken back."""

    reason = TextField(
        label=gettext_lazy("Reason"),
        max_length=500,
        error_messages={"required": gettext_lazy("Give the reason.")},
        validators=[refuse_id_number],
    )
