"""manage.py demo: what it builds, what it keeps, what it refuses to touch."""

import hashlib
from collections import Counter
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import translation
from django.utils.timezone import localdate

from communities.models import Cadre, Community, PartnershipActivity, Room, User, in_force
from partybuilding.ledger.queries import balance_of
from partybuilding.models import (
    Attendance,
    AuditEntry,
    AuditHead,
    DutyReport,
    Evidence,
    LeaderVisit,
    LedgerEvent,
    LedgerItem,
    Meeting,
    MilestoneRecord,
    Paper,
    Plan,
    Report,
    ReportEvent,
    Snapshot,
    Suggestion,
)
from partybuilding.registers import measures
from partybuilding.registers.records import RECORDS, load_records
from partybuilding.reports.burden import load_burden
from partybuilding.reports.detail import load_report_detail
from partybuilding.reports.validation import blocking
from partybuilding.shared.uploads import checked
from partybuilding.targets.quarter import Quarter
from partybuilding.verification.queries import load_verification_page
from tests.demo_reds import reds_named

QUARTER_ENDS = ["2004-09-30", "2004-12-31", "2005-03-31", "2005-06-30", "2005-09-30"]


@pytest.fixture
def demo(built: Path, db: None, settings) -> Path:
    settings.DEBUG = True
    return built


def run() -> str:
    out = StringIO()
    with translation.override("en"):
        call_command("demo", stdout=out)
    return out.getvalue()


def row_counts() -> dict[str, int]:
    """Rows of every table of the project, history included; the record tells of what came to nothing, too."""
    models = [*apps.get_app_config("communities").get_models(), *apps.get_app_config("partybuilding").get_models()]
    return {each.__name__: each._default_manager.count() for each in models if each not in (AuditEntry, AuditHead)}


def register(community: str, day: str) -> dict[str, dict[str, Decimal]]:
    home = Community.objects.get(code=community)
    return measures.on_days([home], [date.fromisoformat(day)])[date.fromisoformat(day)][home.pk]


def report_of(community: str, quarter: str) -> Report:
    return Report.objects.get(pilot__community__code=community, quarter=quarter)


def test_reports_are_in_every_state_but_submitted(demo):
    states = Counter(Report.objects.values_list("state", flat=True))
    assert states == {"approved": 13, "draft": 1, "returned": 1}


def test_nothing_changed_in_the_report_that_is_open(demo):
    rows = load_report_detail(report_of("donghulu", "2005Q3")).rows
    assert [row.indicator.code for row in rows if not row.is_as_before] == []
    assert len(rows) > 30


@pytest.mark.parametrize(
    ("community", "state"), [("qinfenglu", "approved"), ("dongguan", "returned"), ("donghulu", "draft")]
)
def test_latest_quarter_has_one_report_of_each_state(demo, community, state):
    assert report_of(community, "2005Q3").state == state


def test_one_earlier_report_was_returned_and_came_back(demo):
    steps = ReportEvent.objects.filter(report=report_of("dongguan", "2005Q1")).values_list("kind", flat=True)
    assert list(steps) == ["started", "submitted", "returned", "submitted", "approved"]
    first, second = ReportEvent.objects.filter(report=report_of("dongguan", "2005Q1"), kind="submitted")
    assert len(set(first.values.items()) ^ set(second.values.items())) == 4  # a figure and its note, twice


def test_late_reports_are_those_of_the_community_behind(demo):
    late = {(report.pilot.code, str(report.quarter)): report.days_late for report in Report.objects.all()}
    assert {key: days for key, days in late.items() if days} == {
        ("donghulu", "2004Q3"): 1,
        ("donghulu", "2005Q3"): 38,
    }


def test_every_report_is_complete(demo):
    handed_in = Report.objects.exclude(state="draft")
    open_rows = {str(report): blocking(load_report_detail(report)) for report in handed_in}
    assert {name: found for name, found in open_rows.items() if found} == {}


def test_every_report_says_something_of_its_own(demo):
    handed_in = Report.objects.exclude(state="draft")
    texts = [getattr(report, name) for report in handed_in for name in Report.NARRATIVES]
    assert len(texts) == len(set(texts)) == 42
    assert all(2 <= text.count("。") <= 4 for text in texts)


