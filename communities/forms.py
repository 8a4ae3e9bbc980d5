"""What is typed to be known to the site: a user name, and the login."""

from typing import Any, TypeAlias

from django.contrib.auth.forms import AuthenticationForm, UsernameField
from django.core.exceptions import ValidationError
from django.db import models
from django.forms import DateInput, Field, TextInput
from django.utils.translation import gettext as _

from communities.models import unit_of
from communities.privacy import refuse_id_number
from communities.usernames import folded
from fengxiang.forms import TextField
from fengxiang.number_input import NumberField, WholeNumberField, number_input

Column: TypeAlias = "models.Field[Any, Any]"


def date_widget() -> DateInput:
    """Return the browser's own date control, which leaves no doubt about the order of day and month.

    The admin's own offers a "today" that is the machine's, not the clock's.
    """
    return DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def is_free_text(column: Column) -> bool:
    """Return whether anything may be typed into a column."""
    return isinstance(column, models.CharField | models.TextField) and not column.choices


def reader_of(column: Column) -> dict[str, Any]:
    """Return how a column of a register is read in every form: numbers and texts as everywhere."""
    if isinstance(column, models.DecimalField | models.IntegerField) and not column.choices:
        places = getattr(column, "decimal_places", 0)
        reader = NumberField if places else WholeNumberField
        return {"form_class": reader, "unit": unit_of(column), "widget": number_input(places, size=12)}
    if type(column) in {models.CharField, models.TextField} and not column.choices:
        return {"form_class": TextField}
    return {}


def entry_field(column: Column, **kwargs: Any) -> Field | None:
    """Return the form field of a column of a register; no text takes an ID number."""
    if isinstance(column, models.DateField):
        kwargs.setdefault("widget", date_widget())
    field: Field | None = column.formfield(**{**reader_of(column), **kwargs})
    if field is not None and is_free_text(column):
        field.validators.append(refuse_id_number)
    return field


class UserNameInput(UsernameField):
    """A user name in one spelling, whatever was typed."""

    def to_python(self, value: Any) -> Any:
        # Not that of UsernameField: it leaves a name that is too long as it is.
        return folded("" if value is None else str(value))


class LoginForm(AuthenticationForm):
    """User name and password; a name too long to be anybody's is a wrong one like any other."""

    username = UserNameInput(widget=TextInput(attrs={"autofocus": True}))

    def confirm_login_allowed(self, user: Any) -> None:
        """Refuse a closed account, and a first password whose one login or whose day is over."""
        super().confirm_login_allowed(user)
        if user.is_password_used_up:
            message = _("This first password was used already or is older than a day. Ask for a new one.")
            raise ValidationError(message, code="used_up")
