"""The report form's parts, ready for the template: rows and areas, what is left open, and what is said where."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.forms.boundfield import BoundField
from django.utils.translation import ngettext

from fengxiang.bilingual import listed
from partybuilding.models import IndicatorField, TaskArea
from partybuilding.reports.detail import ReportRow
from partybuilding.reports.merge import as_base
from partybuilding.reports.resubmission import is_touched
from partybuilding.reports.validation import row_warnings, to_answer

YES, NO = "1", "0"


def figure_text(value: Decimal | None) -> str:
    """Return a figure as it stands in its input: without needless zeros, empty if not known."""
    return "" if value is None else f"{value.normalize():f}"


@dataclass(frozen=True, slots=True)
class FormPoint:
    """A line of the list above the form: where, about what, and what is said there."""

    anchor: str
    title: str
    message: str
    area: TaskArea | None = None  # None of a text


@dataclass(frozen=True, eq=False)
class FormFigure:
    """A figure or answer with its field; `theirs` is what somebody else wrote meanwhile, None if nobody did."""

    field: BoundField
    spec: IndicatorField
    theirs: str | None

    @property
    def is_yes(self) -> bool:
        return bool(self.field.value() == YES)

    @property
    def is_no(self) -> bool:
        return bool(self.field.value() == NO)


@dataclass(frozen=True, eq=False, kw_only=True)
class FormRow:
    """One indicator's part of the form, ready for the template."""

    row: ReportRow
    figures: list[FormFigure]
    answers: list[FormFigure]  # yes or no
    confirm: BoundField
    note: BoundField
    messages: list[str]  # about the row as a whole
    base: str  # what stands in the draft, as the page sends it back
    note_theirs: str | None
    is_shown_as_returned: bool  # under the heading of what was returned

    @property
    def typed(self) -> list[FormFigure]:
        """Everything of the row that is reported: its answers, then its figures."""
        return [*self.answers, *self.figures]

    @property
    def has_errors(self) -> bool:
        return bool(self.points)

    @property
    def points(self) -> list[FormPoint]:
        """What is wrong in the row, each with its place; what a note would pass stands at the note."""
        name, area = str(self.row.indicator), self.row.indicator.area
        bound = [*(each.field for each in self.typed), self.note]
        points = [FormPoint(self.anchor, name, message, area) for message in self.messages]
        return points + [
            FormPoint(field.id_for_label, name, str(error), area) for field in bound for error in field.errors
        ]

    @property
    def anchor(self) -> str:
        """Where to go on in the row: its first field without an answer, or its tick."""
        empty = (each.field.id_for_label for each in self.typed if each.field.value() in {None, ""})
        return str(next(empty, self.confirm.id_for_label))

    @property
    def is_open(self) -> bool:
        """Whether the row is still to be confirmed or filled in."""
        return not self.confirm.value()

    @property
    def register_texts(self) -> str:
        """What the register would put into the row's fields, by their names, as the page carries it."""
        return as_base({each.field.html_name: figure_text(self.row.register.get(each.spec.key)) for each in self.typed})

    @property
    def serves(self) -> str:
        """Whom the figures serve: who answers for what they show, in the plan's order."""
        return listed(self.row.indicator.parties([self.row.sheet.report.pilot], by_name=False))

    @property
    def submitted_text(self) -> str:
        """What the submission before said; empty if there was none."""
        return self.row.clause.value_text(self.row.submitted_before) if self.row.submitted_before else ""

    @property
    def is_touched(self) -> bool:
        """Whether anything of the row was changed since it was submitted before."""
        return is_touched(self.row)

    @cached_property
    def place_in_return(self) -> tuple[int, int]:
        """Which of the rows objected to it is, and of how many."""
        pks = [each.indicator.pk for each in self.row.sheet.rows if each.objection]
        return pks.index(self.row.indicator.pk) + 1, len(pks)

    @cached_property
    def asked(self) -> list[str]:
        """What is odd about the row, and asks for a note."""
        return row_warnings(self.row)

    @property
    def needs_note(self) -> bool:
        return bool(self.row.note or self.note.errors or self.asked)


@dataclass(frozen=True, eq=False)
class FormWords:
    """One of the report's three texts, ready for the template."""

    field: BoundField
    base: str
    theirs: str | None  # what somebody else wrote meanwhile


@dataclass(frozen=True, eq=False)
class FormArea:
    """A task area with its rows, or some of them."""

    area: TaskArea
    rows: list[FormRow]

    @property
    def has_errors(self) -> bool:
        return any(each.has_errors for each in self.rows)

    def only(self, wanted: Callable[[FormRow], bool]) -> "FormArea":
        """Return the area with those rows alone."""
        return FormArea(self.area, [each for each in self.rows if wanted(each)])


@dataclass(frozen=True, eq=False)
class FormLayout:
    """The form's areas in the order they are worked on: what came back first, the rest folded behind it."""

    areas: list[FormArea]
    is_returned: bool

    @cached_property
    def rows(self) -> list[FormRow]:
        return [row for area in self.areas for row in area.rows]

    @cached_property
    def objected(self) -> list[FormRow]:
        """What the last return named, if the report lies with its community because of one."""
        return [each for each in self.rows if each.is_shown_as_returned]

    @cached_property
    def first(self) -> list[FormRow]:
        """What stands before the rest: what was objected to, or on a general return what differs from the register."""
        return self.objected or [each for each in self.rows if self.is_returned and each.row.differs_from_register]

    @property
    def left(self) -> list[FormRow]:
        """What was objected to and stands as it was."""
        return [each for each in self.objected if not each.is_touched]

    @property
    def rest(self) -> list[FormArea]:
        """The areas with what does not stand before them."""
        return _filled(self.areas, lambda row: row not in self.first)

    @property
    def rest_rows(self) -> int:
        return len(self.rows) - len(self.first)

    @property
    def unchanged(self) -> list[FormRow]:
        """What one tap confirms: it is open, and says what last quarter and the register say."""
        return [each for each in self.rows if each.is_open and each.row.is_as_before]

    @property
    def to_answer(self) -> list[FormArea]:
        """What that tap leaves: it has nothing to be unchanged against, or differs from it."""
        return _filled(self.areas, lambda row: row.is_open and not row.row.is_as_before)


def _filled(areas: list[FormArea], wanted: Callable[[FormRow], bool]) -> list[FormArea]:
    return [area for area in (each.only(wanted) for each in areas) if area.rows]


@dataclass(frozen=True)
class PointLine:
    """What is said of several places of one area, in one line."""

    area: TaskArea | None
    message: str
    points: list[FormPoint]

    @property
    def text(self) -> str:
        """What is said of them all; of rows without an answer, how many they are."""
        if self.message != to_answer():
            return self.message
        n = len(self.points)
        return ngettext("%(n)d still to be confirmed or filled in:", "%(n)d still to be confirmed or filled in:", n) % {
            "n": n
        }


def lines_of(points: Iterable[FormPoint]) -> list[PointLine]:
    """Return the points of a form in lines: of an area, each message once."""
    lines: dict[tuple[TaskArea | None, str], list[FormPoint]] = {}
    for point in points:
        lines.setdefault((point.area, point.message), []).append(point)
    return [PointLine(area, message, of_line) for (area, message), of_line in lines.items()]
