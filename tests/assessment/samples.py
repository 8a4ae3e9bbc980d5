from datetime import date

from partybuilding.assessment.queries import content_of
from partybuilding.models import FinalAssessment, Pilot
from partybuilding.models.kept import canonical
from tests.factories import at


def approved_assessment(pilot: Pilot) -> FinalAssessment:
    """Return a sheet as it is kept by its approval; nothing was rated."""
    sheet: FinalAssessment = FinalAssessment.objects.create(
        pilot=pilot, conclusion="reached", state="approved", approved_at=at(date(2005, 11, 1))
    )
    kept = canonical(content_of(sheet))
    sheet.content, sheet.sha256 = kept.content, kept.sha256
    sheet.save()
    return sheet
