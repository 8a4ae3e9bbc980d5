"""Dates as offices write and type them; Django's own zh-hans prints 07月5日 and refuses 2004年7月27日."""

from datetime import date, datetime

import pytest
from django import forms
from django.utils import translation
from django.utils.formats import date_format, get_format

DAY = date(2004, 7, 5)


@pytest.mark.parametrize(
    ("name", "chinese", "english"),
    [
        ("DATE_FORMAT", "2004年7月5日", "5 July 2004"),
        ("MONTH_DAY_FORMAT", "7月5日", "5 July"),
        ("YEAR_MONTH_FORMAT", "2004年7月", "July 2004"),
        ("SHORT_DATE_FORMAT", "2004-07-05", "2004-07-05"),
    ],
)
def test_a_date_is_written_without_padding(name, chinese, english):
    assert date_format(DAY, name) == chinese
    with translation.override("en"):
        assert date_format(DAY, name) == english


@pytest.mark.parametrize(("language", "text"), [("zh-hans", "2004年7月5日 09:05"), ("en", "5 July 2004, 09:05")])
def test_a_moment_is_written_with_24_hours(language, text):
    with translation.override(language):
        assert date_format(datetime(2004, 7, 5, 9, 5), "DATETIME_FORMAT") == text  # noqa: DTZ001


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("typed", ["2004-07-05", "2004/7/5", "2004年7月5日", "2004年07月05日", "2004.7.5"])
def test_a_date_may_be_typed_as_offices_write_it(language, typed):
    with translation.override(language):
        assert forms.DateField().clean(typed) == DAY


@pytest.mark.parametrize("typed", ["2004年2月30日", "5.7.2004", "27日", "2004-13-01"])
def test_what_is_no_date_is_refused(typed):
    with pytest.raises(forms.ValidationError):
        forms.DateField().clean(typed)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_week_begins_on_monday(language):
    with translation.override(language):
        assert get_format("FIRST_DAY_OF_WEEK") == 1
