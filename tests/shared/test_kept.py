"""Data kept for ever: what was written once still verifies, and reads as it did.

tests/shared/kept holds a snapshot and papers word for word as the first version wrote them. They are never made anew.
"""

import hashlib
import json
from pathlib import Path

import pytest

from partybuilding.meetings import snapshot_store
from partybuilding.models import Paper, Snapshot
from partybuilding.models.kept import UnreadableError, canonical
from partybuilding.papers import queries as papers
from partybuilding.papers.typesetting.stamp import code_of

STORED = {
    "snapshot": "d5cfbe2620deffb97bd6597cfaf94412506b512c34e9dcf0950a8f3eb15bfc92",
    "bulletin": "43f2ba625279a8de015d32c80989e6c4f6b02d218a4c72c5baf8e42504734cc2",
    "minutes": "7c2185d66fa83ab235b32f3c67ece04bf3efb478d4d891d300b9ace7419169e4",
    "report": "050193098553edeb7f2ea4cbb9d7665de502458c3adcf102844357548411cf7d",
    "notice": "feb694841c5c1e5048165c57349e943408c8dcbdd3ceab6d9e831e80de0a33aa",
}


def stored(name):
    """Return what was kept, read byte by byte."""
    content = (Path(__file__).parent / "kept" / f"{name}.json").read_bytes().decode()
    return (Snapshot if name == "snapshot" else Paper)(content=content, sha256=STORED[name])


@pytest.mark.parametrize("name", STORED)
def test_what_the_first_version_kept_verifies_and_is_written_the_same_today(name):
    kept = stored(name)
    assert kept.is_intact
    assert canonical(kept.data()) == (kept.content, kept.sha256)


@pytest.mark.parametrize("name", STORED)
def test_one_changed_byte_is_noticed(name):
    kept = stored(name)
    kept.content = kept.content.replace("2", "3", 1)
    assert not kept.is_intact
    assert name == "snapshot" or papers.kept_content(kept) is None


def test_the_snapshot_of_the_first_version_reads_as_it_did():
    shown = snapshot_store.read(stored("snapshot"))
    assert (str(shown.quarter), len(shown.cells), len(shown.reds), len(shown.open_items)) == ("2005Q3", 31, 1, 2)
    assert [str(pilot) for pilot in shown.pilots] == ["秦凤路社区", "东关社区", "东湖路社区"]
    assert shown.last
    assert (shown.last.number, shown.last.balance.overdue, shown.last.items[2].last_text) == (1, 1, "已落实经费")


@pytest.mark.parametrize(
    ("name", "code", "title"),
    [
        ("bulletin", "2BKJ-S8SG", "关于2005年第三季度社区党建示范点建设工作情况的通报"),
        ("minutes", "YCSY-YS3H", "凤翔县社区党建工作联席会议纪要（第2期）"),
        ("report", "K8WW-YVMR", "秦凤路社区党支部关于2005年第三季度党建示范点建设工作情况的报告"),
        ("notice", "MM96-MDSD", "督办单（2005-003）"),
    ],
)
def test_the_papers_of_the_first_version_read_as_they_did(name, code, title):
    kept = stored(name)
    content = papers.kept_content(kept)
    assert content
    assert (content["kind"], code_of(kept.sha256), papers.compose(content).name) == (name, code, title)


# --- the version switch -----------------------------------------------------------------------------------------------


def kept(tree):
    text = json.dumps(tree)
    return Snapshot(content=text, sha256=hashlib.sha256(text.encode()).hexdigest())


def renamed(tree):
    return {"version": 2, "words": tree["text"]}


def doubled(tree):
    return {"version": 3, "words": tree["words"] * 2}


@pytest.mark.parametrize(
    ("tree", "upgrades", "data"),
    [
        ({"text": "甲"}, (), {"text": "甲"}),
        ({"version": 1, "text": "甲"}, (), {"version": 1, "text": "甲"}),
        ({"text": "甲"}, (renamed, doubled), {"version": 3, "words": "甲甲"}),
        ({"version": 1, "text": "甲"}, (renamed,), {"version": 2, "words": "甲"}),
        ({"version": 2, "words": "乙"}, (renamed, doubled), {"version": 3, "words": "乙乙"}),
        ({"version": 3, "words": "丙"}, (renamed, doubled), {"version": 3, "words": "丙"}),
    ],
)
def test_each_version_is_brought_to_the_form_of_today(tree, upgrades, data):
    assert kept(tree).data(*upgrades) == data


@pytest.mark.parametrize("tree", [None, [], "x", {"version": 0}, {"version": 4}, {"version": "1"}, {"version": None}])
def test_what_no_version_known_here_wrote_cannot_be_read(tree):
    with pytest.raises(UnreadableError):
        kept(tree).data(renamed, doubled)


@pytest.mark.parametrize("name", STORED)
def test_what_a_later_version_wrote_is_not_shown_as_if_it_were_understood(name):
    later = stored(name)
    later.content, later.sha256 = canonical({**later.data(), "version": 2})
    assert later.is_intact
    if name == "snapshot":
        with pytest.raises(UnreadableError):
            snapshot_store.read(later)
    else:
        assert papers.kept_content(later) is None
