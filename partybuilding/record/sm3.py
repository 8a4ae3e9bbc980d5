"""The digest SM3 (GB/T 32905): OpenSSL's where it has one, else the small one here, which is slower."""

import hashlib
from itertools import pairwise
from struct import pack, unpack

_START = (0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600, 0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E)
_MASK = 0xFFFFFFFF


def _turn(word: int, by: int) -> int:
    by %= 32
    return (word << by | word >> (32 - by)) & _MASK


def _expanded(block: bytes) -> list[int]:
    words = list(unpack(">16I", block))
    for at in range(16, 68):
        mixed = words[at - 16] ^ words[at - 9] ^ _turn(words[at - 3], 15)
        spread = mixed ^ _turn(mixed, 15) ^ _turn(mixed, 23)
        words.append(spread ^ _turn(words[at - 13], 7) ^ words[at - 6])
    return words


def _compressed(state: tuple[int, ...], block: bytes) -> tuple[int, ...]:
    words = _expanded(block)
    a, b, c, d, e, f, g, h = state
    for at in range(64):
        is_early = at < 16
        first = _turn((_turn(a, 12) + e + _turn(0x79CC4519 if is_early else 0x7A879D8A, at)) & _MASK, 7)
        some = a ^ b ^ c if is_early else (a & b) | (a & c) | (b & c)
        other = e ^ f ^ g if is_early else (e & f) | (~e & g)
        left = (some + d + (first ^ _turn(a, 12)) + (words[at] ^ words[at + 4])) & _MASK
        right = (other + h + first + words[at]) & _MASK
        a, b, c, d = left, a, _turn(b, 9), c
        e, f, g, h = right ^ _turn(right, 9) ^ _turn(right, 17), e, _turn(f, 19), g
    return tuple(old ^ new for old, new in zip(state, (a, b, c, d, e, f, g, h), strict=True))


def slow_sm3(data: bytes) -> bytes:
    """Return the SM3 of some bytes, computed here."""
    padded = data + b"\x80" + bytes((55 - len(data)) % 64) + pack(">Q", 8 * len(data))
    state: tuple[int, ...] = _START
    for start, end in pairwise(range(0, len(padded) + 1, 64)):
        state = _compressed(state, padded[start:end])
    return pack(">8I", *state)


def _has_openssl() -> bool:
    try:
        hashlib.new("sm3")
    except ValueError:
        return False
    return True


if _has_openssl():

    def sm3(data: bytes) -> bytes:
        """Return the SM3 of some bytes."""
        return hashlib.new("sm3", data).digest()

else:
    sm3 = slow_sm3
