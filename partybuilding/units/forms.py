"""What a unit types about its duties: who is asked, and the quarterly report with one row for each duty."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.models import unit_of
from communities.privacy import refuse_id_number
from fengxiang.forms import NameAndPostField, TextField
from fengxiang.number_input import WholeNumberField
from partybuilding.models import DutyReport, Pilot
from partybuilding.models.plan import TELEPHONE
from partybuilding.reports.last_edits import LastEdit, last_to_write_duty_line, last_to_write_duty_report
from partybuilding.reports.merge import Texts, as_base, as_text, bases_in, conflict_message, merge
from partybuilding.units.actions import DutyDraft, LineDraft
from partybuilding.units.duty_reports import DutySheet, SheetLine, Status, agenda_missing

FACTS = ("agenda_times", "remark")
MOST_TIMES = 99


class ContactForm(forms.Form):
    """Who of a unit is asked about the pilots, and by which telephone."""

    contact = NameAndPostField(
        label=gettext_lazy("Name and post of who is asked about the pilots"),
        required=False,
        max_length=50,
        validators=[refuse_id_number],
    )
    telephone = forms.RegexField(
        TELEPHONE,
        label=gettext_lazy("Office telephone, with the area code"),
        required=False,
        max_length=30,
        error_messages={"invalid": gettext_lazy("Digits, blanks and hyphens: 0917-7210000.")},
    )


@dataclass(frozen=True, eq=False, kw_only=True)
class FormLine:
    """One duty's part of the form, ready for the template."""

    line: SheetLine
    status: BoundField
    text: BoundField
    pilots: list[tuple[BoundField, Pilot]]
    base: str  # what stands in the draft, as the page sends it back
    status_theirs: str | None  # what a colleague wrote meanwhile, None if nobody did
    text_theirs: str | None

    @property
    def has_errors(self) -> bool:
        return bool(self.status.errors or self.text.errors)


@dataclass(frozen=True, eq=False)
class FormFact:
    """The agenda or the remark, ready for the template."""

    field: BoundField
    base: str
    theirs: str | None


