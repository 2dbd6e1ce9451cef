"""Trains the network of names and writes it into the package: ``python -m tests.bench.names.train``.

The runtime computes with numpy alone; training needs jax (requirements.lock beside this file). All
randomness comes from one seed: the same machine writes the same bytes again.
"""

import argparse
import dataclasses
import functools
import hashlib
import io
import queue
import random
import sys
import threading
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import jax  # type: ignore[import-not-found]  # only in the lock of training
import jax.numpy as jnp  # type: ignore[import-not-found]  # only in the lock of training
import numpy as np
from tests.bench.names import lexicon as lexicon_file
from tests.bench.names.corpora import (
    Sentence,
    Text,
    as_text,
    bracketed,
    courts_to_learn,
    germeval,
    is_held_out,
)
from tests.bench.names.office import NEWS_SENTENCES, words
from tests.bench.names.samples import Names, corpus_text, mentions, news_text, office_text
from tests.bench.names.score import score

from leitstand.policy.names import lexicon as shipped
from leitstand.policy.names.features import COMMON_WORD, NAMED, ROWS, SEEN, rows
from leitstand.policy.names.tokens import places_of, words_of

PACKAGE = Path(shipped.__file__).parent / "data"
WIDTH, HIDDEN, TAGS, TWINS = 48, 64, 9, 2
"""Of a word's vector, of the layers, of the answer (O, then B and I of four classes); and how many
networks learn side by side, whose answers are averaged."""
KINDS = {"PER": 1, "LOC": 3, "ORG": 5, "OTH": 7}
MOST = 24
"""Features of a word; no word has more."""
LENGTH, ROW_COUNT = 128, 16
"""Tokens of a training row; rows of a batch."""
PAD = 4
"""Empty words that part two texts in one row: the reach of the network."""
FORGOTTEN = 0.3
"""Share of the features of each word that training hides in each step."""
DISTINCT = 1536
"""Most distinct words of a batch."""


@dataclass(frozen=True, slots=True)
class Params:
    """Settings of one run."""

    steps: int
    seed: int
    held_out: bool


def tagged(text: Text) -> tuple[list[str], list[int]]:
    """Return the words of a text and the tag of each; -1 teaches nothing."""
    words: list[str] = []
    tags: list[int] = []
    spans = list(text.spans)
    place = 0
    inside = -1
    for start, end in places_of(text.text, words_of(text.text)):
        word = text.text[start:end]
        word = "\n" if word[0] == "\n" else word[:40]
        while place < len(spans) and spans[place][1] <= start:
            place += 1
        tag = 0
        if place < len(spans) and spans[place][0] < end and word != "\n":
            kind = spans[place][2]
            tag = -1 if kind == "?" else KINDS[kind] + (inside == place)
            inside = place
        words.append(word)
        tags.append(tag)
    return words, tags


class Types:
    """Feature rows of every word and of what may be hidden of it, computed once."""

    def __init__(self) -> None:
        self.words = shipped.lexicon()
        self.rows: dict[tuple[str, int], np.ndarray] = {}

    def of(self, word: str, hidden: int) -> np.ndarray:
        """Return the rows; ``hidden`` is a sum of 1 (lists), 2 (common words), 4 (the word)."""
        found = self.rows.get((word, hidden))
        if found is None:
            ids = rows(word, self.words, hidden)
            found = np.full(MOST, ROWS, np.int32)
            found[: len(ids)] = ids
            self.rows[word, hidden] = found
        return found


def hidden(word: str, tag: int, rng: random.Random) -> int:
    """Draw what the network must do without at one place: rarely anything of a small word."""
    roll = rng.random()
    if not word[0].isupper():
        return SEEN if roll < 0.05 else 0
    if tag in (1, 2):
        return (NAMED if roll < 0.2 else 0) + (SEEN if rng.random() < 0.8 else 0)
    if roll < 0.8:
        return 0
    return (
        SEEN if roll < 0.84 else SEEN + COMMON_WORD if roll < 0.98 else SEEN + COMMON_WORD + NAMED
    )