def test_every_report_was_filled_in_over_a_plausible_time(demo):
    burden = load_burden(Plan.objects.get(), date(2005, 11, 15), Community.objects.all())
    loads = [load for _pilot, row in burden.rows for _quarter, load in row if load is not None]
    loads = [load for load in loads if load.report.state != "draft"]
    assert len(loads) == 14
    assert all(load.minutes and 15 <= load.minutes <= 60 and load.changed < load.figures / 2 for load in loads)
    assert len({load.minutes for load in loads}) > 3


def test_history_rows_lie_in_the_days_of_the_story(demo):
    for report in Report.objects.all():
        assert report.history.latest().state == report.state
        days = {localdate(row.history_date) for row in report.history.all()}
        assert report.quarter.last_day == min(days)
        assert max(days) <= date(2005, 11, 15)


@pytest.mark.parametrize(
    ("community", "areas"),
    [
        ("qinfenglu", [98, 220, 220, 236, 236]),
        ("dongguan", [94, 128, 162, 186, 186]),
        ("donghulu", [110, 110, 128, 102, 102]),  # a room closed on 2005-03-31 counts on that day, not after
    ],
)
def test_floor_area_moves_through_the_quarters(demo, community, areas):
    assert [register(community, day)["gross_floor_area"]["area"] for day in QUARTER_ENDS] == areas


@pytest.mark.parametrize(
    ("community", "measure", "figures"),
    [
        ("qinfenglu", "cadres_in_post", {"cadres": 5}),
        ("qinfenglu", "dual_post", {"dual_post": 1}),
        ("qinfenglu", "civilised_compounds", {"civilised": 4, "compounds": 9}),
        ("dongguan", "cadres_in_post", {"cadres": 6}),
        ("dongguan", "men_within_age", {"total": 3, "outside": 0, "waived": 1}),
        ("dongguan", "civilised_compounds", {"civilised": 4, "compounds": 12}),
        ("donghulu", "cadres_in_post", {"cadres": 3}),
        ("donghulu", "men_within_age", {"total": 2, "outside": 1, "waived": 0}),
        ("donghulu", "elected_cadres", {"elected": 1, "committee": 2}),
        ("donghulu", "civilised_compounds", {"civilised": 1, "compounds": 7}),
    ],
)
def test_registers_at_the_end_of_2005q3(demo, community, measure, figures):
    assert register(community, "2005-09-30")[measure] == figures


@pytest.mark.parametrize(
    ("community", "measure", "missing"),
    [
        ("qinfenglu", "room_uses", set()),
        ("qinfenglu", "equipment_kinds", set()),
        ("dongguan", "room_uses", {"room_clinic"}),
        ("dongguan", "equipment_kinds", set()),
        ("donghulu", "room_uses", {"room_police", "room_clinic", "room_service"}),
        ("donghulu", "equipment_kinds", {"eq_computer", "eq_disc_player"}),
    ],
)
def test_what_is_missing_at_the_end_of_2005q3(demo, community, measure, missing):
    figures = register(community, "2005-09-30")[measure]
    assert {key for key, there in figures.items() if not there} == missing


def test_survey_of_the_community_behind_is_finished_late(demo):
    done = [sum(register("donghulu", day)["survey_parts"].values()) for day in QUARTER_ENDS]
    assert done == [3, 5, 5, 5, 5]


def test_returned_report_holds_what_the_register_does_not(demo):
    report = report_of("dongguan", "2005Q3")
    row = next(row for row in load_report_detail(report).rows if row.indicator.code == "K07")
    assert (row.text, row.register_text, row.note) == ("206 m²", "186 m²", "含新租活动室")
    objection = report.events.get(kind="returned").objections.get()
    assert (objection.indicator.code, "第二间活动室" in objection.reason) == ("K07", True)


def test_registers_go_on_after_the_last_quarter(demo):
    new = Room.objects.filter(since__gt=date(2005, 9, 30)).values_list("community__code", flat=True)
    assert set(new) == {"qinfenglu", "dongguan", "donghulu"}
    assert PartnershipActivity.objects.latest("held_on").held_on == date(2005, 11, 8)


def test_town_and_units_have_done_their_part(demo):
    plan = Plan.objects.get()
    assert plan.is_demo
    quarter = Quarter(2004, 3)
    records = load_records(plan, {quarter: quarter.last_day})
    assert records.of(quarter, None, "special_body") == {"set_up": 1}
    assert records.of(quarter, None, "duties_confirmed") == {"units": 16}


