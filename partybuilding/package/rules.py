"""How a data package describes itself: datapackage.json, after the Data Package and Table Schema standards, version 1.

Whoever has the package needs nothing else to read it: each table is a CSV file in UTF-8, and its schema says of each
column the type, what it is called in both languages, its unit, the words for its codes, and which table it points to.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

DESCRIPTION = "datapackage.json"
READ_ME = "README.txt"
TABLES, FILES = "data/", "files/"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableColumn:
    """One column: its name, its type as Table Schema names it, its titles, and what its values are.

    `unit` in words, `codes` with what each stands for in Chinese and English, `refers_to` a table whose `id` it holds.
    """

    name: str
    type: str = "string"
    title: str = ""
    title_en: str = ""
    unit: str = ""
    codes: tuple[tuple[str, str, str], ...] = ()
    is_required: bool = False
    refers_to: str = ""

    def described(self) -> dict[str, Any]:
        """Return the field of the schema."""
        field: dict[str, Any] = {"name": self.name, "type": self.type}
        field |= {name: value for name, value in (("title", self.title), ("description", self.title_en)) if value}
        if self.unit:
            field["unit"] = self.unit
        constraints: dict[str, Any] = {"required": True} if self.is_required else {}
        if self.codes:
            constraints["enum"] = [code for code, _chinese, _english in self.codes]
            field["labels"] = {code: {"zh": chinese, "en": english} for code, chinese, english in self.codes}
        return field | ({"constraints": constraints} if constraints else {})


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageTable:
    """One table of a package: its name, its titles, its columns, and whether `id` tells its rows apart."""

    name: str
    title: str
    title_en: str
    columns: tuple[TableColumn, ...]
    has_key: bool = True

    @property
    def path(self) -> str:
        return f"{TABLES}{self.name}.csv"

    def described(self, rows: int, size: int, sha256: str) -> dict[str, Any]:
        """Return the resource of datapackage.json, of a file of so many rows and bytes with this sum."""
        keys = [
            {"fields": each.name, "reference": {"resource": each.refers_to, "fields": "id"}}
            for each in self.columns
            if each.refers_to
        ]
        schema: dict[str, Any] = {"fields": [each.described() for each in self.columns], "missingValues": [""]}
        if self.has_key:
            schema["primaryKey"] = "id"
        if keys:
            schema["foreignKeys"] = keys
        return {
            "name": self.name,
            "title": self.title,
            "description": self.title_en,
            "profile": "tabular-data-resource",
            "path": self.path,
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "bytes": size,
            "hash": f"sha256:{sha256}",
            "rows": rows,
            "schema": schema,
        }


def as_text(value: Any) -> str:
    """Return a value as it stands in a table: nothing is empty, moments are UTC, numbers have a point and no commas."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime():
            return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
        case date() | time():
            return value.isoformat()  # as the standard has them
        case Decimal():
            return f"{value:f}"
        case _:
            return str(value)


def read_me(title: str, tables: Iterable[PackageTable]) -> str:
    """Return what stands in README.txt, in both languages."""
    lines = [
        title,
        "",
        "本数据包不依赖任何软件即可阅读：data/ 下每个 CSV 文件（UTF-8 编码，逗号分隔）是一张表，files/ 下是原件。",
        f"{DESCRIPTION} 写明每一列的名称、类型、计量单位、代码含义、主键和引用关系，以及每个文件的 SHA-256。",
        "figures.csv 是各社区各季度填报数据的汇总表，可先看。",
        "",
        "No product is needed to read this: each CSV file in data/ (UTF-8, commas) is a table, files/ has originals.",
        f"{DESCRIPTION} says of each column its names, type, unit, codes, keys and references, and has all SHA-256.",
        "figures.csv has what each community reported in each quarter, ready to be read: begin there.",
        "",
    ]
    return "\n".join([*lines, *(f"{each.path}  {each.title} · {each.title_en}" for each in tables), ""])
