"""Phases and milestones along the plan's days."""
