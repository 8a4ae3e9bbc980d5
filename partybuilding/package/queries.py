"""Which tables a plan has for its data package, and their rows: read off the models, so that a new one comes along."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import translation
from django.utils.encoding import force_str

from communities.models import Community, Role, Unit, User
from partybuilding.models import FieldValue, FileSum, Plan
from partybuilding.models.files import KeptFile
from partybuilding.package.rules import PackageTable, TableColumn, as_text
from partybuilding.shared.versions import way_up

# Kept for running the site, and no part of a plan; of people only who they were (`people`), without their accounts.
LEFT_OUT = {
    *("AuditEntry", "AuditHead", "FileSum", "JobRun", "LimitCount", "Notice", "NoticeItem", "OnceKey"),
    *("PastPassword", "PlanVersion", "PrintedHead", "User"),
}
UNITS = {
    "communities.Room.gross_floor_area": "m²",
    "partybuilding.Funding.planned": "元",
    "partybuilding.Funding.paid": "元",
    "partybuilding.YearlyReference.county_average": "元",
    "partybuilding.YearlyReference.allowance_standard": "元",
    # As the indicator or its field says.
    "partybuilding.FieldValue.value": "field.unit",
    "partybuilding.Indicator.target": "unit",
    "partybuilding.Indicator.upper": "unit",
    "partybuilding.ScheduleStep.value": "indicator.unit",
}
_TYPES: dict[type, str] = {
    models.BooleanField: "boolean",
    models.DateTimeField: "datetime",
    models.DateField: "date",
    models.TimeField: "time",
    models.DecimalField: "number",
    models.IntegerField: "integer",
    models.AutoField: "integer",
    models.JSONField: "object",
}
_SHARED = (Unit, Community)  # of all plans: those that a plan's rows point to
_POINTED_TO = (*_SHARED, User)
_CHUNK = 2000

# The columns of figures.csv, and where they stand.
_FIGURES = {
    "quarter": "entry__report__quarter",
    "community": "entry__report__pilot__community__name",
    "state": "entry__report__state",
    "indicator": "entry__indicator__code",
    "indicator_name": "entry__indicator__name",
    "field": "field__name",
    "value": "value",
    "unit": "field__unit",
    "note": "entry__note",
}

_encoded = DjangoJSONEncoder(ensure_ascii=False, sort_keys=True).encode


class NamedFile(NamedTuple):
    """A kept file: its name there, what it was called when it was sent, the SHA-256 it was kept with, "" if unknown."""

    name: str
    title: str
    sha256: str


@dataclass
class PlanReading:
    """What is read of a plan: `keys` are those of units, communities and people its rows point to, by model."""

    plan: Plan
    keys: dict[type[models.Model], set[int]] = field(default_factory=lambda: defaultdict(set))

    def tables(self) -> Iterator[tuple[PackageTable, Iterator[list[str]]]]:
        """Yield each table with its rows; those that others point to come last, when it is known which of theirs."""
        yield figures_table(), self._figures()
        for model in exported_models():
            yield table_of(model), self._rows(model)
        for model in _SHARED[::-1]:  # a community points to its town
            yield table_of(model), self._rows(model)
        yield people_table(), self._people()

    def _rows(self, model: type[models.Model]) -> Iterator[list[str]]:
        columns = _columns(model)
        pointers = [(place, to) for place, to in enumerate(map(_pointed_to, columns)) if to is not None]
        rows = model._base_manager.filter(self._asked(model)).order_by("pk").distinct()
        jsons = {place for place, each in enumerate(columns) if isinstance(each, models.JSONField)}
        for row in rows.values_list(*(each.attname for each in columns)).iterator(_CHUNK):
            for place, pointed in pointers:
                if row[place] is not None:
                    self.keys[pointed].add(row[place])
            yield [_encoded(each) if place in jsons else as_text(each) for place, each in enumerate(row)]

    def _asked(self, model: type[models.Model]) -> models.Q:
        if model in _SHARED:
            return models.Q(pk__in=self.keys[model])
        return models.Q((way_of(model) or "pk", self.plan.pk))

    def _figures(self) -> Iterator[list[str]]:
        rows = FieldValue.objects.filter(entry__report__pilot__plan=self.plan)
        order = ("entry__report__quarter", "entry__report__pilot__order", "entry__indicator__order", "field__order")
        for row in rows.order_by(*order).values_list(*_FIGURES.values()).iterator(_CHUNK):
            yield [as_text(each) for each in row]

    def _people(self) -> Iterator[list[str]]:
        for each in User.objects.filter(pk__in=self.keys[User]).select_related("unit", "community").order_by("pk"):
            place = each.unit or each.community
            yield [str(each.pk), each.name, each.role, place.name if place else ""]

    def files(self) -> Iterator[NamedFile]:
        """Yield the files that the plan's rows name, once each, by name."""
        titles: dict[str, str] = {}
        for model in exported_models():
            for each in model._meta.concrete_fields:
                if isinstance(each, models.FileField):
                    rows = model._base_manager.filter(self._asked(model)).exclude(**{each.name: ""})
                    called = "name" if issubclass(model, KeptFile) else each.name
                    titles.update(rows.values_list(each.name, called))
        sums = dict(FileSum.objects.filter(name__in=titles).values_list("name", "sha256"))
        yield from (NamedFile(name, titles[name], sums.get(name, "")) for name in sorted(titles))


