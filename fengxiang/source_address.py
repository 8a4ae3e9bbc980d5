"""Whose computer a request comes from: the one place that says so, for the lock, the limits and the log.

Behind a proxy every line comes from the proxy, which says in X-Forwarded-For from whom it had it. Anybody can write
such a header, so it is read from its end, and only as far as those who wrote it are in TRUSTED_PROXIES.
"""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

Address = IPv4Address | IPv6Address
_MOST = 20  # entries that are looked at
_ONE_LINE = 64  # bits of an IPv6 address that name a line; the rest its owner chooses


def _read(text: str) -> Address | None:
    """Return an address as it is written there; None for what is none. IPv4 within IPv6 is IPv4."""
    try:
        address = ip_address(text.strip().strip("[]").partition("%")[0])
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address


def _is_trusted(address: Address) -> bool:
    return any(address in ip_network(each) for each in settings.TRUSTED_PROXIES)


def _found(request: HttpRequest) -> Address | None:
    address = _read(request.META.get("REMOTE_ADDR", ""))
    hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")[-_MOST:]
    while hops and address is not None and _is_trusted(address):
        before = _read(hops.pop())
        if before is None:
            break
        address = before
    return address


def source_address(request: HttpRequest) -> str:
    """Return the address a request comes from, as 10.1.2.3 or 2001:db8::7; "" if none is known."""
    return str(_found(request) or "")


def source_line(request: HttpRequest) -> str | None:
    """Return what is counted as one source: an IPv4 address, or the /64 of an IPv6 address; None if none is known."""
    address = _found(request)
    if isinstance(address, IPv6Address):
        return str(ip_network((address, _ONE_LINE), strict=False).network_address)
    return None if address is None else str(address)
