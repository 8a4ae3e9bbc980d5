"""What is typed to make an official paper."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fengxiang import clock
from fengxiang.number_input import WholeNumberField
from partybuilding.models import Paper
from partybuilding.papers.actions import LARGEST_NUMBER, problems
from partybuilding.papers.queries import Subject


class PaperForm(forms.Form):
    """What a paper of one kind is about, its date and its number."""

    about = forms.ChoiceField(
        error_messages={"required": _("Say what the paper is about."), "invalid_choice": _("Choose from the list.")}
    )
    dated = forms.DateField(
        label=_("Date of the document"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={
            "required": _("Give the date of the document."),
            "invalid": _("Write the day like 2005-11-15."),
        },
    )
    document_number = WholeNumberField(
        label=_("Document number"),
        unit="号|期",
        required=False,
        min_value=1,
        max_value=LARGEST_NUMBER,
        error_messages={
            "min_value": _("Write a whole number from 1 to 9999."),
            "max_value": _("Write a whole number from 1 to 9999."),
        },
    )

    LABELS = {
        Paper.Kind.BULLETIN: _("Quarter"),
        Paper.Kind.MINUTES: _("Joint meeting"),
        Paper.Kind.REPORT: _("Quarterly report"),
        Paper.Kind.NOTICE: _("Action item"),
        Paper.Kind.ASSESSMENT: _("Final assessment"),
        Paper.Kind.BURDEN: _("Year"),
    }
    MAKE = {
        Paper.Kind.BULLETIN: _("Make the bulletin"),
        Paper.Kind.MINUTES: _("Make the minutes"),
        Paper.Kind.REPORT: _("Make the report"),
        Paper.Kind.NOTICE: _("Make the notice"),
        Paper.Kind.ASSESSMENT: _("Make the assessment paper"),
        Paper.Kind.BURDEN: _("Make the paper on needless reporting"),
    }

    NOTHING = {
        Paper.Kind.BULLETIN: _("No quarter of the plan is over yet."),
        Paper.Kind.MINUTES: _("No joint meeting has ended yet."),
        Paper.Kind.REPORT: _("No report is submitted or approved yet."),
        Paper.Kind.NOTICE: _("No action item is open."),
        Paper.Kind.ASSESSMENT: _("No final assessment is approved yet."),
        Paper.Kind.BURDEN: _("No year's last quarter has begun yet."),
    }

    def __init__(self, kind: str, subjects: Sequence[Subject], data: Any = None, about: str = "") -> None:
        super().__init__(data, prefix=kind, initial={"dated": clock.today(), "about": about})
        self.kind = Paper.Kind(kind)
        self.subjects = {subject.key: subject for subject in subjects}
        chosen = cast("forms.ChoiceField", self.fields["about"])
        chosen.label = self.LABELS[self.kind]
        chosen.choices = [(key, subject.label) for key, subject in self.subjects.items()]
        self.fields["dated"].widget.attrs["max"] = clock.today().isoformat()
        if self.kind == Paper.Kind.REPORT:
            del self.fields["document_number"]
        elif self.kind == Paper.Kind.MINUTES:
            self.fields["document_number"].label = pgettext_lazy("minutes", "Issue")
            self.fields["document_number"].help_text = _("Empty: the number of the meeting.")
        else:
            self.fields["document_number"].help_text = _("Empty: no number is printed.")

    @property
    def make(self) -> Any:
        """The words on its button."""
        return self.MAKE[self.kind]

    @property
    def nothing(self) -> Any:
        """What is said where there is nothing to make one of."""
        return self.NOTHING[self.kind]

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        subject = self.subjects.get(typed.get("about", ""))
        if subject is not None and "dated" in typed:
            wrong = problems(subject, dated=typed["dated"], document_number=typed.get("document_number"))
            for name, message in wrong.items():
                if name not in self.errors:
                    self.add_error(name, message)
        return typed

    @property
    def subject(self) -> Subject:
        """What was chosen; of a form that is in order."""
        return self.subjects[self.cleaned_data["about"]]


class ScanForm(forms.Form):
    """The sealed copy of a paper."""

    file = forms.FileField(
        label=_("Scanned, sealed copy"),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty.")},
    )
