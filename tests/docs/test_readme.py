"""Both READMEs tell the same: commands, accounts, password, and where the plan comes from."""

import re

from partybuilding.demo.people import ACCOUNTS
from partybuilding.management.commands.demo import DEFAULT_PASSWORD
from tests.docs.test_names import targets
from tests.test_project import ROOT

ENGLISH, CHINESE = (ROOT / "README.md").read_text(), (ROOT / "README.zh.md").read_text()


def made(text: str) -> set[str]:
    """Return the make targets a text names; "make the minutes" is none."""
    return set(re.findall(r"\bmake ([a-z-]+)", text)) & targets()


def accounts(text: str) -> set[str]:
    rows = re.findall(r"^\| (`.+?) \|", text, re.MULTILINE)
    return {name for row in rows for name in re.findall(r"`(\w+)`", row)}


def test_both_name_the_same_make_targets() -> None:
    assert {"demo", "test", "demo-reset", "help"} <= made(ENGLISH)
    assert made(ENGLISH) == made(CHINESE)


def test_both_name_the_accounts_of_the_demonstration_and_their_password() -> None:
    assert accounts(ENGLISH) == accounts(CHINESE) == {account.username for account in ACCOUNTS}
    assert f"`{DEFAULT_PASSWORD}`" in ENGLISH
    assert f"`{DEFAULT_PASSWORD}`" in CHINESE


def test_each_leads_to_the_other() -> None:
    assert "(README.zh.md)" in ENGLISH
    assert "(README.md)" in CHINESE
