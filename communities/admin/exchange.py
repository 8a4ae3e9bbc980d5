"""Registers by Excel: the columns of each register, and what becomes of each row of a workbook.

django-import-export runs it: a dry run that shows what would change, then, once confirmed, the same again for good. All
of a workbook is taken or nothing of it. An entry is found again by its number; without one it is new; none is deleted.
A row that may well be another entry than its number says is taken only where the person ticks it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Any, ClassVar, cast

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.db.models import QuerySet
from django.utils.encoding import force_str
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.fields import Field
from import_export.resources import ModelResource
from tablib import Dataset

from communities.admin.exchange_cells import ColumnCell, cell_for, empty, in_each_language
from fengxiang.bilingual import listed
from fengxiang.number_input import read_number
from fengxiang.text import folded

KEY_LABEL = gettext_lazy("entry number")


class RegisterResource(ModelResource):
    """The columns of a register, and what becomes of each row."""

    class Meta:
        import_id_fields = ("id",)
        skip_unchanged = True
        report_skipped = True
        skip_html_diff = True
        store_instance = True
        use_transactions = True
        clean_model_instances = True

    owner: ClassVar[str] = "community"  # to whom an entry belongs for good; empty if to nobody
    # What makes two entries of an owner the same, as long as they count on the same days.
    same: ClassVar[tuple[str, ...]]
    first_day: ClassVar[str] = "since"
    last_day: ClassVar[str] = "until"

    def __init__(self, ticked: Collection[int] | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.ticked = ticked  # None in the dry run
        self.doubts: dict[int, list[str]] = {}
        self.known: dict[tuple[str, ...], list[Any]] = {}  # as they stand before the import
        self.rows_taken: list[tuple[Any, int]] = []
        self.letters: dict[str, str] = {}
        self.entries: dict[int, models.Model] = {}
        self.rows_by_key: dict[int, int] = {}

    @classmethod
    def field_from_django_field(cls, field_name: str, django_field: "models.Field[Any, Any]", readonly: bool) -> Field:
        return Field(
            attribute=field_name, column_name=field_name, widget=cell_for(django_field), readonly=field_name == "id"
        )

    # --- heads ---

    @classmethod
    def label(cls, name: str) -> Any:
        """Return what a column is called in the reader's language."""
        return KEY_LABEL if name == "id" else cls._meta.model._meta.get_field(name).verbose_name

    @classmethod
    def words(cls) -> dict[str, str]:
        """Return the heads that are understood, folded, each with its field: labels in every language, field names."""
        by_heading: dict[str, str] = {}
        for name in cls._meta.fields:
            labels = in_each_language(cls.label(name))
            heads = {head for label in labels for head in cls.fields[name].widget.heads(label)}
            by_heading |= dict.fromkeys(heads | {folded(name)}, name)
        return by_heading

    def get_export_headers(self, selected_fields: list[str] | None = None) -> list[str]:
        return [force_str(self.label(field.attribute)) for field in self.get_export_fields(selected_fields)]

    def cells(self) -> list[ColumnCell]:
        """Return the kinds of cells, in the order of the columns."""
        return [field.widget for field in self.get_export_fields()]

    # --- entries ---

    def register(self) -> QuerySet[Any]:
        """Return all entries, with what a row says of each."""
        return cast("QuerySet[Any]", self.get_queryset().select_related(*self.related()))

    @classmethod
    def related(cls) -> list[str]:
        """Return the columns that name something else."""
        return [name for name in cls._meta.fields if cls._meta.model._meta.get_field(name).is_relation]

    def before_import(self, dataset: Dataset, **kwargs: Any) -> None:
        self.letters = dataset.letters
        keys = {key for value in dataset["id"] if (key := self._key(value)) is not None}
        entries = self.register().filter(pk__in=keys).select_for_update(of=("self",))
        self.entries = {entry.pk: entry for entry in entries}
        self.known = defaultdict(list)
        for entry in self.register():
            self.known[self._identity(entry)].append(entry)

    def _key(self, value: Any) -> int | None:
        """Return the number in a row's first column; None if it is none, which `get_instance` tells."""
        try:
            number = read_number(value)
        except ValidationError:
            return None
        return int(number) if number is not None and 0 < number < 2**63 else None

    def get_instance(self, instance_loader: Any, row: Mapping[str, Any]) -> models.Model | None:
        """Return the entry whose number stands in the row; None, so that there will be a new one, if none does."""
        if empty(row["id"]):
            return None
        key = self._key(row["id"])
        if key is None or key not in self.entries:
            raise ValidationError(
                {"id": _("There is no entry of this number here. Leave the cell empty for a new entry.")}
            )
        if key in self.rows_by_key:
            raise ValidationError(
                {"id": _("This entry stands in row %(row)d already.") % {"row": self.rows_by_key[key]}}
            )
        self.rows_by_key[key] = row["row"]
        return self.entries[key]

    def before_import_row(self, row: dict[str, Any], row_number: int = 0, **kwargs: Any) -> None:
        row["row"] = row_number + 1  # the heads are the first

    def after_init_instance(self, instance: models.Model, new: bool, row: Mapping[str, Any], **kwargs: Any) -> None:
        if new and not self._is_blank(row):
            fields = [field for field in instance._meta.fields if field.name in self.fields and field.name not in row]
            missing = [field for field in fields if not (field.blank or field.has_default())]
            if missing:
                raise ValidationError({field.name: _("A new entry needs this column.") for field in missing})

    def _is_blank(self, row: Mapping[str, Any]) -> bool:
        return all(empty(value) for name, value in row.items() if name != "row")

    def import_instance(self, instance: Any, row: Mapping[str, Any], **kwargs: Any) -> None:
        """Read the row into the entry; its community stays what it is, or numbers of rows would move entries about."""
        owner_id, faults = self._owner_of(instance), {}
        try:
            super().import_instance(instance, row, **kwargs)
        except ValidationError as error:
            faults = error.update_error_dict({})
        if owner_id and owner_id != self._owner_of(instance):
            message = _(
                "Entry %(number)d belongs to %(community)s and stays there. Empty its number to make a new one."
            )
            facts = {"number": instance.pk, "community": self.owners[owner_id]}
            faults[self.owner] = [ValidationError(message % facts)]
        if faults:
            raise ValidationError(faults)

    def _owner_of(self, entry: Any) -> int | None:
        return getattr(entry, f"{self.owner}_id") if self.owner else None

    @cached_property
    def owners(self) -> dict[int, str]:
        column: Any = self._meta.model._meta.get_field(self.owner)
        return {each.pk: str(each) for each in column.related_model._default_manager.all()}

    def skip_row(
        self,
        instance: models.Model,
        original: models.Model,
        row: Mapping[str, Any],
        import_validation_errors: dict[str, Any] | None = None,
    ) -> bool:
        unchanged: bool = super().skip_row(instance, original, row, import_validation_errors)
        if unchanged or self._is_blank(row):
            return True
        number = row["row"]
        if not import_validation_errors:
            self.doubts[number] = [
                *self._equals(instance, original if instance.pk else None, number),
                *self._is_hardly_the_same(instance, original, number),
            ]
            if not instance.pk or self._identity(instance) != self._identity(original):
                self.rows_taken.append((instance, number))
        return bool(self.doubts.get(number)) and self.ticked is not None and number not in self.ticked

    # --- the same entry? ---

    def _identity(self, entry: Any) -> tuple[str, ...]:
        return (str(self._owner_of(entry)), *(folded(getattr(entry, name)) for name in self.same))

    def _equals(self, entry: Any, original: Any, row: int) -> Iterator[str]:
        """Yield which entries, and which rows before it, the row says the same as."""
        identity = self._identity(entry)
        if original is not None and identity == self._identity(original):
            return
        for other in self.known.get(identity, []):
            if other.pk != entry.pk and self._count_together(entry, other):
                facts = {"row": row, "number": other.pk, "facts": self._shared(entry, other)}
                yield _("Row %(row)d equals entry %(number)d (same %(facts)s).") % facts
        for other, number in self.rows_taken:
            if identity == self._identity(other) and self._count_together(entry, other):
                facts = {"row": row, "other": number, "facts": self._shared(entry, other)}
                yield _("Row %(row)d equals row %(other)d (same %(facts)s).") % facts

    def _shared(self, entry: Any, other: Any) -> str:
        """Return the names of the columns in which two entries are the same."""
        is_same_day = bool(self.first_day) and getattr(entry, self.first_day) == getattr(other, self.first_day)
        names = [*([self.owner] if self.owner else []), *self.same, *([self.first_day] if is_same_day else [])]
        return listed(force_str(self.label(name)) for name in names)

    def _count_together(self, entry: Any, other: Any) -> bool:
        """Return whether there is a day on which both count."""
        (first, last), (others_first, others_last) = self._span(entry), self._span(other)
        return first <= others_last and others_first <= last

    def _span(self, entry: Any) -> tuple[date, date]:
        """Return the days on which an entry counts; one without a day counts on all."""
        if not self.first_day:
            return date.min, date.max
        return getattr(entry, self.first_day) or date.min, getattr(entry, self.last_day) or date.max

    def _is_hardly_the_same(self, entry: Any, original: Any, row: int) -> Iterator[str]:
        """Yield that more than half of what stands in an entry would be changed: its number may be a row's."""
        if not entry.pk:
            return
        fields = [field for field in self.get_import_fields() if field.attribute not in {"id", self.owner}]
        filled = [(old, field.export(entry)) for field in fields if not empty(old := field.export(original))]
        changed = sum(old != new for old, new in filled)
        if changed * 2 > len(filled):
            facts = {"row": row, "changed": changed, "all": len(filled), "number": entry.pk}
            yield _("Row %(row)d changes %(changed)d of the %(all)d filled columns of entry %(number)d.") % facts

    def before_save_instance(self, instance: Any, row: Mapping[str, Any], **kwargs: Any) -> None:
        instance._change_reason = "Excel"

    def after_import_row(self, row: Mapping[str, Any], row_result: Any, **kwargs: Any) -> None:
        """Keep with the result what the page shows: the row of the sheet, and each change as old and new."""
        row_result.sheet_row = row["row"]
        row_result.doubts = self.doubts.get(row["row"], [])
        if self._is_blank(row):
            row_result.import_type = None  # neither new nor unchanged
            return
        row_result.changes = []
        for field in self.get_import_fields():
            old = field.export(row_result.original) if row_result.original else ""
            new = field.export(row_result.instance) if field.attribute != "id" else old
            if (old or "") != (new or ""):
                row_result.changes.append((force_str(self.label(field.attribute)), old, new))

    def after_import(self, dataset: Dataset, result: Any, **kwargs: Any) -> None:
        """Say of each fault where it stands: row, column, message."""
        result.faults = [
            (invalid.number + 1, self._place(name, invalid.number + 1), message)
            for invalid in result.invalid_rows
            for name, errors in invalid.error_dict.items()
            for message in errors
        ]
        result.faults += [
            (number + 1, "", _("This row cannot be kept. Compare it with the others."))
            for number, _e in result.row_errors()
        ]
        result.faults.sort(key=lambda fault: fault[0])

    def _place(self, name: str, row: int) -> str:
        if name == NON_FIELD_ERRORS:
            return ""
        label = force_str(self.label(name))
        return f"{self.letters[name]}{row} {label}" if name in self.letters else label
