"""What the envelope writes of each act: once, with it or, where it is not done, by itself."""

import json
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.http import Http404

from communities.models import Cadre, Community, User
from partybuilding.models import AuditEntry, AuditHead, FieldValue, Report
from partybuilding.record.acts import part_by_part
from partybuilding.record.log import RecordError, append
from partybuilding.reports.actions import Draft, approve_report, return_report, save_draft
from partybuilding.shared.act import act, perform
from partybuilding.shared.errors import ActionError
from tests.factories import CadreFactory, RoomFactory, SurveyPartFactory
from tests.record.test_entry import entry

pytestmark = pytest.mark.usefixtures("english")


def entries():
    return list(AuditEntry.objects.order_by("position"))


def written(run, name="test.act", actor=None):
    """Return the entry that doing something as an act leaves, the one alone."""
    before = AuditEntry.objects.count()
    perform(name, actor, run)
    (last,) = AuditEntry.objects.filter(position__gte=before)
    return last


def test_an_act_leaves_one_entry_that_says_who_what_and_how_it_was_before(report_in, department):
    report = report_in("submitted")
    approve_report(report=report, actor=department)
    (last,) = entries()[-1:]
    assert (last.kind, last.name, last.outcome) == ("act", "reports.actions.approve_report", "done")
    assert (last.actor, last.actor_name, last.actor_role) == (department.pk, "周某", "department")
    assert last.actor_unit == department.unit.name
    assert (last.object_type, last.object_id) == ("partybuilding.report", str(report.pk))
    assert last.object_label == "秦凤路社区 2005Q3"
    key = f"partybuilding.report {report.pk}"
    assert json.loads(last.before)[key]["state"] == "submitted"
    assert json.loads(last.after)[key]["state"] == "approved"


def test_positions_count_from_zero_without_a_gap(department, communities):
    for _ in range(5):
        perform("test.act", department, communities[0].save)
    assert [each.position for each in entries()] == list(range(5))
    assert AuditHead.objects.get().size == 5


def test_a_part_belongs_to_its_whole(department, town, communities):
    @act
    def part(*, actor):
        communities[1].save()

    @act
    def whole(*, actor):
        part(actor=town)
        part(actor=town)

    whole(actor=department)
    assert [(each.name.rpartition(".")[2], each.actor) for each in entries()] == [("whole", department.pk)]


def test_of_the_demonstration_each_part_leaves_one(department, town, communities):
    @act
    def smallest(*, actor):
        communities[1].save()

    @act
    def part(*, actor):
        smallest(actor=department)

    @act
    def whole(*, actor):
        with part_by_part():
            part(actor=town)
            part(actor=town)

    whole(actor=department)
    assert [each.name.rpartition(".")[2] for each in entries()] == ["part", "part", "whole"]


# --- what is not done -------------------------------------------------------------------------------------------------


def undone(run, error, name="test.act", actor=None):
    with pytest.raises(error):
        perform(name, actor, run)
    return AuditEntry.objects.last() or AuditEntry.objects.get()


def test_a_refusal_is_told_with_its_words_and_survives(report_in, department):
    report = report_in("submitted")
    with pytest.raises(ActionError) as refusal:
        return_report(report=report, actor=department, reason="")
    (last,) = entries()
    assert (last.outcome, last.reason) == ("refused", str(refusal.value))
    assert (last.actor, last.object_id) == (department.pk, str(report.pk))
    assert Report.objects.get().state == "submitted"


def test_a_failure_survives_what_is_taken_back(department, communities):
    def fail():
        communities[0].name = "别的"
        communities[0].save()
        raise RuntimeError("what was typed stands in here")

    last = undone(fail, RuntimeError, actor=department)
    assert (last.outcome, last.reason, last.after) == ("failed", "RuntimeError", "")
    assert not Community.objects.filter(name="别的").exists()


def test_what_is_not_there_for_somebody_is_told_by_the_answer(department):
    def missing():
        raise Http404

    with pytest.raises(Http404):
        perform("test.act", department, missing)
    assert entries() == []


@pytest.mark.django_db(transaction=True)
def test_a_failure_survives_in_a_real_transaction(department):
    def fail():
        RoomFactory()
        raise ActionError("no")

    assert undone(fail, ActionError, actor=department).reason == "no"
    assert AuditHead.objects.get().size == 1


