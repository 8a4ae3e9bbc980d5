"""Makes the database to measure, the static files, and the list of what is asked: `python -m bench.prepare`."""

import argparse
import logging
import os
from pathlib import Path

import django


def main() -> None:
    """Prepare the county in the database of the environment."""
    django.setup()
    from django.apps import apps
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.test.utils import setup_test_environment
    from django.utils import timezone

    from bench import copies, county, views, visits
    from communities.models import User
    from partybuilding.models import OnceKey

    asked = argparse.ArgumentParser()
    for name in ("--pilots", "--plans", "--writers"):
        asked.add_argument(name, type=int, required=True)
    wanted = asked.parse_args()
    folder = Path(os.environ["BENCH_FOLDER"])
    # The tables straight from the models, as the tests make them: the migrations come to the same, and take longer.
    settings.MIGRATION_MODULES = {config.label: None for config in apps.get_app_configs()}
    logging.disable(logging.WARNING)  # forms that are tried, and what they do, are nothing to tell
    call_command("migrate", run_syncdb=True, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    plan = county.load(wanted.pilots)
    copies.make(wanted.plans - 1)
    now = timezone.now()
    OnceKey.objects.bulk_create(
        OnceKey(user=user, act=views.ACT, turn=0, taken_at=now) for user in User.objects.exclude(password="")
    )
    setup_test_environment(debug=False)
    tour = visits.visit(plan, wanted.writers)
    tour.write(folder)
    dashboard = visits.browser(tour.readers[0]).get(tour.pages["dashboard-unchanged"].path)
    (folder / views.BODY).write_bytes(dashboard.content)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # what autovacuum does in time


if __name__ == "__main__":
    main()
