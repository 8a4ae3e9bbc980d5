"""The shape of a plan file: which tables and keys there are, and of what type.

A key that is a column of a model is held against that column: type, length, choices, limits. A row keeps only what was
sound, so that the rules can go on and find the rest of the faults.
"""

import difflib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from communities.models import Community, Unit
from fengxiang.text import one_line, received
from partybuilding.models import (
    Clause,
    Duty,
    Indicator,
    IndicatorField,
    Milestone,
    Phase,
    Pilot,
    Plan,
    PlanChange,
    PlanSection,
    ScheduleStep,
    StandingTopic,
    TaskArea,
)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in a plan file: where (indicators.K07.target) and what."""

    key: str
    message: str

    def __str__(self) -> str:
        return f"{self.key}: {self.message}" if self.key else self.message


class PlanFileError(Exception):
    """A plan cannot be loaded; holds every fault that was found."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One table of the file. `values` holds every key of the format whose value is sound, with defaults filled in."""

    path: str
    values: dict[str, Any]

    def __getitem__(self, key: str) -> Any:
        return self.values[key]

    def get(self, key: str) -> Any:
        """Return the value, or None if the key was left out or was at fault."""
        return self.values.get(key)

    def has(self, *keys: str) -> bool:
        """Return whether none of these keys was at fault, so that a rule may judge them."""
        return all(key in self.values for key in keys)

    def fault(self, key: str, message: str) -> Fault:
        return Fault(f"{self.path}.{key}", message)


# Who answers besides the units with a seat: each pilot's town, each pilot's community.
TOWN, COMMUNITY = "town", "community"


def answering(row: PlanRow) -> dict[str, bool]:
    """Return the columns that say whether the town and the community answer for what a row states."""
    return {"town_answers": TOWN in row["leads"], "community_answers": COMMUNITY in row["leads"]}


class Extra(Enum):
    """Keys that are no column of the row's own model."""

    CODE = "code"  # the code of another row
    NUMBER = "number"  # the number of a phase or task area
    CODES = "codes"
    FIGURES = "figures"  # one value for each phase
    DAYS = "days"  # one day for each phase


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanTable:
    """A kind of table in the file: the columns it fills, its other keys, and the key that names a row in messages."""

    model: type[models.Model]
    columns: tuple[str, ...]
    label: str = "code"
    extras: Mapping[str, Extra] = field(default_factory=dict)
    lists: Mapping[str, "PlanTable"] = field(default_factory=dict)
    more: Mapping[str, type[models.Model]] = field(default_factory=dict)  # columns of a second model
    optional: frozenset[str] = frozenset()
    partial: bool = False  # keys left out are not filled in: they keep the value they have

    def column(self, key: str) -> "models.Field[Any, Any] | None":
        """Return the column a key stands for, or None if it is another kind of key."""
        model = self.more.get(key, self.model)
        column = model._meta.get_field(key) if key in {*self.more, *self.columns} else None
        return column if isinstance(column, models.Field) else None

    @property
    def keys(self) -> list[str]:
        return [*self.columns, *self.more, *self.extras, *self.lists]

    def is_required(self, key: str) -> bool:
        column = self.column(key)
        if self.partial or column is None:
            return not self.partial and key not in self.optional
        return not (column.blank or column.null or column.has_default())

    def default(self, key: str) -> Any:
        """Return what a key left out means."""
        if column := self.column(key):
            return column.get_default()
        return [] if key in self.lists or self.extras[key] == Extra.CODES else None


