"""A workbook that waits to be confirmed, and a disk that does not do what it should: words, and never a fault."""

import pytest
from django.core.files.storage import FileSystemStorage

from communities.models import Room
from tests.admin.test_exchange import ROOM_HEADS, confirm, packed, send
from tests.factories import RoomFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(as_user, department):
    return as_user(department)


@pytest.fixture
def rows(communities):
    room = RoomFactory(community=communities[0])
    return packed(ROOM_HEADS, [room.pk, "qinfenglu", "新名", room.use, None, 50, room.since, None, None])


def broken(*_args, **_more):
    raise OSError(5, "simulated")


def test_one_that_cannot_be_read_again_is_refused_in_words(staff, rows, monkeypatch):
    monkeypatch.setattr(FileSystemStorage, "_open", broken)
    answer = send(staff, "room", rows)
    assert answer.status_code == 302
    assert "服务器" in staff.get(answer["Location"]).content.decode()


def test_one_that_is_gone_when_it_is_confirmed_changes_nothing(staff, rows, monkeypatch):
    looked_at = send(staff, "room", rows)
    with monkeypatch.context() as patch:
        patch.setattr(FileSystemStorage, "_open", broken)
        assert confirm(staff, "room", looked_at).status_code == 302
    assert not Room.objects.filter(name="新名").exists()


def test_one_that_cannot_be_deleted_is_taken_all_the_same(staff, rows, monkeypatch):
    looked_at = send(staff, "room", rows)
    monkeypatch.setattr(FileSystemStorage, "delete", broken)
    assert confirm(staff, "room", looked_at).status_code == 302
    assert Room.objects.filter(name="新名").exists()
