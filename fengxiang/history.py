"""What each entry was before: django-simple-history's records, with their manager's class made once."""

from functools import cache
from typing import Any

from simple_history import models
from simple_history.manager import HistoryManager


class _Manager(HistoryManager):
    """The library makes a class of manager and queryset each time that an entry is saved or looked up."""

    @classmethod
    @cache
    def from_queryset(cls, queryset_class: Any, class_name: str | None = None) -> Any:
        return super().from_queryset(queryset_class, class_name)


class HistoricalRecords(models.HistoricalRecords):
    """The library's, a third of a millisecond faster at each access."""

    def __init__(self, **options: Any) -> None:
        super().__init__(history_manager=_Manager, **options)
