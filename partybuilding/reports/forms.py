"""The quarterly report's form: one row for each indicator, built from the report's detail."""

from decimal import Decimal
from functools import partial
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from communities.privacy import refuse_id_number
from fengxiang.forms import TextField
from fengxiang.number_input import NumberField
from partybuilding.models import IndicatorField, Report
from partybuilding.plan.queries import Figures
from partybuilding.reports.actions import Draft
from partybuilding.reports.detail import ReportDetail, ReportRow
from partybuilding.reports.forms_rows import (
    NO,
    YES,
    FormArea,
    FormFigure,
    FormPoint,
    FormRow,
    FormWords,
    figure_text,
)
from partybuilding.reports.last_edits import LastEdit, last_to_write_figure, last_to_write_note, last_to_write_texts
from partybuilding.reports.merge import Texts, as_base, as_text, bases_in, conflict_message, merge
from partybuilding.reports.validation import ValidationIssue, contradictions
from partybuilding.targets.target import FieldRole

RETURNED = "returned"  # what a returned row sends as its mark
FIGURE_MAX = Decimal("9999999999.99")


def figure_field(spec: IndicatorField) -> NumberField:
    """Return the field for a figure of an indicator, with its unit, decimals and limits; it may stay empty."""
    too_large = _("The figure is too large.")
    return NumberField(
        unit=f"{spec.unit}|{spec.unit_en}",
        required=False,
        min_value=0,
        max_value=FIGURE_MAX,
        decimal_places=spec.places,
        error_messages={
            "min_value": _("Cannot be below 0."),
            **dict.fromkeys(("max_value", "max_digits", "max_whole_digits"), too_large),
        },
    )


def _answers() -> dict[str, str]:
    return {YES: pgettext("answer", "yes"), NO: pgettext("answer", "no")}


def answer_field() -> forms.TypedChoiceField:
    """Return the field of a yes or no, 1 or 0: open until somebody chooses one of the two."""
    return forms.TypedChoiceField(choices=[*_answers().items()], coerce=Decimal, empty_value=None, required=False)


def _shown(row: ReportRow, spec: IndicatorField) -> str:
    """Return what a field holds when the form opens; empty where nothing is offered."""
    return figure_text(row.shown.get(spec.key))


