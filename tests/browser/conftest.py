"""Headless Chromium against a live server that holds the demonstration."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from partybuilding.management.commands.demo import DEFAULT_PASSWORD

# Playwright's event loop makes Django think that tests run in an async context; they do not.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Use the machine's own Chromium."""
    return {**browser_type_launch_args, "executable_path": os.environ["CHROMIUM"], "args": ["--no-sandbox"]}


@pytest.fixture
def demo(transactional_db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fill the database with the demonstration."""
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)
    settings.DEBUG = True
    call_command("demo", verbosity=0)
    settings.DEBUG = False


@pytest.fixture
def as_user(demo: None, live_server: LiveServer, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Return a function that logs somebody in, in a browser of their own, and fails the test on console errors."""
    contexts, complaints = [], []

    def log_in(username: str, width: int = 1280, language: str = "zh-hans", **options: Any) -> Page:
        context = browser.new_context(base_url=live_server.url, viewport={"width": width, "height": 900}, **options)
        context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
        contexts.append(context)
        page = context.new_page()
        # Chromium logs a page that answers 422, too; the form's answer to wrong figures is meant to.
        page.on(
            "console",
            lambda said: complaints.append(said.text) if said.type == "error" and "422" not in said.text else None,
        )
        page.on("dialog", lambda dialog: dialog.accept())
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda sent: complaints.append(sent.url) if live_server.url not in sent.url else None)
        page.goto("/login/")
        page.fill("[name=username]", username)
        page.fill("[name=password]", DEFAULT_PASSWORD)
        page.locator("main form [type=submit]").click()
        return page

    yield log_in
    for context in contexts:
        context.close()
    assert complaints == []
