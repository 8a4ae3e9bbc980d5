"""Cells of a register's workbook: what stands in one, read as the value of a field, and written back.

A cell is read as people type it: full-width digits, blanks and invisible characters of other programs, a day as a date
or as 2004年7月27日, a choice by its word in either language or by its code. What cannot be read raises ValueError, in
the words of whoever filled the cell in.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, time, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import translation
from django.utils.encoding import force_str
from django.utils.translation import gettext as _
from import_export.widgets import Widget

from communities.models import Community, ResidentUnit, unit_of
from communities.privacy import refuse_id_number
from fengxiang.bilingual import listed
from fengxiang.number_input import read_number, spellings
from fengxiang.text import folded, one_line, received, seen
from fengxiang.workbooks import read_day, read_yes_no

# Excel counts days from 1900 and takes that year for a leap year; what lies before is written as text.
_FIRST_DAY = date(1900, 3, 1)


def visible(value: object) -> object:
    """Return a text without what cannot be seen and without blanks around it; anything else as it is."""
    if not isinstance(value, str):
        return value
    return one_line(seen(value))


def empty(value: object) -> bool:
    """Return whether nothing stands in a cell."""
    return value is None or value == ""


def in_each_language(text: object) -> set[str]:
    """Return a translatable text in every language of the site, folded."""
    words = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            words.add(folded(text))
    return words


class ColumnCell(Widget):
    """The cell of one model field; `clean` reads it, `render` writes it, as the value Excel itself would hold."""

    number_format = "General"

    def __init__(self, field: "models.Field[Any, Any]") -> None:
        super().__init__()
        self.field = field

    def clean(self, value: Any, row: Mapping[str, Any] | None = None, **kwargs: Any) -> Any:
        value = visible(value)
        try:
            content = None if empty(value) else self.read(value, row or {})
        except ValidationError as error:
            raise ValueError(error.messages[0]) from error
        if content is not None:
            return content
        if not self.field.blank:
            raise ValueError(_("Fill in this cell."))
        return None if self.field.null else ""

    def read(self, value: Any, row: Mapping[str, Any]) -> Any:
        """Return the field's value for a cell that is not empty; None if it says as little as an empty one."""
        raise NotImplementedError

    def heads(self, label: str) -> set[str]:
        """Return the ways a column's head may be written, folded, for one that is in its label."""
        return {label}

    def render(self, value: Any, obj: models.Model | None = None, **kwargs: Any) -> Any:
        return value

    @property
    def offers(self) -> list[str]:
        """The words to choose from, for the drop-down; none where anything may be written."""
        return []


class TextCell(ColumnCell):
    """Free text; a number in it is the text of the number. Never what looks like an ID number."""

    number_format = "@"

    def read(self, value: Any, row: Mapping[str, Any]) -> str:
        if isinstance(value, bool | date | time | timedelta):
            raise ValueError(_("Write this as text."))
        text = received(str(value))
        refuse_id_number(text)
        return text


class NumberCell(ColumnCell):
    """A whole number, or one with decimals where the field has some; in a cell it may carry its field's unit."""

    def __init__(self, field: "models.Field[Any, Any]") -> None:
        super().__init__(field)
        self.places = getattr(field, "decimal_places", 0)
        self.unit = unit_of(field)
        self.number_format = f"0.{'0' * self.places}" if self.places else "0"

    def read(self, value: Any, row: Mapping[str, Any]) -> int | Decimal | None:
        number = read_number(value, places=self.places, unit=self.unit)
        return number if number is None or self.places else int(number)

    def heads(self, label: str) -> set[str]:
        """Return a column's head with the unit in each of its spellings: 建筑面积(平方米), 建筑面积㎡."""
        units = [word for word, power in spellings(self.unit).items() if not power]
        bare = next((label.removesuffix(f"({word})") for word in units if label.endswith(f"({word})")), label)
        return {bare, *(f"{bare}{form}" for word in units for form in (word, f"({word})", f"/{word}"))}


class DayCell(ColumnCell):
    """A day: a real date, or a text or a number that can mean no other."""

    number_format = "yyyy-mm-dd"

    def read(self, value: Any, row: Mapping[str, Any]) -> date:
        return read_day(value)

    def render(self, value: Any, obj: models.Model | None = None, **kwargs: Any) -> Any:
        return value.isoformat() if value and value < _FIRST_DAY else value


class WordCell(ColumnCell):
    """One of a few words, in either language, or its code."""

    @cached_property
    def meanings(self) -> dict[str, Any]:
        """What each word that is understood means, the words folded."""
        return {word: value for value, label in self.choices for word in {folded(value), *in_each_language(label)}}

    @property
    def choices(self) -> list[tuple[Any, Any]]:
        return [(value, label) for value, label in self.field.flatchoices if not empty(value)]

    @property
    def offers(self) -> list[str]:
        return [force_str(label) for _value, label in self.choices]

    def read(self, value: Any, row: Mapping[str, Any]) -> Any:
        if (word := folded(value)) not in self.meanings:
            raise ValueError(_("Not among the choices: %(choices)s.") % {"choices": listed(self.offers)})
        return self.meanings[word]

    def render(self, value: Any, obj: models.Model | None = None, **kwargs: Any) -> str:
        return force_str(dict(self.choices).get(value, ""))


