"""The arithmetic of the measurements: samples of one measure, the row they come to, and its ratios."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field

# What tells two measurements apart; a measure is compared with the bare one of the same.
Where = tuple[str, str, int, int, int]


@dataclass(kw_only=True)
class Sample:
    """What the slices of one measure added up to."""

    latencies: list[float] = field(default_factory=list)  # seconds, of what counts
    cpu: float = 0  # seconds the workers' processors were busy with what counts

    def add(self, other: "Sample") -> None:
        self.latencies += other.latencies
        self.cpu += other.cpu


@dataclass(kw_only=True)
class Row:
    """One line of build/bench.json."""

    measure: str
    server: str
    database: str
    pilots: int
    plans: int
    clients: int
    rps: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    cpu_ms: float
    queries: int
    bytes: int
    pss_mb: float
    rps_ratio: float = math.nan
    p50_ratio: float = math.nan
    p95_ratio: float = math.nan
    cpu_ratio: float = math.nan

    @property
    def where(self) -> Where:
        return self.server, self.database, self.pilots, self.plans, self.clients


def percentile(values: Sequence[float], share: int) -> float:
    """Return the smallest value that at least `share` per cent of them do not exceed; ValueError for none."""
    if not values:
        raise ValueError("Nothing was measured.")
    return sorted(values)[max(math.ceil(len(values) * share / 100), 1) - 1]


def rate(sample: Sample, clients: int) -> float:
    """Return how many requests a second so many clients get answered who always wait for one.

    It is reckoned from the waiting time alone, so that writes between two counted reads do not slow them down.
    """
    return clients * len(sample.latencies) / sum(sample.latencies)


def speed(sample: Sample, clients: int) -> dict[str, float]:
    """Return what a sample says, by the keys of a row."""
    shares = {f"p{share}_ms": round(percentile(sample.latencies, share) * 1000, 3) for share in (50, 95, 99)}
    cpu = sample.cpu / len(sample.latencies) * 1000
    return {"rps": round(rate(sample, clients), 2), "cpu_ms": round(cpu, 3), **shares}


def compare(rows: Iterable[Row], references: dict[str, str]) -> None:
    """Set each row's ratios to the row of its reference in the same place; KeyError if that was not measured."""
    rows = list(rows)
    known = {(row.measure, row.where): row for row in rows}
    for row in rows:
        bare = known[references[row.measure], row.where]
        row.rps_ratio = _ratio(row.rps, bare.rps)
        row.p50_ratio = _ratio(row.p50_ms, bare.p50_ms)
        row.p95_ratio = _ratio(row.p95_ms, bare.p95_ms)
        row.cpu_ratio = _ratio(row.cpu_ms, bare.cpu_ms)


def _ratio(value: float, bare: float) -> float:
    return round(value / bare, 4) if bare else math.nan


def table(rows: Iterable[Row]) -> list[str]:
    """Return the lines of the table a person reads: ratios to the bare view or the bare write of the same place."""
    head = (
        f"{'measure':22}{'database':>11}{'pilots':>7}{'plans':>6}{'clients':>8}{'rps':>9}{'rps ×':>8}{'p50 ×':>8}"
        f"{'p95 ×':>8}{'p99 ms':>9}{'cpu ms':>8}{'cpu ×':>8}{'queries':>8}{'bytes':>9}{'PSS MB':>8}"
    )
    return [
        head,
        *(
            f"{row.measure:22}{row.database:>11}{row.pilots:>7}{row.plans:>6}{row.clients:>8}{row.rps:>9.1f}"
            f"{row.rps_ratio:>8.3f}{row.p50_ratio:>8.2f}{row.p95_ratio:>8.2f}{row.p99_ms:>9.1f}{row.cpu_ms:>8.2f}"
            f"{row.cpu_ratio:>8.2f}{row.queries:>8}{row.bytes:>9}{row.pss_mb:>8.0f}"
            for row in rows
        ),
    ]


def grown(rows: Iterable[Row]) -> list[str]:
    """Return the measures that ask the database more often where there are more pilots, and all else is the same."""
    first: dict[tuple[str, str, int], Row] = {}
    names = []
    for row in sorted(rows, key=lambda row: row.pilots):
        least = first.setdefault((row.measure, row.database, row.plans), row)
        if row.queries > least.queries and row.measure not in names:
            names.append(row.measure)
    return names


def as_json(rows: Iterable[Row]) -> list[dict[str, object]]:
    """Return the rows as build/bench.json keeps them; a ratio to nothing is null."""
    return [
        {key: None if isinstance(value, float) and math.isnan(value) else value for key, value in asdict(row).items()}
        for row in rows
    ]


def beside(earlier: list[dict[str, object]], rows: list[dict[str, object]]) -> list[dict[str, object]]:
    """Return the rows behind those of earlier runs that were not measured again."""

    def what(row: dict[str, object]) -> tuple[object, ...]:
        return tuple(row[each] for each in ("measure", "server", "database", "pilots", "plans", "clients"))

    anew = {what(row) for row in rows}
    return [*(row for row in earlier if what(row) not in anew), *rows]
