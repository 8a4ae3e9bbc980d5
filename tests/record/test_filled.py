"""Every address that writes leaves one entry, whatever becomes of a filled form: done, sent again, or failed midway.

What an empty form leaves, of every role, tests/record/test_complete.py asks.
"""

import json
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from fengxiang.whole_body import FORM_END
from partybuilding.models import AuditEntry, IndicatorField, MemberUnit
from partybuilding.record.answers import UNTOLD
from partybuilding.record.verify import verify
from partybuilding.shared import versions
from tests.permissions import EXCHANGED, LINES
from tests.record.filled import FILLED, Filled, typed_report
from tests.reports.reporting import photo
from tests.shared.sendings import FORMS, report_of
from tests.shared.test_writing_addresses import WITHOUT_ACT

pytestmark = pytest.mark.django_db

# Done by the act of another register's address, which is tried.
ALIKE = {f"admin:{register}_process_import" for register in EXCHANGED if register != "communities_room"}
KINDS = {
    **dict.fromkeys(("start-accounts", "handover-close"), "account"),
    **dict.fromkeys(("first-password-make", "password_change"), "password"),
    **dict.fromkeys(("logout", "admin:logout"), "logout"),
    **dict.fromkeys(("login", "login-code"), "login"),
    "paper-letterhead": "setting",
}


@pytest.fixture
def ground(plan, pilots, department, town, secretary, member, url):
    return SimpleNamespace(**locals())


def test_every_address_that_writes_is_tried():
    writing = {line.name for line in LINES if line.method == "POST"} | {"login", "login-code", "password_change"}
    tried = {*FILLED, *(name.split()[0] for name in FORMS if not name.startswith("admin:")), *ALIKE}
    assert tried | {"admin:communities_room_process_import"} == writing - UNTOLD.keys()


def filled_of(ground, name):
    if name in FILLED:
        return FILLED[name](ground)
    sending = FORMS[name](ground)
    sent = {field: value() if callable(value) else value for field, value in sending.fields.items()}
    return Filled(sending.by, sending.to, sent, 200 if "window" in name else 302)


def left(browser, form, key):
    """Send a form; return its status, and the entries that it left."""
    for value in form.fields.values():
        if hasattr(value, "seek"):
            value.seek(0)
    before = AuditEntry.objects.count()
    answer = browser.post(form.to, {**form.fields, FORM_END: key})
    rows = AuditEntry.objects.filter(position__gte=before).order_by("position")
    return answer, list(rows.values_list("kind", "outcome"))


def failed(browser, form, monkeypatch):
    """Send a form whose act breaks off when all but its entry is written; return as `left` does."""

    def fail(_written):
        raise RuntimeError("what was typed")

    browser.raise_request_exception = False
    with monkeypatch.context() as patch:
        patch.setattr(versions, "raise_versions", fail)
        return left(browser, form, str(uuid4()))


@pytest.mark.parametrize("name", [*FILLED, *FORMS])
def test_a_form_leaves_one_entry_when_it_fails_when_it_is_taken_and_when_it_is_sent_again(ground, name, monkeypatch):
    form, key = filled_of(ground, name), str(uuid4())
    if name not in WITHOUT_ACT:
        answer, entries = failed(form.browser(), form, monkeypatch)
        assert (answer.status_code, [outcome for _kind, outcome in entries]) == (500, ["failed"])
    browser = form.browser()
    answer, entries = left(browser, form, key)
    assert (answer.status_code, entries) == (form.status, [(KINDS.get(name, "act"), "done")])
    again, entries = left(browser, form, key)
    assert len(entries) == (0 if again.status_code == 302 and again.url.startswith("/login/") else 1)


@pytest.mark.django_db(transaction=True)
def test_a_failure_in_the_transaction_of_a_real_request_leaves_its_entry_alone(ground, monkeypatch):
    form = filled_of(ground, "unit-contact")
    answer, entries = failed(form.browser(), form, monkeypatch)
    assert (answer.status_code, entries) == (500, [("act", "failed")])
    assert not MemberUnit.objects.exclude(contact="").exists()
    assert verify().flaw is None


def refused_hand_in(ground):
    report_of(ground, "draft")
    fields = typed_report(ground) | {f"v{IndicatorField.objects.get(key='area').pk}": ""}
    return Filled(ground.secretary, ground.url("report-submit"), fields, 422)


def refused_duties(ground):
    address = ground.url("duty-report-submit", unit="chengguan", quarter="2005Q4")
    return Filled(ground.town, address, {"agenda_times": "4", "remark": "又添一间用房"}, 422)


def incomplete_duties(ground):
    address = ground.url("duty-report-submit", unit="chengguan", quarter="2005Q3")
    return Filled(ground.town, address, {"agenda_times": "", "remark": "又添一间用房"}, 422)


def refused_file(ground):
    report_of(ground, "draft")
    fields = typed_report(ground) | {"file": SimpleUploadedFile("报表.exe", b"MZ")}
    return Filled(ground.secretary, ground.url("evidence-add"), fields, 422)


def one_file_too_many(ground):
    form = refused_file(ground)
    return Filled(form.by, form.to, {**form.fields, "file": photo()}, 422)


REFUSED = {
    refused_hand_in: "refused",
    refused_duties: "refused",
    incomplete_duties: "refused",
    one_file_too_many: "refused",
    refused_file: "done",  # what was typed; the file came to no act
}


@pytest.mark.parametrize("fill", REFUSED)
def test_what_was_typed_is_kept_beside_a_refusal_and_both_are_one_entry(ground, fill, monkeypatch):
    monkeypatch.setattr("partybuilding.reports.actions_evidence.FILES_PER_REPORT", 0)
    form = fill(ground)
    answer, entries = left(form.browser(), form, str(uuid4()))
    assert (answer.status_code, entries) == (form.status, [("act", REFUSED[fill])])
    entry = AuditEntry.objects.order_by("-position")[0]
    assert "又添一间用房" in str(json.loads(entry.after))
    assert bool(entry.reason) == (REFUSED[fill] == "refused")
