"""The plan, its pilots and the reports in the staff pages."""

from partybuilding.admin import indicator, pilot, plan, report

__all__ = ["indicator", "pilot", "plan", "report"]
