"""A county that goes on living after the demonstration: quarter after quarter, by the product's own acts.

What is far too often for acts is written as they would write it: logins with their sessions, and the keys of forms.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import cycle
from typing import Any
from uuid import uuid4

from axes.models import AccessLog
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone, translation

from communities.models import ProjectActivity, User
from fengxiang import clock
from partybuilding.demo import people
from partybuilding.ledger import actions as ledger
from partybuilding.meetings import actions as meetings
from partybuilding.models import (
    AuditEntry,
    EntryKind,
    EntryOutcome,
    JobKind,
    LedgerItem,
    OnceKey,
    Party,
    Pilot,
    Plan,
    Report,
)
from partybuilding.notices.actions import mark_read, send_reminders
from partybuilding.office.system import count_rows
from partybuilding.papers.actions import issue_paper
from partybuilding.papers.queries import Subject
from partybuilding.record.acts import actor_of
from partybuilding.record.entry import EntryDraft
from partybuilding.record.log import append
from partybuilding.registers.actions import ActivityDraft, change_activity, enter_activity
from partybuilding.reports import actions as reports
from partybuilding.reports.actions_evidence import attach_evidence
from partybuilding.reports.detail import load_report_context, load_report_detail
from partybuilding.shared.jobs import Outcome, record_run
from partybuilding.targets.quarter import Quarter
from partybuilding.units import actions as units
from partybuilding.work.owed import find_to_remind
from tests.reports.reporting import photo

A_DAY = timedelta(days=1)
ACTIVITIES, PHOTOS, DECISIONS = 5, 3, 3  # of each community, with each report, of each meeting
RETURNED = 4  # one report of so many is returned once
# How often each job of deploy/ runs a night; verify and purgerecord write no run.
JOBS = {**dict.fromkeys(JobKind, 1), JobKind.BACKUP: 2, JobKind.PROOF: 2, JobKind.RESTORE: 0, JobKind.SCANFILES: 0}
ADDRESS, BROWSER = "10.1.2.3", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36"
TEXT = "按方案逐项推进，各项台账季末核对一次。"
NARRATIVES = dict.fromkeys(["progress", "difficulties", "next_quarter", "reply"], TEXT)


class Life:
    """One county: its plan made longer, and everybody who works in it."""

    def __init__(self, plan: Plan, last: Quarter) -> None:
        self.plan, self.last = plan, last
        self.users: Mapping[str, User] = User.objects.in_bulk(field_name="username")
        self.checker, self.colleague = self.users[people.CHECKER], self.users[people.COLLEAGUE]
        self.members = [each for each in self.users.values() if each.role == "member"]
        self.turns = cycle(range(RETURNED))

    def live(self, quarter: Quarter) -> None:
        """Let a quarter happen, and what is reported of it afterwards."""
        since = AuditEntry.objects.count()
        with self.on(quarter.first_day):
            drafts = [
                reports.start_report(pilot=pilot, quarter=quarter, actor=self.users[pilot.code])
                for pilot in self.plan.pilots.select_related("community", "plan")
            ]
        with self.on(quarter.first_day + timedelta(days=40)):
            for draft in drafts:
                self._register(draft.pilot)
            self._work_off()
            self._meet(quarter)
        due = quarter.next.first_day
        for ahead in range(-8, 2):
            with self.on(due + ahead * A_DAY):
                send_reminders(day=clock.today(), owed=find_to_remind(clock.today()))
        if quarter != self.last:  # whose reports are being written
            for draft in drafts:
                self._report(draft, due)
        with self.on(due + 3 * A_DAY):
            self._duties(quarter)
            issue_paper(
                subject=Subject(kind="bulletin", plan=self.plan, quarter=quarter),
                actor=self.checker,
                dated=clock.today(),
            )
            for user in self.users.values():
                mark_read(actor=user, up_to=2**31)
        self._pass(quarter, since)

    @contextmanager
    def on(self, day: date) -> Iterator[None]:
        """Let it be a day, for the site and for the machine, which will be where it is now at the end of the life."""
        behind, was = self.last.next.first_day - day, timezone.now
        vars(timezone)["now"] = lambda: datetime.now(UTC) - behind
        try:
            with clock.set_to(day), translation.override("zh-hans"):
                yield
        finally:
            vars(timezone)["now"] = was

    # --- what people do -----------------------------------------------------------------------------------------------

    def _register(self, pilot: Pilot) -> None:
        actor = self.users[pilot.code]
        for turn in range(ACTIVITIES):
            project = ProjectActivity.Project.values[turn % len(ProjectActivity.Project.values)]
            typed = ActivityDraft(project=project, held_on=clock.today() - turn * A_DAY, subject="走访慰问")
            entry = enter_activity(community=pilot.community, typed=typed, actor=actor)
        change_activity(activity=entry, typed=typed, actor=actor)

    def _meet(self, quarter: Quarter) -> None:
        details = meetings.MeetingDetails(quarter=quarter, planned_on=clock.today(), place="县委二楼会议室")
        meeting = meetings.create_meeting(plan=self.plan, actor=self.checker, details=details)
        meeting = meetings.open_meeting(meeting=meeting, actor=self.checker)
        meetings.set_all_present(meeting=meeting, actor=self.checker)
        for turn in range(DECISIONS):
            member = self.members[(quarter.year + turn) % len(self.members)]
            decision = meetings.Decision(
                matter=f"{quarter}第{turn + 1}件：落实活动场所",
                responsible=Party(member.unit),
                due_on=quarter.next.last_day,
                pilot=self.plan.pilots.order_by("order")[turn % 3],
            )
            meetings.add_decision(meeting=meeting, actor=self.checker, decision=decision)
        meetings.close_meeting(meeting=meeting, actor=self.checker)

    def _work_off(self) -> None:
        """Bring to its end what the last meeting agreed."""
        by_unit = {each.unit_id: each for each in self.members}
        open_items = LedgerItem.objects.filter(plan=self.plan, state="opened", responsible__in=by_unit)
        for item in open_items.select_related("responsible"):
            actor = by_unit[item.responsible_id]
            ledger.add_progress(item=item, actor=actor, text="正在落实", files=[photo()])
            ledger.request_closure(item=item, actor=actor, text="已经办结", files=[photo()])
            ledger.start_check(item=item, actor=self.checker)
            ledger.close_item(item=item, actor=self.colleague, text="已实地查看")

    def _report(self, report: Report, due: date) -> None:
        """Save row by row, with pictures; submitted, sometimes returned and submitted again, approved."""
        actor = self.users[report.pilot.code]
        with self.on(due + A_DAY):
            for row in load_report_detail(report, load_report_context(report)).rows:
                key, note = row.indicator.pk, f"{report.quarter}以实地核对为准"
                offered = {field.key: row.suggestion.get(field.key) for field in row.indicator.fields.all()}
                figures = {name: Decimal(1) if value is None else value for name, value in offered.items()}
                draft = reports.Draft({key: figures}, {key: True}, {key: note})
                reports.save_draft(report=report, draft=draft, actor=actor)
            for _photo in range(PHOTOS):
                attach_evidence(report=report, file=photo(), actor=actor, indicator=None)
            reports.submit_report(report=report, draft=reports.Draft(narratives=NARRATIVES), actor=actor)
        with self.on(due + 2 * A_DAY):
            reports.comment_on_report(report=report, opinion="情况属实", actor=self.users["chengguan"])
            reports.start_review(report=report, actor=self.checker)
            if next(self.turns) == 0:
                reports.return_report(report=report, actor=self.checker, reason="请补充说明", objections={})
                reports.submit_report(report=report, draft=reports.Draft(narratives=NARRATIVES), actor=actor)
            reports.approve_report(report=report, actor=self.checker)

    def _duties(self, quarter: Quarter) -> None:
        for member in self.members:
            unit = member.unit
            lines = {each.pk: units.LineDraft("done", "已经办理") for each in self.plan.duties.filter(units__unit=unit)}
            given: dict[str, Any] = {"plan": self.plan, "unit": unit, "quarter": quarter, "actor": member}
            units.save_duty_report(**given, draft=units.DutyDraft(lines, {"agenda_times": 1}))
            units.submit_duty_report(**given)

    # --- what happens every day ---------------------------------------------------------------------------------------

    def _pass(self, quarter: Quarter, since: int) -> None:
        """Let everybody log in on each working day, the jobs run each night, and each act have had a form."""
        rows = count_rows()
        acted = AuditEntry.objects.filter(position__gte=since, actor__isnull=False).count()
        days = [quarter.first_day + n * A_DAY for n in range((quarter.last_day - quarter.first_day).days + 1)]
        for day in days:
            with self.on(day), transaction.atomic():
                for kind, times in JOBS.items():
                    for _time in range(times):
                        self._run(kind, rows)
                if day.weekday() < 5:
                    self._log_in()
        with self.on(quarter.last_day):
            now = timezone.now()
            user = self.checker
            OnceKey.objects.bulk_create(
                OnceKey(user=user, key=str(uuid4()), act="life", turn=1, digest="0" * 64, taken_at=now)
                for _act in range(acted)
            )

    def _run(self, kind: JobKind, rows: dict[str, int]) -> None:
        now, outcome = clock.now(), Outcome(summary="正常")
        if kind == JobKind.SIZES:
            outcome.details = {"rows": rows}
        elif kind == JobKind.PROOF:
            outcome.details = {"stamp": now.isoformat(), "archive": f"fengxiang-{now:%Y-%m-%d-%H%M%S}.tar"}
        record_run(kind=kind, begun_at=now, ended_at=now, outcome=outcome)

    def _log_in(self) -> None:
        ends_at, sessions = timezone.now() + A_DAY / 2, SessionStore()
        for user in self.users.values():
            how: dict[str, Any] = {
                "kind": EntryKind.LOGIN,
                "name": "login",
                "outcome": EntryOutcome.DONE,
                "source": ADDRESS,
            }
            append(EntryDraft(**how, **actor_of(user)))
            data = {"_auth_user_id": str(user.pk), "_auth_user_hash": "0" * 64, "session_number": 1}
            Session.objects.create(session_key=uuid4().hex, session_data=sessions.encode(data), expire_date=ends_at)
            AccessLog.objects.create(
                username=user.username, ip_address=ADDRESS, user_agent=BROWSER, path_info="/login/"
            )


def made_longer(plan: Plan, last: Quarter) -> Plan:
    """Let a plan end with another quarter."""
    plan.ends_on = last.last_day
    plan.save(update_fields=["ends_on"])
    phase = plan.phases.get(number=4)
    phase.last_day = last.last_day
    phase.save(update_fields=["last_day"])
    return plan
