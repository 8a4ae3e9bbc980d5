"""The plan, and the progress made on it."""

from partybuilding.models.assessment import FinalAssessment, GoodRating
from partybuilding.models.clause import Clause, PlanSection
from partybuilding.models.files import FileFlaw, FileSum, ScanState
from partybuilding.models.indicator import Indicator, IndicatorField, ScheduleStep
from partybuilding.models.job import JobKind, JobRun
from partybuilding.models.leader import LeaderAssignment, LeaderVisit
from partybuilding.models.ledger import LedgerEvent, LedgerFile, LedgerItem
from partybuilding.models.meeting import Attendance, Meeting, Snapshot
from partybuilding.models.notice import Notice, NoticeItem
from partybuilding.models.once import OnceKey
from partybuilding.models.paper import Letterhead, Paper, PaperScan
from partybuilding.models.party import EACH_COMMUNITY, Party
from partybuilding.models.pilot import Pilot
from partybuilding.models.plan import Duty, MemberUnit, Milestone, Phase, Plan, TaskArea
from partybuilding.models.plan_change import PlanChange
from partybuilding.models.plan_parts import StandingTopic, TownBody
from partybuilding.models.record import AuditEntry, AuditHead, EntryKind, EntryOutcome, PrintedHead
from partybuilding.models.report import Evidence, FieldValue, Objection, Report, ReportEntry, ReportEvent
from partybuilding.models.suggestion import Suggestion
from partybuilding.models.support import (
    DutyLine,
    DutyReport,
    ExperienceItem,
    Funding,
    MilestoneRecord,
    Training,
    YearlyReference,
)
from partybuilding.models.verification import Verification, VerificationDraw
from partybuilding.models.version import PlanVersion

__all__ = [
    "EACH_COMMUNITY",
    "Attendance",
    "AuditEntry",
    "AuditHead",
    "Clause",
    "Duty",
    "DutyLine",
    "DutyReport",
    "EntryKind",
    "EntryOutcome",
    "Evidence",
    "ExperienceItem",
    "FieldValue",
    "FileFlaw",
    "FileSum",
    "FinalAssessment",
    "Funding",
    "GoodRating",
    "Indicator",
    "IndicatorField",
    "JobKind",
    "JobRun",
    "LeaderAssignment",
    "LeaderVisit",
    "LedgerEvent",
    "LedgerFile",
    "LedgerItem",
    "Letterhead",
    "Meeting",
    "MemberUnit",
    "Milestone",
    "MilestoneRecord",
    "Notice",
    "NoticeItem",
    "Objection",
    "OnceKey",
    "Paper",
    "PaperScan",
    "Party",
    "Phase",
    "Pilot",
    "Plan",
    "PlanChange",
    "PlanSection",
    "PlanVersion",
    "PrintedHead",
    "Report",
    "ReportEntry",
    "ReportEvent",
    "ScanState",
    "ScheduleStep",
    "Snapshot",
    "StandingTopic",
    "Suggestion",
    "TaskArea",
    "TownBody",
    "Training",
    "Verification",
    "VerificationDraw",
    "YearlyReference",
]