NAMES = ("name", "name_en")
MILESTONES = PlanTable(
    model=Milestone,
    columns=("code", "scope", *NAMES),
    extras={"leads": Extra.CODES},
    optional=frozenset({"leads"}),
)
FIELDS = PlanTable(
    model=IndicatorField,
    columns=("key", "role", *NAMES, "unit", "unit_en", "places", "quantity", "group", "group_en"),
    label="key",
)
CLAUSES = PlanTable(
    model=Clause,
    columns=("code", *NAMES, "default", "default_en", "about"),
    extras={"indicators": Extra.CODES, "duties": Extra.CODES},
    optional=frozenset({"indicators", "duties"}),
)
PLAN = PlanTable(
    model=Plan,
    columns=("slug", *NAMES, "county", "county_en", "published_on", "begins_on", "ends_on", "source_note"),
    extras={"lead_unit": Extra.CODE},
)
SETTINGS = PlanTable(
    model=Plan,
    columns=(
        "reports_from",
        "report_deadline_days",
        "deadline_rule",
        "yellow_points",
        "red_points",
        "checklist_percent",
        "warn_days",
        "jump_percent",
    ),
    partial=True,
)
TABLES: dict[str, PlanTable] = {
    "towns": PlanTable(model=Unit, columns=("code", *NAMES)),
    "units": PlanTable(model=Unit, columns=("code", *NAMES)),
    "pilots": PlanTable(
        model=Community, columns=("code", *NAMES), extras={"town": Extra.CODE}, more={"tier": Pilot, "tier_en": Pilot}
    ),
    "phases": PlanTable(
        model=Phase, columns=("number", *NAMES, "first_day", "last_day"), label="number",
        lists={"milestones": MILESTONES}, optional=frozenset({"milestones"}),
    ),
    "areas": PlanTable(model=TaskArea, columns=("number", *NAMES), label="number"),
    "topics": PlanTable(model=StandingTopic, columns=("code", "kind", *NAMES, "matter", "matter_en")),
    "duties": PlanTable(model=Duty, columns=("code", *NAMES), extras={"units": Extra.CODES}),
    "indicators": PlanTable(
        model=Indicator,
        columns=(
            "code", *NAMES, "kind", "scope", "section", "source", "measure", "operator", "target", "upper", "strict",
            "is_headline", "is_rated", "is_five_commons", "is_flow",
            "unit", "unit_en", "gap_short", "gap_short_en", "gap_over", "gap_over_en", "proof", "proof_en", "note",
            "note_en",
        ),
        extras={"area": Extra.NUMBER, "due": Extra.NUMBER, "schedule": Extra.FIGURES, "leads": Extra.CODES},
        lists={"fields": FIELDS},
        optional=frozenset({"due", "schedule", "leads"}),
    ),
    "sections": PlanTable(model=PlanSection, columns=("number", *NAMES), label="number", lists={"clauses": CLAUSES}),
    # What is left out of a change stays as it was before.
    "changes": PlanTable(
        model=PlanChange,
        columns=("since", "reason"),
        label="",
        extras={"indicator": Extra.CODE, "due": Extra.NUMBER, "schedule": Extra.FIGURES, "last_days": Extra.DAYS},
        more={
            **dict.fromkeys(("target", "upper", "strict"), Indicator),
            **dict.fromkeys(("yellow_points", "red_points", "checklist_percent", "warn_days"), Plan),
        },
        partial=True,
    ),
}  # fmt: skip
# A plan can be followed without its text, need not name problems of long standing, and may never change.
OPTIONAL_TABLES = frozenset({"sections", "topics", "changes"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFile:
    """A plan as its file states it. The order of rows is the order in the file."""

    plan: PlanRow
    settings: PlanRow
    towns: list[PlanRow]
    units: list[PlanRow]
    pilots: list[PlanRow]
    phases: list[PlanRow]
    areas: list[PlanRow]
    duties: list[PlanRow]
    indicators: list[PlanRow]
    sections: list[PlanRow]
    topics: list[PlanRow]
    changes: list[PlanRow]


def shaped(text: str) -> tuple[PlanFile, list[Fault]]:
    """Return what is sound in a plan file and the faults of its shape; PlanFileError if it is not TOML at all."""
    try:
        raw = tomllib.loads(text, parse_float=Decimal)
    except (tomllib.TOMLDecodeError, ArithmeticError) as error:
        raise PlanFileError([Fault("", _("This is not a TOML file: %s") % error)]) from error
    faults = list(_unknown(raw, ["plan", "settings", *TABLES], ""))
    rows: dict[str, list[PlanRow]] = {}
    for name, table in TABLES.items():
        rows[name] = _rows(table, raw.get(name), name, faults)
        if name not in raw and name not in OPTIONAL_TABLES:
            faults.append(Fault(name, _("missing")))
    plan = _one(PLAN, raw, "plan", faults)
    return PlanFile(plan=plan, settings=_one(SETTINGS, raw, "settings", faults), **rows), faults


def _one(table: PlanTable, raw: Mapping[str, Any], name: str, faults: list[Fault]) -> PlanRow:
    value = raw.get(name, {})
    if not isinstance(value, dict):
        faults.append(Fault(name, _("should be a table: [%s]") % name))
        return PlanRow(name, {})
    return _row(table, value, name, faults)


def _rows(table: PlanTable, raw: object, path: str, faults: list[Fault]) -> list[PlanRow]:
    if raw is None:
        return []
    if not isinstance(raw, list) or not all(isinstance(each, dict) for each in raw):
        faults.append(Fault(path, _("should be a list of tables")))
        return []
    if not raw:
        faults.append(Fault(path, _("is empty")))
    return [_row(table, each, _path(path, table, each, place), faults) for place, each in enumerate(raw, 1)]


def _path(path: str, table: PlanTable, raw: Mapping[str, Any], place: int) -> str:
    """Return the name of a row in messages: by its code, or by its place if it has none."""
    label = raw.get(table.label)
    return f"{path}.{label}" if isinstance(label, str | int) and label != "" else f"{path}[{place}]"


def _row(table: PlanTable, raw: Mapping[str, Any], path: str, faults: list[Fault]) -> PlanRow:
    faults += _unknown(raw, table.keys, path)
    values: dict[str, Any] = {}
    for key in table.keys:
        if key not in raw:
            if table.is_required(key):
                faults.append(Fault(f"{path}.{key}", _("missing")))
            elif not table.partial:
                values[key] = table.default(key)
        elif key in table.lists:
            values[key] = _rows(table.lists[key], raw[key], f"{path}.{key}", faults)
        else:
            try:
                values[key] = _value(table, key, raw[key])
            except ValidationError as error:
                faults += [Fault(f"{path}.{key}", message) for message in error.messages]
    return PlanRow(path, values)


def _unknown(raw: Mapping[str, Any], known: list[str], path: str) -> Iterator[Fault]:
    for key in raw:
        if key not in known:
            near = difflib.get_close_matches(key, known, 1)
            message = _("unknown; did you mean “%s”?") % near[0] if near else _("unknown")
            yield Fault(f"{path}.{key}" if path else key, message)


def _value(table: PlanTable, key: str, value: Any) -> Any:
    """Return a value as the database will hold it; ValidationError if it cannot."""
    if column := table.column(key):
        return _of_column(column, value)
    match table.extras[key]:
        case Extra.CODE:
            return _typed(value, (str,), _("text"))
        case Extra.NUMBER:
            return _typed(value, (int,), _("a whole number"))
        case Extra.CODES:
            return [_typed(each, (str,), _("text")) for each in _typed(value, (list,), _("a list of codes"))]
        case Extra.DAYS:
            day: models.Field[Any, Any] = Phase._meta.get_field("last_day")
            return [_of_column(day, each) for each in _typed(value, (list,), _("a list with one day for each phase"))]
        case Extra.FIGURES:
            step: models.Field[Any, Any] = ScheduleStep._meta.get_field("value")
            return [
                _of_column(step, each) for each in _typed(value, (list,), _("a list with one value for each phase"))
            ]


def _of_column(column: "models.Field[Any, Any]", value: Any) -> Any:
    match column:
        case models.BooleanField():
            value = _typed(value, (bool,), _("true or false"))
        case models.DecimalField():
            value = Decimal(_typed(value, (int, Decimal), _("a number")))
        case models.IntegerField():
            value = _typed(value, (int,), _("a whole number"))
        case models.DateField():
            value = _typed(value, (date,), _("a date such as 2004-07-27, without quotation marks"))
        case _:
            # Trimmed as a form would do it, so that a look in the admin changes nothing.
            value = received(_typed(value, (str,), _("text"))).strip()
            value = value if isinstance(column, models.TextField) else one_line(value)
    return column.clean(value, None)


def _typed(value: Any, types: tuple[type, ...], words: str) -> Any:
    # The exact type: in Python true is a number and a moment is a date, in a plan file neither is meant.
    if type(value) not in types:
        raise ValidationError(_("should be %s") % words)
    return value
