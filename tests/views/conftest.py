"""What the tests of the pages share: addresses, English, and what a page has just told the user."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from communities.models import User
from partybuilding.models import Pilot, Report
from tests.reporting import complete_report


@pytest.fixture(autouse=True)
def english(client: Client) -> None:
    """Read the site in English, so that a sentence is found where the code says it."""
    client.cookies["django_language"] = "en"


@pytest.fixture
def url(plan: object) -> Callable[..., str]:
    """Return the address of a page: the plan's, and qinfenglu's report of 2005Q3 unless said otherwise."""

    def find(name: str, **parts: object) -> str:
        kwargs = {"plan": "fengxiang-2004", **parts}
        if name.startswith(("report-", "evidence")) or name == "report":
            kwargs = {"pilot": "qinfenglu", "quarter": "2005Q3", **kwargs}
        return reverse(name, kwargs=kwargs)

    return find


@pytest.fixture
def report_in(pilots: list[Pilot], secretary: User) -> Callable[..., Report]:
    """Return qinfenglu's complete report of 2005Q3 in the state it is called with, submitted by its secretary."""

    def make(state: str, **more: Any) -> Report:
        sent: dict[str, Any] = {} if state == Report.State.DRAFT else {state: True, "submitted_by": secretary}
        return complete_report(pilots[0], **sent, **more)

    return make


def told(response: Any) -> list[str]:
    """Return the messages of the request that was answered."""
    return [str(message) for message in get_messages(response.wsgi_request)]