class DutyForm(forms.Form):
    """Everything a unit types about a quarter; whatever is valid can be kept even while the rest is not."""

    agenda_times = WholeNumberField(
        label=gettext_lazy("Times on the unit's agenda this quarter"),
        unit=unit_of(DutyReport._meta.get_field("agenda_times")),
        required=False,
        min_value=0,
        max_value=MOST_TIMES,
    )
    remark = TextField(
        label=gettext_lazy("Remark"),
        required=False,
        max_length=1000,
        validators=[refuse_id_number],
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, sheet: DutySheet, data: Any = None) -> None:
        super().__init__(data)
        self.edited: set[str] = set()
        self.conflicts: Texts = {}
        self.rebind(sheet)
        if data is not None:
            self._merge()

    def rebind(self, sheet: DutySheet) -> None:
        """Go on with the report as it stands now, after something was saved in it."""
        self.sheet = sheet
        self.initial = {name: getattr(sheet.report, name, "") for name in FACTS}
        for line in sheet.lines:
            self._add_line(line)

    def _add_line(self, line: SheetLine) -> None:
        pk, now = line.duty.pk, line.now
        self.fields[f"s{pk}"] = forms.ChoiceField(
            choices=[("", _("not said yet")), *Status.choices],
            required=False,
            initial=now.status if now else "",
            label=_("How far it is"),
        )
        self.fields[f"t{pk}"] = TextField(
            required=False,
            max_length=500,
            initial=now.text if now else "",
            label=_("In a few words"),
            validators=[refuse_id_number],
            widget=forms.Textarea(attrs={"rows": 2}),
        )
        about = {pilot.pk for pilot in line.pilots}
        for pilot in self.sheet.pilots:
            self.fields[f"p{pk}_{pilot.pk}"] = forms.BooleanField(
                required=False, initial=pilot.pk in about, label=str(pilot)
            )

    # --- two windows on one draft -----------------------------------------------------------------------------------

    @property
    def posted_lines(self) -> list[SheetLine]:
        """Only lines that came with the request are touched: a page may send a part of the form."""
        return [line for line in self.sheet.lines if f"r{line.duty.pk}" in self.data]

    @property
    def posted_facts(self) -> list[str]:
        return [name for name in FACTS if name in self.data]

    def _names(self, line: SheetLine) -> list[str]:
        pk = line.duty.pk
        return [f"s{pk}", f"t{pk}", *(f"p{pk}_{pilot.pk}" for pilot in self.sheet.pilots)]

    def _saved(self, name: str) -> str:
        return as_text(self.fields[name], self.get_initial_for_field(self.fields[name], name))

    def _merge(self) -> None:
        lines, facts = self.posted_lines, self.posted_facts
        names = [*(name for line in lines for name in self._names(line)), *facts]
        groups = [*(str(line.duty.pk) for line in lines), *(f"_{name}" for name in facts)]
        saved = {name: self._saved(name) for name in names}
        merged = merge(self.data, {name: self.fields[name] for name in names}, bases_in(self.data, groups), saved)
        self.data, self.edited, self.conflicts = merged.data, merged.edited, merged.conflicts

    def clean(self) -> dict[str, Any]:
        """What two people changed is told beside the field."""
        report = self.sheet.report
        if report is None:
            return self.cleaned_data
        for line in self.posted_lines:
            for name in self._names(line):
                self._tell_conflict(name, partial(last_to_write_duty_line, report, line.duty.pk))
        for name in self.posted_facts:
            self._tell_conflict(name, partial(last_to_write_duty_report, report))
        return self.cleaned_data

    def _tell_conflict(self, name: str, ask: "partial[LastEdit | None]") -> None:
        if name in self.conflicts:
            text = self.conflicts[name]
            shown = dict(Status.choices).get(text, text) if name.startswith("s") else text
            self.add_error(name, conflict_message(ask(), str(shown)))

    # --- what was typed --------------------------------------------------------------------------------------------

    def draft(self) -> DutyDraft:
        """Return what can be kept: everything typed that is valid by itself; what is not stays as it was saved."""
        facts = {name: self._fact(name) for name in self.posted_facts if name not in self.errors}
        return DutyDraft({line.duty.pk: self._line_draft(line) for line in self.posted_lines}, facts)

    def _fact(self, name: str) -> int | str | None:
        typed = self.cleaned_data[name]
        return typed.strip() if isinstance(typed, str) else typed

    def _line_draft(self, line: SheetLine) -> LineDraft:
        pk, now = line.duty.pk, line.now
        kept = {f"s{pk}": now.status if now else "", f"t{pk}": now.text if now else ""}
        typed = {name: self.cleaned_data[name] if name not in self.errors else kept[name] for name in kept}
        about = [pilot for pilot in self.sheet.pilots if self.cleaned_data.get(f"p{pk}_{pilot.pk}")]
        return LineDraft(typed[f"s{pk}"], typed[f"t{pk}"].strip(), frozenset(pilot.pk for pilot in about))

    def tell_open_points(self) -> bool:
        """Put beside its field what keeps the report from being handed in; return whether there is anything."""
        for line in self.sheet.lines:
            if line.open_point:
                is_said = line.now is not None and line.now.status
                self.add_error(f"{'t' if is_said else 's'}{line.duty.pk}", line.open_point)
        if agenda_missing(self.sheet.report):
            self.add_error("agenda_times", _("Fill in: 0 if there is none."))
        return bool(self.errors)

    # --- for the template ------------------------------------------------------------------------------------------

    @property
    def lines(self) -> list[FormLine]:
        return [self.form_line(line) for line in self.sheet.lines]

    def form_line(self, line: SheetLine) -> FormLine:
        """Return one duty's bound fields."""
        pk = line.duty.pk
        return FormLine(
            line=line,
            status=self[f"s{pk}"],
            text=self[f"t{pk}"],
            pilots=[(self[f"p{pk}_{pilot.pk}"], pilot) for pilot in self.sheet.pilots],
            base=as_base({name: self._saved(name) for name in self._names(line)}),
            status_theirs=self.conflicts.get(f"s{pk}"),
            text_theirs=self.conflicts.get(f"t{pk}"),
        )

    @property
    def facts(self) -> list[FormFact]:
        return [self.form_fact(name) for name in FACTS]

    def form_fact(self, name: str) -> FormFact:
        """Return the agenda or the remark."""
        return FormFact(self[name], as_base({name: self._saved(name)}), self.conflicts.get(name))

    @property
    def points(self) -> list[tuple[str, str, str]]:
        """Return what has to be mended, in the form's order: where, about what, and what is said there."""
        bound = [(str(each.line.duty), field) for each in self.lines for field in (each.status, each.text)]
        bound += [(str(each.field.label), each.field) for each in self.facts]
        return [(field.id_for_label, title, str(error)) for title, field in bound for error in field.errors]
