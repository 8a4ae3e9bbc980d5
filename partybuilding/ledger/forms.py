"""What is typed about action items."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.files.base import File
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from communities.models import Unit
from communities.privacy import refuse_id_number
from fengxiang import clock
from fengxiang.forms import TextField
from partybuilding.ledger.actions import NewItem
from partybuilding.ledger.queries import missing_topics, parties_of
from partybuilding.ledger.rules import ItemAct
from partybuilding.models import LeaderVisit, LedgerEvent, LedgerItem, Party, Plan, Report
from partybuilding.shared.uploads import ACCEPT

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Kind, Source = LedgerItem.Kind, LedgerItem.Source

_A_DAY = gettext_lazy("Write the day like 2005-11-15.")
_GIVE_DAY = gettext_lazy("Give the due date.")


class _Sent(forms.ClearableFileInput):
    """A field for several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, none of them needed; what they are is looked at when they are kept."""

    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("Evidence (PDF, JPG, PNG, DOCX, XLSX; at most 10 MB each)"),
            required=False,
            max_length=200,
            widget=_Sent(attrs={"accept": ACCEPT}),
        )

    def clean(self, data: Any, initial: Any = None) -> "list[File[bytes]]":
        sent = data if isinstance(data, list | tuple) else [data]
        return [kept for each in sent if (kept := super(FilesField, self).clean(each, initial))]


def _words(label: "_StrPromise", needed: "_StrPromise | None", rows: int = 3) -> TextField:
    return TextField(
        label=label,
        max_length=2000,
        required=needed is not None,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": needed} if needed is not None else {},
        validators=[refuse_id_number],
    )


def _day(label: "_StrPromise") -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": _GIVE_DAY, "invalid": _A_DAY},
    )


class ProgressForm(forms.Form):
    """How far a matter is."""

    text = _words(gettext_lazy("How far it is"), gettext_lazy("Say how far it is."))
    evidence = FilesField()


class AskCloseForm(forms.Form):
    """That a matter is done, and what bears it out: a file, or in words."""

    text = _words(gettext_lazy("What was done"), gettext_lazy("Say what was done."))
    evidence = FilesField()
    proof_kind = forms.ChoiceField(
        label=gettext_lazy("Or evidence without a file"),
        choices=[("", "—"), *LedgerEvent.Proof.choices],
        required=False,
    )
    proof = TextField(
        label=gettext_lazy("Number, entry, or day and person of the visit"),
        max_length=200,
        required=False,
        validators=[refuse_id_number],
    )


class CheckForm(forms.Form):
    """The check begins: there is nothing to type."""


class CloseForm(forms.Form):
    """What the check found; needed where the indicator is still red."""

    text = _words(gettext_lazy("What the check found (the reason, if the indicator is still red)"), None, rows=2)


class SendBackForm(forms.Form):
    """Why a matter is not done."""

    reason = _words(gettext_lazy("What is still missing"), gettext_lazy("Give the reason."), rows=2)


class ExtendForm(forms.Form):
    """A new deadline, and why."""

    due_on = _day(gettext_lazy("New due date"))
    reason = _words(gettext_lazy("Reason"), gettext_lazy("Give the reason."), rows=2)


class ItemReopenForm(ExtendForm):
    """Why a closed matter is opened again, and by when it has to be done now."""


FORMS: dict[ItemAct, type[forms.Form]] = {
    ItemAct.PROGRESS: ProgressForm,
    ItemAct.REQUEST_CLOSURE: AskCloseForm,
    ItemAct.START_CHECK: CheckForm,
    ItemAct.CLOSE: CloseForm,
    ItemAct.REJECT_CLOSURE: SendBackForm,
    ItemAct.EXTEND: ExtendForm,
    ItemAct.REOPEN: ItemReopenForm,
    ItemAct.REMIND: CheckForm,
}


# --- opening ----------------------------------------------------------------------------------------------------------


class OneOf(forms.ChoiceField):
    """A choice of objects by their codes; what is clean is the object, or None."""

    def __init__(self, by_code: dict[str, Any], nothing: str, **more: Any) -> None:
        self.by_code = by_code
        options = [("", nothing), *((code, str(each)) for code, each in by_code.items())]
        super().__init__(choices=options, **more)

    def clean(self, value: Any) -> Any:
        return self.by_code.get(super().clean(value))


class ManyOf(forms.MultipleChoiceField):
    """Several objects by their codes."""

    def __init__(self, by_code: dict[str, Any], **more: Any) -> None:
        self.by_code = by_code
        super().__init__(choices=[(code, str(each)) for code, each in by_code.items()], **more)

    def clean(self, value: Any) -> list[Any]:
        return [self.by_code[code] for code in super().clean(value)]


class OpenForm(forms.Form):
    """A matter for the ledger: what, where it comes from, who answers for it, by when."""

    kind = forms.ChoiceField(
        label=pgettext_lazy("ledger", "Kind"),
        choices=Kind,
        error_messages={"required": gettext_lazy("Choose the kind.")},
    )
    topic = forms.ChoiceField(label=gettext_lazy("Topic (of a difficulty or a standing problem)"), required=False)
    matter = TextField(
        label=gettext_lazy("What is to be done"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Say what is to be done.")},
        validators=[refuse_id_number],
    )
    shown = TextField(
        label=gettext_lazy("Value it was opened on"), max_length=200, required=False, validators=[refuse_id_number]
    )
    due_on = _day(pgettext_lazy("ledger", "Due date"))

    def __init__(self, plan: Plan, data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.plan = plan
        parties = {party.code: party for party in parties_of(plan)}
        units = {party.code: party.unit for party in parties.values() if party.unit}
        none = pgettext("choice", "none")
        required = {"required": _("Choose the responsible unit.")}
        every = {
            "source": forms.ChoiceField(
                label=pgettext("ledger", "Where it comes from"),
                choices=Source,
                error_messages={"required": _("Say where it comes from.")},
            ),
            "meeting": OneOf(_by_number(plan), none, label=_("Joint meeting"), required=False),
            "visit": OneOf(_visits(plan), none, label=_("Visit"), required=False),
            "pilot": OneOf(_pilots(plan), _("all of them, or none in particular"), label=_("Pilot"), required=False),
            "indicator": OneOf(_indicators(plan), none, label=_("Indicator"), required=False),
            "quarter": OneOf(
                {str(each): _Labelled(each) for each in plan.quarters}, none, label=_("Quarter"), required=False
            ),
            "responsible": OneOf(parties, "—", label=_("Responsible unit"), error_messages=required),
            "supporting": ManyOf(
                units, label=_("Supporting units"), required=False, widget=forms.CheckboxSelectMultiple
            ),
        }
        self.fields.update(every)
        cast("forms.ChoiceField", self.fields["topic"]).choices = [
            ("", "—"),
            *((topic.code, str(topic)) for topic in plan.topics.all()),
        ]
        self.fields["due_on"].widget.attrs["min"] = clock.today().isoformat()

    def item(self) -> NewItem:
        """Return what was typed, for the action; the report follows from pilot and quarter."""
        typed = dict(self.cleaned_data)
        quarter = typed.pop("quarter")
        typed["quarter"] = quarter.of if quarter else None
        if typed["source"] == Source.REPORT and typed["pilot"] and quarter:
            typed["report"] = Report.objects.filter(pilot=typed["pilot"], quarter=quarter.of).first()
        return NewItem(**typed)

    @property
    def places(self) -> list[BoundField]:
        """The fields on where it comes from and what it is about, in the order they stand in."""
        return [self[name] for name in ("source", "meeting", "visit", "pilot", "indicator", "quarter", "shown")]


@dataclass(frozen=True)
class _Labelled:
    """A quarter that prints in full."""

    of: Any

    def __str__(self) -> str:
        return str(self.of.label)


def _by_number(plan: Plan) -> dict[str, Any]:
    return {str(meeting.number): meeting for meeting in plan.meetings.order_by("-number")}


def _visits(plan: Plan) -> dict[str, Any]:
    visits = LeaderVisit.objects.filter(assignment__pilot__plan=plan).order_by("-visited_on", "-id")
    return {str(visit.pk): visit for visit in visits.select_related("assignment__unit")}


def _pilots(plan: Plan) -> dict[str, Any]:
    return {pilot.code: pilot for pilot in plan.pilots.select_related("community").order_by("order")}


def _indicators(plan: Plan) -> dict[str, Any]:
    indicators = plan.indicators.order_by("area__number", "order")
    return {indicator.code: indicator for indicator in indicators}


class StandingForm(forms.Form):
    """Who answers for each of the difficulties and standing problems, and by when they are to be solved."""

    due_on = _day(gettext_lazy("Due date of all of them"))

    def __init__(self, plan: Plan, data: Any = None) -> None:
        codes = {party.code: party for party in parties_of(plan)}
        towns = [party.code for party in codes.values() if party.unit and party.unit.level == Unit.Level.TOWN]
        self.missing = missing_topics(plan)
        self.topics = {topic.code: topic for _pilot, topic in sorted(self.missing, key=lambda pair: pair[1].order)}
        usual: dict[str, Any] = dict.fromkeys(self.topics, towns[0] if towns else "")
        super().__init__(data, initial={**usual, "due_on": plan.ends_on})
        required = {"required": _("Choose the responsible unit.")}
        for code, topic in self.topics.items():
            self.fields[code] = OneOf(codes, "—", label=topic.matter_words, error_messages=required)
        self.fields["due_on"].widget.attrs["min"] = clock.today().isoformat()

    @property
    def rows(self) -> list[tuple[str, BoundField, list[str]]]:
        """Each topic: what it is, the field, and the pilots it is opened for."""
        return [
            (f"{topic.get_kind_display()} · {topic}", self[code], self._pilots(code))
            for code, topic in self.topics.items()
        ]

    def _pilots(self, code: str) -> list[str]:
        return [str(pilot) for pilot, topic in self.missing if topic.code == code]

    def responsible(self) -> dict[str, Party]:
        """Return who was chosen for each topic."""
        return {code: self.cleaned_data[code] for code in self.topics}


_FROM_ADDRESS = (
    *("kind", "topic", "matter", "source", "meeting", "visit", "pilot", "indicator", "quarter", "shown"),
    *("responsible", "due_on"),
)


def prefilled(given: QueryDict) -> dict[str, Any]:
    """Return what an address fills the form of a new item in with."""
    initial: dict[str, Any] = {name: given[name] for name in _FROM_ADDRESS if given.get(name)}
    return {**initial, "supporting": given.getlist("supporting")}
