"""Run beside the site: says what is impossible in its database and folder."""

import os
import sys
from datetime import date, timedelta

import django

from bench.crash.writers import PLAN


def main() -> int:
    """Look; 1 if something is wrong."""
    django.setup()
    wrong = list(check())
    sys.stdout.write("\n".join(wrong))
    return int(bool(wrong))


def check() -> "list[str]":
    """Return what is wrong in the database and the folder, after the sweep that takes what was broken off."""
    from django.conf import settings

    from fengxiang import clock
    from partybuilding.models import Plan
    from partybuilding.office import files, invariants

    for folder, _folders, names in os.walk(settings.MEDIA_ROOT):
        for name in names:
            os.utime(f"{folder}/{name}", (0, 0))  # it is years later: a sweep takes what no row names
    looked = files.check_files()
    files.sweep(looked)
    sys.stderr.write(f"{len(looked.unnamed)} files of broken-off acts swept\n")
    wrong = [f"missing: {name}" for name in looked.missing] + [f"altered: {name}" for name in looked.altered]
    wrong += invariants.states_are_possible()
    wrong += invariants.files_are_rows()
    with clock.set_to(date(2005, 11, 15) + timedelta(days=1)):
        for plan in Plan.objects.filter(slug=PLAN):
            wrong += invariants.totals_are_recomputed(plan, clock.today())
    return wrong


if __name__ == "__main__":
    sys.exit(main())
