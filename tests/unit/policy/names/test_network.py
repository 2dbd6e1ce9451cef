"""The shipped network: same answers whatever was read before, wherever a word stands."""

import hashlib
import random
from importlib import resources
from pathlib import Path

import numpy as np
import pytest

from leitstand.policy.names import vocabulary
from leitstand.policy.names.network import REACH, Network, shipped
from leitstand.policy.names.recognise import recognise
from leitstand.policy.names.tokens import words_of
from leitstand.policy.names.vocabulary import Vocabulary

TEXT = "Sehr geehrte Frau Öztürk, Ihr Sohn Emre Yildiz besucht die Kita von Herrn Wagner in Ulm."
FILLER = [
    "und",
    "dann",
    "kam",
    "noch",
    "etwas",
    "ganz",
    "anderes",
    "dazu",
    ",",
    "das",
    "niemand",
    "so",
    "erwartet",
    "hatte",
]


def test_answers_do_not_depend_on_what_was_read_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forgetting words costs time, never an answer (promise P3)."""
    fresh = list(recognise(TEXT))
    monkeypatch.setattr(vocabulary, "_REMEMBERED", 40)
    small = Vocabulary(np.zeros((vocabulary_rows(), 4), np.float32))
    for number in range(30):
        words = [f"Wort{number}x{place}" for place in range(10)]
        numbers = small.numbers(words)
        assert small.words(numbers) == words
    assert list(recognise(TEXT)) == fresh


def vocabulary_rows() -> int:
    """Return the number of rows of the table."""
    from leitstand.policy.names.features import ROWS

    return ROWS


def test_words_out_of_reach_change_nothing() -> None:
    """An answer rests on its neighbours, so that it is computed only where it is needed."""
    words = words_of(TEXT)
    alone = shipped().answers(words)
    longer = shipped().answers([*FILLER, *words, *FILLER])
    inner = {p - len(FILLER): b for p, b in zip(longer.places, longer.begins, strict=True)}
    for place, begins in zip(alone.places, alone.begins, strict=True):
        if REACH <= place < len(words) - REACH:
            assert inner[place] == pytest.approx(begins, abs=1e-5)


def test_gives_probabilities() -> None:
    """Begin and going on exclude each other."""
    answers = shipped().answers(words_of(TEXT))
    assert answers.places
    for begins, goes_on in zip(answers.begins, answers.goes_on, strict=True):
        assert 0 <= begins <= 1
        assert 0 <= goes_on <= 1
        assert begins + goes_on <= 1 + 1e-5


def test_a_text_without_candidates_costs_nothing() -> None:
    """Where nothing could be a name, nothing is computed."""
    assert shipped().answers(["die", "und", "der", "."]).places == []


def test_twins_are_averaged() -> None:
    """Two equal networks answer as one of them."""
    generator = np.random.default_rng(1)
    one = {
        "table": generator.normal(size=(1, vocabulary_rows(), 4)),
        "k1": generator.normal(size=(1, 5, 4, 3)),
        "k2": generator.normal(size=(1, 3, 3, 3)),
        "k3": generator.normal(size=(1, 3, 3, 3)),
        "k4": generator.normal(size=(1, 3, 9)),
    }
    one |= {f"b{n}": np.zeros((1, size)) for n, size in ((1, 3), (2, 3), (3, 3), (4, 9))}
    two = {name: np.concatenate([value, value]) for name, value in one.items()}
    words = words_of(TEXT)
    expected = Network(one).answers(words)
    assert Network(two).answers(words).begins == pytest.approx(expected.begins, abs=1e-5)


def test_the_model_card_names_the_shipped_weights() -> None:
    """The digest in the card is that of the file."""
    packed = resources.files("leitstand.policy.names").joinpath("data/weights.npz").read_bytes()
    card = next(
        parent / "docs" / "model-card-names.md"
        for parent in Path(__file__).parents
        if (parent / "docs" / "model-card-names.md").exists()
    )
    assert hashlib.sha256(packed).hexdigest() in card.read_text(encoding="utf-8")


def test_every_place_is_decided_alike_in_long_texts() -> None:
    """Chunks end with sentences: a name deep in a long text is found as in a short one."""
    rng = random.Random(7)  # noqa: S311  # no secret, but the same text each time
    text = ". ".join(" ".join(rng.choices(FILLER, k=12)) for _ in range(120)) + ".\n" + TEXT
    offset = len(text) - len(TEXT)
    inside = [(e.start - offset, e.end - offset) for e in recognise(text) if e.start >= offset]
    assert inside == [(e.start, e.end) for e in recognise(TEXT)]
