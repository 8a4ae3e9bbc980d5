"""Play histories: `python -m tests.simulation --seeds 1-20`; a seed that fails says how it is played again.

`--planted all` plants faults in the product instead and says after how many seeds each was found.
"""

import argparse
import os
import sys
import time
from collections import Counter

import django

ACTS = 80


def main() -> int:
    """Play what is asked for; 1 if something does not hold, or if a planted fault is not found."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation")
    parser.add_argument("--seeds", default="1", help="one seed, or several: 7 or 1-300")
    parser.add_argument("--acts", type=int, default=ACTS)
    parser.add_argument("--planted", default="", help="names of planted faults, or all")
    parser.add_argument("--show", action="store_true", help="show what was done, act by act")
    asked = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    first, _, last = asked.seeds.partition("-")
    seeds = range(int(first), int(last or first) + 1)
    if asked.planted:
        return find_planted(asked.planted, seeds, asked.acts)
    return play(seeds, asked.acts, is_shown=asked.show)


def say(text: str) -> None:
    """Say something at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def play(seeds: range, acts: int, *, is_shown: bool) -> int:
    """Play seeds, and say what they came to."""
    from tests.simulation.play import Play

    plays = Play(acts)
    begun, failed = time.monotonic(), []
    outcomes: Counter[str] = Counter()
    done: Counter[str] = Counter()
    digest = ""
    try:
        for seed in seeds:
            result = plays.seed(seed)
            history = result.history
            outcomes += history.outcomes
            done += history.done
            digest = history.digest()
            if is_shown or result.wrong:
                say("\n".join(history.lines[0 if is_shown else -12 :]))
            if result.wrong:
                failed.append(seed)
                say(f"seed {seed}: {result.wrong}\nagain: make simulate SEED={seed} HISTORY={acts}")
    finally:
        plays.clear()
    seconds = time.monotonic() - begun
    say(
        f"{len(seeds)} seeds on {plays.database} in {seconds:.1f} s ({seconds / len(seeds):.2f} s a seed), "
        f"{sum(outcomes.values())} acts of {len(done)} kinds; failed: {failed or 'none'}"
    )
    for outcome, times in outcomes.most_common():
        say(f"  {times:6} {outcome}")
    if len(seeds) == 1:
        say(f"digest {digest}")
    return int(bool(failed))


def find_planted(names: str, seeds: range, acts: int) -> int:
    """Plant one fault after the other, and say which seed found it."""
    from tests.simulation.planted import PLANTED
    from tests.simulation.play import Play

    plays = Play(acts)
    missed = []
    try:
        for name in PLANTED if names == "all" else names.split(","):
            begun = time.monotonic()
            result = plays.find(PLANTED[name], seeds)
            seconds = time.monotonic() - begun
            if result is None:
                missed.append(name)
                say(f"{name}: NOT FOUND ({seconds:.0f} s)")
                continue
            history, (wrong, *_more) = result.history, result.wrong.splitlines()
            say(f"{name}: seed {history.seed}, act {len(history.lines)}: {wrong[:140]} ({seconds:.0f} s)")
    finally:
        plays.clear()
    say(f"missed: {missed or 'none'}")
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
