"""What the virus scanner did not look at when it was sent: manage.py scanfiles, nightly (docs/operations.md)."""

from dataclasses import dataclass, field

from django.core.files.storage import default_storage

from fengxiang.scanner import ScannerAwayError, found_in
from partybuilding.models import FileFlaw, FileSum, ScanState
from partybuilding.shared.act import act
from partybuilding.shared.versions import raise_all

_AT_ONCE = 100


@dataclass
class FilesScan:
    """The names of files by what came of them; `away` is why the scan was broken off, "" if it was not."""

    clean: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)  # what was found, by name
    missing: list[str] = field(default_factory=list)
    away: str = ""


def scan_files(*, again: bool = False) -> FilesScan:
    """Let the scanner look at all kept files it has not seen; `again` at those it found to be clean, too.

    Once it is away, the rest waits for the next time. What it said is noted by the hundred: a run may take hours.
    """
    scan = FilesScan()
    rows = FileSum.objects.exclude(scan=ScanState.REFUSED) if again else FileSum.objects.filter(scan="")
    names = list(rows.order_by("name").values_list("name", flat=True))
    for start in range(0, len(names), _AT_ONCE):
        looked_at = {name: _look(name, scan) for name in names[start : start + _AT_ONCE] if not scan.away}
        clean = [name for name, virus in looked_at.items() if virus == ""]
        refused = {name: virus for name, virus in looked_at.items() if virus}
        if clean or refused:
            _note_scan(clean=clean, refused=list(refused))
        scan.clean += clean
        scan.refused |= refused
    return scan


def _look(name: str, scan: FilesScan) -> str | None:
    """Return what the scanner finds in a file, "" for nothing; None, and why in `scan`, if it could not look."""
    try:
        with default_storage.open(name) as file:
            return found_in(file.chunks())
    except ScannerAwayError as error:
        scan.away = str(error)
    except OSError:
        scan.missing.append(name)  # checkfiles tells of it
    return None


@act(once=False)
def _note_scan(*, clean: list[str], refused: list[str]) -> None:
    """Note what the scanner said; what it refused proves nothing from now on, and all pages are made anew."""
    FileSum.objects.filter(name__in=clean).update(scan=ScanState.CLEAN)
    FileSum.objects.filter(name__in=refused).update(scan=ScanState.REFUSED, flaw=FileFlaw.REFUSED)
    raise_all()
