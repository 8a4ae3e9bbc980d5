"""manage.py reduceleavers: who left long ago keeps name, posts and term, in the history, too; others lose nothing."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from communities.models import Cadre, User
from partybuilding.models import AuditEntry, LeaderAssignment, Plan
from partybuilding.office.leavers import latest_end
from partybuilding.registers.in_force import read_registers
from partybuilding.registers.measures import MEASURES
from partybuilding.shared.act import explain_history, perform
from tests.factories import CadreFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english_pages", "english")]

PERSONAL = {
    "sex": "m",
    "birth_year": 1951,
    "birth_month": 3,
    "education": 2,
    "channel": "elected",
    "source": "laid_off",
    "remark": "moved away",
    "waiver_reason": "served since 1990",
    "waiver_approved_by": "county",
    "waiver_approved_on": date(2004, 8, 1),
}
TERM = {"name": "李某", "committee_post": "director", "since": date(2004, 7, 27), "until": date(2006, 12, 31)}
EMPTY = {**dict.fromkeys(PERSONAL, ""), "birth_year": None, "birth_month": None, "education": None}
EMPTY["waiver_approved_on"] = None
LONG_AGO = datetime(2007, 1, 5, tzinfo=UTC)
LATER = "2011-03-01"  # the plan ended in 2006 and was an archive a year later


@pytest.fixture
def later(settings, plan):
    settings.FENGXIANG_TODAY = date.fromisoformat(LATER)
    return plan


@pytest.fixture
def leaver(plan, communities, department):
    """Return a cadre who left, whose entry was once corrected and whose history has a reason."""
    cadre = CadreFactory(community=communities[0], **PERSONAL, **TERM)

    def correct():
        cadre.birth_month = 4
        explain_history(cadre, "born in April, says the family")
        cadre.save()

    perform("test.correct", department, correct)
    return cadre


def run(*options):
    out = StringIO()
    call_command("reduceleavers", *options, stdout=out)
    return out.getvalue().splitlines()


def kept(rows):
    return [{name: row[name] for name in {**PERSONAL, **TERM}} for row in rows.values()]


def test_without_being_told_it_counts_and_changes_nothing(later, leaver):
    before = list(Cadre.objects.values()), list(Cadre.history.values())
    lines = run()
    assert lines[0] == "cadre: 1 left before 2008-02-29, 2 rows of history."
    assert lines[-1].startswith("Nothing was taken away.")
    assert (list(Cadre.objects.values()), list(Cadre.history.values())) == before


def test_name_posts_and_term_stay_and_nothing_else_of_entry_and_history(later, leaver):
    entries = AuditEntry.objects.count()
    assert run("--for-good")[-1] == "Reduced to name, posts and term: 1."
    assert kept(Cadre.objects) == [{**EMPTY, **TERM}]
    assert kept(Cadre.history) == [{**EMPTY, **TERM}] * 2
    assert set(Cadre.history.values_list("history_change_reason", flat=True)) == {None}
    assert AuditEntry.objects.count() == entries + 1
    assert run("--for-good")[-1] == "There is nothing to take away."
    assert AuditEntry.objects.count() == entries + 1


def test_the_record_tells_of_whom_and_not_what_stood_there(later, leaver):
    run("--for-good")
    entry = AuditEntry.objects.latest("position")
    assert (entry.name, entry.outcome, entry.object_id) == ("office.leavers.reduce_leavers", "done", str(leaver.pk))
    assert f'"communities.cadre {leaver.pk}"' in entry.after
    told = entry.before + entry.after
    assert not [value for value in ("1951", "served since", "laid_off", "moved away", "李某") if value in told]


def test_of_who_was_deleted_the_history_is_reduced(later, leaver):
    leaver.delete()
    Cadre.history.filter(history_type="-").update(history_date=LONG_AGO)
    run("--for-good")
    assert kept(Cadre.history) == [{**EMPTY, **TERM}] * 3


@pytest.mark.parametrize(
    "until", [None, date(2008, 2, 29), date(2010, 5, 1)], ids=["in post", "on the day", "after it"]
)
def test_who_did_not_leave_long_ago_stays_whole(later, leaver, until):
    Cadre.objects.update(until=until)
    Cadre.history.update(until=until)
    run("--for-good")
    assert kept(Cadre.objects) == [{**PERSONAL, **TERM, "until": until, "birth_month": 4}]
    assert [row["birth_year"] for row in Cadre.history.values()] == [1951, 1951]


def test_while_a_plan_goes_on_nobody_it_counted_is_reduced(later, leaver):
    Plan.objects.update(archived_on=date(2012, 1, 1))
    assert latest_end() == later.published_on
    assert run("--for-good")[-1] == "There is nothing to take away."


def test_the_years_are_a_setting(later, settings):
    settings.LEAVER_YEARS = 1
    assert latest_end() == date(2010, 3, 1)


def test_leaders_lose_their_remark_and_closed_accounts_their_address(later, pilot, member):
    leader = LeaderAssignment.objects.create(
        pilot=pilot,
        unit=member.unit,
        name="王某",
        post="局长",
        since=date(2004, 8, 1),
        until=date(2006, 1, 1),
        remark="x",
    )
    closed, waiting, open_one = (
        UserFactory(department=True, email="a@b.cn", last_login=LONG_AGO) for _each in range(3)
    )
    User.objects.filter(pk=closed.pk).update(is_active=False)
    User.objects.filter(pk=waiting.pk).update(is_active=False, opened_by=member)
    run("--for-good")
    leader.refresh_from_db()
    assert (leader.name, leader.post, leader.remark) == ("王某", "局长", "")
    emails = dict(User.objects.values_list("pk", "email"))
    assert (emails[closed.pk], emails[waiting.pk], emails[open_one.pk]) == ("", "a@b.cn", "a@b.cn")


def test_measures_of_their_time_take_what_is_gone_for_not_known(later, leaver, communities):
    def figures():
        day = date(2005, 9, 30)
        registers = read_registers([communities[0]], [day])[day][communities[0].pk]
        names = ("cadres_in_post", "senior_high", "men_within_age", "junior_college", "recruitment")
        return {name: MEASURES[name].of_registers(registers) for name in names}

    assert figures()["men_within_age"]["total"] == figures()["senior_high"]["total"] == 1
    run("--for-good")
    after = figures()
    assert after["cadres_in_post"]["cadres"] == 1
    assert after["men_within_age"]["total"] == after["senior_high"]["total"] == after["junior_college"]["cadres"] == 0
    assert not any(after["recruitment"].values())


def test_pages_show_a_leaver_by_name_posts_and_term(later, leaver, as_user, department, url):
    run("--for-good")
    browser = as_user(department)
    for address in (
        "/admin/communities/cadre/",
        f"/admin/communities/cadre/{leaver.pk}/change/",
        f"/admin/communities/cadre/{leaver.pk}/history/",
        f"{url('pilot-registers', pilot=leaver.community.code)}?register=cadre",
    ):
        page = browser.get(address).content.decode()
        assert "李某" in page
        assert "1951" not in page
        assert ">None<" not in page


def test_a_form_still_asks_for_what_is_gone_of_leavers_alone(as_user, department, communities):
    sent = {"community": communities[0].pk, "name": "新某", "since": "2005-01-01", "committee_post": "member"}
    page = as_user(department).post("/admin/communities/cadre/add/", sent).content.decode()
    assert not Cadre.objects.exists()
    assert page.count("This field is required.") >= 5


def test_today_is_the_sites(later):
    assert latest_end(date(2020, 1, 1)) == date(2020, 1, 1) - timedelta(days=1096)
