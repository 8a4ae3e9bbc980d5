"""What is typed into the suggestion box, and what it is answered."""

from django import forms
from django.utils.translation import gettext_lazy as _

from communities.privacy import refuse_id_number
from fengxiang.forms import TextField

MOST = 1000  # characters


class SuggestionForm(forms.Form):
    """A suggestion or a complaint."""

    text = TextField(
        label=_("What should be otherwise?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=MOST,
        validators=[refuse_id_number],
        error_messages={"required": _("Say what should be otherwise.")},
    )


class AnswerForm(forms.Form):
    """The answer to one."""

    answer = TextField(
        label=_("Answer"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=MOST,
        validators=[refuse_id_number],
        error_messages={"required": _("Write an answer.")},
    )
