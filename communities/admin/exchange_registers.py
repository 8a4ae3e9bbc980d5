"""The columns of each register in its workbook."""

from communities.admin.exchange import RegisterResource
from communities.models import (
    Cadre,
    Compound,
    Equipment,
    Partnership,
    PartnershipActivity,
    PartyBranch,
    ProjectActivity,
    ResidentUnit,
    Room,
    SocialOrganisation,
    SurveyPart,
)


class CadreResource(RegisterResource):
    same = ("name",)

    class Meta(RegisterResource.Meta):
        model = Cadre
        fields = (
            *("id", "community", "name", "sex", "birth_year", "birth_month", "education", "branch_post"),
            *("committee_post", "is_general_staff", "heads_unit", "channel", "source", "since", "until", "remark"),
            *("waiver_reason", "waiver_approved_by", "waiver_approved_on"),
        )


class RoomResource(RegisterResource):
    same = ("name", "use")

    class Meta(RegisterResource.Meta):
        model = Room
        fields = ("id", "community", "name", "use", "second_use", "gross_floor_area", "since", "until", "remark")


class EquipmentResource(RegisterResource):
    same = ("kind",)

    class Meta(RegisterResource.Meta):
        model = Equipment
        fields = ("id", "community", "kind", "quantity", "since", "until", "remark")


class CompoundResource(RegisterResource):
    same = ("name",)

    class Meta(RegisterResource.Meta):
        model = Compound
        fields = (
            *("id", "community", "name", "households", "certified_since", "certified_until", "level"),
            *("since", "until", "remark"),
        )


class ProjectActivityResource(RegisterResource):
    same = ("project", "subject")
    first_day = last_day = "held_on"

    class Meta(RegisterResource.Meta):
        model = ProjectActivity
        fields = ("id", "community", "project", "held_on", "subject", "partners", "participants", "proof", "common")


class PartyBranchResource(RegisterResource):
    same = ("name",)

    class Meta(RegisterResource.Meta):
        model = PartyBranch
        fields = ("id", "community", "name", "established_posts", "since", "until", "remark")


class SocialOrganisationResource(RegisterResource):
    same = ("name",)

    class Meta(RegisterResource.Meta):
        model = SocialOrganisation
        fields = ("id", "community", "name", "kind", "functions", "since", "until", "remark")


class ResidentUnitResource(RegisterResource):
    same = ("name",)

    class Meta(RegisterResource.Meta):
        model = ResidentUnit
        fields = ("id", "community", "name", "uses_feedback_since", "since", "until", "remark")


class SurveyPartResource(RegisterResource):
    same = ("subject",)
    first_day = last_day = "finished_on"

    class Meta(RegisterResource.Meta):
        model = SurveyPart
        fields = ("id", "community", "subject", "finished_on", "figure", "findings")


class PartnershipResource(RegisterResource):
    same = ("subject",)
    owner = "resident_unit"

    class Meta(RegisterResource.Meta):
        model = Partnership
        fields = (
            *("id", "resident_unit", "subject", "common", "feedback_sent_on", "members_sent"),
            *("feedback_used_on", "members_used", "since", "until", "remark"),
        )


class PartnershipActivityResource(RegisterResource):
    same = ("subject",)
    owner = "partnership"
    first_day = last_day = "held_on"

    class Meta(RegisterResource.Meta):
        model = PartnershipActivity
        fields = ("id", "partnership", "held_on", "subject", "participants", "common")
