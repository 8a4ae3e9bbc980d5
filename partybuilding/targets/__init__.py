"""Quarters, numbers, targets and pace as arithmetic: pure, no database, no clock."""
