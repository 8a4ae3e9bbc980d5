"""Drawings as positions and sizes: pure, no database, no clock."""
