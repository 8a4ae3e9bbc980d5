"""Who may do what: every address of the site × every role, in one table.

A cell is the status of the answer; "login" is a redirect to the login page. `tests/test_permissions.py` holds the site
against it, and fails when an address is missing here or a line here has no address any more.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

ROLES = (
    "anonymous",
    "inactive",
    "sysadmin",
    "department",
    "department_elsewhere",  # leads another plan
    "town",
    "town_elsewhere",  # none of the plan's pilots lies in it
    "secretary",  # of the pilot in the address
    "other_secretary",
    "member",
    "stranger",  # a member of no plan's joint meeting
)

# A page asks the database alike for most roles: on PostgreSQL it is asked for by those who see the most, of the plan's
# pages and of the accounts.
SEE_THE_MOST = {"sysadmin", "department"}
each_role = pytest.mark.parametrize(
    "role", [role if role in SEE_THE_MOST else pytest.param(role, marks=pytest.mark.alike) for role in ROLES]
)


@dataclass(frozen=True)
class Line:
    """One address, asked for in one way; `report` is the state of the report in it."""

    name: str
    method: str
    statuses: str
    report: str = ""
    expected: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "expected", dict(zip(ROLES, self.statuses.split(), strict=True)))

    @property
    def title(self) -> str:
        return f"{self.method} {self.name} {self.report}".strip()


def addresses(patterns: list[Any], space: str = "", route: str = "") -> Iterator[str]:
    """Yield the name of every address, or its route where it has none."""
    for each in patterns:
        here = route + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from addresses(each.url_patterns, f"{each.namespace}:" if each.namespace else space, here)
        elif isinstance(each, URLPattern):
            entry = re.fullmatch(r"admin/(\w+)/(\w+)/<path:object_id>/", here)
            unnamed = f"admin:{entry[1]}_{entry[2]}_entry" if entry else here
            yield f"{space}{each.name}" if each.name else unnamed


def route_of(line: Line) -> str:
    """Return a line's address with the names of what stands in it: %(plan)s/work/."""
    ((route, _names),) = get_resolver().reverse_dict.getlist(line.name)[0][0]
    return str(route)


def staff_address(name: str, entries: dict[str, int]) -> str:
    """Return the address of a page of the admin."""
    if model := re.fullmatch(r"admin:(\w+_\w+)_entry", name):
        return f"/admin/{model[1].replace('_', '/')}/{entries[model[1]]}/"
    if name.startswith("admin:app_list"):
        return f"/admin/{name.split()[1]}/"
    if name == "admin:view_on_site":
        return reverse(name, args=[1, 1])
    if name == "admin:auth_user_password_change":
        return reverse(name, args=[entries["communities_user"]])
    if name.endswith("_document"):
        return reverse(name, args=[entries[name.removeprefix("admin:").removesuffix("_document")]])
    if name.startswith("admin/"):
        return "/admin/no/such/page/"
    try:
        return reverse(name)
    except NoReverseMatch:
        model_name = name.removeprefix("admin:").rpartition("_")[0]
        return reverse(name, args=[entries[model_name]])


