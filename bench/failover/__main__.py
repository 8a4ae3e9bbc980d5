"""Fails over from a primary to its standby under load, ROUNDS times, and looks for every acknowledged write.

Each round begins with the demonstration in a primary and its synchronous standby, the production server, and people who
read dashboards, save a field and write down progress. The primary is killed. Dashboards have to go on with the banner;
the standby is promoted; everybody's writes have to go on; then each acknowledged value has to stand in the promoted
database, by its history, once.
"""

import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.failover.clusters import NAME, Cluster, FailoverError, pair, prepared
from bench.failover.people import Crowd, Reader, Writer, field_saves, progress
from bench.server import free_port, production, serving

DAY = "2005-11-15"
BEFORE, AWAY, AFTER = 4.0, 3.0, 3.0  # seconds of load before the kill, without a primary, and after the first writes
PATIENCE = 60.0


@dataclass(frozen=True, kw_only=True)
class Round:
    """What one failover came to; times in seconds from the kill on."""

    read_only_after: float  # until the first dashboard with the banner
    without_writes: float  # until everybody could write again
    promoted_after: float  # of these, until the standby was told to take over and had done it
    pages: int
    pages_read_only: int
    pages_refused: int
    writes: int
    writes_refused: int
    lost: int
    twice: int


def wait_for(what: str, is_so: Callable[[], bool], crowd: Crowd) -> None:
    """Wait until something is so; FailoverError if it never comes to that."""
    until = time.monotonic() + PATIENCE
    while not is_so():
        crowd.require_well()
        if time.monotonic() > until:
            stands = "\n".join(str(each) for each in crowd.people)
            raise FailoverError(f"In vain waited for {PATIENCE:.0f} s: {what}.\n{stands}")
        time.sleep(0.02)


def crowd_of(port: int, mark: str) -> tuple[list[Reader], list[Writer], Crowd]:
    """Return who works: three readers, four writers."""
    readers = [Reader(username) for username in ("zuzhibu", "chengguan", "weishengju")]
    writers = [
        field_saves("dongguan", "dongguan", "2005Q3"),
        progress("minzhengju", "2004-006", mark),
        progress("caizhengju", "2004-007", mark),
        progress("caizhengju", "2004-012", mark),
    ]
    return readers, writers, Crowd(port, [*readers, *writers])


def kept(cluster: Cluster) -> Counter[str]:
    """Return how often each value stands in the history: of the figures, and in the log of the items."""
    times_of: Counter[str] = Counter()
    for (value,) in cluster.rows("SELECT DISTINCT value::text FROM partybuilding_historicalfieldvalue"):
        times_of[str(value)] = 1  # a figure may be set twice, and is the same
    for text, times in cluster.rows("SELECT text, count(*) FROM partybuilding_ledgerevent GROUP BY text"):
        times_of[str(text)] = int(str(times))
    return times_of


def fail_over(number: int, folder: Path, data: Path) -> Round:
    """Make one round."""
    with pair(folder, data) as (primary, standby):
        both = f"postgres://postgres@127.0.0.1:{primary.port},127.0.0.1:{standby.port}/{NAME}"
        variables = production(folder, f"{both}?target_session_attrs=read-write", DAY)
        with serving(free_port(), variables | {"REPLICA_URLS": standby.url}, folder) as running:
            readers, writers, crowd = crowd_of(running.port, f"round {number}")
            crowd.start()
            try:
                time.sleep(BEFORE)
                wait_for("everybody writes", lambda: all(each.acknowledged for each in writers), crowd)
                killed = time.monotonic()
                primary.kill()
                wait_for("everybody reads under the banner", lambda: all(each.banners for each in readers), crowd)
                time.sleep(AWAY)
                standby.promote()
                promoted = time.monotonic()
                wait_for("everybody writes again", lambda: all(first_since(promoted, each) for each in writers), crowd)
                time.sleep(AFTER)
            finally:
                crowd.stop()
        return judged(readers, writers, kept(standby), killed=killed, promoted=promoted)


def first_since(moment: float, writer: Writer) -> float:
    """Return when a writer was first answered after a moment; 0 if not yet."""
    return next((at for at in list(writer.acknowledged.values()) if at > moment), 0.0)


def judged(
    readers: list[Reader], writers: list[Writer], kept: Counter[str], *, killed: float, promoted: float
) -> Round:
    """Return the round's figures; FailoverError for an answer that is no page and no refusal."""
    pages = sum((each.statuses for each in readers), Counter[int]())
    sent = sum((each.statuses for each in writers), Counter[int]())
    if strange := (set(pages) - {200, 503}) | (set(sent) - {200, 302, 503}):
        texts = "\n".join(each.strange for each in writers)
        raise FailoverError(f"There were other answers than pages and refusals: {strange}; {pages}, {sent}.\n{texts}")
    acknowledged = [value for each in writers for value in each.acknowledged]
    return Round(
        read_only_after=min(each.first_banner for each in readers) - killed,
        without_writes=max(first_since(promoted, each) for each in writers) - killed,
        promoted_after=promoted - killed,
        pages=pages[200],
        pages_read_only=sum(each.banners for each in readers),
        pages_refused=pages[503],
        writes=len(acknowledged),
        writes_refused=sent[503],
        lost=sum(kept[value] == 0 for value in acknowledged),
        twice=sum(kept[value] > 1 for value in acknowledged),
    )


def line(number: int, each: Round) -> str:
    return (
        f"{number:>3}  banner after {each.read_only_after:4.1f} s   promoted after {each.promoted_after:4.1f} s   "
        f"writes again after {each.without_writes:4.1f} s   "
        f"pages {each.pages:>5} (read-only {each.pages_read_only:>4}), refused {each.pages_refused:>2}   "
        f"writes {each.writes:>5}, refused {each.writes_refused:>4}   lost {each.lost}, taken twice {each.twice}\n"
    )


def summary(rounds: list[Round]) -> str:
    banner = [each.read_only_after for each in rounds]
    again = [each.without_writes - each.promoted_after for each in rounds]
    refused = sum(each.pages_refused for each in rounds)
    return (
        f"{len(rounds)} failovers: {sum(each.writes for each in rounds)} writes acknowledged, "
        f"{sum(each.lost for each in rounds)} lost, {sum(each.twice for each in rounds)} taken twice.\n"
        f"Refused: {sum(each.writes_refused for each in rounds)} writes, sent again until they were taken; "
        f"{refused} of {refused + sum(each.pages for each in rounds)} pages.\n"
        f"Banner {median(banner):.1f} s after the kill (at most {max(banner):.1f}); "
        f"everybody writes {median(again):.1f} s after the promotion (at most {max(again):.1f}).\n"
    )


def main() -> int:
    """Make the rounds; 1 if a write was lost or taken twice."""
    folder = Path(tempfile.mkdtemp(prefix="fengxiang-failover-"))
    try:
        if os.getuid() == 0:
            shutil.chown(folder, "postgres")
        data = prepared(folder, DAY)
        rounds = []
        for number in range(1, int(os.environ.get("ROUNDS", "1")) + 1):
            rounds.append(fail_over(number, folder, data))
            sys.stdout.write(line(number, rounds[-1]))
            sys.stdout.flush()
        sys.stdout.write(summary(rounds))
        return int(any(each.lost or each.twice for each in rounds))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
