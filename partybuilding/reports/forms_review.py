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
    """One indicator on the check page, with the mark that something is wrong about it, and the place to say what."""

    row: ReportRow
    flag: BoundField
    reason: BoundField

    @property
    def is_flagged(self) -> bool:
        """Whether the place to say what is wrong stands open."""
        return bool(self.flag.value() or self.reason.value() or self.reason.errors)


@dataclass(frozen=True, eq=False)
class UnchangedRows:
    """The rows that say what was approved last quarter, and what the register says to them."""

    rows: list[CheckRow]

    @property
    def is_open(self) -> bool:
        """Whether something in them was marked as wrong."""
        return any(each.is_flagged for each in self.rows)

    @property
    def agreeing(self) -> int:
        return sum(each.row.agrees_with_register for each in self.rows)

    @property
    def without_register(self) -> int:
        return sum(not each.row.register for each in self.rows)

    @property
    def differing(self) -> int:
        return len(self.rows) - self.agreeing - self.without_register


class ReviewForm(forms.Form):
    """The decision on a report: what is wrong with which indicator and a general remark, or that it was checked.

    To return it, one reason at least; to approve it, none, and the tick that confirms it.
    """

    reason = TextField(
        label=gettext_lazy("General remark"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[refuse_id_number],
    )
    confirmed = forms.BooleanField(label=gettext_lazy("I have checked it"), required=False)

    def __init__(self, detail: ReportDetail, data: Any = None, *, seen: str = "") -> None:
        super().__init__(data)
        self.detail = detail
        self.seen = seen  # the mark of the page it stands on
        for row in detail.rows:
            self.fields[f"f{row.indicator.pk}"] = forms.BooleanField(required=False)
            self.fields[f"w{row.indicator.pk}"] = TextField(
                required=False,
                max_length=500,
                label=_("What is wrong"),
                validators=[refuse_id_number],
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def clean(self) -> dict[str, Any]:
        typed = self.objections()
        for pk in self._flagged() - set(typed):
            if f"w{pk}" not in self.errors:
                self.add_error(f"w{pk}", _("Say what is wrong, or take the mark away."))
        if not self.errors and not self.cleaned_data.get("reason") and not typed:
            raise forms.ValidationError(_("Say what is wrong: at a figure, or in the general remark."))
        return self.cleaned_data

    def is_blank(self) -> bool:
        """Return whether no row is marked and no reason at all was typed."""
        marked = any(self.data.get(f"f{row.indicator.pk}") for row in self.detail.rows)
        texts = ["reason", *(f"w{row.indicator.pk}" for row in self.detail.rows)]
        return not marked and not any(self.data.get(name, "").strip() for name in texts)

    def is_confirmed(self) -> bool:
        """Return whether the tick beside the button is set."""
        return bool(self.data.get("confirmed"))

    def _flagged(self) -> set[int]:
        pks = {row.indicator.pk for row in self.detail.rows}
        return {pk for pk in pks if self.cleaned_data.get(f"f{pk}")}

    def objections(self) -> dict[int, str]:
        """Return the reasons typed, by indicator id."""
        typed = {row.indicator.pk: self.cleaned_data.get(f"w{row.indicator.pk}", "") for row in self.detail.rows}
        return {pk: text for pk, text in typed.items() if text}

    def faulty(self) -> list[CheckRow]:
        """Return the rows whose reason is missing or not in order."""
        return [each for each in self.rows() if each.reason.errors]

    def rows(self) -> list[CheckRow]:
        """Return the report's rows with their fields."""
        pks = [(row, row.indicator.pk) for row in self.detail.rows]
        return [CheckRow(row, self[f"f{pk}"], self[f"w{pk}"]) for row, pk in pks]