LINES = [
    #                              anon. inact sysad dep.  dep2  town  town2 secr. secr2 memb. strang
    Line("healthz", "GET", "       200   200   200   200   200   200   200   200   200   200   200  "),
    Line("readyz", "GET", "        200   200   200   200   200   200   200   200   200   200   200  "),
    Line("set_language", "POST", " 302   302   302   302   302   302   302   302   302   302   302  "),
    Line("preferences", "POST", "  302   302   302   302   302   302   302   302   302   302   302  "),
    Line("preferences", "GET", "   200   200   200   200   200   200   200   200   200   200   200  "),
    Line("session", "GET", "       login login 200   200   200   200   200   200   200   200   200  "),
    Line("session", "POST", "      login login 200   200   200   200   200   200   200   200   200  "),
    Line("search", "GET", "        login login 404   200   404   200   404   200   200   200   404  "),
    Line("login", "GET", "         200   200   302   302   302   302   302   302   302   302   302  "),
    Line("logout", "POST", "       login login login login login login login login login login login"),
    Line("account", "GET", "       login login 200   200   200   200   200   200   200   200   200  "),
    Line("login-code", "GET", "     login login login login login login login login login login login"),
    Line("account-second", "GET", " login login 200   200   200   200   200   200   200   200   200  "),
    Line("account-second-picture", "GET", "login login 404 404 404  404   404   404   404   404   404  "),
    Line("account-second-begin", "POST", "login login 302  302 302  302   302   302   302   302   302  "),
    Line("account-second-confirm", "POST", "login login 422 422 422 422   422   422   422   422   422  "),
    Line("account-second-remove", "POST", "login login 422 422 422  422   422   422   422   422   422  "),
    Line("account-end-sessions", "POST", "login login 302 302 302 302   302   302   302   302   302  "),
    Line("password_change", "GET", "      login login 200   200   200   200   200   200   200   200   200  "),
    Line("password_change_done", "GET", " login login 200   200   200   200   200   200   200   200   200  "),
    Line("home", "GET", "          login login 302   302   302   302   200   302   302   302   200  "),
    Line("plans", "GET", "         login login 200   200   200   200   200   200   200   200   200  "),
    Line("notices", "GET", "       login login 200   200   200   200   200   200   200   200   200  "),
    Line("notices-read", "POST", " login login 302   302   302   302   302   302   302   302   302  "),
    Line("notice-read", "POST", "  login login 404   404   404   404   404   302   404   404   404  "),
    Line("start", "GET", "         login login 200   200   200   403   403   403   403   403   403  "),
    Line("system", "GET", "        login login 200   403   403   403   403   403   403   403   403  "),
    Line("record", "GET", "        login login 403   403   403   403   403   403   403   403   403  "),
    Line("record-export", "GET", " login login 403   403   403   403   403   403   403   403   403  "),
    Line("metrics", "GET", "       404   404   404   404   404   404   404   404   404   404   404  "),
    Line("start-accounts", "POST", "login login 200  403   403   403   403   403   403   403   403  "),
    Line("first-password", "GET", "login login 200   403   403   403   403   403   403   403   403  "),
    Line("first-password-make", "POST", "login login 200 403 403 403 403   403   403   403   403  "),
    Line("handover", "GET", "      login login 200   403   403   403   403   403   403   403   403  "),
    Line("handover-close", "POST", "login login 422  403   403   403   403   403   403   403   403  "),
    Line("county", "GET", "        login login 404   200   404   200   404   200   200   200   404  "),
    Line("wall", "GET", "          login login 404   200   404   200   404   200   200   200   404  "),
    Line("work", "GET", "          login login 404   200   404   200   404   200   200   200   404  "),
    Line("pilot", "GET", "         login login 404   200   404   200   404   200   200   200   404  "),
    Line("value", "GET", "     login login 404   200   404   200   404   200   200   200   404  "),
    Line("area", "GET", "      login login 404   200   404   200   404   200   200   200   404  "),
    Line("indicator", "GET", " login login 404   200   404   200   404   200   200   200   404  "),
    Line("units", "GET", "     login login 404   200   404   200   404   200   200   200   404  "),
    Line("unit", "GET", "      login login 404   200   404   200   404   200   200   200   404  "),
    # The unit in the address is none of theirs: only its own people write there.
    Line("unit-confirm", "POST", "        login login 404   403   404   403   404   403   403   403   404  "),
    Line("unit-contact", "POST", "        login login 404   302   404   403   404   403   403   403   404  "),
    Line("duty-report", "GET", "          login login 404   200   404   200   404   200   200   200   404  "),
    Line("duty-report-save", "POST", "    login login 404   403   404   403   404   403   403   403   404  "),
    Line("duty-report-submit", "POST", "  login login 404   403   404   403   404   403   403   403   404  "),
    Line("duty-report-withdraw", "POST", "login login 404   403   404   403   404   403   403   403   404  "),
    Line("meetings-calendar", "GET", "    login login 404   200   404   200   404   200   200   200   404  "),
    Line("meeting-calendar", "GET", "     login login 404   200   404   200   404   200   200   200   404  "),
    Line("meeting-preparation", "GET", "  login login 404   200   404   403   404   403   403   403   404  "),
    Line("meeting-remind", "POST", "      login login 404   302   404   403   404   403   403   403   404  "),
    Line("meeting-remind-one", "POST", "  login login 404   302   404   403   404   403   403   403   404  "),
    Line("meeting-invite", "POST", "      login login 404   302   404   403   404   403   403   403   404  "),
    Line("timeline", "GET", "  login login 404   200   404   200   404   200   200   200   404  "),
    Line("plan-text", "GET", " login login 404   200   404   200   404   200   200   200   404  "),
    Line("help", "GET", "      login login 404   200   404   200   404   200   200   200   404  "),
    Line("plan-copy", "GET", " login login 404   200   404   200   404   200   200   200   404  "),
    Line("records", "GET", "       login login 404   200   404   200   404   200   200   200   404  "),
    Line("suggestions", "GET", "   login login 404   200   404   200   404   200   200   200   404  "),
    Line("suggestion-send", "POST", "  login login 404   422   404   422   404   422   422   422   404  "),
    Line("suggestion-answer", "POST", "login login 404   422   404   403   404   403   403   403   404  "),
    Line("activities", "GET", "    login login 404   200   404   200   404   200   403   403   404  "),
    Line("activity", "GET", "      login login 404   403   404   403   404   200   403   403   404  "),
    Line("activity-enter", "POST", " login login 404  403   404   403   404   422   403   403   404  "),
    Line("activity-change", "POST", "login login 404  403   404   403   404   422   403   403   404  "),
    Line("activity-remove", "POST", "login login 404  403   404   403   404   302   403   403   404  "),
    Line("registers", "GET", "      login login 404   302   404   302   404   302   302   302   404  "),
    Line("pilot-registers", "GET", "login login 404   200   404   200   404   200   200   200   404  "),
    Line("entry-effect", "GET", "   login login 404   200   404   403   404   403   403   403   404  "),
    Line("entry-enter", "POST", "   login login 404   422   404   403   404   403   403   403   404  "),
    Line("entry-history", "GET", "  login login 404   200   404   200   404   200   403   403   404  "),
    Line("milestone-document", "GET", "login login 404 200 404   200   404   200   200   200   404  "),
    Line("out-records", "GET", "   login login 404   200   404   200   404   200   200   200   404  "),
    Line("meetings", "GET", "      login login 404   200   404   200   404   200   200   200   404  "),
    Line("meeting-past", "GET", "  login login 404   200   404   403   404   403   403   403   404  "),
    Line("meeting-enter", "POST", "login login 404   422   404   403   404   403   403   403   404  "),
    Line("meeting-minutes", "GET", "login login 404  200   404   200   404   200   200   200   404  "),
    Line("meeting", "GET", "       login login 404   200   404   200   404   200   200   200   404  "),
    Line("meeting-show", "GET", "  login login 404   200   404   200   404   200   200   200   404  "),
    Line("snapshot", "GET", "      login login 404   200   404   200   404   200   200   200   404  "),
    Line("snapshot-download", "GET", "login login 404 200 404  200   404   200   200   200   404  "),
    Line("meeting-plan", "POST", "   login login 404   422   404   403   404   403   403   403   404"),
    Line("meeting-change", "POST", " login login 404   422   404   403   404   403   403   403   404"),
    Line("meeting-open", "POST", "   login login 404   302   404   403   404   403   403   403   404"),
    Line("meeting-attend-all", "POST", "login login 404 302   404   403   404   403   403   403   404"),
    Line("meeting-attend", "POST", " login login 404   302   404   403   404   403   403   403   404"),
    Line("meeting-decide", "POST", " login login 404   422   404   403   404   403   403   403   404"),
    Line("meeting-close", "POST", "  login login 404   302   404   403   404   403   403   403   404"),
    Line("meeting-reopen", "POST", " login login 404   422   404   403   404   403   403   403   404"),
    Line("reports", "GET", "       login login 404   200   404   200   404   200   200   200   404  "),
    Line("burden", "GET", "        login login 404   200   404   403   404   200   200   403   404  "),
    Line("out-scoreboard", "GET", " login login 404   200   404   200   404   200   200   200   404  "),
    Line("out-reds", "GET", "       login login 404   200   404   200   404   200   200   200   404  "),
    Line("out-reports", "GET", "    login login 404   200   404   200   404   200   200   200   404  "),
    Line("out-pilot", "GET", "      login login 404   200   404   200   404   200   200   200   404  "),
    Line("out-area", "GET", "        login login 404   200   404   200   404   200   200   200   404  "),
    Line("out-lamps", "GET", "       login login 404   200   404   200   404   200   200   200   404  "),
    Line("out-indicator", "GET", "   login login 404   200   404   200   404   200   200   200   404  "),
    Line("out-units", "GET", "       login login 404   200   404   200   404   200   200   200   404  "),
    Line("out-unit", "GET", "        login login 404   200   404   200   404   200   200   200   404  "),
    Line("out-meetings", "GET", "    login login 404   200   404   200   404   200   200   200   404  "),
    Line("out-duties", "GET", "      login login 404   200   404   200   404   200   200   200   404  "),
    Line("out-papers", "GET", "      login login 404   200   404   200   404   200   200   200   404  "),
    Line("out-timeline", "GET", "    login login 404   200   404   200   404   200   200   200   404  "),
    Line("out-burden", "GET", "      login login 404   200   404   403   404   200   200   403   404  "),
    Line("out-uses", "GET", "        login login 404   200   404   403   404   200   200   403   404  "),
    Line("out-verification", "GET", "login login 404   200   404   403   404   403   403   403   404  "),
    Line("out-entries", "GET", "     login login 404   200   404   200   404   200   403   403   404  "),
    Line("report", "GET", "        login login 404   200   404   200   404   200   404   404   404  ", "draft"),
    Line("report", "GET", "        login login 404   200   404   200   404   200   404   404   404  ", "submitted"),
    Line("report", "GET", "        login login 404   200   404   200   404   200   404   404   404  ", "returned"),
    Line("report", "GET", "        login login 404   200   404   200   404   200   404   200   404  ", "approved"),
    Line("report-start", "POST", " login login 404   403   404   403   404   302   403   403   404  ", "none"),
    Line("report-edit", "GET", "   login login 404   403   404   403   404   200   404   404   404  ", "draft"),
    Line("report-edit", "GET", "   login login 404   403   404   403   404   302   404   403   404  ", "approved"),
    Line("report-save", "POST", "  login login 404   403   404   403   404   302   404   404   404  ", "draft"),
    Line("report-save", "POST", "  login login 404   403   404   403   404   422   404   404   404  ", "submitted"),
    Line("report-adopt", "POST", " login login 404   403   404   403   404   302   404   404   404  ", "draft"),
    Line("report-adopt", "POST", " login login 404   403   404   403   404   422   404   404   404  ", "submitted"),
    Line("report-unchanged", "POST", "login login 404 403  404   403   404   302   404   404   404  ", "draft"),
    Line("report-submit", "POST", "login login 404   403   404   403   404   302   404   404   404  ", "draft"),
    Line("report-check", "GET", "  login login 404   200   404   403   404   403   404   404   404  ", "submitted"),
    Line("report-check", "GET", "  login login 404   302   404   403   404   403   404   403   404  ", "approved"),
    Line("report-check-open", "POST", "login login 404 302 404   403   404   403   404   404   404  ", "submitted"),
    Line("report-withdraw", "POST", "login login 404  403   404   403   404   302   404   404   404  ", "submitted"),
    Line("report-opinion", "POST", " login login 404  403   404   422   404   403   404   404   404  ", "submitted"),
    Line("report-return", "POST", "login login 404   422   404   403   404   403   404   404   404  ", "submitted"),
    Line("report-approve", "POST", "login login 404  422   404   403   404   403   404   404   404  ", "submitted"),
    Line("report-reopen", "POST", "login login 404   422   404   403   404   403   404   403   404  ", "approved"),
    Line("report-urge", "POST", "  login login 404   302   404   403   404   403   403   403   404  ", "draft"),
    Line("report-urge", "POST", "  login login 404   302   404   403   404   403   403   403   404  ", "none"),
    Line("evidence-add", "POST", " login login 404   403   404   403   404   422   404   404   404  ", "draft"),
    Line("evidence", "GET", "      login login 404   200   404   200   404   200   404   404   404  ", "draft"),
    Line("evidence", "GET", "      login login 404   200   404   200   404   200   404   200   404  ", "approved"),
    Line("evidence-remove", "POST", "     login login 404   403   404   403   404   302   404   404   404  ", "draft"),
    Line("evidence-thumbnail", "GET", "  login login 404   200   404   200   404   200   404   404   404  ", "draft"),
    Line("evidence-thumbnail", "GET", "  login login 404   200   404   200   404   200   404   200   404", "approved"),
    Line("verification", "GET", "        login login 404   200   404   403   404   403   403   403   404", "approved"),
    Line("verification-draw", "POST", "  login login 404   422   404   403   404   403   403   403   404", "approved"),
    Line("verification-list", "GET", "   login login 404   200   404   403   404   403   403   403   404", "approved"),
    Line("verification-record", "POST", "login login 404   422   404   403   404   403   403   403   404", "approved"),
    Line("verification-value", "GET", "  login login 404   200   404   200   404   200   404   200   404", "approved"),
    Line("verification-value", "GET", "  login login 404   200   404   200   404   200   404   404   404", "submitted"),
    Line("verification-verify", "POST", "login login 404   422   404   403   404   403   404   403   404", "approved"),
    Line("verification-withdraw", "POST", "login login 404 422   404   403   404   403   404   403   404", "approved"),
    Line("report-workbook", "GET", "login login 404  200   404   200   404   200   404   404   404  ", "draft"),
    Line("report-workbook", "GET", "login login 404  200   404   200   404   200   404   200   404  ", "approved"),
    Line("report-workbook-upload", "POST", "login login 404 403 404  403   404   422   404   404   404  ", "draft"),
    Line("report-workbook-upload", "POST", "login login 404 403 404  403   404   422   404   404   404  ", "submitted"),
    # Nothing is kept under the address's name: its own secretary is sent back to the report.
    Line("report-workbook-review", "GET", "login login 404 403 404   403   404   302   404   404   404  ", "draft"),
    Line("report-workbook-marked", "GET", "login login 404 403 404   403   404   302   404   404   404  ", "draft"),
    Line("report-workbook-take", "POST", "login login 404 403 404    403   404   302   404   404   404  ", "draft"),
    Line("ledger", "GET", "          login login 404   200   404   200   404   200   200   200   404  "),
    Line("out-ledger", "GET", "      login login 404   200   404   200   404   200   200   200   404  "),
    Line("ledger-new", "GET", "      login login 404   200   404   403   404   403   403   403   404  "),
    Line("ledger-open", "POST", "    login login 404   422   404   403   404   403   403   403   404  "),
    Line("ledger-standing", "GET", " login login 404   200   404   403   404   403   403   403   404  "),
    Line("ledger-standing-open", "POST", "login login 404 422 404   403   404   403   403   403   404  "),
    # The member's unit answers for the item in the address, about the secretary's pilot; it is in hand.
    Line("ledger-item", "GET", "     login login 404   200   404   200   404   200   200   200   404  "),
    Line("ledger-file", "GET", "     login login 404   200   404   200   404   200   200   200   404  "),
    Line("ledger-progress", "POST", "login login 404   403   404   403   404   422   403   422   404  "),
    Line("ledger-ask", "POST", "     login login 404   403   404   403   404   403   403   422   404  "),
    Line("ledger-check", "POST", "   login login 404   422   404   403   404   403   403   403   404  "),
    Line("ledger-close", "POST", "   login login 404   422   404   403   404   403   403   403   404  "),
    Line("ledger-back", "POST", "    login login 404   422   404   403   404   403   403   403   404  "),
    Line("ledger-extend", "POST", "  login login 404   422   404   403   404   403   403   403   404  "),
    Line("ledger-reopen", "POST", "  login login 404   422   404   403   404   403   403   403   404  "),
    # The paper in the address is a bulletin; a form that says nothing of the kind of paper is not there.
    Line("papers", "GET", "          login login 404   200   404   200   404   200   200   200   404  "),
    Line("paper", "GET", "           login login 404   200   404   200   404   200   200   200   404  "),
    Line("paper-file", "GET", "      login login 404   200   404   200   404   200   200   200   404  "),
    Line("paper-make", "POST", "     login login 404   404   404   403   404   404   404   403   404  "),
    Line("paper-letterhead", "POST", "login login 404  302   404   403   404   403   403   403   404  "),
    Line("paper-scan", "POST", "     login login 404   422   404   403   404   403   403   403   404  "),
    Line("paper-scan-file", "GET", " login login 404   200   404   200   404   200   200   200   404  "),
    # The sheet of the pilot in the address is in preparation, and not complete.
    Line("assessments", "GET", "         login login 404   200   404   200   404   200   200   200   404  "),
    Line("assessment", "GET", "          login login 404   200   404   200   404   200   200   200   404  "),
    Line("assessment-begin", "POST", "   login login 404   302   404   403   404   403   403   403   404  "),
    Line("assessment-rate", "POST", "    login login 404   403   404   403   404   302   403   403   404  "),
    Line("assessment-conclude", "POST", "login login 404   302   404   403   404   403   403   403   404  "),
    Line("assessment-approve", "POST", " login login 404   302   404   403   404   403   403   403   404  "),
    Line("assessment-reopen", "POST", "  login login 404   422   404   403   404   403   403   403   404  "),
    Line("out-assessment", "GET", "      login login 404   200   404   200   404   200   200   200   404  "),
    Line("ledger-urge", "POST", "    login login 404   302   404   403   404   403   403   403   404  "),
]  # fmt: skip


