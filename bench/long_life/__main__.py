"""`python -m bench.long_life [years|plans]`: what ten years of one county come to, and 3,000 plans with their history.

The demonstration is the county: it is looked at, lives on to the tenth year's end or is copied, and is looked at again.
"""

import argparse
import json
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bench import server
from bench.long_life.inside import LOOK, Look
from bench.sites import database
from bench.tour import PASSWORD

FIRST, DAY = "2005Q4", "2005-11-15"  # where the demonstration stands
LAST, LAST_DAY = "2014Q2", "2014-07-04"  # ten years after the plan's first quarter
# Of the night's jobs, those that read everything.
CHECKS = ("checkdata", "checkfiles", "verify", "sizes", "backup", "proof")
SHOWN = 25  # of the tables, the largest


@dataclass(frozen=True)
class Site:
    """A site in a folder, without a server."""

    folder: Path
    environment: dict[str, str]

    def inside(self, *arguments: str) -> None:
        """Do something inside the site."""
        server.run_module("bench.long_life.inside", *arguments, environment=self.environment)

    def look(self) -> Look:
        """Look at the tables and the pages."""
        self.inside("look")
        return Look(**json.loads((self.folder / LOOK).read_text()))

    def manage(self, *command: str) -> str:
        """Run a command of the site; return its seconds, its memory at most, and the last line it said."""
        run = server.measured([sys.executable, "manage.py", *command], self.environment)
        failed = f", FAILED ({run.exit_code})" if run.exit_code else ""
        lines = run.printed.strip().splitlines() or [""]
        return f"{run.seconds:6.1f} s, {run.memory_mb:5.0f} MB{failed}: {lines[-1][:160]}"

    def jobs(self, *more: tuple[str, ...]) -> None:
        """Run the jobs of a night, and say what each took."""
        for command in [*((each,) for each in CHECKS), *more]:
            tell(f"  {command[0]:12} {self.manage(*command)}")
        for kind in ("db.sqlite3", "backups/*.tar", "*.zip"):
            for path in sorted(self.folder.glob(kind)):
                tell(f"  {path.name}: {path.stat().st_size / 1e6:.1f} MB")


def tell(text: str) -> None:
    """Say something at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def compare(before: Look, after: Look) -> None:
    """Say what grew, and what it costs."""
    tell(f"{'table':45} {'rows':>9} {'rows':>9} {'MB':>7} {'MB':>7}")
    for name in sorted(after.bytes, key=lambda each: -after.bytes[each])[:SHOWN]:
        rows = [each.rows.get(name, 0) for each in (before, after)]
        sizes = [each.bytes.get(name, 0) / 1e6 for each in (before, after)]
        tell(f"{name:45} {rows[0]:9} {rows[1]:9} {sizes[0]:7.1f} {sizes[1]:7.1f}")
    totals = [(sum(each.rows.values()), sum(each.bytes.values()) / 1e6) for each in (before, after)]
    tell(f"{'all':45} {totals[0][0]:9} {totals[1][0]:9} {totals[0][1]:7.1f} {totals[1][1]:7.1f}")
    tell(f"{'page':20} {'ms':>8} {'ms':>8} {'times':>6} {'queries':>8} {'queries':>8} {'kB':>7} {'kB':>7}")
    for name, (cpu, queries, size) in before.pages.items():
        later = after.pages[name]
        tell(
            f"{name:20} {cpu:8.1f} {later[0]:8.1f} {later[0] / cpu:6.1f} {queries:8.0f} {later[1]:8.0f} "
            f"{size / 1000:7.1f} {later[2] / 1000:7.1f}"
        )


def years(site: Site) -> None:
    """Let the county live for ten years without a night's tidying, then tidy up."""
    before = site.look()
    tell("the demonstration")
    package = ("datapackage", "fengxiang-2004", "--to", str(site.folder))
    site.jobs(package)
    site.inside("live", FIRST, LAST)
    site.environment["FENGXIANG_TODAY"] = LAST_DAY
    compare(before, after := site.look())
    tell("ten years")
    site.jobs(package, ("tidy",), ("purgerecord",))
    tidied = site.look()
    gone = {name: rows - tidied.rows[name] for name, rows in after.rows.items() if rows > tidied.rows[name]}
    tell(f"removed: {gone}")


def plans(site: Site, number: int) -> None:
    """Put thousands of plans beside the one there is."""
    before = site.look()
    begun = time.monotonic()
    site.inside("copy", str(number - 1))
    tell(f"{number} plans, copied in {time.monotonic() - begun:.0f} s")
    compare(before, site.look())
    site.jobs()


def main() -> int:
    """Measure what is asked for, on the database that is asked for."""
    asked = argparse.ArgumentParser(prog="bench.long_life")
    asked.add_argument("part", choices=["years", "plans"], nargs="?", default="years")
    asked.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    asked.add_argument("--plans", type=int, default=3000)
    wanted = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="fengxiang-life-") as name, database(wanted.database, Path(name)) as url:
        folder = Path(name)
        environment = server.production(folder, url, DAY)
        environment |= {"KEPT_PAGES_MB": "0", "BACKUP_DIR": str(folder / "backups"), "DEMO_PASSWORD": PASSWORD}
        site = Site(folder, environment)
        tell(site.manage("migrate", "--verbosity", "0"))
        tell(site.manage("collectstatic", "--noinput"))
        environment["DEBUG"] = "1"  # the demonstration asks for it
        tell(site.manage("demo"))
        environment["DEBUG"] = "0"
        years(site) if wanted.part == "years" else plans(site, wanted.plans)
    return 0


if __name__ == "__main__":
    sys.exit(main())