def test_evidence_is_a_picture_on_an_approved_report(demo):
    assert Evidence.objects.count() == 2
    for evidence in Evidence.objects.all():
        assert (evidence.report.state, evidence.content_type) == ("approved", "image/png")
        assert "演示" in evidence.name
        assert hashlib.sha256((demo / evidence.file.name).read_bytes()).hexdigest() == evidence.sha256
        assert (demo / evidence.thumbnail.name).read_bytes().startswith(b"\xff\xd8")


def test_every_rung_of_the_ladder_stands_in_the_last_quarter(demo):
    page = load_verification_page(Plan.objects.get(), Quarter(2005, 3))
    assert all(count > 0 for count in page.counts)
    assert [drawn.draw.code for drawn in page.lists] == ["2005Q3-001"]


def test_the_list_of_the_quarter_before_is_done(demo):
    (drawn,) = load_verification_page(Plan.objects.get(), Quarter(2005, 2)).lists
    assert (drawn.values, drawn.visited) == (6, 6)


def test_nobody_has_a_real_name(demo):
    names = {*Cadre.objects.values_list("name", flat=True), *User.objects.values_list("name", flat=True)}
    assert {name for name in names if not name.endswith("某")} == set()


def test_register_entries_are_in_the_name_of_the_department(demo):
    writers = {row.history_user.username for row in Room.history.all()}
    assert writers == {"zuzhibu"}


def test_roles_and_places_of_the_accounts(demo):
    accounts = {user.username: f"{user.role} {user.community or user.unit or ''}" for user in User.objects.all()}
    assert accounts == {
        "admin": "sysadmin ",
        "anquan": "sysadmin ",
        "shenji": "sysadmin ",
        "zuzhibu": "department 组织部",
        "zuzhibu2": "department 组织部",
        "chengguan": "town 城关镇党委",
        "qinfenglu": "secretary 秦凤路社区",
        "dongguan": "secretary 东关社区",
        "donghulu": "secretary 东湖路社区",
        "minzhengju": "member 民政局",
        "caizhengju": "member 财政局",
        "chengjianju": "member 城建局",
        "weishengju": "member 卫生局",
        "xuanchuanbu": "member 宣传部",
    }


def test_resolutions_are_in_every_state_a_meeting_asks_after(demo):
    agreed = LedgerItem.objects.filter(kind="resolution")
    balance = balance_of(agreed, date(2005, 11, 15))
    assert (balance.total, balance.closed, balance.overdue) == (13, 8, 1)
    states = Counter(agreed.exclude(state="closed").values_list("state", flat=True))
    assert states == {"in_hand": 4, "close_asked": 1}
    assert [str(each.party) for each in agreed.filter(responsible_pilot__isnull=False)] == ["东湖路社区"]
    closers = LedgerEvent.objects.filter(kind="closed").values_list("actor__username", flat=True)
    assert set(closers) == {"zuzhibu2"}


def test_five_meetings_were_held_and_the_next_is_planned(demo):
    held = Meeting.objects.filter(state="closed", entered_at=None).values_list("held_on", flat=True)
    assert [str(day) for day in held] == ["2004-09-28", "2004-12-21", "2005-03-25", "2005-06-28", "2005-09-27"]
    came = Attendance.objects.filter(is_member=True).values_list("meeting__number", flat=True)
    assert Counter(came) == dict.fromkeys([*range(1, 6), 7], 18)
    assert str(Meeting.objects.get(state="planned").planned_on) == "2005-11-22"


def test_offices_are_named_to_call_and_two_suggestions_were_sent(demo):
    named = Plan.objects.get().member_units.exclude(telephone="").exclude(contact="")
    assert named.count() == 6
    assert all("某，" in seat.contact and seat.telephone.startswith("0917-72100") for seat in named)
    answered, waiting = Suggestion.objects.order_by("sent_at")
    assert (str(localdate(answered.answered_at)), answered.is_open) == ("2005-10-18", False)
    assert (str(waiting.due_on), waiting.is_open) == ("2005-11-24", True)
    dates = {localdate(row.history_date) for row in Suggestion.history.all()}
    assert {str(day) for day in dates} == {"2005-10-10", "2005-10-18", "2005-11-09"}


