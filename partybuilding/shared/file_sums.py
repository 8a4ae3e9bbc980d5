"""What kept files come to: written down when they are kept, and compared whenever one is handed out."""

import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, fields

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import models
from django.db.models.fields.files import FieldFile

from fengxiang.kept_files import Sums
from fengxiang.sent_files import were_clean
from partybuilding.models import FileSum, ScanState

logger = logging.getLogger(__name__)


class NotWholeError(Exception):
    """A kept file is gone, is not what was kept, or was refused by the virus scanner since."""

    def __init__(self, name: str, *, is_there: bool, is_refused: bool = False) -> None:
        super().__init__(name)
        self.is_there, self.is_refused = is_there, is_refused


def keep_sums(files: Iterable[tuple[str, Sums]]) -> None:
    """Write down by its name what each file comes to; what was there under the name before is gone.

    What is made of files that the virus scanner found to be clean is clean.
    """
    scan = ScanState.CLEAN if were_clean() else ""
    FileSum.objects.bulk_create(
        [FileSum(name=name, scan=scan, **asdict(sums)) for name, sums in files],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["flaw", "scan", *(each.name for each in fields(Sums))],
    )


def whole(file: FieldFile) -> bytes:
    """Return what a kept file holds, which is what was kept; NotWholeError, and a line in the log, if it is not."""
    name = str(file.name)
    known = FileSum.objects.filter(name=name).first()
    if known is not None and known.scan == ScanState.REFUSED:
        raise NotWholeError(name, is_there=True, is_refused=True)
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


def file_names(*, with_history: bool) -> Iterator[str]:
    """Yield the names of the files that rows name; with those that they named once."""
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, models.FileField):
                rows = [model._base_manager, *([model.history] if with_history and hasattr(model, "history") else [])]
                for each in rows:
                    yield from filter(None, each.values_list(field.name, flat=True).iterator())


def flawed_names(digests: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Return which of the files that rows name are missing, and which are not what was kept.

    `digests` has the SHA-256 of all that are there, by name; one that came since is not missing.
    """
    named = set(file_names(with_history=False))
    missing = [name for name in sorted(named - digests.keys()) if not default_storage.exists(name)]
    known = dict(FileSum.objects.exclude(sha256="").values_list("name", "sha256"))
    altered = [name for name in sorted(named & digests.keys()) if known.get(name, digests[name]) != digests[name]]
    return missing, altered
