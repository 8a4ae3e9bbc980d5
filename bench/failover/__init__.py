"""The primary database is killed under load, its standby takes over, and every acknowledged write is looked for."""
