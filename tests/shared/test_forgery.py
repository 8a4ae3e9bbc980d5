"""No act is taken from a form of another site."""

import pytest

from tests.client import Client
from tests.permissions import LINES

pytestmark = [pytest.mark.alike, pytest.mark.usefixtures("english_pages")]

ACTS = sorted({line.name for line in LINES if line.method == "POST" and not line.name.startswith("admin")})
VERIFICATION = "/fengxiang-2004/verification/2005Q3"
ITEM_ACTS = ("progress", "ask", "check", "close", "back", "extend", "reopen", "urge")
MEETING = "/fengxiang-2004/meetings/1"
DUTIES = "/fengxiang-2004/units/minzhengju/duties/2005Q3"
SHEET = ("begin", "rate", "conclude", "approve", "reopen")
PLAIN = {
    **{f"assessment-{act}": f"/fengxiang-2004/assessment/qinfenglu/{act}/" for act in SHEET},
    "activity-enter": "/fengxiang-2004/activities/qinfenglu/enter/",
    "activity-change": "/fengxiang-2004/activities/qinfenglu/1/change/",
    "activity-remove": "/fengxiang-2004/activities/qinfenglu/1/remove/",
    "entry-enter": "/fengxiang-2004/registers/qinfenglu/room/enter/",
    "suggestion-answer": "/fengxiang-2004/suggestions/1/answer/",
    "start-accounts": "/start/accounts/",
    "handover-close": "/start/handover/1/close/",
    "first-password-make": "/start/password/1/make/",
    "set_language": "/language/",
    **{f"account-second-{step}": f"/account/second/{step}/" for step in ("begin", "confirm", "remove")},
    "account-end-sessions": "/account/sessions/end/",
    "logout": "/logout/",
    "notices-read": "/notices/read/",
    "notice-read": "/notices/1/read/",
    "preferences": "/preferences/",
    "session": "/session/",
    "unit-confirm": "/fengxiang-2004/units/minzhengju/confirm/",
    "unit-contact": "/fengxiang-2004/units/minzhengju/contact/",
    "duty-report-save": f"{DUTIES}/save/",
    "duty-report-submit": f"{DUTIES}/submit/",
    "duty-report-withdraw": f"{DUTIES}/withdraw/",
    "meeting-remind": "/fengxiang-2004/meetings/1/preparation/remind/",
    "meeting-remind-one": "/fengxiang-2004/meetings/1/preparation/remind/report-1/",
    "meeting-invite": "/fengxiang-2004/meetings/1/invite/",
    "meeting-change": f"{MEETING}/change/",
    "meeting-open": f"{MEETING}/open/",
    "meeting-attend-all": f"{MEETING}/attendance/",
    "meeting-attend": f"{MEETING}/attendance/caizhengju/",
    "meeting-decide": f"{MEETING}/decide/",
    "meeting-close": f"{MEETING}/close/",
    "meeting-reopen": f"{MEETING}/reopen/",
    "ledger-open": "/fengxiang-2004/ledger/open/",
    "ledger-standing-open": "/fengxiang-2004/ledger/standing/open/",
    **{f"ledger-{act}": f"/fengxiang-2004/ledger/2005-001/{act}/" for act in ITEM_ACTS},
    "paper-make": "/fengxiang-2004/papers/make/",
    "paper-scan": "/fengxiang-2004/papers/7K3M-Q2XR/scans/",
    "verification-draw": f"{VERIFICATION}/draw/",
    "verification-record": f"{VERIFICATION}/lists/1/record/",
    "verification-verify": f"{VERIFICATION}/values/qinfenglu/K07/verify/",
    "verification-withdraw": f"{VERIFICATION}/values/qinfenglu/K07/withdraw/1/",
}
A_NAME = "0b7a2b58-9f0f-4b8e-9d36-52e4c0ad5a21"
NAMED = {
    "evidence-remove": {"uid": A_NAME},
    "report-adopt": {"indicator": "K07"},
    "report-workbook-take": {"uid": A_NAME},
}


@pytest.mark.parametrize("name", ACTS)
@pytest.mark.parametrize("who", ["secretary", "department"])
def test_a_post_without_the_token_is_refused(request, url, report_in, name, who):
    report_in("submitted")
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(request.getfixturevalue(who))
    address = PLAIN.get(name) or url(name, **NAMED.get(name, {}))
    answer = strict.post(address)
    assert answer.status_code == 403
    # For want of the token, and of nothing else: it was not even asked who may.
    assert not hasattr(answer.wsgi_request, "csrf_processing_done")
