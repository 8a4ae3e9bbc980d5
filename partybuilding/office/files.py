"""What lies in the site's folder against what the rows name: manage.py checkfiles, nightly (docs/operations.md)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.core.files.storage import default_storage
from django.utils import timezone

from fengxiang import waiting
from fengxiang.kept_files import Sums
from partybuilding.models import FileFlaw, FileSum, ScanState
from partybuilding.shared.act import act
from partybuilding.shared.file_sums import file_names, keep_sums
from partybuilding.shared.versions import raise_all

A_DAY = timedelta(days=1)  # what is younger may belong to an act that is being done


@dataclass(frozen=True)
class FilesCheck:
    """The names of files by what is wrong with them; and how many were well."""

    missing: list[str]  # a row names it, and it is not there
    altered: list[str]  # it is not what was kept
    unnamed: list[str]  # no row names it, and it is older than a day
    well: int

    @property
    def is_well(self) -> bool:
        """Say whether every file that a row names is there, as it was kept."""
        return not self.missing and not self.altered


def check_files() -> FilesCheck:
    """Compare all files with their rows and their sums; sums that are not known yet are taken, and flaws are noted.

    Reads every file once, in pieces.
    """
    named = set(file_names(with_history=False))
    known = {each.name: each for each in FileSum.objects.all()}
    missing, altered, first = [], [], {}
    for name in sorted(named):
        try:
            with default_storage.open(name) as file:
                sums = Sums.of(file.chunks())
        except OSError:
            missing.append(name)
            continue
        if name not in known or not known[name].sha256:
            first[name] = sums
        elif not known[name].is_of(sums):
            altered.append(name)
    if first:
        _take_first_sums(first=first)
    refused = [name for name, each in known.items() if each.scan == ScanState.REFUSED]
    flaws = {
        **dict.fromkeys(refused, FileFlaw.REFUSED),
        **dict.fromkeys(missing, FileFlaw.MISSING),
        **dict.fromkeys(altered, FileFlaw.ALTERED),
    }
    if flaws != {name: each.flaw for name, each in known.items() if each.flaw and name not in first}:
        _note_flaws(flaws=flaws)
    unnamed = sorted(_old_files() - set(file_names(with_history=True)))
    return FilesCheck(missing, altered, unnamed, well=len(named) - len(missing) - len(altered))


def sweep(check: FilesCheck) -> None:
    """Delete the files no row names: what an act left behind that was broken off."""
    for name in check.unnamed:
        default_storage.delete(name)


@act(once=False)
def _take_first_sums(*, first: dict[str, Sums]) -> None:
    keep_sums(first.items())


@act(once=False)
def _note_flaws(*, flaws: dict[str, FileFlaw]) -> None:
    """Note what is wrong with which files, and that nothing is with all others; their pages are made anew."""
    FileSum.objects.exclude(flaw="").exclude(name__in=flaws).update(flaw="")
    FileSum.objects.bulk_create(
        [FileSum(name=name, size=0, flaw=flaw) for name, flaw in flaws.items()],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["flaw"],
    )
    raise_all()


def _old_files() -> set[str]:
    """Return the names of the files that have lain here for a day, without those that wait for an answer."""
    latest = timezone.now() - A_DAY
    return {name for name in _files("") if default_storage.get_modified_time(name) < latest}


def _files(folder: str) -> Iterator[str]:
    folders, files = default_storage.listdir(folder)
    yield from (f"{folder}{name}" for name in files)
    for each in folders:
        if folder or each not in {waiting.UPLOADS, waiting.IMPORTS}:
            yield from _files(f"{folder}{each}/")
