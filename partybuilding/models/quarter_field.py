"""A column for a quarter."""

from typing import TYPE_CHECKING, Any, cast

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from partybuilding.targets.quarter import Quarter

if TYPE_CHECKING:
    _QuarterBase = models.CharField[Quarter | str, Quarter]
else:
    _QuarterBase = models.CharField


class QuarterField(_QuarterBase):
    """Keeps a Quarter as its code, which sorts as time runs."""

    description = "quarter"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 6
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: str | None, expression: object, connection: object) -> Quarter | None:
        return None if value is None else Quarter.parse(value)

    def to_python(self, value: Any) -> Quarter | None:
        if value is None or isinstance(value, Quarter):
            return value
        try:
            return Quarter.parse(str(value))
        except ValueError as error:
            raise ValidationError(_("Write a quarter like 2004Q3.")) from error

    def run_validators(self, value: Any) -> None:
        # The length limit is about the code that is stored.
        super().run_validators(None if value is None else str(value))

    def get_prep_value(self, value: Any) -> str | None:
        return None if value is None else str(value)

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj))


def optional_quarter(name: Any, **more: Any) -> "models.Field[Quarter | str | None, Quarter | None]":
    """Return a column for a quarter that need not be known."""
    may_be_empty: Any = {"null": True, "blank": True, **more}
    return cast("models.Field[Quarter | str | None, Quarter | None]", QuarterField(name, **may_be_empty))
