"""What is done with a pilot's final assessment: begun, rated, concluded, approved and kept, reopened with a reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction

from communities.models import User
from fengxiang import clock
from partybuilding.assessment.access import PARTIES, roles_of, trail_of
from partybuilding.assessment.queries import content_of, facts_of, goods_of
from partybuilding.assessment.rules import TABLE, AssessmentAct
from partybuilding.models import FinalAssessment, GoodRating, Pilot
from partybuilding.models.kept import canonical
from partybuilding.shared.act import act, date_history, explain_history
from partybuilding.shared.states import ABSENT

LONGEST_REASON = 100  # what a history row holds


@dataclass(frozen=True)
class RatingDraft:
    """What somebody typed about one good; None is "not rated yet"."""

    is_good: bool | None = None
    reason: str = ""


@dataclass(frozen=True)
class SheetDraft:
    """What somebody typed: `ratings` by the good's key, `facts` are columns of the sheet, the department's alone."""

    ratings: Mapping[int, RatingDraft]
    facts: Mapping[str, str] = field(default_factory=dict)


@act
def begin_assessment(*, pilot: Pilot, actor: User) -> FinalAssessment:
    """Begin a pilot's sheet, so that its branch and the department can rate."""
    assessment = FinalAssessment.objects.select_for_update(of=("self",)).filter(pilot=pilot).first()
    state = assessment.state if assessment else ABSENT
    begun = FinalAssessment(
        pilot=pilot, state=TABLE.step(AssessmentAct.BEGIN, state, roles_of(actor, pilot)), content="", sha256=""
    )
    date_history(begun)
    try:
        with transaction.atomic():
            begun.save()
    except IntegrityError:  # a colleague began it in the same moment
        TABLE.step(AssessmentAct.BEGIN, FinalAssessment.State.DRAFT, roles_of(actor, pilot))
    return begun


@act(once=False)
def write_assessment(
    *, assessment: FinalAssessment, kind: AssessmentAct, draft: SheetDraft, actor: User, seen: str | None = None
) -> FinalAssessment:
    """Keep what the branch (`kind` RATE) or the department (CONCLUDE) typed; the other's ratings are not touched."""
    assessment, party = _held(assessment), PARTIES[kind]
    TABLE.step(kind, assessment.state, roles_of(actor, assessment.pilot))
    trail_of(assessment, party).require(seen)
    changed = [name for name, value in draft.facts.items() if getattr(assessment, name) != value]
    for name in changed:
        setattr(assessment, name, draft.facts[name])
    if changed:
        date_history(assessment)
        assessment.save(update_fields=changed)
    ratings = {each.good_id: each for each in assessment.ratings.filter(party=party)}
    for good in goods_of(assessment.pilot.plan):
        typed = draft.ratings.get(good.pk, RatingDraft())
        rating = ratings.get(good.pk) or GoodRating(assessment=assessment, good=good, party=party)
        if (rating.is_good, rating.reason) != (typed.is_good, typed.reason):
            rating.is_good, rating.reason = typed.is_good, typed.reason
            date_history(rating)
            rating.save()
    return assessment


@act
def approve_assessment(*, assessment: FinalAssessment, actor: User, seen: str | None = None) -> FinalAssessment:
    """Approve a complete sheet and keep it as it stands; from now on the department's rating counts (K27)."""
    assessment = _held(assessment)
    trail_of(assessment).require(seen)
    roles = roles_of(actor, assessment.pilot)
    assessment.state = TABLE.step(AssessmentAct.APPROVE, assessment.state, roles, facts_of(assessment))
    assessment.approved_by, assessment.approved_at = actor, clock.now()
    # The board it keeps is the one it makes: with the rating that counts by its being approved.
    FinalAssessment.objects.filter(pk=assessment.pk).update(
        state=assessment.state, approved_at=assessment.approved_at, approved_by=actor
    )
    kept = canonical(content_of(assessment))
    assessment.content, assessment.sha256 = kept.content, kept.sha256
    date_history(assessment)
    assessment.save()
    return assessment


@act
def reopen_assessment(
    *, assessment: FinalAssessment, reason: str, actor: User, seen: str | None = None
) -> FinalAssessment:
    """Take an approval back, with a reason for the history; papers made of the sheet keep what they say.

    The reported five goods count again until it is approved anew.
    """
    assessment = _held(assessment)
    trail_of(assessment).require(seen)
    assessment.state = TABLE.step(AssessmentAct.REOPEN, assessment.state, roles_of(actor, assessment.pilot))
    assessment.approved_by = assessment.approved_at = None
    assessment.content = assessment.sha256 = ""
    assessment.opened_at = clock.now()
    date_history(assessment)
    explain_history(assessment, reason[:LONGEST_REASON])
    assessment.save()
    return assessment


def _held(assessment: FinalAssessment) -> FinalAssessment:
    """Return the sheet as it is now, held until the transaction ends."""
    rows = FinalAssessment.objects.select_for_update(of=("self",)).select_related("pilot__plan", "pilot__community")
    return rows.get(pk=assessment.pk)
