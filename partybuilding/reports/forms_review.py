"""What a checker types: reasons."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.privacy import refuse_id_number
from fengxiang.forms import TextField
from partybuilding.reports.detail import ReportDetail, ReportRow


class ReasonForm(forms.Form):
    """Why an approved report is opened again."""

    reason = TextField(
        label=gettext_lazy("Reason: the community is shown it"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Give the reason: the community has to know what to do.")},
        validators=[refuse_id_number],
    )


class OpinionForm(forms.Form):
    """What the town thinks of a report."""

    opinion = TextField(
        label=gettext_lazy("The county reads it before it decides"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write the opinion.")},
        validators=[refuse_id_number],
    )


@dataclass(frozen=True, eq=False)
class CheckRow:
    """One indicator on the check page, with the place for what is wrong about it."""

    row: ReportRow
    reason: BoundField


class ReturnForm(forms.Form):
    """What is wrong with which indicator, and a general remark; one of them at least."""

    reason = TextField(
        label=gettext_lazy("General remark"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[refuse_id_number],
    )

    def __init__(self, detail: ReportDetail, data: Any = None, *, seen: str = "") -> None:
        super().__init__(data)
        self.detail = detail
        self.seen = seen  # the mark of the page it stands on
        for row in detail.rows:
            self.fields[f"w{row.indicator.pk}"] = TextField(
                required=False,
                max_length=500,
                label=_("What is wrong"),
                validators=[refuse_id_number],
                widget=forms.TextInput(attrs={"list": "reasons", "autocomplete": "off"}),
            )

    def clean(self) -> dict[str, Any]:
        if not self.errors and not self.cleaned_data.get("reason") and not self.objections():
            raise forms.ValidationError(_("Say what is wrong: at a figure, or in the general remark."))
        return self.cleaned_data

    def is_blank(self) -> bool:
        """Return whether no reason at all was typed."""
        return not any(self.data.get(name, "").strip() for name in self.fields)

    def objections(self) -> dict[int, str]:
        """Return the reasons typed, by indicator id."""
        typed = {row.indicator.pk: self.cleaned_data.get(f"w{row.indicator.pk}", "") for row in self.detail.rows}
        return {pk: text for pk, text in typed.items() if text}

    def rows(self) -> list[CheckRow]:
        """Return the sheet's rows with their fields."""
        return [CheckRow(row, self[f"w{row.indicator.pk}"]) for row in self.detail.rows]
