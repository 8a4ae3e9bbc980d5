"""The quarterly report's form: one row for each indicator, built from the sheet."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.privacy import refuse_id_number
from partybuilding.actions.reports import Draft
from partybuilding.models import IndicatorField, Report
from partybuilding.sheet import Finding, Sheet, SheetRow, contradictions
from partybuilding.targets import Role

FIGURE_MAX = Decimal("9999999999.99")


class FigureField(forms.DecimalField):
    """A figure as people type it: full-width digits, thousands commas and the unit behind it are understood."""

    default_error_messages = {
        "invalid": gettext_lazy("Not a number: write digits, for example 186 or 186.5."),
        "max_decimal_places": gettext_lazy("At most %(max)s decimals."),
        "min_value": gettext_lazy("Cannot be below 0."),
        "max_value": gettext_lazy("The figure is too large."),
        "max_digits": gettext_lazy("The figure is too large."),
        "max_whole_digits": gettext_lazy("The figure is too large."),
    }

    def __init__(self, *, unit: str, places: int) -> None:
        super().__init__(
            required=False,
            min_value=0,
            max_value=FIGURE_MAX,
            decimal_places=places,
            widget=forms.TextInput(attrs={"inputmode": "decimal" if places else "numeric", "autocomplete": "off"}),
        )
        self.unit = unit
        if not places:
            self.error_messages["max_decimal_places"] = _("Whole numbers only.")

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override] # stubs: it inherits an integer's
        text = unicodedata.normalize("NFKC", str(value or "")).strip().replace(",", "")
        unit = unicodedata.normalize("NFKC", self.unit)
        return super().to_python(text.removesuffix(unit).strip() if unit else text)


def figure_text(value: Decimal | None) -> str:
    """Return a figure as it stands in its input: without needless zeros, empty if not known."""
    return "" if value is None else f"{value.normalize():f}"


@dataclass(frozen=True, eq=False)
class FormRow:
    """One indicator's part of the form, ready for the template."""

    row: SheetRow
    figures: list[tuple[BoundField, IndicatorField]]
    ticks: list[tuple[BoundField, IndicatorField]]
    confirm: BoundField
    note: BoundField
    messages: list[str]  # about the row as a whole

    @property
    def has_errors(self) -> bool:
        return self.first_error != ""

    @property
    def first_error(self) -> str:
        """The first thing that is wrong in the row, for the summary; empty if nothing is."""
        bound = [field for field, _spec in [*self.figures, *self.ticks]] + [self.note]
        found = [*self.messages, *(error for field in bound for error in field.errors)]
        return str(found[0]) if found else ""

    @property
    def needs_note(self) -> bool:
        return bool(self.row.note or self.note.errors or self.row.differs_from_register or self.row.falls)


