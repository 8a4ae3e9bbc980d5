"""The plan, its pilots and the reports in the staff pages."""

from partybuilding.admin import assessment, indicator, paper, pilot, plan, report, support

__all__ = ["assessment", "indicator", "paper", "pilot", "plan", "report", "support"]
