from datetime import date, timedelta
from threading import Thread

from django.utils import timezone

from fengxiang import clock

OTHER_DAY = date(2004, 7, 27)


def test_the_setting_says_which_day_it_is(settings):
    settings.FENGXIANG_TODAY = OTHER_DAY
    assert clock.today() == clock.set_day() == OTHER_DAY


def test_without_a_setting_it_is_the_countys_calendar(settings):
    settings.FENGXIANG_TODAY = None
    assert clock.set_day() is None
    assert abs(clock.today() - timezone.localdate()) <= timedelta(days=1)  # midnight may pass between the two


def test_a_day_set_for_a_block_goes_before_the_setting_and_ends_with_it(on_2005_11_15):
    with clock.set_to(OTHER_DAY):
        assert clock.today() == OTHER_DAY
        with clock.set_to(date(2006, 1, 1)):
            assert clock.today() == date(2006, 1, 1)
        assert clock.today() == OTHER_DAY
    assert clock.today() == on_2005_11_15


def test_a_day_set_for_a_block_ends_when_the_block_fails(on_2005_11_15):
    try:
        with clock.set_to(OTHER_DAY):
            raise LookupError
    except LookupError:
        assert clock.today() == on_2005_11_15


def test_a_day_set_here_is_not_set_in_another_thread(on_2005_11_15):
    seen = []
    with clock.set_to(OTHER_DAY):
        thread = Thread(target=lambda: seen.append(clock.today()))
        thread.start()
        thread.join()
    assert seen == [on_2005_11_15]


def test_the_moment_lies_on_the_day_and_keeps_the_time_of_the_machine():
    before = timezone.localtime().replace(year=2004, month=7, day=27)
    with clock.set_to(OTHER_DAY):
        moment = clock.now()
    assert moment.date() == OTHER_DAY
    assert timedelta(0) <= (moment - before) % timedelta(days=1) < timedelta(minutes=1)
    assert moment.utcoffset() == timedelta(hours=8)


def test_without_a_set_day_the_moment_is_the_machines(settings):
    settings.FENGXIANG_TODAY = None
    before = timezone.now()
    assert before <= clock.now() <= timezone.now()
