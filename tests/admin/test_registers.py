"""Staff entry of the registers: who gets in, what is refused and where it says so, filters, totals, history."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from communities.models import Cadre, Community, PartyBranch, Room
from communities.privacy import holds_id_number
from tests.admin.admin_forms import errors_of, in_english, post
from tests.factories import (
    CadreFactory,
    CommunityFactory,
    CompoundFactory,
    PartnershipFactory,
    PartyBranchFactory,
    ResidentUnitFactory,
    RoomFactory,
)

pytestmark = pytest.mark.django_db
ROOMS = "/admin/communities/room/"
CADRES = "/admin/communities/cadre/"


@pytest.fixture
def staff(as_user, department):
    return in_english(as_user(department))


def totals(response: Any) -> list[str]:
    return list(response.context["totals"])


def names(response: Any) -> set[str]:
    return {entry.name for entry in response.context["cl"].result_list}


# --- the door ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["town", "secretary", "member", "stranger"])
@pytest.mark.parametrize(
    "url", ["/admin/", ROOMS, f"{ROOMS}add/", "/admin/jsi18n/", "/admin/logout/", "/admin/nowhere/"]
)
def test_admin_does_not_exist_for_other_roles(as_user, request, who, url):
    assert as_user(request.getfixturevalue(who)).get(url).status_code == 404


@pytest.mark.parametrize(
    "url", ["/admin/", ROOMS, f"{ROOMS}add/", "/admin/autocomplete/", "/admin/login/?next=" + ROOMS]
)
def test_anonymous_go_to_the_sites_login(client, url):
    response = client.get(url)
    assert response.status_code == 302
    assert response.url == f"{reverse('login')}?next={ROOMS if 'login' in url else url}"


def test_a_closed_account_is_out(as_user, inactive):
    assert as_user(inactive).get("/admin/").url.startswith(reverse("login"))


def test_logout_ends_the_session(staff):
    assert staff.post("/admin/logout/").url == reverse("login")
    assert "_auth_user_id" not in staff.session


def test_admin_has_no_second_password_page(staff):
    assert staff.get("/admin/password_change/").status_code == 404


def test_sysadmin_reads_no_register(as_user, sysadmin):
    room = RoomFactory()
    client = as_user(sysadmin)
    assert [client.get(url).status_code for url in (ROOMS, f"{ROOMS}{room.pk}/change/", CADRES)] == [403, 403, 403]


def test_sysadmin_sees_of_a_community_only_its_name(as_user, sysadmin):
    community = CommunityFactory(city_civilised_since=date(2005, 3, 1))
    client = in_english(as_user(sysadmin))
    page = client.get(f"/admin/communities/community/{community.pk}/change/").content.decode()
    assert community.name in page
    assert "City-level" not in page
    assert "history/" not in page
    assert client.get(f"/admin/communities/community/{community.pk}/history/").status_code == 403


def test_dates_have_the_browsers_own_control(staff):
    page = staff.get(f"{ROOMS}add/").content.decode()
    assert '<input type="date" name="since"' in page
    assert "DateTimeShortcuts" not in page


def test_the_admin_says_which_day_is_set(staff):
    page = staff.get("/admin/").content.decode()
    assert "Today is set to" in page
    assert "Community Party-building pilots" in page
    assert 'style="' not in page


# --- entering and refusing --------------------------------------------------------------------------------------------

ROOM = {"name": "一楼东", "use": "room_police", "gross_floor_area": "20", "since": "2004-10-01"}
CADRE = {
    "name": "李某",
    "sex": "m",
    "birth_year": "1960",
    "birth_month": "5",
    "education": "3",
    "committee_post": "member",
    "channel": "elected",
    "source": "other",
    "since": "2004-07-01",
}
COMPOUND = {"name": "一号小区", "since": "2004-10-01"}
WAIVER = {"waiver_reason": "工作需要", "waiver_approved_by": "县委组织部", "waiver_approved_on": "2004-08-20"}
NO_NUMBER = "looks like an ID number"


def test_a_room_is_entered_and_its_history_names_the_person(staff, department, communities):
    assert post(staff, f"{ROOMS}add/", {**ROOM, "community": communities[0].pk}).status_code == 302
    room = Room.objects.get()
    assert room.gross_floor_area == Decimal(20)
    assert room.history.get().history_user == department


@pytest.mark.parametrize(
    ("register", "entry", "field", "message"),
    [
        ("room", {**ROOM, "until": "2004-09-30"}, "until", "The last day lies before the first."),
        ("room", {**ROOM, "gross_floor_area": "-0.01"}, "gross_floor_area", "An area cannot be below 0 m²."),
        ("room", {**ROOM, "gross_floor_area": "100000.01"}, "gross_floor_area", "An area above 100,000 m²"),
        ("room", {**ROOM, "gross_floor_area": "much"}, "gross_floor_area", "Not a number: write digits"),
        ("room", {**ROOM, "second_use": "room_police"}, "second_use", "The second use is the same as the first."),
        ("room", {**ROOM, "since": "2004-02-30"}, "since", "Enter a valid date."),
        ("room", {**ROOM, "remark": "610322195203151234"}, "remark", NO_NUMBER),
        ("room", {**ROOM, "name": "钥匙：６１０３２２１９５２０３１５１２３Ｘ"}, "name", NO_NUMBER),
        ("cadre", {**CADRE, "birth_month": "13"}, "birth_month", "less than or equal to 12"),
        ("cadre", {**CADRE, "birth_month": "0"}, "birth_month", "greater than or equal to 1"),
        ("cadre", {**CADRE, "birth_year": "2005", "birth_month": "12"}, "birth_year", "Born in the future"),
        ("cadre", {**CADRE, "birth_year": "12000"}, "birth_year", "Born in the future"),
        ("cadre", {**CADRE, "birth_year": "1989"}, "birth_year", "Younger than 16"),
        ("cadre", {**CADRE, "is_general_staff": "on"}, "is_general_staff", "General staff hold no post"),
        ("cadre", {**CADRE, "committee_post": ""}, "branch_post", "Give a post on one of the committees"),
        ("cadre", {**CADRE, "waiver_reason": "工作需要"}, "waiver_approved_by", "A waiver needs its reason"),
        ("cadre", {**CADRE, "waiver_reason": "工作需要"}, "waiver_approved_on", "A waiver needs its reason"),
        ("cadre", {**CADRE, **WAIVER, "since": "2004-07-28"}, "waiver_reason", "in post on 2004-07-27"),
        ("cadre", {**CADRE, **WAIVER, "until": "2004-07-26"}, "waiver_reason", "in post on 2004-07-27"),
        ("cadre", {**CADRE, "name": "李某 610322520315123"}, "name", NO_NUMBER),
        ("compound", {**COMPOUND, "certified_since": "2005-06-01"}, "level", "Choose the level"),
        ("compound", {**COMPOUND, "certified_until": "2005-06-01"}, "certified_since", "Give the day"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(staff, plan, communities, register, entry, field, message):
    response = post(staff, f"/admin/communities/{register}/add/", {**entry, "community": communities[0].pk})
    assert response.status_code == 200
    assert message in " ".join(errors_of(response)[field])
    assert "__all__" not in errors_of(response)


def test_a_waiver_for_someone_in_post_on_the_day_is_taken(staff, plan, communities):
    entry = {**CADRE, **WAIVER, "since": "2004-07-27", "community": communities[0].pk}
    assert post(staff, f"{CADRES}add/", entry).status_code == 302
    assert Cadre.objects.get().has_waiver


def test_a_unit_of_another_community_cannot_lend_its_head(staff, communities):
    entry = {**CADRE, "community": communities[0].pk, "heads_unit": ResidentUnitFactory(community=communities[1]).pk}
    assert "heads_unit" in errors_of(post(staff, f"{CADRES}add/", entry))


def test_id_numbers_are_refused_in_inlines_too(staff, communities):
    url = f"/admin/communities/community/{communities[0].pk}/change/"
    row = {"name": "支部 610322195203151234", "established_posts": "3", "since": "2004-10-01"}
    response = post(
        staff, url, {"party_branches-TOTAL_FORMS": 1} | {f"party_branches-0-{name}": row[name] for name in row}
    )
    assert NO_NUMBER in errors_of(response)["party_branches-0-name"][0]


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("610322195203151234", True),
        ("61032219520315123x", True),
        ("610322 19520315 1234", True),
        ("身份证610322195203151234。", True),
        ("610322520315123", True),
        ("６１０３２２１９５２０３１５１２３４", True),
        ("610322999900001231", True),  # no birthday, but the right last sign
        ("610322999900001232", False),  # neither: a number of something else
        ("610322521315123", False),  # fifteen digits, but no thirteenth month
        ("13800138000", False),
        ("6103221952031512345", False),  # nineteen digits
        ("面积 210.50 平方米，2005-03-31", False),
    ],
)
def test_what_is_taken_for_an_id_number(text, refused):
    assert holds_id_number(text) is refused


def test_branch_and_survey_are_entered_with_the_community(staff, communities):
    url = f"/admin/communities/community/{communities[0].pk}/change/"
    branch = {"name": "秦凤路社区党支部", "established_posts": "3", "since": "2004-08-01"}
    part = {"subject": "population", "finished_on": "2004-09-20", "figure": "5200"}
    changes: dict[str, Any] = {"party_branches-TOTAL_FORMS": 1, "survey_parts-TOTAL_FORMS": 1}
    changes |= {f"party_branches-0-{name}": value for name, value in branch.items()}
    changes |= {f"survey_parts-0-{name}": value for name, value in part.items()}
    assert post(staff, url, changes).status_code == 302
    assert communities[0].survey_parts.get().figure == 5200
    assert PartyBranch.objects.get().community == communities[0]


# --- lists ------------------------------------------------------------------------------------------------------------


def test_rooms_of_a_community_are_totalled_for_today(staff, communities):
    own, other, _third = communities
    RoomFactory(community=own, gross_floor_area="120.50", second_use="room_activity")
    RoomFactory(community=own, gross_floor_area="60")
    RoomFactory(community=own, gross_floor_area="99", until=date(2005, 11, 14))
    RoomFactory(community=other, gross_floor_area="30")
    response = staff.get(ROOMS, {"community__id__exact": own.pk})
    assert len(totals(response)) == 1
    assert totals(response)[0].endswith(" · 2 rooms, 180.50 m² in use")
    assert "180.50 m² in use" in response.content.decode()


def test_rooms_of_all_communities_are_totalled_by_community(staff, communities):
    for community, area in zip(communities, (10, 20, 30), strict=True):
        RoomFactory(community=community, gross_floor_area=area)
    lines = totals(staff.get(ROOMS))
    assert lines[0].endswith(" · 3 rooms, 60 m² in use")
    assert "Dongguan Community · 1 room, 20 m² in use" in lines


def test_totals_cover_every_page_of_the_list(staff, communities):
    for _number in range(51):
        RoomFactory(community=communities[0], gross_floor_area=1)
    assert totals(staff.get(ROOMS))[0].endswith(" · 51 rooms, 51 m² in use")


def test_cadres_in_post_are_totalled_without_general_staff(staff, communities):
    CadreFactory(community=communities[0])
    CadreFactory(community=communities[0], until=date(2005, 11, 15))
    CadreFactory(community=communities[0], until=date(2005, 11, 14))
    CadreFactory(community=communities[0], committee_post="", is_general_staff=True)
    assert totals(staff.get(CADRES))[0].endswith(" · in post: 2; general staff: 1")


def test_compounds_are_totalled_with_the_civilised_among_them(staff, communities):
    CompoundFactory(community=communities[0], civilised=True)
    CompoundFactory(community=communities[0], civilised=True, certified_until=date(2005, 11, 14))
    CompoundFactory(community=communities[0], since=date(2005, 11, 16))
    url = "/admin/communities/compound/"
    assert totals(staff.get(url))[0].endswith(" · 2 compounds, 1 civilised")


@pytest.mark.parametrize(
    ("choice", "found"),
    [
        ("yes", {"begun", "last day"}),
        ("ended", {"ended"}),
        ("later", {"later"}),
        ("odd", {"begun", "last day", "ended", "later"}),
    ],
)
def test_entries_are_filtered_by_whether_they_are_in_force_today(staff, communities, choice, found):
    RoomFactory(community=communities[0], name="begun", since=date(2005, 11, 15))
    RoomFactory(community=communities[0], name="last day", until=date(2005, 11, 15))
    RoomFactory(community=communities[0], name="ended", until=date(2005, 11, 14))
    RoomFactory(community=communities[0], name="later", since=date(2005, 11, 16))
    assert names(staff.get(ROOMS, {"in_force": choice})) == found


def test_cadres_are_found_by_name_and_by_waiver(staff, communities):
    CadreFactory(community=communities[0], name="王某")
    CadreFactory(
        community=communities[0],
        name="李某",
        waiver_reason="工作需要",
        waiver_approved_by="县委组织部",
        waiver_approved_on=date(2004, 8, 20),
    )
    assert names(staff.get(CADRES, {"q": "王"})) == {"王某"}
    assert names(staff.get(CADRES, {"waiver": "yes"})) == {"李某"}
    assert names(staff.get(CADRES, {"waiver": "no"})) == {"王某"}


def test_community_list_counts_what_is_in_force_and_leads_to_it(staff, communities):
    RoomFactory(community=communities[0])
    RoomFactory(community=communities[0], until=date(2004, 12, 31))
    page = staff.get("/admin/communities/community/").content.decode()
    assert f'<a href="{ROOMS}?community__id__exact={communities[0].pk}&amp;in_force=yes">1</a>' in page
    assert f'<a href="{CADRES}?community__id__exact={communities[0].pk}&amp;in_force=yes">0</a>' in page


@pytest.mark.parametrize(
    ("url", "factory"),
    [
        (ROOMS, RoomFactory),
        (CADRES, CadreFactory),
        ("/admin/communities/compound/", CompoundFactory),
        ("/admin/communities/partnership/", PartnershipFactory),
        ("/admin/communities/community/", CommunityFactory),
    ],
)
def test_a_longer_list_takes_no_more_queries(staff, url, factory):
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert staff.get(url).status_code == 200
        return len(caught)

    factory.create_batch(3)
    staff.get(url)  # the first entry of the record makes its head
    few = queries()
    factory.create_batch(6)
    assert queries() == few


# --- history and deletion ---------------------------------------------------------------------------------------------


def test_history_shows_who_changed_what(staff, department, communities):
    room = RoomFactory(community=communities[0], gross_floor_area=20)
    assert post(staff, f"{ROOMS}{room.pk}/change/", {"gross_floor_area": "25"}).status_code == 302
    page = staff.get(f"{ROOMS}{room.pk}/history/").content.decode()
    assert "20.00 → 25.00" in page
    assert department.name in page
    assert 'style="' not in page


def test_an_old_version_cannot_be_brought_back(staff, communities):
    room = RoomFactory(community=communities[0], gross_floor_area=20)
    room.gross_floor_area = Decimal(25)
    room.save()
    staff.post(f"{ROOMS}{room.pk}/history/{room.history.earliest().pk}/", {**ROOM, "community": communities[0].pk})
    assert Room.objects.get().gross_floor_area == 25
    with pytest.raises(NoReverseMatch):
        reverse("admin:communities_room_simple_history", args=[room.pk, 1])


def test_deleting_asks_whether_it_has_ended_instead_and_history_keeps_it(staff, department, communities):
    room = RoomFactory(community=communities[0])
    assert "gets its last day instead" in staff.get(f"{ROOMS}{room.pk}/delete/").content.decode()
    assert staff.post(f"{ROOMS}{room.pk}/delete/", {"post": "yes"}).status_code == 302
    assert Room.history.get(history_type="-").history_user == department


def test_deleting_several_says_the_same(staff, communities):
    room = RoomFactory(community=communities[0])
    chosen = {"action": "delete_selected", "_selected_action": room.pk}
    assert "gets its last day instead" in staff.post(ROOMS, chosen).content.decode()


def test_a_community_with_entries_is_not_deleted_and_the_page_names_them(staff, communities):
    branch = PartyBranchFactory(community=communities[0])
    url = f"/admin/communities/community/{communities[0].pk}/delete/"
    assert branch.name in staff.post(url, {"post": "yes"}).content.decode()
    assert Community.objects.filter(pk=communities[0].pk).exists()
