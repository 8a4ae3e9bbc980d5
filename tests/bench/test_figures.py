"""The arithmetic of `make bench`: percentiles, rates, rows and their ratios."""

import json
import math

import pytest

from bench.figures import Row, Sample, as_json, beside, compare, grown, percentile, rate, speed, table

KEYS = (
    "measure server database pilots plans clients rps p50_ms p95_ms p99_ms cpu_ms queries bytes pss_mb "
    "rps_ratio p50_ratio p95_ratio cpu_ratio"
)
AGAINST = {"bare": "bare", "bare-write": "bare-write", "pilot-page": "bare", "submit": "bare-write"}


def row(measure="bare", **said):
    figures = {"rps": 100.0, "p50_ms": 10.0, "p95_ms": 20.0, "p99_ms": 30.0, "cpu_ms": 4.0}
    where = {"server": "granian", "database": "sqlite", "pilots": 3, "plans": 1, "clients": 8}
    return Row(**{"measure": measure, **where, **figures, "queries": 2, "bytes": 9, "pss_mb": 90.0, **said})


@pytest.mark.parametrize(("share", "value"), [(50, 5), (95, 10), (99, 10), (90, 9), (1, 1)])
def test_a_percentile_is_the_nearest_value_that_is_there(share, value):
    assert percentile([10, 1, 9, 2, 8, 3, 7, 4, 6, 5], share) == value


def test_of_one_value_every_percentile_is_that_and_of_none_there_is_none():
    assert {percentile([7], share) for share in (1, 50, 99)} == {7}
    with pytest.raises(ValueError, match="Nothing was measured"):
        percentile([], 50)


def test_the_rate_is_that_of_clients_who_always_wait():
    # Two clients wait for two answers each: 0.1 s, 0.3 s.
    assert rate(Sample(latencies=[0.1, 0.3, 0.1, 0.3]), 2) == pytest.approx(10)


def test_samples_add_up_over_the_slices():
    sample = Sample(latencies=[0.1], cpu=0.05)
    sample.add(Sample(latencies=[0.3], cpu=0.15))
    assert speed(sample, 1) == {"rps": 5, "cpu_ms": 100, "p50_ms": 100, "p95_ms": 300, "p99_ms": 300}


def test_each_row_is_held_against_the_bare_one_of_its_own_place():
    rows = [
        row(),
        row("bare-write", rps=50.0, cpu_ms=8.0),
        row("pilot-page", rps=25.0, p50_ms=40.0, p95_ms=50.0, cpu_ms=16.0),
        row("submit", rps=5.0, cpu_ms=80.0),
        row(clients=1, rps=40.0),
        row("pilot-page", clients=1, rps=20.0),
    ]
    compare(rows, AGAINST)
    assert [each.rps_ratio for each in rows] == [1, 1, 0.25, 0.1, 1, 0.5]
    assert [each.cpu_ratio for each in rows] == [1, 1, 4, 10, 1, 1]
    assert (rows[2].p50_ratio, rows[2].p95_ratio) == (4, 2.5)


def test_without_a_bare_one_in_the_same_place_there_is_nothing_to_compare_with():
    with pytest.raises(KeyError):
        compare([row(), row("pilot-page", database="postgresql")], AGAINST)


def test_a_row_is_kept_with_every_key_and_nothing_to_compare_with_as_null():
    measured = row("pilot-page", cpu_ms=0.0)
    compare([row(cpu_ms=0.0), measured], AGAINST)
    (kept,) = json.loads(json.dumps(as_json([measured]), allow_nan=False))
    assert list(kept) == KEYS.split()
    assert kept["cpu_ratio"] is None
    assert math.isnan(measured.cpu_ratio)


def test_the_table_has_a_line_for_each_row_as_wide_as_its_head():
    head, *lines = table([row(), row("dashboard-after-write", database="postgresql", plans=3000)])
    assert [len(line) for line in lines] == [len(head)] * 2
    assert lines[1].split()[:5] == ["dashboard-after-write", "postgresql", "3", "3000", "8"]


def test_queries_that_grow_with_the_pilots_are_named_once():
    rows = [row(queries=14), row(pilots=30, queries=15), row(pilots=300, queries=16), row(plans=100, queries=99)]
    assert grown(rows) == ["bare"]
    assert grown([row(queries=14), row(pilots=30, queries=14), row(database="postgresql", queries=15)]) == []


def test_what_was_measured_before_stays_until_it_is_measured_anew():
    def rows(cpu, *places):
        common = {"server": "granian", "pilots": 3, "plans": 1, "cpu_ms": cpu}
        return [
            {"measure": name, "database": database, "clients": clients} | common for name, database, clients in places
        ]

    earlier = rows(1, ("bare", "sqlite", 8), ("bare", "sqlite", 50), ("ledger", "sqlite", 8), ("bare", "postgresql", 8))
    assert beside(earlier, rows(2, ("bare", "sqlite", 8))) == [*earlier[1:], *rows(2, ("bare", "sqlite", 8))]
