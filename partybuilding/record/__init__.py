"""The record of what was done: its entries, the tree over them, and how both are proved (docs/record.md)."""
