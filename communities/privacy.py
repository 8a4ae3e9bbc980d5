"""What is kept of nobody: ID numbers do not get in, wherever text can be typed."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# 18 characters since 1999, also in the usual groups; 15 digits on the cards many still carry in 2004. The old form is
# only taken for one if its middle can be a birthday, because 15 digits may be something else.
_ID_NUMBER = re.compile(
    r"(?<!\d)(?:"
    r"\d{6}[ -]?\d{8}[ -]?\d{3}[\dXx]"
    r"|\d{8}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}"
    r")(?!\d)"
)


def holds_id_number(text: str) -> bool:
    """Return whether a text holds what looks like a resident's ID number, in half-width or full-width digits."""
    return bool(_ID_NUMBER.search(unicodedata.normalize("NFKC", text)))


def refuse_id_number(text: object) -> None:
    """Raise ValidationError, with a hint, if a text holds what looks like an ID number; a validator for form fields."""
    if isinstance(text, str) and holds_id_number(text):
        raise ValidationError(_("This looks like an ID number. None are kept here: take it out."), code="id_number")
