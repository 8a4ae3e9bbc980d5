"""What is typed to be known to the site: a user name, and the login."""

from typing import Any

from django.contrib.auth.forms import AuthenticationForm, UsernameField
from django.forms import TextInput

from communities.usernames import folded


class UserNameInput(UsernameField):
    """A user name in one spelling, whatever was typed."""

    def to_python(self, value: Any) -> Any:
        # Not that of UsernameField: it leaves a name that is too long as it is.
        return folded("" if value is None else str(value))


class LoginForm(AuthenticationForm):
    """User name and password; a name too long to be anybody's is a wrong one like any other."""

    username = UserNameInput(widget=TextInput(attrs={"autofocus": True}))
