"""Two windows on one draft: what was typed here is put together with what was saved meanwhile elsewhere.

The page sends, beside each field, what stood in it when it was drawn: the base. A field that differs from its base was
typed in here; one whose saved value differs from the base was changed elsewhere. Only what was changed on both sides,
and differently, is a conflict.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from fengxiang.number_input import NumberField, WholeNumberField
from fengxiang.text import cleaned
from partybuilding.reports.last_edits import LastEdit

Texts = dict[str, str]
Bases = dict[str, str | None]  # None: a choice is still open, so that nothing equals it


@dataclass
class Merged:
    """A form's data after the merge: by field name, as texts."""

    data: dict[str, Any]
    edited: set[str] = field(default_factory=set)  # typed in here
    conflicts: Texts = field(default_factory=dict)  # typed in here and changed elsewhere: what stands there now


def as_text(kind: forms.Field, raw: Any) -> str:
    """Return a field's value as one text, however it was typed: a tick is 1, a figure has no needless zeros."""
    if isinstance(kind, forms.BooleanField):
        return "1" if raw else ""
    text = cleaned(str("" if raw is None else raw)).strip()
    if isinstance(kind, NumberField | WholeNumberField):
        try:
            figure = kind.clean(text)
        except ValidationError:
            return text
        return "" if figure is None else f"{Decimal(figure).normalize():f}"
    return text


def bases_in(data: Mapping[str, Any], groups: Iterable[str]) -> Bases:
    """Return what the page says stood in the fields of the groups when it was drawn; what is no such list is empty."""
    bases: Bases = {}
    for group in groups:
        try:
            sent = json.loads(data.get(f"b{group}", "{}"))
        except ValueError:
            continue
        if isinstance(sent, dict):
            bases |= {name: text if isinstance(text, str) else None for name, text in sent.items()}
    return bases


def as_base(texts: Texts) -> str:
    """Return the texts as the page carries them."""
    return json.dumps(texts, ensure_ascii=False, separators=(",", ":"))


def merge(data: Mapping[str, Any], fields: Mapping[str, forms.Field], bases: Bases, saved: Texts) -> Merged:
    """Return what the form holds now; `saved` is what stands in the draft, and the base where the page sent none."""
    merged = Merged({name: data[name] for name in data})
    for name, kind in fields.items():
        typed, now = as_text(kind, data.get(name)), saved[name]
        base = bases.get(name, now)
        if typed == base:
            merged.data[name] = now
        else:
            merged.edited.add(name)
            if now not in {base, typed}:
                merged.conflicts[name] = now
    return merged


def conflict_message(touch: LastEdit | None, text: str) -> str:
    """Return what is said beside a field both sides changed: by whom and when, and what stands there now."""
    message = _("Changed meanwhile in another window; it says now: “%(text)s”. Yours is not saved yet.")
    if touch:
        message = _("%(who)s changed this at %(time)s; it says now: “%(text)s”. Yours is not saved yet.")
    who, at = touch or (None, timezone.now())
    time = date_format(timezone.localtime(at), "TIME_FORMAT")
    return message % {"who": who or "?", "time": time, "text": text or _("(empty)")}