# --- which tables -----------------------------------------------------------------------------------------------------


@cache
def exported_models() -> tuple[type[models.Model], ...]:
    """Return the models whose rows are a plan's, each with the tables between two that are its own."""
    configs = [apps.get_app_config(label) for label in ("partybuilding", "communities")]
    return tuple(
        model
        for config in configs
        for model in config.get_models(include_auto_created=True)
        if not (model.__name__.startswith("Historical") or model.__name__ in LEFT_OUT or model in _SHARED)
        and (model is Plan or way_of(model) is not None)
    )


@cache
def way_of(model: type[models.Model]) -> str | None:
    """Return how a query leads from a model to its plan, "" for the plan itself; None if it does not."""
    if model is Plan:
        return ""
    if model is Community:
        return "pilots__plan"
    owner: Any = model._meta.auto_created  # of a table between two: the model that has both
    fields = model._meta.concrete_fields
    name = next(each.name for each in fields if each.related_model is owner) if owner else way_up(model)
    if name is None:
        return None
    related: Any = model._meta.get_field(name).related_model
    above = way_of(related)
    return None if above is None else "__".join(filter(None, (name, above)))


# --- what they look like ----------------------------------------------------------------------------------------------


@cache
def _columns(model: type[models.Model]) -> "tuple[models.Field[Any, Any], ...]":
    return tuple(model._meta.concrete_fields)


def _pointed_to(each: "models.Field[Any, Any]") -> type[models.Model] | None:
    return next((model for model in _POINTED_TO if model is each.related_model), None)


@cache
def table_of(model: type[models.Model]) -> PackageTable:
    """Return what the table of a model looks like."""
    title, title_en = _titles_of(model)
    columns = tuple(map(_column, _columns(model)))
    return PackageTable(name=_name_of(model), title=title, title_en=title_en, columns=columns)


def _titles_of(model: type[models.Model]) -> tuple[str, str]:
    owner: Any = model._meta.auto_created
    if not owner:
        return _in_both(model._meta.verbose_name_plural)
    link = next(each for each in owner._meta.many_to_many if each.remote_field.through is model)
    chinese, english = zip(_in_both(owner._meta.verbose_name), _in_both(link.verbose_name), strict=True)
    return "：".join(chinese), ": ".join(english)


def figures_table() -> PackageTable:
    """Return what figures.csv looks like: what was reported, each figure with the words it needs to be read."""
    field: models.Field[Any, Any]
    columns = []
    for name, path in _FIGURES.items():
        model: Any = FieldValue
        *parents, last = path.split("__")
        for each in parents:
            model = model._meta.get_field(each).related_model
        field = model._meta.get_field(last)
        title, title_en = _in_both(model._meta.verbose_name if last == "name" else field.verbose_name)
        codes = tuple((str(code), *_in_both(label)) for code, label in _choices(field))
        columns.append(TableColumn(name=name, type=_type_of(field), title=title, title_en=title_en, codes=codes))
    return PackageTable(
        name="figures", title="填报数据汇总", title_en="Reported figures", columns=tuple(columns), has_key=False
    )


def people_table() -> PackageTable:
    """Return what people.csv looks like: who the rows name, without their accounts."""
    codes = tuple((code, *_in_both(label)) for code, label in Role.choices)
    columns = (
        TableColumn(name="id", type="integer", title="编号", title_en="number", is_required=True),
        TableColumn(name="name", title="姓名", title_en="name"),
        TableColumn(name="role", title="角色", title_en="role", codes=codes),
        TableColumn(name="place", title="单位或社区", title_en="unit or community"),
    )
    return PackageTable(name="people", title="人员", title_en="People", columns=columns)


def _name_of(model: type[models.Model]) -> str:
    return "people" if model is User else model._meta.model_name or ""


def _column(each: "models.Field[Any, Any]") -> TableColumn:
    title, title_en = _in_both(each.verbose_name)
    refers_to: Any = each.related_model if each.is_relation else None
    is_known = refers_to in _POINTED_TO or refers_to in exported_models()
    return TableColumn(
        name=each.attname,
        type="integer" if each.is_relation else _type_of(each),
        title=title,
        title_en=title_en,
        unit=UNITS.get(f"{each.model._meta.label}.{each.name}", ""),
        codes=() if each.is_relation else tuple((str(code), *_in_both(label)) for code, label in _choices(each)),
        is_required=not each.null and not each.empty_strings_allowed,
        refers_to=_name_of(refers_to) if is_known else "",
    )


def _choices(each: "models.Field[Any, Any]") -> list[tuple[Any, Any]]:
    return [(code, label) for code, label in (each.flatchoices or ()) if code not in ("", None)]


def _type_of(each: "models.Field[Any, Any]") -> str:
    return next((name for kind, name in _TYPES.items() if isinstance(each, kind)), "string")


def _in_both(words: Any) -> tuple[str, str]:
    with translation.override("zh-hans"):
        chinese = force_str(words)
    with translation.override("en"):
        return chinese, force_str(words)
