"""Sets of sources as bits packed into words: a row of words for each row of a product, 64 sources to a word."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from graphx.model.columns import Bools

    Words = NDArray[np.uint64]

WORD: Final = 64


Chosen: TypeAlias = "NDArray[np.integer] | slice"


def picked(words: Words, rows: Chosen) -> Words:
    """Return some rows of words: `take` is twice as fast as an index, for a row is short."""
    return words[rows] if isinstance(rows, slice) else words.take(rows, axis=0)


def add(words: Words, rows: Chosen, more: Words) -> None:
    """Add sources to some rows of words, each given once."""
    words[rows] = picked(words, rows) | more


def bit(source: int) -> np.uint64:
    """Return a source's bit within its word."""
    return np.uint64(1) << np.uint64(source % WORD)


def has_bit(words: Words, source: int) -> NDArray[np.bool_]:
    """Return which rows of words have a source's bit."""
    having: NDArray[np.bool_] = (words[:, source // WORD] & bit(source)) != 0
    return having


def have_bits(words: Words, rows: NDArray[np.integer], sources: NDArray[np.integer]) -> Bools:
    """Return whether rows of words have the bit of a source each."""
    own = words.reshape(-1).take(rows * words.shape[1] + sources // WORD)  # of one dimension: several times as fast
    have: Bools = (own >> (sources % WORD).astype(np.uint64)) & np.uint64(1) != 0
    return have


def unpacked(words: Words) -> NDArray[np.uint8]:
    """Return the bits of words, 0 or 1: a row each, a column per source."""
    return np.unpackbits(np.ascontiguousarray(words).view(np.uint8), axis=1, bitorder="little")


def bits(words: Words, count: int) -> Bools:
    """Return words as a table of truth: a row each, a column per source."""
    return unpacked(words)[:, :count].astype(bool)


def pairs(words: Words) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the bits of words that are set, as rows and sources, in that order: of few bits most bytes tell nothing."""
    octets = np.ascontiguousarray(words).view(np.uint8)
    told = np.flatnonzero(octets)
    number, place = np.nonzero(np.unpackbits(octets.reshape(-1)[told, np.newaxis], axis=1, bitorder="little"))
    row, octet = np.divmod(told[number], octets.shape[1])
    return row, 8 * octet + place


def some(words: Words) -> Bools:
    """Return which rows of words have a bit at all: by columns, for a row of words is short."""
    having: Bools = reduce(np.bitwise_or, words.T) != 0
    return having


def united(words: Words, starts: NDArray[np.integer]) -> Words:
    """Return the union of the words from each start to the next: by columns, for a row of words is short; of none it is 0."""
    begin, degree = starts[:-1], np.diff(starts)
    found = np.zeros((len(begin), words.shape[1]), np.uint64)
    filled = np.flatnonzero(degree)
    for column in range(words.shape[1]) if len(filled) else ():
        own = np.bitwise_or.reduceat(words[:, column], begin[filled])
        if len(filled) == len(begin):
            found[:, column] = own
        else:
            found[filled, column] = own
    return found
