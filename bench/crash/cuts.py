"""`python -m bench.crash.cuts`: acts with files on SQLite under strace, and the disk as it was after every call.

Each beginning of what was done is made twice: as a killed process leaves it, with every call, and as a cut of the
current may, with what was brought to the disk (fsync) and nothing else. Each time the database is opened and has to be
whole, has to have what was acknowledged by then, and every file that it knows has to be there as it was sent.
"""

import os
import re
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from bench.crash.places import Sqlite, prepared
from bench.failover.clusters import run

ACTS = 3
CALLS = "openat,write,pwrite64,ftruncate,link,linkat,rename,renameat,renameat2,unlink,unlinkat,mkdir,fsync,fdatasync"
_CALL = re.compile(r"(\w+)\((.*)\)\s+= (\d+)")
_FILE = re.compile(r"\d+<([^>]*)>")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
ACKNOWLEDGED = b"acknowledged: "


@dataclass(frozen=True)
class Call:
    """One call of the system: its name, the paths it is about, what was written, and its last number."""

    name: str
    paths: list[str]
    content: bytes
    number: int
    flags: str  # with which a file was opened


def calls(trace: Path) -> Iterator[Call]:
    """Yield what strace saw that went well."""
    for line in trace.read_text().splitlines():
        if (match := _CALL.match(line)) is None:
            continue
        name, given, _answer = match.groups()
        texts = [bytes.fromhex(text.replace("\\x", "")) for text in _TEXT.findall(given)]
        is_of_file = name in {"write", "pwrite64", "ftruncate", "fsync", "fdatasync"}
        paths = [_path(given)] if is_of_file else [os.fsdecode(text) for text in texts]
        numbers = re.findall(r", (\d+)(?=,|$)", given)
        content = texts[0] if is_of_file and texts else b""
        flags = given.rpartition('"')[2] if name == "openat" else ""
        yield Call(name, paths, content, int(numbers[-1]) if numbers else 0, flags)


def _path(given: str) -> str:
    match = _FILE.match(given)
    return os.fsdecode(bytes.fromhex(match[1].replace("\\x", ""))) if match else ""


@dataclass
class Disk:
    """Files by what is in them and what they are called; and the same as far as it was brought to the disk."""

    content: dict[int, bytearray] = field(default_factory=dict)
    names: dict[str, int] = field(default_factory=dict)
    safe_content: dict[int, bytes] = field(default_factory=dict)
    safe_names: dict[str, int] = field(default_factory=dict)
    ends: dict[str, int] = field(default_factory=dict)  # where the next write goes that names no place

    def begin(self, folder: Path) -> None:
        """Take over what is there, all of it on the disk."""
        for path in folder.rglob("*"):
            if path.is_file():
                self._make(str(path), path.read_bytes())
        self.safe_names = dict(self.names)
        self.safe_content = {inode: bytes(content) for inode, content in self.content.items()}

    def _make(self, path: str, content: bytes = b"") -> None:
        inode = len(self.content)
        self.content[inode], self.names[path], self.ends[path] = bytearray(content), inode, 0

    def do(self, call: Call) -> None:
        """Do what a call did."""
        path = call.paths[0] if call.paths else ""
        if call.name == "openat":
            if "O_CREAT" in call.flags and path not in self.names:
                self._make(path)
            elif "O_TRUNC" in call.flags and path in self.names:
                self.content[self.names[path]].clear()
            self.ends[path] = 0
        elif call.name in {"write", "pwrite64"}:
            at = call.number if call.name == "pwrite64" else self.ends.get(path, 0)
            self._write(path, at, call.content)
        elif call.name == "ftruncate" and path in self.names:
            del self.content[self.names[path]][call.number :]
        elif call.name in {"link", "linkat"}:
            self.names[call.paths[1]] = self.names[path]
        elif call.name.startswith("rename"):
            self.names[call.paths[1]] = self.names.pop(path)
        elif call.name.startswith("unlink"):
            self.names.pop(path, None)
        elif call.name in {"fsync", "fdatasync"}:
            self._bring(path)

    def _write(self, path: str, at: int, content: bytes) -> None:
        if path in self.names:
            file = self.content[self.names[path]]
            file.extend(bytes(max(0, at - len(file))))
            file[at : at + len(content)] = content
            self.ends[path] = at + len(content)

    def _bring(self, path: str) -> None:
        """Bring a file, or the names in a folder, to the disk. A file system does more: none is asked to."""
        if path in self.names:
            inode = self.names[path]
            self.safe_content[inode] = bytes(self.content[inode])
            return
        elsewhere = {name: inode for name, inode in self.safe_names.items() if str(Path(name).parent) != path}
        here = {name: inode for name, inode in self.names.items() if str(Path(name).parent) == path}
        self.safe_names = elsewhere | here

    def killed(self) -> dict[str, bytes]:
        """Return the files as a killed process leaves them."""
        return {name: bytes(self.content[inode]) for name, inode in self.names.items()}

    def cut_off(self) -> dict[str, bytes]:
        """Return the files as a cut of the current may leave them."""
        return {name: self.safe_content.get(inode, b"") for name, inode in self.safe_names.items()}


