"""The plan, and the progress made on it."""

from partybuilding.models.indicator import Indicator, IndicatorField, ScheduleStep
from partybuilding.models.notice import Notice, NoticeItem
from partybuilding.models.pilot import Pilot
from partybuilding.models.plan import Duty, MemberUnit, Milestone, Phase, Plan, TaskArea
from partybuilding.models.report import Evidence, FieldValue, Objection, Report, ReportEntry, ReportEvent
from partybuilding.models.verification import Verification, VerificationDraw

__all__ = [
    "Duty",
    "Evidence",
    "FieldValue",
    "Indicator",
    "IndicatorField",
    "MemberUnit",
    "Milestone",
    "Notice",
    "NoticeItem",
    "Objection",
    "Phase",
    "Pilot",
    "Plan",
    "Report",
    "ReportEntry",
    "ReportEvent",
    "ScheduleStep",
    "TaskArea",
    "Verification",
    "VerificationDraw",
]
