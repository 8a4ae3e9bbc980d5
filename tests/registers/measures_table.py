"""What each measure of the registers says: of empty registers, of one entry, of several."""

from datetime import date
from decimal import Decimal
from typing import Any

from communities.models import Cadre, Equipment, Room, SocialOrganisation, SurveyPart
from tests.factories import (
    CadreFactory,
    CompoundFactory,
    EquipmentFactory,
    PartnershipActivityFactory,
    PartnershipFactory,
    PartyBranchFactory,
    ProjectActivityFactory,
    ResidentUnitFactory,
    RoomFactory,
    SocialOrganisationFactory,
    SurveyPartFactory,
)

ON = date(2005, 9, 30)
WAIVER = {"waiver_reason": "工作需要", "waiver_approved_by": "县委组织部", "waiver_approved_on": date(2004, 9, 1)}
NO_ROOMS = {use.value: 0 for use in Room.Use if use != Room.Use.OTHER}
NO_EQUIPMENT = {kind.value: 0 for kind in Equipment.Kind if kind != Equipment.Kind.OTHER}
NO_SURVEY = dict.fromkeys(SurveyPart.Subject.values, 0)
NO_RECRUITS = dict.fromkeys([*Cadre.Channel.values, *Cadre.Source.values], 0)
NOBODY = {"total": 0, "outside": 0, "waived": 0}

EMPTY: dict[str, dict[str, int]] = {
    "party_branches": {"branches": 0},
    "branch_posts": {"secretary": 0, "filled": 0, "established": 0},
    "residents_assembly": {"assembly": 0},
    "social_organisations": {"associations": 0, "private_units": 0, "functions": 0},
    "room_uses": NO_ROOMS,
    "gross_floor_area": {"area": 0},
    "equipment_kinds": NO_EQUIPMENT,
    "feedback_units": {"units": 0, "partners": 0, "members_used": 0, "members_sent": 0},
    "cadres_in_post": {"cadres": 0},
    "elected_cadres": {"elected": 0, "committee": 0},
    "dual_post": {"dual_post": 0},
    "cross_appointments": {"persons": 0},
    "unit_heads": {"persons": 0},
    "contract_staff": {"contract": 0, "staff": 0},
    "men_within_age": NOBODY,
    "women_within_age": NOBODY,
    "senior_high": NOBODY,
    "junior_college": {"graduates": 0, "cadres": 0},
    "recruitment": NO_RECRUITS,
    "civilised_compounds": {"civilised": 0, "compounds": 0},
    "city_civilised": {"awarded": 0},
    "partnerships": {"in_force": 0, "activities": 0},
    "project_activities": {"core": 0, "morality": 0, "hearts": 0},
    "survey_parts": NO_SURVEY,
}

SENT = {"feedback_sent_on": date(2005, 5, 1), "members_sent": 12}
USED = {"feedback_used_on": date(2005, 7, 1), "members_used": 8}
STAFF = {"is_general_staff": True, "committee_post": ""}
SECRETARY = {"branch_post": "secretary", "committee_post": ""}