def test_a_target_grows_and_a_meeting_and_a_visit_came_late(demo):
    plan, late = Plan.objects.get(), Meeting.objects.exclude(entered_at=None).get()
    assert [str(each) for each in plan.changes.all()] == ["K07 2006Q1"]
    assert (str(late.held_on), Snapshot.objects.filter(meeting=late).exists()) == ("2004-08-05", False)
    assert [each.was_entered_afterwards(plan) for each in LeaderVisit.objects.exclude(entered_at=None)] == [True]


def test_front_page_wall_unit_and_bulletin_name_the_same_reds(demo):
    front, wall, paper, led, unit = reds_named(Quarter(2005, 3)).values()
    assert (front, led) == (wall, unit) == (paper, led)
    assert (len(front), sum(map(bool, front.values())), len(unit)) == (15, 14, 6)


def test_a_paper_of_each_kind_was_made_in_its_day(demo):
    papers = Paper.objects.order_by("dated")
    # The final assessment is in preparation: the plan has not ended.
    assert sorted(paper.kind for paper in papers) == sorted(set(Paper.Kind) - {Paper.Kind.ASSESSMENT})
    assert all(localdate(paper.made_at) == paper.dated for paper in papers)


def test_a_snapshot_holds_what_there_was_on_its_day(demo):
    first, *_rest, last = Snapshot.objects.order_by("number")
    assert all(each.is_intact for each in Snapshot.objects.all())
    assert "236" in last.content  # the floor area of 2005Q2
    assert "236" not in first.content
    assert localdate(first.cut_off) == date(2004, 9, 28)


def test_every_measure_of_the_records_has_a_value_in_2005q3(demo):
    plan, quarter = Plan.objects.get(), Quarter(2005, 3)
    records = load_records(plan, {quarter: quarter.last_day})
    pilot = plan.pilots.get(community__code="donghulu")
    for measure in RECORDS.values():
        figures = records.of(quarter, None if measure.is_of_plan else pilot, measure.name)
        assert figures.keys() == measure.keys, measure.name
    assert records.of(quarter, None, "joint_meetings") == {"meetings": 1}
    assert records.of(quarter, None, "attendance") == {"present": 16, "due": 18}


def test_history_of_meetings_and_items_lies_in_the_days_of_the_story(demo):
    for model in (Meeting, LedgerItem, DutyReport):
        days = {localdate(moment) for moment in model.history.values_list("history_date", flat=True)}
        assert date(2004, 8, 1) < min(days)
        assert max(days) <= date(2005, 11, 15)


def test_documents_of_milestones_are_what_their_names_say(demo):
    records = MilestoneRecord.objects.exclude(document="")
    assert len(records) == 5
    named = MilestoneRecord.objects.exclude(document_number="")
    assert [(str(each.pilot), bool(each.document)) for each in named] == [("东湖路社区", False)]
    for record in records:
        content = (demo / str(record.document)).read_bytes()
        assert checked(SimpleUploadedFile(str(record.document), content))


def test_second_run_changes_nothing(demo):
    before = row_counts()
    run()
    assert row_counts() == before
    assert before["HistoricalRoom"] == before["Room"] > 0


def test_second_run_keeps_what_was_edited(demo):
    room = Room.objects.filter(in_force(date(2005, 9, 30)), community__code="dongguan").earliest("id")
    room.gross_floor_area = Decimal("36.5")
    room.save()
    run()
    room.refresh_from_db()
    assert room.gross_floor_area == Decimal("36.5")


def test_accounts_are_printed_with_password_and_day(demo):
    said = run()
    for username in User.objects.values_list("username", flat=True):
        assert username in said
    assert "Tea-2005-hot!" in said
    assert "today is set to 2005-11-15" in said


def test_without_a_set_day_it_says_which_one_to_set(demo, settings):
    settings.FENGXIANG_TODAY = None
    assert "FENGXIANG_TODAY=2005-11-15" in run()


def test_changed_password_is_kept_and_told(demo):
    user = User.objects.get(username="dongguan")
    user.set_password("Coffee-2005-cold!")
    user.save()
    lines = [line for line in run().splitlines() if "password changed" in line]
    assert [line.split()[0] for line in lines] == ["dongguan"]
    user.refresh_from_db()
    assert user.check_password("Coffee-2005-cold!")
