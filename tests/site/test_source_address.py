"""Whose computer a request comes from: true and forged headers, with and without a proxy that is trusted."""

import pytest
from django.test import RequestFactory

from fengxiang.source_address import source_address, source_line

LOCAL = ["127.0.0.0/8", "::1/128"]


@pytest.fixture
def asked(settings):
    def ask(remote, forwarded=None, trusted=LOCAL):
        settings.TRUSTED_PROXIES = trusted
        more = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
        return RequestFactory().get("/", REMOTE_ADDR=remote, **more)

    return ask


@pytest.mark.parametrize(
    ("remote", "forwarded", "trusted", "address"),
    [
        ("10.0.0.7", None, LOCAL, "10.0.0.7"),
        ("10.0.0.7", "6.6.6.6", LOCAL, "10.0.0.7"),  # no proxy of ours: its header is its own
        ("127.0.0.1", "6.6.6.6", [], "127.0.0.1"),  # no proxy at all
        ("127.0.0.1", "10.0.0.7", LOCAL, "10.0.0.7"),
        ("127.0.0.1", "6.6.6.6, 10.0.0.7", LOCAL, "10.0.0.7"),  # forged before it reached the proxy
        ("127.0.0.1", "127.0.0.1, 10.0.0.7", LOCAL, "10.0.0.7"),
        ("127.0.0.1", "10.0.0.7, 10.9.0.1", [*LOCAL, "10.9.0.0/16"], "10.0.0.7"),  # two hops
        ("127.0.0.1", "6.6.6.6, 10.9.0.1", LOCAL, "10.9.0.1"),
        ("127.0.0.1", None, LOCAL, "127.0.0.1"),
        ("127.0.0.1", "", LOCAL, "127.0.0.1"),
        ("127.0.0.1", "unknown", LOCAL, "127.0.0.1"),
        ("127.0.0.1", "10.0.0.7, <script>", LOCAL, "127.0.0.1"),
        ("::1", "2001:db8::7", LOCAL, "2001:db8::7"),
        ("::ffff:127.0.0.1", "::ffff:10.0.0.7", LOCAL, "10.0.0.7"),
        ("127.0.0.1", "[2001:db8::7]", LOCAL, "2001:db8::7"),
        ("fe80::1%eth0", None, LOCAL, "fe80::1"),
        ("", "6.6.6.6", LOCAL, ""),
        ("nonsense", "6.6.6.6", LOCAL, ""),
    ],
)
def test_the_address_is_what_a_trusted_proxy_says_and_else_the_lines(asked, remote, forwarded, trusted, address):
    assert source_address(asked(remote, forwarded, trusted)) == address


def test_a_chain_of_any_length_is_read_at_its_end(asked):
    assert source_address(asked("127.0.0.1", ",".join(["6.6.6.6"] * 5000 + ["10.0.0.7"]))) == "10.0.0.7"


@pytest.mark.parametrize(
    ("remote", "line"),
    [
        ("10.0.0.7", "10.0.0.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        ("", None),
    ],
)
def test_whoever_owns_a_line_has_one_address(asked, remote, line):
    assert source_line(asked(remote)) == line