# --- what each beginning comes to -------------------------------------------------------------------------------------


def wrong(files: dict[str, bytes], folder: Path, scratch: Path, acknowledged: list[str]) -> str:
    """Return what is wrong with a disk that is opened again; nothing if it is well."""
    database = scratch / "db.sqlite3"
    for ending in ("", "-wal"):
        content = files.get(f"{folder}/disk/db.sqlite3{ending}")
        path = Path(f"{database}{ending}")
        path.unlink(missing_ok=True) if content is None else path.write_bytes(content)
    Path(f"{database}-shm").unlink(missing_ok=True)
    connection = sqlite3.connect(database)
    try:
        if (answer := connection.execute("PRAGMA quick_check").fetchall()) != [("ok",)]:
            return f"the database is damaged: {answer[:3]}"
        texts = {text for (text,) in connection.execute("SELECT text FROM partybuilding_ledgerevent")}
        if lost := [each for each in acknowledged if each not in texts]:
            return f"acknowledged and lost: {lost}"
        sums = connection.execute("SELECT name, sha256 FROM partybuilding_filesum WHERE sha256 <> ''")
        kept = {f"{folder}/disk/media/{name}": digest for name, digest in sums}
        named = connection.execute("SELECT file FROM partybuilding_ledgerfile")
        if unknown := {f"{folder}/disk/media/{name}" for (name,) in named} - kept.keys():
            return f"of no known sum: {sorted(unknown)}"
    except sqlite3.Error as error:
        return f"the database cannot be read: {error}"
    finally:
        connection.close()
    bad = [name for name, digest in kept.items() if name not in files or sha256(files[name]).hexdigest() != digest]
    return f"missing or altered: {bad}" if bad else ""


def act() -> None:
    """Write down progress with a file, some times, and say so each time: what is traced."""
    import django

    django.setup()
    from communities.models import User
    from partybuilding.ledger.actions import add_progress
    from partybuilding.models import LedgerItem
    from tests.reports.reporting import photo

    item = LedgerItem.objects.exclude(state="closed").filter(responsible__code="caizhengju").order_by("pk")[0]
    actor = User.objects.get(username="caizhengju")
    for number in range(ACTS):
        add_progress(item=item, actor=actor, text=f"cut {number}", files=[photo()])
        os.write(1, ACKNOWLEDGED + f"cut {number}".encode())


def main() -> int:
    """Trace the acts, and look at every beginning of what was done; 1 if anything is wrong."""
    if sys.argv[1:] == ["act"]:
        act()
        return 0
    folder = Path(tempfile.mkdtemp(prefix="fengxiang-cuts-")).resolve()
    (folder / "disk").mkdir()
    (folder / "scratch").mkdir()
    environment = prepared(folder, Sqlite(folder / "disk").url)
    disk, trace = Disk(), folder / "trace"
    disk.begin(folder / "disk")
    command = ("strace", "-y", "-xx", "-s", str(1 << 24), "-e", f"trace={CALLS}", "-o", trace)
    run(*command, sys.executable, "-m", "bench.crash.cuts", "act", environment=environment)
    acknowledged: list[str] = []
    looked, faults = 0, []
    for number, call in enumerate(calls(trace)):
        if call.content.startswith(ACKNOWLEDGED):
            acknowledged.append(call.content.removeprefix(ACKNOWLEDGED).decode())
        elif not any(f"{path}/".startswith(f"{folder}/disk/") for path in call.paths):
            continue
        else:
            disk.do(call)
        states = {"killed": disk.killed()}
        if call.name in {"fsync", "fdatasync", "write"}:  # else the disk has what it had
            states["cut off"] = disk.cut_off()
        for kind, files in states.items():
            looked += 1
            if fault := wrong(files, folder, folder / "scratch", acknowledged):
                faults.append(f"{kind} after call {number}, {call.name} {call.paths}: {fault}")
    if len(acknowledged) < ACTS or any(
        Path(path).read_bytes() != content for path, content in disk.killed().items() if not path.endswith("-shm")
    ):
        faults.append("the trace does not come to what is on the disk")
    sys.stdout.write(f"{len(acknowledged)} acts, {looked} disks looked at: {len(faults)} are wrong\n")
    sys.stdout.write("".join(f"  {fault}\n" for fault in faults[:10]))
    shutil.rmtree(folder, ignore_errors=True)
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
