"""Which backups are kept: 7 days, 5 weeks, 12 months."""

from datetime import UTC, datetime, timedelta

from partybuilding.backup.retention import kept

NOW = datetime(2005, 11, 15, 13, tzinfo=UTC)  # a Tuesday


def test_of_two_a_day_over_two_years_the_newest_of_each_period_stay():
    stays = sorted(kept(NOW - timedelta(hours=12 * number) for number in range(2 * 730)), reverse=True)
    assert stays[:7] == [NOW - timedelta(days=number) for number in range(7)]
    assert [f"{each:%m-%d}" for each in stays[7:11]] == ["11-06", "10-31", "10-30", "10-23"]
    assert [f"{each:%y-%m-%d}" for each in stays[11:]] == [
        *("05-09-30", "05-08-31", "05-07-31", "05-06-30", "05-05-31", "05-04-30", "05-03-31", "05-02-28"),
        *("05-01-31", "04-12-31"),
    ]


def test_days_without_one_do_not_count():
    few = {NOW - timedelta(days=40 * number) for number in range(5)}
    assert kept(few) == few
    assert kept([]) == set()
