"""Working days by the Chinese calendar of public holidays and make-up days."""

from datetime import date, timedelta

import chinese_calendar


def next_working_day(day: date) -> date:
    """Return the day itself if it is worked on, else the next day that is.

    The calendar of a year is known once the State Council has announced it, from 2004 on: in any other year the day
    stays as it is.
    """
    moved = day
    try:
        while not chinese_calendar.is_workday(moved):
            moved += timedelta(days=1)
    except NotImplementedError:
        return day
    return moved
