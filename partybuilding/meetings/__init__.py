"""Joint meetings: preparation, presenter, attendance, decisions, snapshots."""
