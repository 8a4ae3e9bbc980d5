"""What a page says in the margins of its print."""

import re

import pytest

from communities.models import Community, User
from tests.client import Client


@pytest.fixture
def reader(client: Client, member: User) -> Client:
    client.cookies["django_language"] = "en"
    client.force_login(member)
    return client


def margin(client: Client, address: str, name: str) -> str:
    found = re.search(rf'<html[^>]*\sdata-print-{name}="([^"]*)"', client.get(address).content.decode())
    return found[1] if found else ""


def test_the_margins_say_page_and_quarter(reader: Client, plan: object) -> None:
    said = margin(reader, "/fengxiang-2004/?quarter=2005Q2", "title")
    assert said == "Community Party-building pilots · County dashboard second quarter of 2005"


def test_they_say_who_printed_and_when(reader: Client, plan: object) -> None:
    said = margin(reader, "/fengxiang-2004/", "by")
    assert re.fullmatch(r"Printed by 赵某, 2005-11-15 \d\d:\d\d · Today is set to 15 November 2005\.", said)


def test_they_say_that_the_data_are_invented(reader: Client, plan: object) -> None:
    plan.is_demo = True  # type: ignore[attr-defined]
    plan.save()  # type: ignore[attr-defined]
    assert " · Demonstration data · " in margin(reader, "/fengxiang-2004/", "by")


def test_whoever_is_not_logged_in_is_not_named(client: Client, db: None) -> None:
    assert margin(client, "/login/", "title")
    assert margin(client, "/login/", "by") == ""


def test_a_title_stays_a_text(reader: Client, plan: object) -> None:
    Community.objects.filter(code="dongguan").update(name_en='"><script>&amp;')
    said = margin(reader, "/fengxiang-2004/pilots/dongguan/?quarter=2005Q2", "title")
    assert said.endswith("· &quot;&gt;&lt;script&gt;&amp;amp; second quarter of 2005")