def _staff(name: str, method: str, sysadmin: str, department: str) -> Line:
    """An address of the admin: for those whom it does not let in it is not there."""
    statuses = f"login login {sysadmin} {department} {department} 404 404 404 404 404 404"
    return Line(name, method, statuses)


LINES += [
    _staff("admin:index", "GET", "200", "200"),
    _staff("admin:jsi18n", "GET", "200", "200"),
    _staff("admin:autocomplete", "GET", "403", "403"),  # says what it completes, or is refused
    _staff("admin:view_on_site", "GET", "404", "404"),
    _staff("admin:auth_user_password_change", "GET", "302", "403"),
    _staff("admin:partybuilding_plan_terms", "GET", "403", "200"),
    _staff("admin:partybuilding_indicator_terms", "GET", "403", "200"),
    _staff("admin:partybuilding_plan_document", "GET", "403", "404"),  # the plan of the tests has no copy attached
    _staff("admin:partybuilding_milestonerecord_document", "GET", "403", "404"),  # nor has the milestone
    _staff("admin:app_list communities", "GET", "200", "200"),
    _staff("admin:app_list partybuilding", "GET", "404", "200"),
    _staff("admin:app_list axes", "GET", "200", "404"),
    _staff("admin/(?P<url>.*)$", "GET", "404", "404"),
    # Open to all: it sends to the site's own login, or ends the session.
    Line("admin:login", "GET", "login login login login login login login login login login login"),
    Line("admin:logout", "POST", "login login login login login 404 404 404 404 404 404"),
]

