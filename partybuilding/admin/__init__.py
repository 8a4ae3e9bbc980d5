"""The plan, its pilots and the reports in the staff pages."""

from partybuilding.admin import indicator, paper, pilot, plan, report, support

__all__ = ["indicator", "paper", "pilot", "plan", "report", "support"]
