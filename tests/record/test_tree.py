"""The tree over the entries, and the two digests it is made with."""

import hashlib
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partybuilding.record.sm3 import slow_sm3, sm3
from partybuilding.record.tree import CompactTree, Trees, sha256

# GB/T 32905-2016, appendix A.
VECTORS = {
    b"abc": "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
    b"abcd" * 16: "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732",
}
# RFC 6962's reference tree, with which RFC 9162's hashes are the same.
LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


@pytest.mark.parametrize("function", [sm3, slow_sm3])
@pytest.mark.parametrize(("text", "digest"), VECTORS.items())
def test_sm3_is_what_the_standard_says(function, text, digest):
    assert function(text).hex() == digest


@pytest.mark.parametrize("length", [0, 1, 55, 56, 63, 64, 65, 119, 120, 200])
def test_both_ways_to_sm3_are_one(length):
    data = os.urandom(length)
    assert slow_sm3(data) == sm3(data)


def test_roots_are_those_of_the_reference_tree():
    tree, roots = CompactTree(sha256), []
    for leaf in LEAVES:
        tree.add(bytes.fromhex(leaf))
        roots.append(tree.root())
    assert roots == ROOTS
    assert CompactTree(sha256).root() == hashlib.sha256(b"").hexdigest()


def plain_root(leaves: list[bytes]) -> bytes:
    """Return the root as RFC 9162, 2.1.1, defines it."""
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + plain_root(leaves[:half]) + plain_root(leaves[half:])).digest()


@given(st.lists(st.binary(max_size=5), min_size=1, max_size=70))
def test_what_is_kept_of_a_tree_is_enough_to_go_on(leaves):
    trees = Trees.load()
    for leaf in leaves:
        trees = Trees.load(trees.size, trees.sha256.text(), trees.sm3.text())
        trees.add(leaf)
    assert trees.roots()[0] == plain_root(leaves).hex()


def test_what_is_no_tree_of_this_size_is_refused():
    with pytest.raises(ValueError, match="no compact tree of 2 leaves"):
        CompactTree.load(sha256, 2, "00" * 64)