# Registers by Excel, for who keeps them. The act wants a workbook that waits, and sends back to the page without one.
EXCHANGED = (
    *("communities_cadre", "communities_compound", "communities_equipment", "communities_projectactivity"),
    *("communities_room", "communities_partybranch", "communities_socialorganisation", "communities_surveypart"),
    *("communities_residentunit", "communities_partnership", "communities_partnershipactivity"),
    *("partybuilding_funding", "partybuilding_training", "partybuilding_experienceitem", "communities_user"),
    *("partybuilding_yearlyreference", "partybuilding_milestonerecord"),
)
for _register in EXCHANGED:
    _sysadmin, _department = ("yes", "no") if _register == "communities_user" else ("no", "yes")
    _opens, _takes = {"yes": "200", "no": "403"}, {"yes": "302", "no": "403"}
    LINES += [
        _staff(f"admin:{_register}_export", "GET", _opens[_sysadmin], _opens[_department]),
        _staff(f"admin:{_register}_import", "GET", _opens[_sysadmin], _opens[_department]),
        _staff(f"admin:{_register}_process_import", "POST", _takes[_sysadmin], _takes[_department]),
    ]

# What each page of a model answers: list, add, change, delete, history, and the short address of an entry.
_PAGES = ("changelist", "add", "change", "delete", "history", "entry")
_KEEPS = "200 200 200 200 200 302"
_READS = "200 403 200 403 200 302"
_LOOKS = "200 403 200 403 403 302"  # without the history, which shows more than the list does
_CLOSED = "403 403 403 403 403 302"

