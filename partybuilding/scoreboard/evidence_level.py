"""The ladder of truth behind a reported value: reported 自报, with evidence 有佐证, verified on site 已核实.

Evidence lifts a value if a file that is still there hangs on this indicator of this report; a file on the report as a
whole bears out no figure in particular and lifts none. A verification lifts it if it found the value as reported, was
not withdrawn, and the report still says the same figures. Found otherwise is a mark of its own, and such a value counts
as no more than reported, whatever hangs on it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partybuilding.models import Evidence, Indicator, Verification

Figures = Mapping[str, Decimal | None]
Value = tuple[int, int]  # report and indicator


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


class Truths:
    """Where the values of some reports stand."""

    def __init__(self, proofs: Iterable[Value] = (), visits: Iterable[Verification] = ()) -> None:
        self.proofs = set(proofs)
        self.visits: dict[Value, list[Verification]] = defaultdict(list)
        self.add(visits)

    def add(self, visits: Iterable[Verification]) -> None:
        """Take in visits, the latest of each value first."""
        for visit in visits:
            self.visits[visit.report_id, visit.indicator_id].append(visit)

    def of(self, report: int, indicator: Indicator, figures: Figures) -> EvidenceStatus | None:
        """Return where a value stands; None if there is none, or if no community reports it."""
        if not indicator.is_reported or not indicator.clause.is_known(dict(figures)):
            return None
        visit = self.visit_to(report, indicator, figures)
        if visit is not None:
            return EvidenceStatus(EvidenceLevel.REPORTED if visit.is_otherwise else EvidenceLevel.VERIFIED, visit)
        return EvidenceStatus(
            EvidenceLevel.EVIDENCED if (report, indicator.pk) in self.proofs else EvidenceLevel.REPORTED
        )

    def visit_to(self, report: int, indicator: Indicator, figures: Figures) -> Verification | None:
        """Return the latest visit that stands and saw these figures."""
        now = figures_of(indicator, figures)
        visits = self.visits.get((report, indicator.pk), [])
        return next((visit for visit in visits if visit.withdrawn_at is None and says(visit.values, now)), None)


def load_truths(reports: Iterable[int]) -> Truths:
    """Return where the values of these reports stand, in two queries."""
    ids = list(reports)
    proofs = Evidence.objects.filter(report__in=ids, removed_at=None, indicator__isnull=False)
    pairs = proofs.order_by().values_list("report_id", "indicator_id").distinct()
    return Truths(((report, indicator or 0) for report, indicator in pairs), visits_to(ids))


def visits_to(reports: Iterable[int]) -> QuerySet[Verification]:
    """Return what was found of the values of these reports, the latest first, with by whom."""
    return Verification.objects.filter(report__in=list(reports)).select_related("verified_by", "withdrawn_by")


def has_evidence() -> Exists:
    """Return whether a file hangs on the indicator of a reported figure: asked along with the figures themselves."""
    own = {"report": OuterRef("entry__report"), "indicator": OuterRef("entry__indicator")}
    return Exists(Evidence.objects.filter(removed_at=None, **own))


def figures_of(indicator: Indicator, figures: Figures) -> dict[str, str]:
    """Return the figures of one indicator by field id, as a verification keeps them; reads the prefetched fields."""
    return {
        str(each.pk): str(figures[each.key]) for each in indicator.fields.all() if figures.get(each.key) is not None
    }


def says(kept: Mapping[str, str], now: Mapping[str, str]) -> bool:
    """Return whether two sets of figures by field id are the same; 210 and 210.00 are."""
    return kept.keys() == now.keys() and all(Decimal(kept[pk]) == Decimal(now[pk]) for pk in kept)