def test_an_entry_is_taken_back_with_what_it_tells_of(department, communities):
    perform("test.first", department, communities[0].save)
    with transaction.atomic():
        perform("test.second", department, communities[0].save)
        transaction.set_rollback(True)
    perform("test.third", department, communities[0].save)
    assert [each.name for each in entries()] == ["test.first", "test.third"]
    assert [each.position for each in entries()] == [0, 1]


# --- before and after -------------------------------------------------------------------------------------------------


def test_what_is_made_changed_and_deleted_is_told(communities):
    first = written(lambda: CadreFactory(community=communities[0], name="马某"))
    cadre = Cadre.objects.get(name="马某")
    key = f"communities.cadre {cadre.pk}"
    assert first.before == ""
    assert json.loads(first.after)[key]["name"] == "马某"

    def rename():
        cadre.name = "牛某"
        cadre.save()

    changed = written(rename)
    assert (json.loads(changed.before), json.loads(changed.after)) == ({key: {"name": "马某"}}, {key: {"name": "牛某"}})
    gone = written(cadre.delete)
    assert json.loads(gone.before)[key]["name"] == "牛某"
    assert gone.after == ""
    assert (gone.object_type, gone.object_id) == ("communities.cadre", key.split()[1])


def test_what_is_saved_as_it_was_changes_nothing(communities):
    room = RoomFactory(community=communities[0])
    for _ in range(2):
        room.refresh_from_db()
        assert [written(room.save).before, written(room.save).after] == ["", ""]


def test_what_is_saved_twice_in_an_act_is_told_from_first_to_last(communities):
    room = RoomFactory(community=communities[0], name="一")

    def twice():
        for name in ("二", "三"):
            room.name = name
            room.save(update_fields=["name"])

    last, key = written(twice), f"communities.room {room.pk}"
    assert (json.loads(last.before), json.loads(last.after)) == ({key: {"name": "一"}}, {key: {"name": "三"}})


def test_a_saved_figure_is_told_by_its_indicator(report_in, secretary):
    report = report_in("draft")
    area = FieldValue.objects.get(field__key="area")
    draft = Draft(values={area.field.indicator_id: {"area": Decimal(186)}})
    save_draft(report=report, draft=draft, actor=secretary)
    last, key = entries()[-1], f"partybuilding.report {report.pk}"
    assert json.loads(last.before)[key]["K07 area"] == str(area.value)
    assert json.loads(last.after)[key]["K07 area"] == "186.00"


def test_no_password_gets_in_and_that_it_changed_does(department, sysadmin):
    def change():
        department.set_password("Spring-1949-rain!")
        department.save()

    hashed = User.objects.get(pk=department.pk).password
    last = written(change, actor=sysadmin)
    key = f"communities.user {department.pk}"
    assert last.kind == "password"
    assert json.loads(last.after)[key]["password"] == json.loads(last.before)[key]["password"] == "…"
    new = User.objects.get(pk=department.pk).password
    assert not [text for text in (hashed, new, "Spring") if text in last.before + last.after]


def test_no_identity_number_gets_in(communities):
    last = written(lambda: RoomFactory(community=communities[0], name="110101199003074514"))
    assert "110101199003074514" not in last.after


def test_a_long_text_is_told_by_its_beginning_and_its_digest(communities):
    last = written(lambda: SurveyPartFactory(community=communities[0], findings="长" * 1000))
    assert len(last.after) < 2000
    assert "1000 characters, SHA-256 " in last.after


# --- the head ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("damage", [{"sha256": "00"}, {"size": 7}])
def test_nothing_is_done_without_a_record(department, communities, damage):
    perform("test.act", department, communities[0].save)
    AuditHead.objects.update(**damage)
    with pytest.raises(RecordError):
        perform("test.act", department, communities[0].save)
    AuditHead.objects.all().delete()
    with pytest.raises(RecordError):
        perform("test.act", department, communities[0].save)


@pytest.mark.django_db(transaction=True)
def test_no_entry_is_written_by_itself_outside_of_any_transaction():
    with pytest.raises(RecordError):
        append(entry())


def test_an_entry_costs_three_statements(department, communities, django_assert_num_queries):
    perform("test.act", department, communities[0].save)
    with django_assert_num_queries(3), transaction.atomic(savepoint=False):
        assert connection.in_atomic_block
        append(entry())