class YesNoCell(ColumnCell):
    """Yes or no; an empty cell is no, or not stated where that may be."""

    @property
    def offers(self) -> list[str]:
        return [self.render(True), self.render(False)]

    def clean(self, value: Any, row: Mapping[str, Any] | None = None, **kwargs: Any) -> Any:
        if empty(visible(value)):
            return None if self.field.null else False
        return super().clean(value, row, **kwargs)

    def read(self, value: Any, row: Mapping[str, Any]) -> bool | None:
        return read_yes_no(value)

    def render(self, value: Any, obj: models.Model | None = None, **kwargs: Any) -> str:
        if value is None:
            return ""
        return _("yes") if value else _("no")


class CommunityCell(ColumnCell):
    """A community by its name, in either language, or by its code."""

    @cached_property
    def by_name(self) -> dict[str, set[Community]]:
        by_name = defaultdict(set)
        for community in Community.objects.all():
            for word in {community.code, community.name, community.name_en} - {""}:
                by_name[folded(word)].add(community)
        return by_name

    @property
    def offers(self) -> list[str]:
        return sorted({self.render(each) for group in self.by_name.values() for each in group})

    def read(self, value: Any, row: Mapping[str, Any]) -> Community:
        matches = self.by_name.get(folded(value), set())
        if not matches:
            raise ValueError(_("There is no community of this name or code."))
        if len(matches) > 1:
            raise ValueError(_("Several communities have this name: write the code."))
        return next(iter(matches))

    def render(self, value: Any, obj: models.Model | None = None, **kwargs: Any) -> str:
        if value is None:
            return ""
        return str(value) if len(self.by_name[folded(str(value))]) == 1 else value.code


class ResidentUnitCell(ColumnCell):
    """A resident unit of the row's community by its name; where two have the same, the number follows: 县医院 #7."""

    def __init__(self, field: "models.Field[Any, Any]") -> None:
        super().__init__(field)
        self.communities = CommunityCell(field)

    @cached_property
    def by_name(self) -> dict[str, list[ResidentUnit]]:
        by_name = defaultdict(list)
        for unit in ResidentUnit.objects.all():
            by_name[folded(unit.name)].append(unit)
            by_name[folded(f"{unit.name} #{unit.pk}")].append(unit)
        return by_name

    def read(self, value: Any, row: Mapping[str, Any]) -> ResidentUnit:
        matches = self.by_name.get(folded(value), [])
        if (where := folded(row.get("community") or "")) in self.communities.by_name:
            inside = {community.pk for community in self.communities.by_name[where]}
            # One from elsewhere alone goes through: the cadre's own rules say what is wrong with it.
            matches = [unit for unit in matches if unit.community_id in inside] or matches
        if not matches:
            raise ValueError(_("There is no resident unit of this name."))
        if len(matches) > 1:
            raise ValueError(_("Several resident units have this name: write “name #number”."))
        return matches[0]

    def render(self, value: Any, obj: models.Model | None = None, **kwargs: Any) -> str:
        if value is None:
            return ""
        return value.name if len(self.by_name[folded(value.name)]) == 1 else f"{value.name} #{value.pk}"


class RelatedCell(ColumnCell):
    """Something by its name in either language, or its code; where two have the same, the number follows: 民政局 #7."""

    @cached_property
    def by_name(self) -> dict[str, list[Any]]:
        by_name = defaultdict(list)
        rows: list[Any] = list(cast("Any", self.field).related_model._default_manager.all())
        for row in rows:
            names = {getattr(row, name, "") for name in ("code", "slug", "name", "name_en", "subject")}
            for word in {folded(each) for each in {*names, str(row), f"{row} #{row.pk}"} - {""}}:
                by_name[word].append(row)
        return by_name

    @property
    def offers(self) -> list[str]:
        return sorted({self.render(each) for group in self.by_name.values() for each in group})

    def read(self, value: Any, row: Mapping[str, Any]) -> Any:
        matches = self.by_name.get(folded(value), [])
        if not matches:
            raise ValueError(_("There is nothing of this name or code."))
        if len(matches) > 1:
            raise ValueError(_("Several have this name: write “name #number”."))
        return matches[0]

    def render(self, value: Any, obj: models.Model | None = None, **kwargs: Any) -> str:
        if value is None:
            return ""
        return str(value) if len(self.by_name[folded(str(value))]) == 1 else f"{value} #{value.pk}"


def cell_for(field: "models.Field[Any, Any]") -> ColumnCell:
    """Return the cell of a model field."""
    if field.flatchoices:
        return WordCell(field)
    kinds: list[tuple[Any, type[ColumnCell]]] = [
        (models.BooleanField, YesNoCell),
        (models.DateField, DayCell),
        (models.DecimalField | models.IntegerField | models.AutoField, NumberCell),
        (models.CharField | models.TextField, TextCell),
    ]
    if field.is_relation:
        by_model: dict[Any, type[ColumnCell]] = {Community: CommunityCell, ResidentUnit: ResidentUnitCell}
        kinds = [(models.Field, by_model.get(field.related_model, RelatedCell))]
    return next(cell for kind, cell in kinds if isinstance(field, kind))(field)
