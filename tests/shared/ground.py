"""What stands in a county before anybody does anything: what the plan's file and the registers would bring."""

from django.core.files.base import ContentFile

from communities.models import Community
from partybuilding.models import Clause, Duty, Milestone, Plan, PlanSection
from tests import factories, factories_meeting


def furnish(plan: Plan) -> None:
    """Give a plan what its file and the county's own records would."""
    milestone = Milestone.objects.create(
        phase=plan.phases.get(number=1), code="town-plan", scope="town", order=1, name="方案"
    )
    record = {"milestone": milestone, "document": ContentFile(b"%PDF-1.4", "a.pdf")}
    factories_meeting.MilestoneRecordFactory(**record)
    section = PlanSection.objects.create(plan=plan, number="一", order=1, name="总则")
    Clause.objects.create(section=section, code="C-01", order=1, name="目标")
    duty = Duty.objects.create(plan=plan, code="posts", order=1, name="职数设置")
    duty.units.add(*plan.member_units.all())
    pilot = plan.pilots.order_by("order")[0]
    leader = factories_meeting.LeaderAssignmentFactory(pilot=pilot, unit=plan.member_units.order_by("order")[1].unit)
    factories_meeting.LeaderVisitFactory(assignment=leader)
    for name in ("ExperienceItem", "Funding", "Training", "YearlyReference"):
        getattr(factories_meeting, f"{name}Factory")(plan=plan)


def fill_registers(community: Community) -> None:
    for name in ("Cadre", "Compound", "Equipment", "PartyBranch", "ProjectActivity", "Room", "SocialOrganisation"):
        getattr(factories, f"{name}Factory")(community=community)
    factories.RoomFactory(community=community, name="二楼", use="room_activity", gross_floor_area=160)
    factories.SurveyPartFactory(community=community)
    partnership = factories.PartnershipFactory(resident_unit=factories.ResidentUnitFactory(community=community))
    factories.PartnershipActivityFactory(partnership=partnership)
