"""What is done inside the site for it, in a process of its own: `python -m bench.long_life.inside live|copy|look …`."""

import json
import logging
import os
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from time import monotonic
from typing import Any

import django

ROUNDS = 3
LOOK = "look.json"


@dataclass(frozen=True, kw_only=True)
class Look:
    """A site as it is: rows and bytes of each table, and of each page milliseconds, queries and bytes."""

    rows: dict[str, int]
    bytes: dict[str, int]
    pages: dict[str, list[float]]


def live(first: str, last: str) -> None:
    """Let the demonstration's county live on, from one quarter to another."""
    from bench.long_life.life import Life, made_longer
    from partybuilding.models import Plan
    from partybuilding.targets.quarter import Quarter

    quarter, until = Quarter.parse(first), Quarter.parse(last)
    life = Life(made_longer(Plan.objects.get(), until), until)
    while quarter <= until:
        begun = monotonic()
        life.live(quarter)
        sys.stdout.write(f"  {quarter}: {monotonic() - begun:.1f} s\n")
        sys.stdout.flush()
        quarter = quarter.next


def copy(number: str) -> None:
    """Put so many copies of the county beside it, with their histories."""
    from bench import copies

    copies.make(int(number), histories=True)


def look() -> None:
    """Write down what there is, and what the main pages cost when they are made anew."""
    (Path(os.environ["BENCH_FOLDER"]) / LOOK).write_text(json.dumps(asdict(looked())))


def looked() -> Look:
    """Look at the tables and the pages."""
    from partybuilding.office.system import count_rows

    return Look(rows=count_rows(), bytes=sizes(), pages={name: cost(*page) for name, page in pages().items()})


def sizes() -> dict[str, int]:
    """Return how many bytes each table takes with its indexes."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT relname, pg_total_relation_size(oid) FROM pg_class WHERE relkind = 'r'")
        else:
            cursor.execute("SELECT tbl_name, sum(pgsize) FROM dbstat JOIN sqlite_schema USING (name) GROUP BY tbl_name")
        return {str(name): int(size) for name, size in cursor.fetchall()}


def pages() -> dict[str, tuple[str, str]]:
    """Return the main pages by name: who opens them, and their addresses."""
    from django.urls import reverse

    from partybuilding.models import Plan, Report

    plan = Plan.objects.earliest("pk")
    draft = Report.objects.filter(pilot__plan=plan, state="draft").latest("quarter", "pk")
    pilot = [plan.slug, draft.pilot.code]
    return {
        "county dashboard": ("zuzhibu", reverse("county", args=[plan.slug])),
        "pilot": ("zuzhibu", reverse("pilot", args=pilot)),
        "registers": ("zuzhibu", reverse("pilot-registers", args=pilot)),
        "report": ("zuzhibu", reverse("report", args=[*pilot, draft.quarter])),
        "report form": (draft.pilot.code, reverse("report-edit", args=[*pilot, draft.quarter])),
        "reports": ("zuzhibu", reverse("reports", args=[plan.slug])),
        "burden": ("zuzhibu", reverse("burden", args=[plan.slug])),
        "timeline": ("zuzhibu", reverse("timeline", args=[plan.slug])),
        "meetings": ("zuzhibu", reverse("meetings", args=[plan.slug])),
        "ledger": ("zuzhibu", reverse("ledger", args=[plan.slug])),
        "papers": ("zuzhibu", reverse("papers", args=[plan.slug])),
        "my work": ("zuzhibu", reverse("work", args=[plan.slug])),
        "notices": ("zuzhibu", reverse("notices")),
        "plans": ("zuzhibu", reverse("plans")),
        "search": ("zuzhibu", f"{reverse('search', args=[plan.slug])}?q=落实"),
        "system": ("admin", reverse("system")),
        "record": ("shenji", reverse("record")),
    }


def cost(user: str, path: str) -> list[float]:
    """Return the processor's milliseconds (the least of some rounds), the queries and the bytes of a page."""
    from django.test import Client

    from bench.meter import ASKED, TOLD
    from communities.models import User
    from partybuilding.shared import versions
    from partybuilding.shared.act import perform

    browser: Any = Client(SERVER_NAME="127.0.0.1")
    browser.force_login(User.objects.get(username=user), "django.contrib.auth.backends.ModelBackend")
    readings: dict[str, list[int]] = {"cpu": [], "queries": []}
    for _round in range(ROUNDS):
        for asked, answers in readings.items():
            perform("bench.changed", None, versions.raise_all)
            answer = browser.get(path, headers={ASKED: asked})
            if answer.status_code != 200:
                raise RuntimeError(f"{path}: {answer.status_code}")
            answers.append(int(answer[TOLD]))
    return [min(readings["cpu"]) / 1000, min(readings["queries"]), len(answer.content)]


def main() -> None:
    """Do what is asked for in the database of the environment."""
    django.setup()
    logging.disable(logging.WARNING)
    name, *arguments = sys.argv[1:]
    acts: dict[str, Callable[..., None]] = {"live": live, "copy": copy, "look": look}
    acts[name](*arguments)


if __name__ == "__main__":
    main()