def words(label: Any) -> forms.CharField:
    """Return a field for one of the report's three texts."""
    return forms.CharField(
        label=label,
        required=False,
        max_length=5000,
        validators=[refuse_id_number],
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ReportForm(forms.Form):
    """Everything a secretary types; whatever is valid can be kept even while the rest is not."""

    progress = words(gettext_lazy("Progress this quarter"))
    difficulties = words(gettext_lazy("Difficulties"))
    next_quarter = words(gettext_lazy("Next quarter"))

    def __init__(self, sheet: Sheet, data: Any = None) -> None:
        super().__init__(data, initial={name: getattr(sheet.report, name) for name in Report.NARRATIVES})
        self.sheet = sheet
        self.row_messages: dict[int, list[str]] = {}
        for row in sheet.rows:
            self._add_row(row)

    def _add_row(self, row: SheetRow) -> None:
        pk = row.indicator.pk
        for each in row.indicator.fields.all():
            value = row.shown.get(each.key)
            if Role(each.role).is_yes_no:
                self.fields[f"v{each.pk}"] = forms.BooleanField(required=False, label=str(each), initial=bool(value))
            else:
                field = FigureField(unit=each.unit, places=each.places)
                field.label, field.initial = str(each), figure_text(value)
                self.fields[f"v{each.pk}"] = field
        self.fields[f"c{pk}"] = forms.BooleanField(required=False, initial=row.is_confirmed, label=_("Checked"))
        self.fields[f"n{pk}"] = forms.CharField(
            required=False,
            max_length=500,
            initial=row.note,
            label=_("Note"),
            validators=[refuse_id_number],
            widget=forms.Textarea(attrs={"rows": 2}),
        )

    # --- what was typed --------------------------------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        """A part larger than its whole is told at once, beside the part."""
        for row in self.sheet.rows:
            if self._is_posted(row):
                by_key = {each.key: each for each in row.indicator.fields.all()}
                for key, message in contradictions(row.indicator, self._posted(row)).items():
                    self.add_error(f"v{by_key[key].pk}", message)
        return self.cleaned_data

    def _is_posted(self, row: SheetRow) -> bool:
        """Only rows that came with the request are touched: a page may send a part of the form."""
        return f"r{row.indicator.pk}" in self.data

    def _posted(self, row: SheetRow) -> dict[str, Decimal | None]:
        posted = {}
        for each in row.indicator.fields.all():
            value = self.cleaned_data.get(f"v{each.pk}")
            posted[each.key] = Decimal(bool(value)) if Role(each.role).is_yes_no else value
        return posted

    def draft(self) -> Draft:
        """Return what can be kept: everything typed that is valid by itself."""
        values: dict[int, Decimal | None] = {}
        confirmed: dict[int, bool] = {}
        notes: dict[int, str] = {}
        for row in filter(self._is_posted, self.sheet.rows):
            pk = row.indicator.pk
            fields = list(row.indicator.fields.all())
            wrong = {each.pk for each in fields if f"v{each.pk}" in self.errors}
            posted = self._posted(row)
            is_edited = posted != _untouched(row)
            is_ticked = bool(self.cleaned_data.get(f"c{pk}"))
            if is_edited or is_ticked or any(value is not None for value in row.reported.values()):
                values |= {each.pk: posted[each.key] for each in fields if each.pk not in wrong}
            is_complete = None not in posted.values()  # a wrong figure is None in here
            confirmed[pk] = is_complete and (is_ticked or is_edited)
            if f"n{pk}" in self.cleaned_data:
                notes[pk] = self.cleaned_data[f"n{pk}"].strip()
        narratives = {
            name: self.cleaned_data[name] for name in Report.NARRATIVES if name in self.data and name not in self.errors
        }
        return Draft(values, confirmed, notes, narratives)

    # --- for the template ------------------------------------------------------------------------------------------

    def tell(self, found: list[Finding]) -> None:
        """Put the findings of the check before submitting beside their fields."""
        for finding in found:
            row = finding.row
            field_pk = next((each.pk for each in row.indicator.fields.all() if each.key == finding.key), None)
            if finding.about_note:
                self.add_error(f"n{row.indicator.pk}", finding.message)
            elif field_pk is not None:
                self.add_error(f"v{field_pk}", finding.message)
            else:
                self.row_messages.setdefault(row.indicator.pk, []).append(finding.message)

    @property
    def narratives(self) -> list[BoundField]:
        return [self[name] for name in Report.NARRATIVES]

    @property
    def narratives_wrong(self) -> list[BoundField]:
        return [field for field in self.narratives if field.errors]

    def form_row(self, row: SheetRow) -> FormRow:
        """Return one indicator's bound fields."""
        pairs = [(self[f"v{each.pk}"], each) for each in row.indicator.fields.all()]
        pk = row.indicator.pk
        return FormRow(
            row,
            [(bound, each) for bound, each in pairs if not Role(each.role).is_yes_no],
            [(bound, each) for bound, each in pairs if Role(each.role).is_yes_no],
            self[f"c{pk}"],
            self[f"n{pk}"],
            self.row_messages.get(pk, []),
        )

    def areas(self) -> Iterator[tuple[Any, list[FormRow]]]:
        """Yield the task areas with their rows."""
        for area, rows in self.sheet.areas:
            yield area, [self.form_row(row) for row in rows]


def _untouched(row: SheetRow) -> dict[str, Decimal | None]:
    """Return what a row posts that nobody touched: the offer, and no for an open question."""
    offered = row.suggestion
    return {
        each.key: offered.get(each.key, Decimal(0) if each.role.is_yes_no else None)
        for each in row.indicator.clause.fields
    }


class EvidenceForm(forms.Form):
    """A file for the report, or for one of its indicators."""

    file = forms.FileField(label=gettext_lazy("File"), max_length=200)
    indicator = forms.IntegerField(required=False)
