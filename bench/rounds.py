"""Measures everything in turn, a slice of time each, round after round, the bare view or write before each of them."""

import math
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

from bench import figures, server
from bench.client import Line, check, drive
from bench.figures import Row, Sample
from bench.measures import GROWN, Measure
from bench.server import BenchError
from bench.sites import Place, Site

BARE_SHARE = 0.4  # of a slice: the bare view is measured before each of the others
LEAST_ROUNDS = 3
LONGEST_SLICE = 60  # seconds; where one answer to each client takes longer, the measure is left out
SLOW = 1  # seconds; what takes longer is not warmed up by many
QUERIES, CPU = b"X-Bench: queries", b"X-Bench: cpu"


@dataclass(frozen=True, kw_only=True)
class Budget:
    """How long is measured."""

    slice: float  # seconds of one measure in one round
    seconds: float  # of all rounds with one number of clients
    until: float = math.inf  # no round is begun that would not end by then (time.monotonic)

    def is_left(self, begun: float, count: int) -> bool:
        """Return whether another round may begin, after so many since a moment."""
        if not count:
            return True
        now = time.monotonic()
        end = now + (now - begun) / count
        return end < self.until and (count < LEAST_ROUNDS or end - begun < self.seconds)


def tell(line: str) -> None:
    """Say at once how far it is, or what is left out."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def measured_here(chosen: Sequence[Measure], site: Site, clients: int) -> list[Measure]:
    """Return the measures that fit the place: those which need a form for each client, where there are so many."""
    sizes = {("pilots", site.place.pilots), ("plans", site.place.plans)}
    fitting = [*chosen, *(each for size, each in GROWN.items() if size in sizes)]
    rooms = {each.name: each.room(site.run.tour) for each in fitting}
    short = {name: room for name, room in rooms.items() if room is not None and room < clients}
    for name, room in short.items():
        tell(f"{name} left out with {clients} clients: {site.place} have forms for {room}")
    return [each for each in fitting if each.name not in short]


def rounds(chosen: Sequence[Measure], site: Site, clients: int, budget: Budget) -> list[Row]:
    """Return a row for each measure; the first two are the bare view and the bare write."""
    here = measured_here(chosen, site, clients)
    probes = {each.name: probe(each, site) for each in here}
    warm_up([each for each in here if probes[each.name].seconds < SLOW], site, clients)
    for each in [each for each in here if probes[each.name].seconds * clients / 2 > LONGEST_SLICE]:
        tell(f"{each.name} left out with {clients} clients: one answer takes {probes[each.name].seconds:.1f} s")
        here.remove(each)
    bare, bare_write, *others = here
    samples = {each.name: Sample() for each in here}

    def measure(one: Measure, seconds: float) -> None:
        samples[one.name].add(slice_of(one, site, clients, seconds))

    begun, count = time.monotonic(), 0
    while budget.is_left(begun, count):
        for each in others:
            measure(bare_write if each.against == bare_write.name else bare, budget.slice * BARE_SHARE)
            measure(each, budget.slice)
        measure(bare_write, budget.slice * BARE_SHARE)
        count += 1
    tell(f"{site.place}, {clients} clients: {count} rounds in {time.monotonic() - begun:.0f} s")
    return [
        row_of(each, site.place, clients, samples[each.name], probes[each.name])
        for each in here
        if samples[each.name].latencies
    ]


def warm_up(chosen: Sequence[Measure], site: Site, clients: int) -> None:
    """Let every worker do everything once: the first time templates are compiled and modules loaded."""
    for each in chosen:
        drive(site.running.port, each.operations(site.run, min(max(clients, 8), each.room(site.run.tour) or 8)), 0)


def slice_of(measure: Measure, site: Site, clients: int, seconds: float) -> Sample:
    """Let the clients do one thing for a slice of time; the workers' time is shared out by what their threads took."""
    before = site.running.cpu()
    try:
        tally = drive(site.running.port, measure.operations(site.run, clients), seconds)
    except BenchError as error:
        raise BenchError(f"{measure.name}: {error}") from error
    tally.sample.cpu = (site.running.cpu() - before) * tally.share
    return tally.sample


@dataclass(frozen=True)
class Probe:
    """What one operation alone takes: queries and bytes of what counts in it, and seconds of it all."""

    queries: int
    size: int
    seconds: float


def probe(measure: Measure, site: Site) -> Probe:
    """Do one operation alone, the second one after it was done once."""
    (operation,) = measure.operations(site.run, 1)
    line = Line(site.running.port)
    try:
        for _ in range(2):
            begun, queries, size = time.perf_counter(), 0, 0
            steps = operation()
            step = next(steps, None)
            while step is not None:
                answer = line.ask(step.request.replace(CPU, QUERIES))
                check(step, answer)
                if step.counts:
                    queries, size = queries + answer.metered, size + answer.size
                try:
                    step = steps.send(answer)
                except StopIteration:
                    step = None
    finally:
        line.close()
    return Probe(queries, size, time.perf_counter() - begun)


def row_of(measure: Measure, place: Place, clients: int, sample: Sample, alone: Probe) -> Row:
    return Row(
        measure=measure.name,
        server=server.NAME,
        database=place.database,
        pilots=place.pilots,
        plans=place.plans,
        clients=clients,
        queries=alone.queries,
        bytes=alone.size,
        pss_mb=0,
        **figures.speed(sample, clients),
    )
