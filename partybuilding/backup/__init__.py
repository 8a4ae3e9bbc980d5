"""Backups: one archive of the database and the files, restored only into an empty system, and tried out each night."""
