import pytest

from partybuilding.search.rules import fits, folded


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("东湖路社区", "湖路"),
        ("东湖路社区", "dhl"),
        ("东湖路社区", "hlsq"),
        ("东湖路社区", "DHL"),
        ("重庆社区", "cqsq"),  # the character is read in two ways,
        ("重庆社区", "zqsq"),  # and nobody has to know which
        ("Donghu Road Community", "road c"),
        ("第１中学", "第1"),
        ("K07 阵地", "k07"),
    ],
)
def test_a_name_fits_as_it_is_written_and_as_it_is_read(name, typed):
    assert fits(name, folded(typed))


@pytest.mark.parametrize(
    ("name", "typed"), [("东湖路社区", "lhd"), ("东湖路社区", "d"), ("东湖路社区", "dongguan"), ("", "dh")]
)
def test_another_does_not(name, typed):
    assert not fits(name, folded(typed))
