"""What is asked of the measured site: written by bench/visits.py when the data is there, read by bench/measures.py."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

FILE = "tour.json"
TODAY = "2006-07-04"  # the last quarter is over, and its reports are due tomorrow
PASSWORD = "Plum-blossom-2005"  # noqa: S105 - of accounts that live as long as a measurement


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page, who opens it, and what has to stand in it; without a name any of the readers does."""

    path: str
    mark: str
    user: str = ""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A form and what is typed in it, time after time: one after the other, then from the first again."""

    user: str
    path: str
    typed: list[dict[str, str]]


@dataclass(frozen=True, kw_only=True)
class Tour:
    """Everything a run goes to."""

    readers: list[str] = field(default_factory=list)
    pages: dict[str, Page] = field(default_factory=dict)  # by measure
    registers: list[Sheet] = field(default_factory=list)
    fields: list[Sheet] = field(default_factory=list)
    reports: list[Sheet] = field(default_factory=list)
    workbooks: list[Sheet] = field(default_factory=list)  # files in base64
    bulletins: list[Sheet] = field(default_factory=list)

    def write(self, folder: Path) -> None:
        (folder / FILE).write_text(json.dumps(asdict(self)))

    @classmethod
    def read(cls, folder: Path) -> "Tour":
        """Return the tour that was written into a folder."""
        kept: dict[str, Any] = json.loads((folder / FILE).read_text())
        pages = {name: Page(**page) for name, page in kept.pop("pages").items()}
        readers = kept.pop("readers")
        sheets = {name: [Sheet(**sheet) for sheet in each] for name, each in kept.items()}
        return cls(readers=readers, pages=pages, **sheets)

    @property
    def users(self) -> set[str]:
        """Everybody who has to log in."""
        sheets = [*self.registers, *self.fields, *self.reports, *self.workbooks, *self.bulletins]
        return {*self.readers, *(sheet.user for sheet in sheets), *(page.user for page in self.pages.values())} - {""}
