"""The member units, their duties and duty reports."""
