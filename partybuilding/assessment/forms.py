"""What the branch and the department type on a pilot's sheet: a rating and a reason for each good, the conclusion."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from communities.privacy import refuse_id_number
from fengxiang.forms import TextField
from partybuilding.assessment.actions import LONGEST_REASON, RatingDraft, SheetDraft
from partybuilding.assessment.queries import Ratings
from partybuilding.models import FinalAssessment, GoodRating, IndicatorField

_ANSWERS = {"1": True, "0": False}


@dataclass(frozen=True, eq=False)
class GoodFields:
    """One good's part of the form, ready for the template."""

    good: IndicatorField
    answer: BoundField
    reason: BoundField


class RatingForm(forms.Form):
    """The branch's own ratings."""

    party = GoodRating.Party.BRANCH
    heading = gettext_lazy("Rate your own")

    def __init__(
        self, assessment: FinalAssessment, goods: Sequence[IndicatorField], ratings: Ratings, data: Any = None
    ) -> None:
        super().__init__(data)
        self.assessment, self.goods = assessment, goods
        for good in goods:
            rating = ratings.get((good.pk, self.party)) or GoodRating()
            kept = next((key for key, answer in _ANSWERS.items() if answer is rating.is_good), "")
            self.fields[f"g{good.pk}"] = forms.ChoiceField(
                choices=[
                    ("", _("not rated yet")),
                    ("1", pgettext("rating", "good")),
                    ("0", pgettext("rating", "not yet good")),
                ],
                required=False,
                initial=kept,
                label=_("Rating"),
            )
            self.fields[f"r{good.pk}"] = TextField(
                required=False,
                max_length=500,
                initial=rating.reason,
                label=_("Reason"),
                validators=[refuse_id_number],
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    @property
    def rows(self) -> list[GoodFields]:
        return [GoodFields(good, self[f"g{good.pk}"], self[f"r{good.pk}"]) for good in self.goods]

    @property
    def facts(self) -> list[BoundField]:
        """The fields beside the ratings."""
        return []

    def draft(self) -> SheetDraft:
        """Return what was typed; of a form that is in order."""
        typed = self.cleaned_data
        ratings = {
            good.pk: RatingDraft(_ANSWERS.get(typed[f"g{good.pk}"]), typed[f"r{good.pk}"].strip())
            for good in self.goods
        }
        return SheetDraft(ratings, {field.name: typed[field.name].strip() for field in self.facts})


class ConclusionForm(RatingForm):
    """The department's ratings and its conclusion."""

    party = GoodRating.Party.DEPARTMENT
    heading = gettext_lazy("Rate and conclude")

    conclusion = forms.ChoiceField(
        label=gettext_lazy("Conclusion"),
        choices=[("", gettext_lazy("not concluded yet")), *FinalAssessment.Conclusion.choices],
        required=False,
    )
    remarks = TextField(
        label=gettext_lazy("Conclusion in words"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        validators=[refuse_id_number],
    )

    def __init__(
        self, assessment: FinalAssessment, goods: Sequence[IndicatorField], ratings: Ratings, data: Any = None
    ) -> None:
        super().__init__(assessment, goods, ratings, data)
        self.initial = {"conclusion": assessment.conclusion, "remarks": assessment.remarks}

    @property
    def facts(self) -> list[BoundField]:
        return [self["conclusion"], self["remarks"]]


class ReopenForm(forms.Form):
    """Why an approved sheet is reopened."""

    reason = TextField(
        label=gettext_lazy("Reason for reopening"),
        max_length=LONGEST_REASON,
        validators=[refuse_id_number],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
