"""What kept files come to: written down when they are kept, and compared whenever one is handed out."""

import logging
from collections.abc import Iterable

from django.db.models.fields.files import FieldFile

from fengxiang.kept_files import Kept, Sums
from partybuilding.models import FileSum

logger = logging.getLogger(__name__)


class NotWholeError(Exception):
    """A kept file is gone, or is not what was kept."""

    def __init__(self, name: str, *, is_there: bool) -> None:
        super().__init__(name)
        self.is_there = is_there


def keep_sums(files: Iterable[Kept]) -> None:
    """Write down what files come to, in the transaction of the act that keeps them."""
    FileSum.objects.bulk_create(
        FileSum(name=file.name, size=file.sums.size, sha256=file.sums.sha256, sm3=file.sums.sm3) for file in files
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