_MODELS: dict[str, tuple[str, str]] = {  # model: system administrator, department
    "communities_user": ("200 200 200 403 200 302", _CLOSED),
    "communities_unit": (_LOOKS, _KEEPS),
    "communities_community": (_LOOKS, _KEEPS),
    **dict.fromkeys(
        [
            "communities_cadre",
            "communities_compound",
            "communities_equipment",
            "communities_partnership",
            "communities_partnershipactivity",
            "communities_partybranch",
            "communities_projectactivity",
            "communities_residentunit",
            "communities_room",
            "communities_socialorganisation",
            "communities_surveypart",
            "partybuilding_clause",
            "partybuilding_duty",
            "partybuilding_experienceitem",
            "partybuilding_funding",
            "partybuilding_indicator",
            "partybuilding_leaderassignment",
            "partybuilding_memberunit",
            "partybuilding_milestone",
            "partybuilding_milestonerecord",
            "partybuilding_phase",
            "partybuilding_pilot",
            "partybuilding_plan",
            "partybuilding_plansection",
            "partybuilding_taskarea",
            "partybuilding_training",
            "partybuilding_yearlyreference",
        ],
        (_CLOSED, _KEEPS),
    ),
    "partybuilding_letterhead": (_CLOSED, "200 200 200 403 200 302"),
    # Fields come with the plan file and stay once reported on; steps are changed together with the target.
    "partybuilding_indicatorfield": (_CLOSED, _READS),
    "partybuilding_schedulestep": (_CLOSED, _READS),
    "partybuilding_report": (_CLOSED, _READS),
    "partybuilding_finalassessment": (_CLOSED, _READS),
    "axes_accessattempt": ("200 403 200 200 200 302", _CLOSED),
    "axes_accesslog": (_READS, _CLOSED),
    "axes_accessfailurelog": (_READS, _CLOSED),
}
for _model, (_sysadmin, _department) in _MODELS.items():
    for _page, *_statuses in zip(_PAGES, _sysadmin.split(), _department.split(), strict=True):
        LINES.append(_staff(f"admin:{_model}_{_page}", "GET", *_statuses))
