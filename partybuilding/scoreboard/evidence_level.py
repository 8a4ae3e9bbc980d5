"""The ladder of truth behind a reported value: reported 自报, with evidence 有佐证, verified on site 已核实.

Evidence lifts a value if a file that is still there hangs on this indicator of this report; a file on the report as a
whole bears out no figure in particular and lifts none. A verification lifts it if it found the value as reported, was
not withdrawn, and the report still says the same figures. Found otherwise is a mark of its own, and such a value counts
as no more than reported, whatever hangs on it.
"""

from collections import defaultdict
from collections.abc import Collection, Container, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partybuilding.models import Indicator, Verification
from partybuilding.plan.queries import Figures, Place
from partybuilding.shared.compiled import compiled


class EvidenceLevel(StrEnum):
    """How far up the ladder a value has come."""

    REPORTED = "reported"
    EVIDENCED = "evidenced"
    VERIFIED = "verified"


OTHERWISE = "otherwise"  # the mark of what was found otherwise

_WORDS: dict[str, Promise] = {
    EvidenceLevel.REPORTED: _("Self-reported"),
    EvidenceLevel.EVIDENCED: _("With evidence"),
    EvidenceLevel.VERIFIED: _("Verified on site"),
    OTHERWISE: _("Found otherwise on site"),
}


@dataclass(frozen=True, eq=False)
class EvidenceStatus:
    """Where a value stands, and the visit that says so, if there was one."""

    level: EvidenceLevel
    visit: Verification | None = None

    @property
    def is_verified(self) -> bool:
        return self.level == EvidenceLevel.VERIFIED

    @property
    def mark(self) -> str:
        """The level, or "otherwise": what the drawing beside the word shows."""
        return OTHERWISE if self.visit is not None and self.visit.is_otherwise else self.level

    @property
    def word(self) -> Promise:
        return _WORDS[self.mark]

    @property
    def key(self) -> Hashable:
        """Everything it says, of the visit too."""
        return self.level, self.visit and (_columns_of(self.visit), self.visit.verified_by.name)


def _columns_of(row: Model) -> tuple[str, ...]:
    """Return all that stands in a row, as text."""
    return tuple(str(getattr(row, each.attname)) for each in row._meta.concrete_fields)


class Truths:
    """Where the values of some reports stand."""

    def __init__(self, evidenced: Container[Place], visits: Iterable[Verification]) -> None:
        self._evidenced = evidenced
        self._visits: dict[Place, list[Verification]] = defaultdict(list)
        for visit in visits:
            self._visits[visit.report_id, visit.indicator_id].append(visit)

    def visits(self, report: int, indicator: int) -> Sequence[Verification]:
        """Return every visit to a value, the latest first, withdrawn ones too."""
        return self._visits.get((report, indicator), ())

    def of(self, report: int, indicator: Indicator, figures: Figures) -> EvidenceStatus | None:
        """Return where a value stands; None if there is none, or if no community reports it."""
        if not indicator.is_reported or not indicator.clause.is_known(figures):
            return None
        visit = self.visit_to(report, indicator, figures)
        if visit is not None:
            return EvidenceStatus(EvidenceLevel.REPORTED if visit.is_otherwise else EvidenceLevel.VERIFIED, visit)
        return EvidenceStatus(
            EvidenceLevel.EVIDENCED if (report, indicator.id) in self._evidenced else EvidenceLevel.REPORTED
        )

    def visit_to(self, report: int, indicator: Indicator, figures: Figures) -> Verification | None:
        """Return the latest visit that stands and saw these figures."""
        visits = self.visits(report, indicator.id)
        if not visits:
            return None
        now = figures_of(indicator, figures)
        return next((visit for visit in visits if visit.withdrawn_at is None and says(visit.values, now)), None)


def visits_to(reports: Iterable[int]) -> QuerySet[Verification]:
    """Return what was found of the values of these reports, the latest first, with by whom."""
    return Verification.objects.filter(report__in=list(reports)).select_related("verified_by", "withdrawn_by")


@compiled(Verification)
def _visits_of(*keys_and_number: int) -> QuerySet[Verification]:
    *keys, number = keys_and_number
    visits = visits_to(keys[:number])
    return visits.filter(indicator=keys[number]) if len(keys) > number else visits


def visits_of(reports: Collection[int], indicator: Indicator | None = None) -> list[Verification]:
    """Return the same, of all the indicators or of one, in a query whose text is kept."""
    keys = sorted(reports)
    return _visits_of.rows(*keys, *([] if indicator is None else [indicator.id]), shape=(len(keys),))


def figures_of(indicator: Indicator, figures: Figures) -> dict[str, str]:
    """Return the figures of one indicator by field id, as a verification keeps them; reads the prefetched fields."""
    return {
        str(each.pk): str(figures[each.key]) for each in indicator.fields.all() if figures.get(each.key) is not None
    }


def says(kept: Mapping[str, str], now: Mapping[str, str]) -> bool:
    """Return whether two sets of figures by field id are the same; 210 and 210.00 are."""
    return kept.keys() == now.keys() and all(Decimal(kept[pk]) == Decimal(now[pk]) for pk in kept)