# Each line: the measure, the entries, and what differs from empty registers.
ENTRIES: list[tuple[str, list[tuple[Any, dict[str, Any]]], dict[str, int | str]]] = [
    ("party_branches", [(PartyBranchFactory, {})], {"branches": 1}),
    ("party_branches", [(PartyBranchFactory, {}), (PartyBranchFactory, {})], {"branches": 2}),
    ("branch_posts", [(CadreFactory, SECRETARY)], {"secretary": 1, "filled": 1}),
    (
        "branch_posts",
        [
            (PartyBranchFactory, {"established_posts": 5}),
            (CadreFactory, {"branch_post": "deputy"}),
            (CadreFactory, {"branch_post": "member", "committee_post": ""}),
            (CadreFactory, {}),
        ],
        {"established": 5, "filled": 2},
    ),
    ("social_organisations", [(SocialOrganisationFactory, {"functions": 3})], {"associations": 1, "functions": 3}),
    (
        "social_organisations",
        [
            (SocialOrganisationFactory, {"functions": 2}),
            (SocialOrganisationFactory, {"kind": SocialOrganisation.Kind.PRIVATE_UNIT, "functions": 0}),
            (SocialOrganisationFactory, {"kind": SocialOrganisation.Kind.PRIVATE_UNIT, "functions": 5}),
        ],
        {"associations": 1, "private_units": 2, "functions": 7},
    ),
    ("room_uses", [(RoomFactory, {"use": "room_clinic"})], {"room_clinic": 1}),
    (
        "room_uses",
        [(RoomFactory, {"use": "room_police", "second_use": "room_service"}), (RoomFactory, {"use": "room_police"})],
        {"room_police": 1, "room_service": 1},
    ),
    ("room_uses", [(RoomFactory, {"use": "room_other"})], {}),
    ("gross_floor_area", [(RoomFactory, {"gross_floor_area": Decimal("186.50")})], {"area": "186.50"}),
    (
        "gross_floor_area",
        [
            (RoomFactory, {"gross_floor_area": Decimal("99.99"), "second_use": "room_clinic"}),
            (RoomFactory, {"gross_floor_area": Decimal("100.00"), "use": "room_other"}),
        ],
        {"area": "199.99"},
    ),
    ("equipment_kinds", [(EquipmentFactory, {"quantity": 4})], {"eq_telephone": 1}),
    (
        "equipment_kinds",
        [(EquipmentFactory, {}), (EquipmentFactory, {"kind": "eq_cabinet"}), (EquipmentFactory, {"kind": "eq_other"})],
        {"eq_telephone": 1, "eq_cabinet": 1},
    ),
    ("feedback_units", [(ResidentUnitFactory, {"uses_feedback_since": ON})], {"units": 1, "partners": 1}),
    ("feedback_units", [(PartnershipFactory, {})], {"partners": 1}),
    (
        "feedback_units",
        [(PartnershipFactory, {**SENT, **USED})],
        {"units": 1, "partners": 1, "members_used": 8, "members_sent": 12},
    ),
    (
        "feedback_units",
        [(PartnershipFactory, SENT), (PartnershipFactory, {**SENT, **USED, "until": date(2005, 8, 1)})],
        {"partners": 1, "members_sent": 12},
    ),
    (
        "feedback_units",
        [(PartnershipFactory, {**SENT, **USED, "feedback_used_on": date(2005, 10, 1)})],
        {"partners": 1, "members_sent": 12},
    ),
    (
        "feedback_units",
        [
            (ResidentUnitFactory, {"uses_feedback_since": date(2005, 1, 1)}),
            (ResidentUnitFactory, {"uses_feedback_since": date(2005, 2, 1)}),
            (ResidentUnitFactory, {"uses_feedback_since": date(2005, 10, 1)}),
            (ResidentUnitFactory, {}),
        ],
        {"units": 2, "partners": 2},
    ),
    ("cadres_in_post", [(CadreFactory, {})], {"cadres": 1}),
    (
        "cadres_in_post",
        [(CadreFactory, {"branch_post": "secretary"}), (CadreFactory, SECRETARY), (CadreFactory, STAFF)],
        {"cadres": 2},
    ),
    ("elected_cadres", [(CadreFactory, {})], {"elected": 1, "committee": 1}),
    (
        "elected_cadres",
        [(CadreFactory, {}), (CadreFactory, {"channel": "assigned"}), (CadreFactory, SECRETARY)],
        {"elected": 1, "committee": 2},
    ),
    ("dual_post", [(CadreFactory, {"branch_post": "secretary", "committee_post": "director"})], {"dual_post": 1}),
    (
        "dual_post",
        [(CadreFactory, {"branch_post": "secretary"}), (CadreFactory, {"committee_post": "director"})],
        {},
    ),
    ("cross_appointments", [(CadreFactory, {"branch_post": "member"})], {"persons": 1}),
    (
        "cross_appointments",
        [(CadreFactory, {"branch_post": "secretary"}), (CadreFactory, {"branch_post": "member"}), (CadreFactory, {})],
        {"persons": 2},
    ),
    ("contract_staff", [(CadreFactory, {**STAFF, "channel": "employed"})], {"contract": 1, "staff": 1}),
    (
        "contract_staff",
        [
            (CadreFactory, {**STAFF, "channel": "employed"}),
            (CadreFactory, {**STAFF, "channel": "assigned"}),
            (CadreFactory, {"channel": "employed"}),
        ],
        {"contract": 1, "staff": 2},
    ),
    ("men_within_age", [(CadreFactory, {"birth_year": 1949, "birth_month": 10})], {"total": 1}),
    ("men_within_age", [(CadreFactory, {"birth_year": 1949, "birth_month": 9})], {"total": 1, "outside": 1}),
    (
        "men_within_age",
        [
            (CadreFactory, {}),
            (CadreFactory, {"birth_year": 1940}),
            (CadreFactory, {"birth_year": 1940, **WAIVER}),
            (CadreFactory, WAIVER),
            (CadreFactory, {"birth_year": 1940, "sex": "f"}),
            (CadreFactory, {"birth_year": 1940, **STAFF}),
        ],
        {"total": 4, "outside": 1, "waived": 1},
    ),
    ("women_within_age", [(CadreFactory, {"sex": "f", "birth_year": 1954, "birth_month": 10})], {"total": 1}),
    (
        "women_within_age",
        [
            (CadreFactory, {"sex": "f", "birth_year": 1954, "birth_month": 9}),
            (CadreFactory, {"sex": "f", "birth_year": 1953, **WAIVER}),
            (CadreFactory, {"birth_year": 1953}),
        ],
        {"total": 2, "outside": 1, "waived": 1},
    ),
    ("senior_high", [(CadreFactory, {})], {"total": 1}),
    (
        "senior_high",
        [
            (CadreFactory, {"education": Cadre.Education.JUNIOR_HIGH}),
            (CadreFactory, {"education": Cadre.Education.PRIMARY, **WAIVER}),
            (CadreFactory, {"education": Cadre.Education.UNIVERSITY, "sex": "f"}),
        ],
        {"total": 3, "outside": 1, "waived": 1},
    ),
    (
        "junior_college",
        [(CadreFactory, {"education": Cadre.Education.JUNIOR_COLLEGE})],
        {"graduates": 1, "cadres": 1},
    ),
    (
        "junior_college",
        [
            (CadreFactory, {"education": Cadre.Education.POSTGRADUATE}),
            (CadreFactory, {"education": Cadre.Education.SENIOR_HIGH}),
            (CadreFactory, {"education": Cadre.Education.UNIVERSITY, **STAFF}),
        ],
        {"graduates": 1, "cadres": 2},
    ),
    ("recruitment", [(CadreFactory, {})], {"elected": 1, "other": 1}),
    (
        "recruitment",
        [
            (CadreFactory, {"source": "graduate"}),
            (CadreFactory, {"channel": "concurrent", "source": "ex_soldier"}),
            (CadreFactory, {**STAFF, "channel": "employed", "source": "laid_off"}),
            (CadreFactory, {**STAFF, "channel": "employed", "source": "laid_off"}),
        ],
        {"elected": 1, "concurrent": 1, "employed": 2, "graduate": 1, "ex_soldier": 1, "laid_off": 2},
    ),
    ("civilised_compounds", [(CompoundFactory, {})], {"compounds": 1}),
    (
        "civilised_compounds",
        [(CompoundFactory, {"civilised": True}), (CompoundFactory, {}), (CompoundFactory, {})],
        {"civilised": 1, "compounds": 3},
    ),
    ("partnerships", [(PartnershipFactory, {})], {"in_force": 1}),
    (
        "partnerships",
        [(PartnershipActivityFactory, {}), (PartnershipActivityFactory, {}), (PartnershipFactory, {})],
        {"in_force": 3, "activities": 2},
    ),
    ("project_activities", [(ProjectActivityFactory, {})], {"core": 1}),
    (
        "project_activities",
        [
            (ProjectActivityFactory, {"project": "hearts"}),
            (ProjectActivityFactory, {"project": "hearts"}),
            (ProjectActivityFactory, {"project": "morality"}),
        ],
        {"hearts": 2, "morality": 1},
    ),
    ("survey_parts", [(SurveyPartFactory, {"finished_on": ON})], {"population": 1}),
    (
        "survey_parts",
        [
            (SurveyPartFactory, {}),
            (SurveyPartFactory, {"subject": "resources"}),
            (SurveyPartFactory, {"subject": "members", "finished_on": None}),
            (SurveyPartFactory, {"subject": "facilities", "finished_on": date(2005, 10, 1)}),
        ],
        {"population": 1, "resources": 1},
    ),
]
