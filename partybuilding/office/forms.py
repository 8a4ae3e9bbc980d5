"""Who takes over an account."""

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from communities.forms import UserNameInput
from communities.models import User
from communities.privacy import refuse_id_number
from communities.usernames import LONGEST
from fengxiang.forms import PersonNameInput


class HandOverForm(forms.Form):
    """The next person at a place."""

    name = PersonNameInput(label=pgettext_lazy("person", "name"), max_length=30, validators=[refuse_id_number])
    username = UserNameInput(label=gettext_lazy("user name"), max_length=LONGEST)

    def clean_username(self) -> str:
        """Return the name; refused beside its field if somebody has it, of a closed account too."""
        username: str = self.cleaned_data["username"]
        if User.objects.filter(username=username).exists():
            raise forms.ValidationError(User._meta.get_field("username").error_messages["unique"])
        return username
