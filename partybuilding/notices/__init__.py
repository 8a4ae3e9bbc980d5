"""Reminders under the bell and by e-mail."""
