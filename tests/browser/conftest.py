"""Headless Chromium against a live server that holds the demonstration."""

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from playwright.sync_api import Browser, Page, expect
from pytest_django import DjangoDbBlocker, Settings
from pytest_django.live_server_helper import LiveServer

from communities.models import User
from partybuilding.models import Report
from partybuilding.reports.actions import Draft, submit_report
from partybuilding.reports.detail import load_report_detail
from tests.browser.waiting import PATIENCE
from tests.client import Client

expect.set_options(timeout=PATIENCE * 1000)

# Playwright's event loop makes Django think that tests run in an async context; they do not.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Use the machine's own Chromium, or its headless shell where `make test-browser` names one."""
    path = os.environ.get("HEADLESS_SHELL") or os.environ["CHROMIUM"]
    return {**browser_type_launch_args, "executable_path": path, "args": ["--no-sandbox"]}


@pytest.fixture(scope="session")
def demo_copy(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Build the demonstration once, and keep its database and files as they are then."""
    folder = tmp_path_factory.mktemp("demo")
    told = override_settings(DEBUG=True, MEDIA_ROOT=folder / "media")
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, told:
        patch.delenv("DEMO_PASSWORD", raising=False)
        call_command("demo", verbosity=0)
        connection.ensure_connection()
        with contextlib.closing(sqlite3.connect(folder / "demo.sqlite3")) as copy:
            connection.connection.backup(copy)
        call_command("flush", verbosity=0, interactive=False)
    return folder


@pytest.fixture
def demo(demo_copy: Path, transactional_db: None, settings: Settings) -> None:
    """Fill the database and the media folder with the demonstration."""
    shutil.copytree(demo_copy / "media", settings.MEDIA_ROOT, dirs_exist_ok=True)
    with contextlib.closing(sqlite3.connect(demo_copy / "demo.sqlite3")) as copy:
        connection.ensure_connection()
        copy.backup(connection.connection)


@pytest.fixture
def handed_in(demo: None) -> None:
    """Let the one community whose report is open hand it in as it is shown: there is one to be checked."""
    report = Report.objects.get(state=Report.State.DRAFT)
    rows = load_report_detail(report).rows
    as_shown = Draft(
        values={row.indicator.pk: row.shown for row in rows},
        confirmed={row.indicator.pk: True for row in rows},
    )
    secretary = User.objects.get(username=report.pilot.code)
    submit_report(report=report, actor=secretary, draft=as_shown)


@pytest.fixture
def as_user(demo: None, settings: Settings, live_server: LiveServer, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Return a function that opens the site in a browser of somebody's own; the test fails on console errors."""
    contexts, complaints = [], []

    def log_in(
        username: str, width: int = 1280, language: str = "zh-hans", *, fails: bool = False, **options: Any
    ) -> Page:
        """`fails` says that requests are meant to fail: the browser and htmx log each."""
        address = options.setdefault("base_url", live_server.url)
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        visitor = Client()
        visitor.force_login(User.objects.get(username=username), "django.contrib.auth.backends.ModelBackend")
        cookies = {
            "django_language": language,
            settings.SESSION_COOKIE_NAME: visitor.cookies[settings.SESSION_COOKIE_NAME].value,
        }
        context.add_cookies([{"name": name, "value": value, "url": address} for name, value in cookies.items()])
        contexts.append(context)
        page = context.new_page()
        # Chromium logs a page that answers 422, too; the form's answer to wrong figures is meant to.
        meant = ("422", "Failed to load", "htmx:", "Response Status Error") if fails else ("422",)
        page.on(
            "console",
            lambda said: (
                complaints.append(said.text)
                if said.type == "error" and not any(word in said.text for word in meant)
                else None
            ),
        )
        page.on("dialog", lambda dialog: dialog.accept())
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda sent: complaints.append(sent.url) if address not in sent.url else None)
        page.goto("/")
        return page

    yield log_in
    for context in contexts:
        context.close()
    assert complaints == []
