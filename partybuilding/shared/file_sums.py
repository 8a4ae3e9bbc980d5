"""What kept files come to: written down when they are kept, and compared whenever one is handed out."""

import logging
from collections.abc import Iterable
from dataclasses import asdict, fields

from django.db.models.fields.files import FieldFile

from fengxiang.kept_files import Sums
from partybuilding.models import FileSum

logger = logging.getLogger(__name__)


class NotWholeError(Exception):
    """A kept file is gone, or is not what was kept."""

    def __init__(self, name: str, *, is_there: bool) -> None:
        super().__init__(name)
        self.is_there = is_there


def keep_sums(files: Iterable[tuple[str, Sums]]) -> None:
    """Write down by its name what each file comes to; what was there under the name before is gone."""
    FileSum.objects.bulk_create(
        [FileSum(name=name, **asdict(sums)) for name, sums in files],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["flaw", *(each.name for each in fields(Sums))],
    )


def whole(file: FieldFile) -> bytes:
    """Return what a kept file holds, which is what was kept; NotWholeError, and a line in the log, if it is not."""
    name = str(file.name)
    known = FileSum.objects.filter(name=name).first()
    try:
        with file.storage.open(name) as opened:
            content: bytes = opened.read()
    except OSError as error:
        logger.error("%s is gone: %s", name, error)
        raise NotWholeError(name, is_there=False) from error
    if known is not None and not known.is_of(Sums.of([content])):
        logger.error("%s is not what was kept: %d bytes, SHA-256 %s", name, known.size, known.sha256)
        raise NotWholeError(name, is_there=True)
    return content
