"""The trained network, computed with numpy: three convolutions over the words, and a softmax.

It is computed only where a name could stand; an answer depends on four words on each side.
"""

import functools
import io
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt

from leitstand.policy.names.vocabulary import (
    ADDRESS,
    BREAK,
    COULD_BE,
    JOINS,
    VOID,
    WORD,
    Floats,
    Numbers,
    Vocabulary,
    floats,
)

Mask = npt.NDArray[np.bool_]
REACH = 4
"""Words on each side that a word's answer depends on: the sum of the layers' reaches."""
_BLOCK = 16
"""Rows that are multiplied at once: so few that OpenBLAS takes one thread for them, whatever it is set
to (it takes more from 65,536 * 4 products on: interface/gemm.c), because threads cost more than they
give here, and other workers of the process need the cores."""
_PERSON_BEGINS, _PERSON_GOES_ON = 1, 2
"""Columns of the answer; column 0 is no name, the others are places, organisations, other names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What the network says of the words that could be part of a name; all of the same length."""

    places: list[int]
    """Positions among the words, ascending."""
    begins: list[float]
    """Probability that a person's name begins there."""
    goes_on: list[float]
    """Probability that the word goes on with one."""
    looked: list[str]
    """The distinct words that the answers rest on; they are what costs."""


NOTHING = Answers(places=[], begins=[], goes_on=[], looked=[])


class Network:
    """The weights of networks that learned side by side ("twins"), and a vocabulary per thread."""

    def __init__(self, weights: Mapping[str, npt.NDArray[Any]]) -> None:
        twins, count, width = weights["table"].shape
        table = floats(weights["table"]).transpose(1, 0, 2).reshape(count, twins * width)
        self._table = np.ascontiguousarray(table)
        self._twins = twins
        self._reach = [weights[f"k{n}"].shape[1] // 2 for n in (1, 2, 3)]
        self._kernels = [
            floats(weights[f"k{n}"]).reshape(twins, -1, weights[f"k{n}"].shape[-1])
            for n in (1, 2, 3, 4)
        ]
        self._biases = [floats(weights[f"b{n}"]) for n in (1, 2, 3, 4)]
        self._local = threading.local()

    def answers(self, words: Sequence[str]) -> Answers:
        """Return what the network says of some words of a text, in their order."""
        vocabulary = self._vocabulary()
        padded = np.full(len(words) + 2 * REACH, VOID, np.int64)
        padded[REACH : REACH + len(words)] = vocabulary.numbers(words)
        asked = _asked(vocabulary.roles(padded))
        if not asked.any():
            return NOTHING
        looked = np.unique(padded[_dilated(asked, REACH)]).tolist()
        vocabulary.make_vectors(looked)
        given = self._computed(vocabulary.vectors, padded, asked)
        return Answers(
            places=(np.flatnonzero(asked) - REACH).tolist(),
            begins=given[:, _PERSON_BEGINS].tolist(),
            goes_on=given[:, _PERSON_GOES_ON].tolist(),
            looked=vocabulary.words(looked),
        )

    def _computed(self, vectors: Floats, numbers: Numbers, asked: Mask) -> Floats:
        """Compute each layer only where the next one, or the answer, needs it."""
        needed = [asked]
        for reach in reversed(self._reach[1:]):
            needed.insert(0, _dilated(needed[0], reach))
        where = np.arange(len(numbers))
        rows = vectors.take(numbers, axis=0).reshape(len(numbers), self._twins, -1)
        twins = [np.ascontiguousarray(rows[:, twin]) for twin in range(self._twins)]
        for layer, mask in enumerate(needed):
            places = np.flatnonzero(mask)
            reach = self._reach[layer]
            around: Numbers = np.arange(-reach, reach + 1, dtype=np.int64)
            windows = _in_blocks(np.take(where, places[:, None] + around))
            count = len(places)
            twins = [self._layer(layer, twin, h, windows)[:count] for twin, h in enumerate(twins)]
            where[places] = np.arange(len(places))
        answers = [
            _softmax(h @ self._kernels[3][twin] + self._biases[3][twin])
            for twin, h in enumerate(twins)
        ]
        return np.asarray(sum(answers) / self._twins, np.float32)

    def _layer(self, layer: int, twin: int, h: Floats, windows: Numbers) -> Floats:
        """Return a layer's values; ``windows`` holds for each place the rows of it and around it."""
        window = h.take(windows, axis=0)
        kernel = self._kernels[layer][twin]
        blocks = window.reshape(-1, _BLOCK, len(kernel)) @ kernel
        new: Floats = blocks.reshape(len(windows), -1)
        new += self._biases[layer][twin]
        np.maximum(new, 0.0, out=new)
        if layer:
            new += window[:, windows.shape[1] // 2]
        return new

    def _vocabulary(self) -> Vocabulary:
        vocabulary: Vocabulary | None = getattr(self._local, "vocabulary", None)
        if vocabulary is None:
            vocabulary = self._local.vocabulary = Vocabulary(self._table)
        return vocabulary


def _asked(roles: npt.NDArray[np.uint8]) -> Mask:
    """Return where a name could stand: a word that could be one or is addressed, and what joins."""
    address = (roles & ADDRESS) > 0
    addressed = np.zeros(len(roles), np.bool_)
    addressed[1:] = address[:-1]
    addressed[2:] |= address[:-2] & ((roles[1:-1] & BREAK) > 0)
    asked: Mask = ((roles & COULD_BE) > 0) | (addressed & ((roles & WORD) > 0) & ~address)
    joined = ((roles & JOINS) > 0) & _dilated(asked, 2)
    return asked | joined


def _dilated(mask: Mask, reach: int) -> Mask:
    wider = mask.copy()
    for step in range(1, reach + 1):
        wider[step:] |= mask[:-step]
        wider[:-step] |= mask[step:]
    return wider


def _in_blocks(windows: Numbers) -> Numbers:
    """Return the rows with some more behind them, so that they fill blocks."""
    missing = -len(windows) % _BLOCK
    return np.concatenate((windows, np.zeros((missing, windows.shape[1]), np.int64)))


def _softmax(scores: Floats) -> Floats:
    exponents: Floats = np.exp(scores - scores.max(axis=1, keepdims=True))
    exponents /= exponents.sum(axis=1, keepdims=True)
    return exponents


@functools.cache
def shipped() -> Network:
    """Return the network that the package ships."""
    packed = resources.files("leitstand.policy.names").joinpath("data/weights.npz").read_bytes()
    return Network(np.load(io.BytesIO(packed)))
