"""The trained network, computed with numpy."""

import functools
import io
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt

from leitstand.policy.names.features import features, row
from leitstand.policy.names.lexicon import lexicon

Floats = npt.NDArray[np.float32]
REACH = 5
"""Words on each side that a word's tag may depend on."""
PERSON_BEGINS, PERSON_GOES_ON = 1, 2
"""Columns of the answer; column 0 is no name, the others are places, organisations, other names."""
_REMEMBERED = 20_000
"""Words whose vectors a process keeps: 5 MB."""


class Network:
    """Word vectors, three convolutions over the words, and a softmax."""

    def __init__(self, weights: Mapping[str, npt.NDArray[Any]]) -> None:
        self._table = weights["table"]
        self._layers = [
            (
                np.ascontiguousarray(weights[f"k{n}"], np.float32).reshape(
                    -1, weights[f"k{n}"].shape[-1]
                ),
                weights[f"b{n}"].astype(np.float32),
            )
            for n in (1, 2, 3, 4)
        ]
        self._reach = [weights[f"k{n}"].shape[0] // 2 for n in (1, 2, 3)]
        self._vectors: dict[str, Floats] = {}

    def vector(self, word: str) -> Floats:
        """Return a word's vector: the sum of the rows of its features."""
        known = self._vectors.get(word)
        if known is None:
            rows = list(map(row, features(word, lexicon())))
            known = self._table[rows].sum(axis=0, dtype=np.float32)
            if len(self._vectors) >= _REMEMBERED:
                self._vectors.clear()
            self._vectors[word] = known
        return known

    def probabilities(self, words: Sequence[str]) -> Floats:
        """Return for each word the probability of each tag; the empty word is a void."""
        void = np.zeros(self._table.shape[1], np.float32)
        h = np.array([self.vector(word) if word else void for word in words])
        for number, reach in enumerate(self._reach):
            kernel, bias = self._layers[number]
            new = _windows(h, reach) @ kernel
            new += bias
            np.maximum(new, 0.0, out=new)
            if number:
                new += h
            h = new
        kernel, bias = self._layers[3]
        return _softmax(h @ kernel + bias)


def _windows(h: Floats, reach: int) -> Floats:
    """Return each word's vector beside those of its neighbours, oldest first."""
    count, width = h.shape
    padded = np.zeros((count + 2 * reach, width), np.float32)
    padded[reach : reach + count] = h
    step = padded.strides[0]
    return np.lib.stride_tricks.as_strided(
        padded, (count, (2 * reach + 1) * width), (step, padded.strides[1]), writeable=False
    )


def _softmax(scores: Floats) -> Floats:
    exponents = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(exponents / exponents.sum(axis=1, keepdims=True), np.float32)


@functools.cache
def shipped() -> Network:
    """Return the network that the package ships."""
    packed = resources.files("leitstand.policy.names").joinpath("data/weights.npz").read_bytes()
    return Network(np.load(io.BytesIO(packed)))