def batches(
    texts: Iterator[Text], types: Types, rng: random.Random
) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Yield (feature rows of the distinct words, which word stands where, tags), packed."""
    while True:
        index: dict[tuple[str, int], int] = {("", 0): 0}
        where = np.zeros((ROW_COUNT, LENGTH), np.int32)
        tags = np.full((ROW_COUNT, LENGTH), -1, np.int32)
        for line in range(ROW_COUNT):
            place = PAD
            while place < LENGTH - PAD - 3:
                words, wanted = tagged(next(texts))
                for word, tag in list(zip(words, wanted, strict=True))[: LENGTH - PAD - place]:
                    key = (word, hidden(word, tag, rng))
                    where[line, place] = index.setdefault(key, len(index))
                    tags[line, place] = tag
                    place += 1
                place += rng.choice((0, PAD, PAD))
        if len(index) > DISTINCT:
            continue
        rows = np.full((DISTINCT, MOST), ROWS, np.int32)
        for (word, how), number in index.items():
            if word:
                rows[number] = types.of(word, how)
        yield rows, where, tags


def network(
    p: dict[str, jax.Array], rows: jax.Array, where: jax.Array, key: jax.Array | None
) -> jax.Array:
    """Return the scores of the tags at every place."""
    table = jnp.concatenate([p["table"], jnp.zeros((1, WIDTH))])
    if key is not None:
        kept = jax.random.bernoulli(jax.random.fold_in(key, 9), 1 - FORGOTTEN, rows.shape)
        rows = jnp.where(kept, rows, ROWS)
    vectors = table[rows].sum(axis=1) / (1 if key is None else 1 - FORGOTTEN)
    h = vectors[where]
    h = dropout(h, 0.35, key, 1)
    h = jax.nn.relu(conv(h, p["k1"], p["b1"]))
    h = dropout(h, 0.35, key, 2)
    h = h + jax.nn.relu(conv(h, p["k2"], p["b2"]))
    h = dropout(h, 0.35, key, 3)
    h = h + jax.nn.relu(conv(h, p["k3"], p["b3"]))
    h = dropout(h, 0.35, key, 4)
    return h @ p["k4"] + p["b4"]


def dropout(h: jax.Array, rate: float, key: jax.Array | None, number: int) -> jax.Array:
    """Hide a share of the values during training."""
    if key is None:
        return h
    kept = jax.random.bernoulli(jax.random.fold_in(key, number), 1 - rate, h.shape)
    return jnp.where(kept, h / (1 - rate), 0.0)


def conv(h: jax.Array, kernel: jax.Array, bias: jax.Array) -> jax.Array:
    """Return a convolution over the words; the kernel is (offsets, in, out)."""
    reach = kernel.shape[0] // 2
    padded = jnp.pad(h, ((0, 0), (reach, reach), (0, 0)))
    windows = [padded[:, i : i + h.shape[1]] for i in range(kernel.shape[0])]
    return jnp.concatenate(windows, axis=-1) @ kernel.reshape(-1, kernel.shape[2]) + bias


def start(seed: int) -> dict[str, jax.Array]:
    """Return the untrained weights."""
    rng = np.random.default_rng(seed)

    def draw(*shape: int, scale: float) -> jax.Array:
        return jnp.asarray(rng.normal(0, scale, (TWINS, *shape)), jnp.float32)

    return {
        "table": draw(ROWS, WIDTH, scale=0.05),
        "k1": draw(5, WIDTH, HIDDEN, scale=(2 / (5 * WIDTH)) ** 0.5),
        "b1": jnp.zeros((TWINS, HIDDEN)),
        "k2": draw(3, HIDDEN, HIDDEN, scale=(1 / (3 * HIDDEN)) ** 0.5),
        "b2": jnp.zeros((TWINS, HIDDEN)),
        "k3": draw(3, HIDDEN, HIDDEN, scale=(1 / (3 * HIDDEN)) ** 0.5),
        "b3": jnp.zeros((TWINS, HIDDEN)),
        "k4": draw(HIDDEN, TAGS, scale=(1 / HIDDEN) ** 0.5),
        "b4": jnp.zeros((TWINS, TAGS)),
    }


def loss_of_one(
    p: dict[str, jax.Array], rows: jax.Array, where: jax.Array, tags: jax.Array, key: jax.Array
) -> jax.Array:
    """Return the mean cross entropy over the places that teach."""
    scores = jax.nn.log_softmax(network(p, rows, where, key))
    chosen = jnp.take_along_axis(scores, jnp.maximum(tags, 0)[..., None], -1)[..., 0]
    smooth = 0.97 * chosen + 0.03 * scores.mean(-1)
    counted = tags >= 0
    return -(smooth * counted).sum() / counted.sum() + 4e-6 * (p["table"] ** 2).sum()


def loss(
    p: dict[str, jax.Array], rows: jax.Array, where: jax.Array, tags: jax.Array, key: jax.Array
) -> jax.Array:
    """Return the sum over the networks, each of which hides other values."""
    keys = jax.random.split(key, TWINS)
    return jax.vmap(loss_of_one, in_axes=(0, None, None, None, 0))(p, rows, where, tags, keys).sum()


@functools.partial(jax.jit, donate_argnums=(0, 1, 2, 3))
def step(p, m, v, ema, rows, where, tags, key, number, rate):  # type: ignore[no-untyped-def]
    """One step of Adam; ``ema`` follows the weights slowly and is what ships."""
    value, grads = jax.value_and_grad(loss)(p, rows, where, tags, key)
    m = jax.tree.map(lambda a, g: 0.9 * a + 0.1 * g, m, grads)
    v = jax.tree.map(lambda a, g: 0.99 * a + 0.01 * g * g, v, grads)
    scale = rate * jnp.sqrt(1 - 0.99**number) / (1 - 0.9**number)
    p = jax.tree.map(lambda w, a, b: w - scale * a / (jnp.sqrt(b) + 1e-8), p, m, v)
    decay = jnp.minimum(0.997, number / (number + 10.0))
    ema = jax.tree.map(lambda e, w: decay * e + (1 - decay) * w, ema, p)
    return p, m, v, ema, value


def stream(
    german: Sequence[Sentence], courts: Sequence[Sentence], names: Names, known: Names
) -> Iterator[Text]:
    """Yield training texts for ever: news and encyclopedia, court decisions, office texts.

    The news speak more often of people whose names are ``known`` to everybody.
    """
    rng = names.rng
    with_person = [s for s in german if "B-PER" in s.labels]
    judges = [s for s in courts if "B-PER" in s.labels]
    while True:
        roll = rng.random()
        if roll < 0.34:
            yield corpus_text(rng.choice(german), known, 1.0)
        elif roll < 0.42:
            yield corpus_text(rng.choice(with_person), known, 1.0)
        elif roll < 0.58:
            yield news_text(known)
        elif roll < 0.72:
            yield corpus_text(rng.choice(courts), names, 0.0)
        elif roll < 0.74:
            yield corpus_text(rng.choice(judges), names, 1.0)
        else:
            yield office_text(names)


Batch = tuple[np.ndarray, np.ndarray, np.ndarray]


def ahead(source: Iterator[Batch]) -> Iterator[Batch]:
    """Make the next batches while the network learns from this one."""
    made: queue.Queue[Batch] = queue.Queue(8)

    def work() -> None:
        for batch in source:
            made.put(batch)

    threading.Thread(target=work, daemon=True).start()
    while True:
        yield made.get()


def save(path: Path, p: dict[str, jax.Array]) -> str:
    """Write the weights in half precision, byte for byte the same each time; return their digest."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(p):
            kept = io.BytesIO()
            np.save(kept, np.asarray(p[name]).astype(np.float16))
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), kept.getvalue(), zipfile.ZIP_DEFLATED)
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main() -> None:
    """Train, report and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the four data files")
    parser.add_argument("--steps", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=4)
    parser.add_argument("--out", type=Path, default=PACKAGE / "weights.npz")
    parser.add_argument("--fold", type=int, default=0, help="held out besides, 0 to 4, to tune on")
    given = parser.parse_args()
    PACKAGE.mkdir(exist_ok=True)
    courts = courts_to_learn(given.data / "german_ler_train.conll.gz")
    german = list(germeval(given.data / "germeval2014_dev.tsv.gz"))
    taught = [s for i, s in enumerate(german) if not is_held_out(i) and i % 5 != given.fold]
    taught += map(bracketed, NEWS_SENTENCES)
    tested = [as_text(s) for i, s in enumerate(german) if i % 5 == given.fold]
    lexicon_file.write(PACKAGE / "lexicon.txt.gz", given.data, courts, taught)
    rng = random.Random(given.seed)  # noqa: S311  # training, not secrecy
    first, last = lexicon_file.name_lists(given.data)
    names = Names(
        first=first,
        last=last,
        first_more=words("first_names"),
        last_more=words("surnames"),
        rng=rng,
        mentions={kind: mentions(taught, kind) for kind in ("LOC", "ORG", "OTH")},
    )
    known = dataclasses.replace(
        names, first_more=words("known_first_names"), last_more=words("known_surnames")
    )
    types = Types()
    texts = ahead(batches(stream(taught, courts, names, known), types, rng))
    p = start(given.seed)
    m, v = jax.tree.map(jnp.zeros_like, p), jax.tree.map(jnp.zeros_like, p)
    ema = jax.tree.map(jnp.copy, p)
    for number in range(1, given.steps + 1):
        rate = 2e-3 * min(1.0, number / 100) * max(0.02, 1 - number / given.steps)
        rows, where, tags = next(texts)
        p, m, v, ema, value = step(
            p, m, v, ema, rows, where, tags, jax.random.key(given.seed * 100_000 + number),
            jnp.float32(number), jnp.float32(rate),
        )  # fmt: skip
        if number % 500 == 0 or number == given.steps:
            digest = save(given.out, ema)
            sys.stdout.write(
                f"{number} {float(value):.4f} {digest[:12]} {score(given.out, tested)}\n"
            )
            sys.stdout.flush()


if __name__ == "__main__":
    main()
