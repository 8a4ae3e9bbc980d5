import pytest

from partybuilding.models import FieldValue, Report, Snapshot
from partybuilding.reports.actions import approve_report, reopen_report
from tests.pages import text_of

pytestmark = pytest.mark.usefixtures("english_pages")


def test_the_snapshot_shows_what_the_meeting_was_shown_and_that_it_is_unchanged(as_user, other_secretary, session, url):
    text = text_of(as_user(other_secretary).get(url("snapshot", number=1)))
    for part in ("162 m²", "38 m² short", "checksum is right", Snapshot.objects.get().sha256, "Nothing is different."):
        assert part in text, part


def test_what_was_corrected_later_stands_after_the_meeting(staff, session, report, url, department):
    reopen_report(report=report, actor=department, reason="面积复核")
    FieldValue.objects.filter(entry__report=report, field__key="area").update(value=230)
    Report.objects.filter(pk=report.pk).update(state="submitted")
    approve_report(report=Report.objects.get(pk=report.pk), actor=department)
    page = staff.get(url("snapshot", number=1))
    (difference,) = page.context["after"].differences
    assert (str(difference.was.text), difference.now.text) == ("162 m²", "230 m²")
    text = text_of(page)
    assert "面积复核" in text
    assert text.index("38 m² short") < text.rindex("After the meeting") < text.index("230 m²")


@pytest.mark.parametrize("content", ["162 m²", ""])
def test_a_broken_checksum_is_said_plainly_instead_of_the_mark(staff, session, url, content):
    kept = Snapshot.objects.get()
    Snapshot.objects.update(content=kept.content.replace("162 m²", "199 m²") if content else content)
    for name in ("snapshot", "meeting"):
        page = staff.get(url(name, number=1)).content.decode()
        assert "checksum is wrong" in page[page.index('role="alert"') :], name
        assert "checksum is right" not in page
    assert ("199 m²" in staff.get(url("snapshot", number=1)).content.decode()) is bool(content)


def test_the_projector_says_so_too(staff, session, url):
    kept = Snapshot.objects.get()
    Snapshot.objects.update(content=kept.content.replace("162 m²", "199 m²"))
    page = staff.get(url("meeting-show", number=1)).content.decode()
    assert "checksum is wrong" in page
    assert "unchanged" not in text_of(staff.get(url("meeting-show", number=1)))


def test_the_snapshot_of_another_number_is_not_there(staff, session, url):
    assert staff.get(url("snapshot", number=2)).status_code == 404
    assert staff.get(url("meeting", number=2)).status_code == 404
