"""What is kept of nobody: ID numbers. fengxiang/text.py says what is one, for every text that comes in."""

from fengxiang.text import holds_id_number, refuse_id_number, without_id_numbers

__all__ = ["holds_id_number", "refuse_id_number", "without_id_numbers"]
