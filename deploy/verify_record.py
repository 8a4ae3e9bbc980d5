#!/usr/bin/env python3
"""Prove a file of the record, without the site: python3 verify_record.py FILE [HEAD ...]

FILE is what `manage.py verify --write FILE`, or the button on the record's page, writes; a HEAD is typed from paper,
as 1234:9f3a27c1d0e4b5a6:51b2... or as it is printed. docs/record.md describes the form; Python 3.10 is all it needs.
Ends with 0 if everything is as it was written, else with 1 and the first entry that is not."""

import hashlib
import json
import re
import struct
import sys

START = (0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600, 0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E)


def sha256(data):
    return hashlib.sha256(data).digest()


def turn(word, by):
    by %= 32
    return ((word << by) | (word >> (32 - by))) & 0xFFFFFFFF


def block_sm3(state, block):
    w = list(struct.unpack(">16I", block))
    for j in range(16, 68):
        x = w[j - 16] ^ w[j - 9] ^ turn(w[j - 3], 15)
        w.append(x ^ turn(x, 15) ^ turn(x, 23) ^ turn(w[j - 13], 7) ^ w[j - 6])
    a, b, c, d, e, f, g, h = state
    for j in range(64):
        ss1 = turn((turn(a, 12) + e + turn(0x79CC4519 if j < 16 else 0x7A879D8A, j)) & 0xFFFFFFFF, 7)
        ff = a ^ b ^ c if j < 16 else (a & b) | (a & c) | (b & c)
        gg = e ^ f ^ g if j < 16 else (e & f) | (~e & g)
        tt1 = (ff + d + (ss1 ^ turn(a, 12)) + (w[j] ^ w[j + 4])) & 0xFFFFFFFF
        tt2 = (gg + h + ss1 + w[j]) & 0xFFFFFFFF
        d, c, b, a = c, turn(b, 9), a, tt1
        h, g, f, e = g, turn(f, 19), e, tt2 ^ turn(tt2, 9) ^ turn(tt2, 17)
    return tuple(x ^ y for x, y in zip(state, (a, b, c, d, e, f, g, h), strict=True))


def sm3(data):
    try:
        return hashlib.new("sm3", data).digest()
    except ValueError:  # without OpenSSL's
        data += b"\x80" + b"\0" * ((55 - len(data)) % 64) + struct.pack(">Q", 8 * len(data))
        state = START
        for at in range(0, len(data), 64):
            state = block_sm3(state, data[at : at + 64])
        return struct.pack(">8I", *state)


class Tree:
    """The roots of the full subtrees over `size` leaves, the largest first (RFC 9162)."""

    def __init__(self, digest, size, text):
        self.digest, self.size, kept = digest, size, bytes.fromhex(text)
        self.subtrees = [kept[at : at + 32] for at in range(0, len(kept), 32)]
        if len(kept) != 32 * bin(size).count("1"):
            raise ValueError(f"no tree of {size} entries")

    def add(self, entry):
        node, size = self.digest(b"\x00" + entry), self.size
        while size & 1:
            node, size = self.digest(b"\x01" + self.subtrees.pop() + node), size >> 1
        self.subtrees.append(node)
        self.size += 1

    def root(self):
        if not self.subtrees:
            return self.digest(b"").hex()
        root = self.subtrees[-1]
        for left in reversed(self.subtrees[:-1]):
            root = self.digest(b"\x01" + left + root)
        return root.hex()


def parse_head(text):
    size, first, second = [part.upper().replace("SM3", "").replace(" ", "") for part in re.split("[:·]", text)]
    if not re.fullmatch("[0-9A-F]{16,64}", first) or not re.fullmatch("[0-9A-F]{16,64}", second):
        raise ValueError(f"no head: {text}")
    return int(re.sub(r"\D", "", size)), first.lower(), second.lower()


class WrongError(Exception):
    """What is wrong, and where."""


def pass_heads(trees, heads, good):
    """Compare the heads of this size; return the size at which the last one agreed."""
    while heads and heads[0][0] <= trees[0].size:
        size, first, second = heads.pop(0)
        if size < trees[0].size:
            sys.stdout.write(f"head of {size} entries: older than what is kept\n")
        elif trees[0].root().startswith(first) and trees[1].root().startswith(second):
            good = size
        else:
            raise WrongError(
                f"made anew: entry {good} or a later one, at the latest {size - 1}, is not what was printed"
            )
    return good


def prove(lines, heads):
    """Return how many entries there are, and the size of the last head that agreed."""
    form, first, *subtrees = lines[0].split("\t")
    if form != "fengxiang-record 1":
        raise WrongError("this is no file of the record")
    trees = [Tree(digest, int(first), text) for digest, text in zip((sha256, sm3), subtrees, strict=True)]
    heads = sorted([*heads, *(parse_head(line[5:]) for line in lines if line.startswith("head\t"))])
    good = pass_heads(trees, heads, int(first))
    stated = None
    for entry, *roots in (line.split("\t") for line in lines[1:]):
        if entry == "size":
            stated = int(roots[0])
        if not entry.startswith("{"):
            continue
        position, expected = json.loads(entry)["position"], trees[0].size
        if position != expected:
            raise WrongError(f"{'removed' if position > expected else 'inserted'}: entry {min(position, expected)}")
        for tree in trees:
            tree.add(entry.encode("ascii"))
        if roots != [tree.root() for tree in trees]:
            raise WrongError(f"changed: entry {expected}")
        good = pass_heads(trees, heads, good)
    check_end(trees[0].size, stated, heads, good)
    return trees[0].size, good


def check_end(size, stated, heads, good):
    if stated is None or stated > size:
        raise WrongError(f"cut off the end: entry {size}")
    if heads:
        raise WrongError(f"entry {size} was printed and is gone; those from {good} on may be others, too")
    if stated < size:
        raise WrongError(f"inserted: entry {stated}")


def main():
    try:
        with open(sys.argv[1], encoding="ascii", newline="\n") as file:
            size, good = prove(file.read().split("\n"), list(map(parse_head, sys.argv[2:])))
    except (WrongError, ValueError, IndexError, KeyError, TypeError) as error:
        sys.exit(str(error) or "this is no file of the record")
    sys.stdout.write(f"{size} entries are as they were written; those before {good} as they were printed\n")


if __name__ == "__main__":
    main()