def words(label: Any) -> TextField:
    """Return a field for one of the report's three texts."""
    return TextField(
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
    reply = words(gettext_lazy("Reply to the return"))

    def __init__(self, detail: ReportDetail, data: Any = None, *, in_part: bool = False) -> None:
        """Ask for every row, or `in_part` for those alone that came with the request: nothing else is shown then."""
        super().__init__(data)
        self.text_names = [*Report.NARRATIVES, "reply"]
        if detail.report.state != Report.State.RETURNED:
            self.text_names.remove("reply")  # nothing was returned that could be answered
            del self.fields["reply"]
        self._stand_on(detail)
        self.row_messages: dict[int, list[str]] = {}
        self.warned: set[int] = set()  # the indicators whose note is asked for by a warning
        self.edited: set[str] = set()
        self.conflicts: Texts = {}
        self.asked_why = ""  # why a reply is asked for: what came back stands as it was
        self.in_part = in_part
        for row in self._rows:
            self._add_row(row)
        if data is not None:
            self._merge()

    def rebind(self, detail: ReportDetail) -> None:
        """Go on with the draft as it stands now, after something was saved in it."""
        self._stand_on(detail)
        for row in self._rows:
            self._add_row(row)

    def _stand_on(self, detail: ReportDetail) -> None:
        self.detail = detail
        self.initial = {name: getattr(detail.report, name) for name in self.text_names}

    @property
    def _rows(self) -> list[ReportRow]:
        return self.posted_rows if self.in_part else self.detail.rows

    def _add_row(self, row: ReportRow) -> None:
        pk = row.indicator.pk
        for each in row.asked:
            is_yes_no = FieldRole(each.role).is_yes_no
            field = answer_field() if is_yes_no else figure_field(each)
            # What is offered is looked up for the rows that are shown.
            field.label, field.initial = str(each), partial(_shown, row, each)
            self.fields[f"v{each.pk}"] = field
        self.fields[f"c{pk}"] = forms.BooleanField(required=False, initial=row.is_confirmed, label=_("Checked"))
        self.fields[f"n{pk}"] = TextField(
            required=False,
            max_length=500,
            initial=row.note,
            label=_("Note"),
            validators=[refuse_id_number],
            widget=forms.Textarea(attrs={"rows": 2}),
        )

    # --- two windows on one draft -----------------------------------------------------------------------------------

    def _merge(self) -> None:
        rows, texts = self.posted_rows, self.posted_narratives
        names = [name for row in rows for name in self._names(row)] + texts
        groups = [*(str(row.indicator.pk) for row in rows), *(f"_{name}" for name in texts)]
        saved = {name: self._saved(name) for name in names}
        merged = merge(self.data, {name: self.fields[name] for name in names}, bases_in(self.data, groups), saved)
        self.data, self.edited, self.conflicts = merged.data, merged.edited, merged.conflicts

    @property
    def posted_rows(self) -> list[ReportRow]:
        """Only rows that came with the request are touched: a page may send a part of the form."""
        return [row for row in self.detail.rows if f"r{row.indicator.pk}" in self.data]

    @property
    def posted_narratives(self) -> list[str]:
        return [name for name in self.text_names if name in self.data]

    def _names(self, row: ReportRow) -> list[str]:
        pk = row.indicator.pk
        return [*(f"v{each.pk}" for each in row.asked), f"c{pk}", f"n{pk}"]

    def _saved(self, name: str) -> str:
        field = self.fields[name]
        return as_text(field, self.get_initial_for_field(field, name))

    def _tell_conflicts(self) -> None:
        report = self.detail.report
        for row in self.posted_rows:
            for each in row.asked:
                self._tell_conflict(f"v{each.pk}", partial(last_to_write_figure, report, each.pk))
            self._tell_conflict(f"n{row.indicator.pk}", partial(last_to_write_note, report, row.indicator.pk))
        for name in self.posted_narratives:
            self._tell_conflict(name, partial(last_to_write_texts, report))

    def _tell_conflict(self, name: str, ask: "partial[LastEdit | None]") -> None:
        if name not in self.conflicts:
            return
        theirs = self.conflicts[name]
        if isinstance(self.fields[name], forms.TypedChoiceField):
            theirs = _answers().get(theirs, "")
        self.add_error(name, conflict_message(ask(), theirs))

    # --- answered in one tap ---------------------------------------------------------------------------------------

    def take_register(self, code: str) -> None:
        """Fill in what the register says of one row, over whatever was typed there 采用台账."""
        for row in self.detail.rows:
            if row.indicator.code == code and row.can_adopt:
                texts = {f"v{each.pk}": figure_text(row.register.get(each.key)) for each in row.asked}
                self._answer(row, texts)

    def confirm_unchanged(self) -> None:
        """Confirm each row that says what last quarter and the register say; what was typed otherwise stays open."""
        for row in self.detail.rows:
            if row.is_as_before and not any(f"v{each.pk}" in self.edited for each in row.asked):
                self._answer(row, {f"v{each.pk}": _shown(row, each) for each in row.asked})

    def _answer(self, row: ReportRow, texts: Texts) -> None:
        texts = {**texts, f"c{row.indicator.pk}": YES}
        self.data = {**self.data, **texts, f"r{row.indicator.pk}": YES}
        self.data.setdefault(f"n{row.indicator.pk}", row.note)
        self.edited |= texts.keys()
        self.conflicts = {name: text for name, text in self.conflicts.items() if name not in texts}

    # --- what was typed --------------------------------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        """What two people changed, and a part larger than its whole, is told at once beside the field.

        So is a row that was ticked while nothing stands in it that could be confirmed.
        """
        self._tell_conflicts()
        for row in self.posted_rows:
            pk = row.indicator.pk
            if f"c{pk}" in self.edited and self.cleaned_data.get(f"c{pk}") and self._is_open(row):
                self.row_messages[pk] = [_("Fill it in first: nothing stands here yet that could be confirmed.")]
            by_key = {each.key: each for each in row.asked}
            for key, message in contradictions(row.indicator, self._posted(row)).items():
                self.add_error(f"v{by_key[key].pk}", message)
        return self.cleaned_data

    def _is_open(self, row: ReportRow) -> bool:
        """Whether a part of a row is not answered; what was typed wrongly is told as that."""
        names = {each.key: f"v{each.pk}" for each in row.asked}
        return any(names[each.key] not in self.errors for each in row.clause.unanswered(self._posted(row)))

    def _posted(self, row: ReportRow) -> Figures:
        """Return what was typed, with the sums of it; a sum whose addends nobody gave stays what it was."""
        typed = {each.key: self.cleaned_data.get(f"v{each.pk}") for each in row.asked}
        return row.clause.summed({**{key: row.shown.get(key) for key in row.clause.sums}, **typed})

    def draft(self) -> Draft:
        """Return what can be kept: everything typed that is valid by itself."""
        values: dict[int, Figures] = {}
        confirmed: dict[int, bool] = {}
        notes: dict[int, str] = {}
        for row in self.posted_rows:
            pk = row.indicator.pk
            wrong = {each.key for each in row.asked if f"v{each.pk}" in self.errors}
            wrong |= {key for key, addends in row.clause.sums.items() if wrong & {each.key for each in addends}}
            posted = self._posted(row)
            is_edited = any(f"v{each.pk}" in self.edited for each in row.asked)
            is_ticked = bool(self.cleaned_data.get(f"c{pk}"))
            if is_edited or is_ticked or any(value is not None for value in row.reported.values()):
                values[pk] = {key: figure for key, figure in posted.items() if key not in wrong}
            is_complete = not wrong and not row.clause.unanswered(posted)
            if not self.conflicts.keys() & set(self._names(row)):
                # Whoever types a figure has answered the row, unless they took the tick away.
                confirmed[pk] = is_complete and (is_ticked or (is_edited and f"c{pk}" not in self.edited))
            if f"n{pk}" in self.cleaned_data:
                notes[pk] = self.cleaned_data[f"n{pk}"].strip()
        narratives = {name: self.cleaned_data[name] for name in self.posted_narratives if name not in self.errors}
        return Draft(values, confirmed, notes, narratives)

    # --- for the template ------------------------------------------------------------------------------------------

    def tell(self, issues: list[ValidationIssue]) -> None:
        """Put the findings of the check before submitting beside their fields."""
        for finding in issues:
            row = finding.row
            field_pk = next((each.pk for each in row.asked if each.key == finding.key), None)
            if finding.about_note:
                self.warned.add(row.indicator.pk)
                self.add_error(f"n{row.indicator.pk}", finding.message)
            elif field_pk is not None:
                self.add_error(f"v{field_pk}", finding.message)
            else:
                self.row_messages.setdefault(row.indicator.pk, []).append(finding.message)

    @property
    def narratives(self) -> list[FormWords]:
        return [self.form_words(name) for name in Report.NARRATIVES]

    @property
    def reply_words(self) -> FormWords | None:
        """The answer to what the report was returned for; None if it was not."""
        return self.form_words("reply") if "reply" in self.fields else None

    def points(self) -> tuple[list[FormPoint], list[FormPoint]]:
        """Return what has to be mended, and what a note would pass, in the form's order."""
        errors: list[FormPoint] = []
        warnings: list[FormPoint] = []
        for row in self.detail.rows:
            note = f"id_n{row.indicator.pk}" if row.indicator.pk in self.warned else None
            for point in self.form_row(row).points:
                (warnings if point.anchor == note else errors).append(point)
        for name in self.text_names:
            errors += [FormPoint(f"id_{name}", str(self[name].label), str(error)) for error in self[name].errors]
        if self.asked_why:
            errors.append(FormPoint("id_reply", str(self["reply"].label), self.asked_why))
        return errors, warnings

    def form_words(self, name: str) -> FormWords:
        """Return one of the texts."""
        return FormWords(self[name], as_base({name: self._saved(name)}), self.conflicts.get(name))

    def form_row(self, row: ReportRow) -> FormRow:
        """Return one indicator's bound fields."""
        pk = row.indicator.pk
        figures: list[FormFigure] = []
        answers: list[FormFigure] = []
        for each in row.asked:
            bound = self[f"v{each.pk}"]
            kind = answers if FieldRole(each.role).is_yes_no else figures
            kind.append(FormFigure(bound, each, self.conflicts.get(bound.html_name)))
        return FormRow(
            row=row,
            figures=figures,
            answers=answers,
            confirm=self[f"c{pk}"],
            note=self[f"n{pk}"],
            messages=self.row_messages.get(pk, []),
            base=as_base({name: self._saved(name) for name in self._names(row)}),
            note_theirs=self.conflicts.get(f"n{pk}"),
            is_shown_as_returned=self._is_shown_as_returned(row),
        )

    def _is_shown_as_returned(self, row: ReportRow) -> bool:
        # A page that sends one row says so itself: the report's steps are not read for one that was not returned.
        is_back = self.detail.report.state == Report.State.RETURNED
        is_asked = not self.in_part or self.data.get(f"r{row.indicator.pk}") == RETURNED
        return is_back and is_asked and bool(row.objection)

    def areas(self) -> list[FormArea]:
        """Return the task areas with their rows."""
        return [FormArea(area, [self.form_row(row) for row in rows]) for area, rows in self.detail.areas]


class EvidenceForm(forms.Form):
    """A file for the report, or for one of its indicators: each row of the page has a place for a file of its own."""

    file = forms.FileField(label=gettext_lazy("File"), max_length=200)
    indicator = forms.IntegerField(required=False)

    def __init__(self, data: Any = None, files: Any = None) -> None:
        pk = data.get("indicator", "") if data else ""
        self.row = int(pk) if pk.isdecimal() else None
        of_row = files.get(f"file{self.row}") if files else None
        super().__init__(data, MultiValueDict({"file": [of_row]}) if of_row else files)
