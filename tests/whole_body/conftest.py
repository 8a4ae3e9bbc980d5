"""Forms whose missing fields would be saved as empty ones, each filled in so that it would be taken."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.test.client import encode_multipart
from django.utils.http import urlencode

from communities.models import User
from fengxiang.whole_body import FORM_END
from partybuilding.meetings.actions import open_meeting
from partybuilding.models import AuditEntry, AuditHead, Duty, Pilot, Plan
from tests.admin.admin_forms import untouched
from tests.factories_meeting import LeaderAssignmentFactory, LeaderVisitFactory, MeetingFactory
from tests.pages import form_data
from tests.reports.reporting import complete_report

REPORTS = "/fengxiang-2004/reports"
DUTIES = "/fengxiang-2004/units/minzhengju/duties/2005Q3"
TOKEN = "t" * 32  # what a browser holds in its CSRF cookie, and sends back in the form
BOUNDARY = "end-of-a-part"
URLENCODED, MULTIPART = "application/x-www-form-urlencoded", f"multipart/form-data; boundary={BOUNDARY}"
NAMES = ("report", "duty report", "return with reasons", "attendance", "admin with inlines")


@dataclass(frozen=True)
class Filled:
    """A form as it is sent: by whom, where to, and its fields in the order of the page."""

    user: User
    address: str
    fields: dict[str, Any]
    content_type: str = URLENCODED  # as the page says

    def body(self, content_type: str = URLENCODED) -> bytes:
        """Return the bytes a browser sends, from the token to the end."""
        fields = {"csrfmiddlewaretoken": TOKEN, **self.fields, FORM_END: "1"}
        if content_type == URLENCODED:
            return urlencode(fields, doseq=True).encode()
        return encode_multipart(BOUNDARY, fields)


@pytest.fixture
def filled(
    plan: Plan, pilots: list[Pilot], secretary: User, member: User, department: User, as_user: Callable[[User], Any]
) -> dict[str, Filled]:
    """Return the forms of NAMES."""
    complete_report(pilots[0])
    complete_report(pilots[1], submitted=True, submitted_by=secretary)
    leader = LeaderVisitFactory(assignment=LeaderAssignmentFactory(pilot=pilots[0])).assignment
    duty = Duty.objects.create(plan=plan, code="posts", order=1, name="职数设置")
    duty.units.add(plan.member_units.get(unit=member.unit))
    open_meeting(meeting=MeetingFactory(plan=plan, number=1, planned_on=date(2005, 11, 15)), actor=department)

    own = f"{REPORTS}/{pilots[0].code}/2005Q3"
    report = form_data(as_user(secretary).get(f"{own}/edit/")) | {"progress": "已完成"}
    duties = form_data(as_user(member).get(f"{DUTIES}/")) | {"agenda_times": "2", "remark": "已配齐"}
    page = f"/admin/partybuilding/leaderassignment/{leader.pk}/change/"
    staff = {name: value for name, value in untouched(as_user(department), page).items() if value is not None}
    reasons = {"reason": "请核对", f"w{plan.indicators.get(code='K07').pk}": "与台账不一致"}
    tap = {"person": "孙某", "status": "present"}
    return {
        "report": Filled(secretary, f"{own}/save/", report, MULTIPART),
        "duty report": Filled(member, f"{DUTIES}/save/", duties),
        "return with reasons": Filled(department, f"{REPORTS}/{pilots[1].code}/2005Q3/return/", reasons),
        "attendance": Filled(department, "/fengxiang-2004/meetings/1/attendance/caizhengju/", tap),
        "admin with inlines": Filled(department, page, staff | {"post": "副局长", "visits-0-findings": "已商定"}),
    }


def kept() -> dict[str, list[Any]]:
    """Return all that both apps keep, histories too; the record tells of what was refused, too."""
    models = [model for app in ("communities", "partybuilding") for model in apps.get_app_config(app).get_models()]
    kept = [model for model in models if model not in (AuditEntry, AuditHead)]
    return {model._meta.label: list(model._base_manager.order_by("pk").values()) for model in kept}
