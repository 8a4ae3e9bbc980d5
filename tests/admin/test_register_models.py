"""What the registers refuse: in the user's words (full_clean), and in the database for whoever goes round them."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import translation

from communities.models import Cadre, Compound, Equipment, Role, Room, SurveyPart, Unit, User, in_force
from tests import factories
from tests.factories import (
    CadreFactory,
    CommunityFactory,
    CompoundFactory,
    EquipmentFactory,
    PartnershipActivityFactory,
    PartnershipFactory,
    PartyBranchFactory,
    PilotFactory,
    PlanFactory,
    ResidentUnitFactory,
    RoomFactory,
    SocialOrganisationFactory,
    SurveyPartFactory,
    UnitFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
ENTRIES = [
    CadreFactory,
    CompoundFactory,
    EquipmentFactory,
    PartnershipFactory,
    PartyBranchFactory,
    ResidentUnitFactory,
    RoomFactory,
    SocialOrganisationFactory,
]
WAIVER = {
    "waiver_reason": "工作需要",
    "waiver_approved_by": "县委组织部",
    "waiver_approved_on": date(2004, 8, 20),
}


def messages(entry):
    """Return what the user is told, by field."""
    with translation.override("en"):
        with pytest.raises(ValidationError) as refusal:
            entry.full_clean()
        return dict(refusal.value.message_dict)


def refused_by_the_database(factory, **fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        factory(**fields)
    return True


def changed(entry, **fields):
    for name, value in fields.items():
        setattr(entry, name, value)
    return entry


# --- from and until ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("factory", ENTRIES)
def test_an_entry_does_not_end_before_it_begins(factory):
    days = {"since": date(2005, 4, 1), "until": date(2005, 3, 31)}
    assert messages(changed(factory(), **days)) == {"until": ["The last day lies before the first."]}
    assert refused_by_the_database(factory, **days)


@pytest.mark.parametrize("factory", ENTRIES)
def test_an_entry_may_begin_and_end_on_one_day(factory):
    factory(since=date(2005, 4, 1), until=date(2005, 4, 1)).full_clean()


@pytest.mark.parametrize(
    ("day", "counts"),
    [
        (date(2004, 12, 31), False),
        (date(2005, 1, 1), True),
        (date(2005, 3, 31), True),
        (date(2005, 4, 1), False),
    ],
)
def test_an_entry_counts_from_its_first_to_its_last_day(day, counts):
    RoomFactory(since=date(2005, 1, 1), until=date(2005, 3, 31))
    assert Room.objects.filter(in_force(day)).exists() is counts


def test_an_entry_without_an_end_goes_on():
    RoomFactory(since=date(2005, 1, 1))
    assert Room.objects.filter(in_force(date(2099, 1, 1))).exists()


# --- rooms and equipment ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("area", "message"),
    [
        ("-0.01", "An area cannot be below 0 m²."),
        ("100000.01", "An area above 100,000 m² is a slip of the pen."),
    ],
)
def test_a_floor_area_outside_0_to_100000_is_refused(area, message):
    room = changed(RoomFactory(), gross_floor_area=Decimal(area))
    assert messages(room) == {"gross_floor_area": [message]}
    assert refused_by_the_database(RoomFactory, gross_floor_area=Decimal(area))


@pytest.mark.parametrize("area", ["0", "199.99", "100000"])
def test_a_floor_area_from_0_to_100000_is_taken(area):
    room = RoomFactory(gross_floor_area=Decimal(area))
    room.full_clean()
    room.refresh_from_db()
    assert room.gross_floor_area == Decimal(area)


def test_the_second_use_of_a_room_differs_from_the_first():
    uses = {"use": Room.Use.POLICE, "second_use": Room.Use.POLICE}
    assert messages(changed(RoomFactory(), **uses)) == {"second_use": ["The second use is the same as the first."]}
    assert refused_by_the_database(RoomFactory, **uses)
    RoomFactory(use=Room.Use.POLICE, second_use=Room.Use.CLINIC).full_clean()


def test_equipment_is_at_least_one_piece():
    assert set(messages(EquipmentFactory(quantity=0))) == {"quantity"}
    assert refused_by_the_database(EquipmentFactory, quantity=-1)


# --- cadres -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "age"),
    [
        (date(2004, 8, 31), 54),
        (date(2004, 9, 1), 55),
        (date(2004, 9, 30), 55),
        (date(2005, 6, 30), 55),
        (date(2005, 9, 30), 56),
    ],
)
def test_age_is_in_completed_years_from_the_first_of_the_month(day, age):
    assert Cadre(birth_year=1949, birth_month=9).age_on(day) == age


@pytest.mark.parametrize(("year", "month"), [(2005, 12), (2006, 1)])
def test_nobody_is_born_in_the_future(year, month):
    cadre = changed(CadreFactory(), birth_year=year, birth_month=month)
    assert messages(cadre) == {"birth_year": ["Born in the future: check year and month."]}


@pytest.mark.parametrize(("month", "taken"), [(7, True), (8, False)])
def test_nobody_takes_up_a_post_before_16(month, taken):
    cadre = CadreFactory(birth_year=1988, birth_month=month, since=date(2004, 7, 27))
    if taken:
        cadre.full_clean()
    else:
        assert messages(cadre) == {"birth_year": ["Younger than 16 when taking up the post: check year and month."]}


@pytest.mark.parametrize("month", [0, 13])
def test_a_year_has_twelve_months(month):
    assert set(messages(changed(CadreFactory(), birth_month=month))) >= {"birth_month"}
    assert refused_by_the_database(CadreFactory, birth_month=month)


def test_general_staff_hold_no_post():
    posts = {"is_general_staff": True, "committee_post": Cadre.CommitteePost.MEMBER}
    told = messages(changed(CadreFactory(), **posts))
    assert told["is_general_staff"] == ["General staff hold no post on a committee: untick it or clear the posts."]
    assert refused_by_the_database(CadreFactory, **posts)


def test_a_cadre_holds_a_post_or_is_general_staff():
    told = messages(changed(CadreFactory(), committee_post=""))
    assert told["branch_post"] == ["Give a post on one of the committees, or tick general staff."]
    assert refused_by_the_database(CadreFactory, committee_post="")


@pytest.mark.parametrize(
    "posts",
    [
        {"branch_post": Cadre.BranchPost.SECRETARY, "committee_post": Cadre.CommitteePost.DIRECTOR},
        {"branch_post": Cadre.BranchPost.MEMBER, "committee_post": ""},
        {"is_general_staff": True, "committee_post": ""},
    ],
)
def test_one_person_may_hold_one_post_or_both_or_be_general_staff(posts):
    CadreFactory(**posts).full_clean()


@pytest.mark.parametrize("left_out", WAIVER)
def test_a_waiver_is_whole_or_not_there(left_out):
    part = {name: value for name, value in WAIVER.items() if name != left_out}
    told = messages(changed(CadreFactory(), **part))
    assert told[left_out] == ["A waiver needs its reason, who approved it, and the day."]
    assert refused_by_the_database(CadreFactory, **part)


@pytest.mark.parametrize(
    ("since", "until", "taken"),
    [
        (date(2004, 7, 27), None, True),
        (date(2004, 7, 28), None, False),
        (date(2000, 1, 1), date(2004, 7, 27), True),
        (date(2000, 1, 1), date(2004, 7, 26), False),
    ],
)
def test_a_waiver_is_for_those_in_post_when_the_plan_was_published(since, until, taken):
    pilot = PilotFactory()
    cadre = CadreFactory(community=pilot.community, since=since, until=until, **WAIVER)
    if taken:
        cadre.full_clean()
    else:
        told = {"waiver_reason": ["Only for those in post on 2004-07-27, when the plan was published."]}
        assert messages(cadre) == told


def test_where_two_plans_run_either_day_allows_a_waiver():
    community = PilotFactory().community
    PilotFactory(plan=PlanFactory(published_on=date(2005, 7, 1)), community=community)
    CadreFactory(community=community, since=date(2005, 1, 1), **WAIVER).full_clean()


def test_a_waiver_in_a_community_without_a_plan_is_not_judged():
    CadreFactory(since=date(2005, 1, 1), **WAIVER).full_clean()


def test_the_unit_a_cadre_heads_lies_in_the_same_community():
    cadre = CadreFactory(heads_unit=ResidentUnitFactory())
    assert messages(cadre) == {"heads_unit": ["This unit lies in another community."]}
    changed(cadre, heads_unit=ResidentUnitFactory(community=cadre.community)).full_clean()


# --- communities, branches, surveys -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("posts", "taken"), [(0, False), (1, True), (20, True), (21, False)])
def test_a_branch_committee_has_1_to_20_posts(posts, taken):
    if taken:
        PartyBranchFactory(established_posts=posts).full_clean()
    else:
        branch = changed(PartyBranchFactory(), established_posts=posts)
        assert messages(branch) == {"__all__": ["A branch committee has between 1 and 20 posts."]}
        assert refused_by_the_database(PartyBranchFactory, established_posts=posts)


def test_each_part_of_the_survey_is_there_once():
    part = SurveyPartFactory()
    second = SurveyPart(community=part.community, subject=part.subject)
    assert messages(second) == {"__all__": ["This part of the survey is there already."]}
    assert refused_by_the_database(SurveyPartFactory, community=part.community, subject=part.subject)
    SurveyPartFactory(community=part.community, subject=SurveyPart.Subject.MEMBERS).full_clean()


def test_a_community_with_entries_is_not_deleted():
    room = RoomFactory()
    with pytest.raises(ProtectedError):
        room.community.delete()


# --- compounds and co-building ----------------------------------------------------------------------------------------

CERTIFIED = {"certified_since": date(2005, 6, 1), "level": Compound.Level.COUNTY}


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        (
            {**CERTIFIED, "certified_until": date(2005, 5, 31)},
            {"certified_until": ["The certification ends before it begins."]},
        ),
        ({"certified_until": date(2005, 5, 31)}, {"certified_since": ["Give the day the certification began."]}),
        ({"certified_since": date(2005, 6, 1)}, {"level": ["Choose the level of the certification."]}),
    ],
)
def test_a_certification_is_given_whole_and_in_order(fields, told):
    assert messages(changed(CompoundFactory(), **fields)) == told


def test_the_database_refuses_a_certification_that_ends_before_it_begins():
    assert refused_by_the_database(CompoundFactory, **CERTIFIED, certified_until=date(2005, 5, 31))
    CompoundFactory(**CERTIFIED, certified_until=date(2005, 6, 1)).full_clean()


def test_nothing_is_done_together_before_the_partnership_began():
    activity = PartnershipActivityFactory(partnership__since=date(2005, 1, 1), held_on=date(2004, 12, 31))
    assert messages(activity) == {"held_on": ["Held before the partnership began."]}
    changed(activity, held_on=date(2005, 1, 1)).full_clean()


SENT, USED = date(2005, 3, 1), date(2005, 4, 1)
TOGETHER = "Give the day and the number of members together."


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"feedback_sent_on": SENT}, {"members_sent": [TOGETHER]}),
        ({"members_sent": 3}, {"feedback_sent_on": [TOGETHER]}),
        ({"feedback_used_on": USED, "members_used": 0}, {"feedback_used_on": ["Used before it was sent."]}),
        (
            {"feedback_sent_on": USED, "members_sent": 3, "feedback_used_on": SENT, "members_used": 2},
            {"feedback_used_on": ["Used before it was sent."]},
        ),
        (
            {"feedback_sent_on": SENT, "members_sent": 3, "feedback_used_on": USED, "members_used": 4},
            {"members_used": ["Feedback cannot be used for more members than it was sent for."]},
        ),
    ],
)
def test_feedback_is_sent_before_it_is_used_and_for_as_many(fields, told):
    assert messages(changed(PartnershipFactory(), **fields)).items() >= told.items()


def test_the_database_refuses_feedback_used_for_more_than_it_was_sent_for():
    assert refused_by_the_database(PartnershipFactory, members_sent=3, members_used=4)
    PartnershipFactory(feedback_sent_on=SENT, members_sent=3, feedback_used_on=USED, members_used=3).full_clean()


# --- accounts ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "field", "message"),
    [
        (Role.SECRETARY, "community", "Choose the community this secretary reports for."),
        (Role.DEPARTMENT, "unit", "Choose the unit this person works for."),
        (Role.TOWN, "unit", "Choose the unit this person works for."),
        (Role.MEMBER, "unit", "Choose the unit this person works for."),
    ],
)
def test_a_role_needs_its_place(role, field, message):
    assert messages(UserFactory(role=role, unit=None, community=None)) == {field: [message]}


def test_a_towns_account_belongs_to_a_town():
    user = UserFactory(role=Role.TOWN, unit=UnitFactory(level=Unit.Level.COUNTY))
    assert messages(user) == {"unit": ["Choose a town: this role is responsible for a town's communities."]}


@pytest.mark.parametrize("trait", ["department", "town", "sysadmin", "secretary"])
def test_an_account_with_its_place_is_taken(trait):
    UserFactory(**{trait: True}).full_clean()


def test_a_superuser_made_by_command_keeps_accounts_only():
    user = User.objects.create_superuser("chief", factories.PASSWORD)
    assert (user.role, user.name, user.is_staff) == (Role.SYSADMIN, "chief", True)
    assert not user.has_perm("communities.change_room")


# --- how entries read -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "shown"), [("zh-hans", "东关社区"), ("en", "Dongguan Community"), ("en-gb", "Dongguan Community")]
)
def test_a_name_reads_in_the_readers_language(language, shown):
    community = CommunityFactory(name="东关社区", name_en="Dongguan Community")
    with translation.override(language):
        assert str(community) == shown


def test_what_has_no_english_name_is_shown_in_chinese():
    with translation.override("en"):
        assert str(CommunityFactory(name="东关社区", name_en="")) == "东关社区"


def test_every_change_of_an_entry_is_kept():
    room = RoomFactory(gross_floor_area=Decimal(20))
    changed(room, gross_floor_area=Decimal(25)).save()
    assert [row.gross_floor_area for row in room.history.order_by("history_id")] == [Decimal(20), Decimal(25)]


def test_equipment_says_what_and_how_many():
    with translation.override("en"):
        assert str(EquipmentFactory(kind=Equipment.Kind.COMPUTER, quantity=3)) == "computer × 3"
