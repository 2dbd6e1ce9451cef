"""Tables that somebody pasted: hundreds of rows of numbers are read to their end."""

import random
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leitstand.policy.detector import Detector, all_detectors
from leitstand.policy.engine.scan import examine
from leitstand.policy.engine.search import Steps, search
from leitstand.policy.evidence import Candidate
from leitstand.schemas.vocabulary import Category

from .oracle import fragments

WITHOUT_MODELS = frozenset(Category) - {Category.PERSON}
ROWS = 300
Row = Callable[[random.Random, int], str]


def _digits(chance: random.Random, count: int) -> str:
    return "".join(chance.choices("123456789", k=count))


TABLES: dict[str, Row] = {
    "budget": lambda c, i: f"{_digits(c, 8)};{_digits(c, 5)}.{_digits(c, 6)};{_digits(c, 3)},00 €",
    "bookings": lambda c, i: f"{_digits(c, 10)} | {_digits(c, 12)} | {_digits(c, 11)} | 01.02.2025",
    "goods": lambda c, i: (
        f"{i}\t{_digits(c, 9)}\t{_digits(c, 4)}-{_digits(c, 4)}\tDE{_digits(c, 9)}"
    ),
    "in blocks": lambda c, i: " ".join(_digits(c, 4) for _ in range(4)) + f" {_digits(c, 2)}",
    "statistics": lambda c, i: " ".join(_digits(c, c.randint(1, 5)) for _ in range(12)),
    "telephones": lambda c, i: f"Zimmer {i}\t0431 901-{_digits(c, 4)}\t0171 39200{_digits(c, 2)}",
}


@pytest.mark.parametrize("row", TABLES.values(), ids=TABLES)
def test_a_table_is_read_to_its_end(row: Row) -> None:
    """Three hundred rows leave nothing unchecked."""
    chance = random.Random(1)  # noqa: S311 - repeatable numbers, no secret
    text = "\n".join(row(chance, number) for number in range(ROWS))
    assert examine(text, WITHOUT_MODELS).complete


def test_a_list_of_telephones_is_found() -> None:
    """What a table holds is found, not only read."""
    rows = (f"Zimmer {number}\t0431 901-{1000 + number}" for number in range(ROWS))
    assert {f.category for f in examine("\n".join(rows), WITHOUT_MODELS).found} == {
        Category.TELEPHONE
    }


HOPEFUL = [detector for detector in all_detectors() if detector.is_hopeless is not None]
_NUMBERS = st.from_regex(r"[0-9]{2,5}[/ .\-]?[0-9]{3,4}[/ .\-]?[0-9]{4,5}", fullmatch=True)
_NAMES = st.sampled_from(
    ["", "Steuernummer: ", "St.-Nr. ", "Finanzamt Kiel-Nord ", "Rechnung ", "zum Steuerbescheid\n"]
)
_BEHIND = st.sampled_from(["", " ist meine Steuernummer", "\t0431 901-0", " €", ", Stnr"])


@pytest.mark.parametrize("detector", HOPEFUL, ids=lambda d: str(d.category))
@settings(max_examples=150, deadline=None, derandomize=True)
@given(_NAMES, st.one_of(_NUMBERS, st.sampled_from(fragments())), _BEHIND)
def test_a_glance_dismisses_only_what_would_be_refused(
    detector: Detector, name: str, number: str, behind: str
) -> None:
    """Without the glance the same is found."""
    text = f"{name}{number}{behind}"
    thorough = replace(detector, is_hopeless=None)
    for form in range(len(detector.patterns)):
        ends = range(1, len(text) + 1)
        fast, slow = (search(d, form, text, ends, Steps(1)) for d in (detector, thorough))
        assert list(fast) == list(slow)


def test_a_glance_costs_fewer_steps() -> None:
    """A candidate that is dismissed leaves more for the others."""
    (detector,) = (d for d in HOPEFUL if d.category is Category.STEUERNUMMER)
    text, left = "0431 901-4321", []
    for is_hopeless in (None, _always):
        steps = Steps(0)
        list(search(replace(detector, is_hopeless=is_hopeless), 0, text, [len(text)], steps))
        left.append(steps.left)
    assert left[0] < left[1]


def _always(candidate: Candidate) -> bool:
    del candidate
    return True
