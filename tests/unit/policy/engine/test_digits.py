"""Anchors over a text with all digits alike match where they match in the text itself."""

import hyperscan
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leitstand.policy.engine.anchors import Anchors, all_anchors, statement_anchors
from leitstand.policy.engine.automaton import Automaton
from leitstand.policy.engine.branches import branches
from leitstand.policy.engine.cache import cached
from leitstand.policy.engine.digits import rewritten
from leitstand.policy.normal import normalise
from leitstand.policy.offsets import TooIntricate

from .oracle import fragments, glued

TABLE = [
    (b"[0-9]{5} a", False, b"[Qq]{5} a", True),
    (b"hof [1-9]", False, b"hof q", True),
    (b"hof [1-9]", True, b"hof q", False),
    (b"19", False, b"qq", False),
    (b"quer", False, b"0uer", True),
    (rb"\bd{0,9}(?:a|b)[^\n]x\x41", False, None, True),
]


@pytest.mark.parametrize(("branch", "caseless", "expected", "same"), TABLE)
def test_rewritten(branch: bytes, caseless: bool, expected: bytes | None, same: bool) -> None:
    """1 to 9 are one letter, 0 another; what tells them apart further is not the same."""
    written, is_same = rewritten(branch, caseless=caseless)
    assert is_same is same
    assert expected in {None, written}


def test_zero_is_a_capital_letter() -> None:
    """A telephone number begins with 0, another number does not; case tells them apart."""
    assert rewritten(b"0[1-9]", caseless=False) == (b"Qq", True)


def exactly(anchors: Anchors) -> Automaton:
    """Return the automaton of the anchors as they are written."""
    parts = [(n, b, f) for n, (a, f) in enumerate(anchors.distinct) for b in branches(a)]
    return Automaton(lambda: cached(parts))


AUTOMATA = [(anchors, exactly(anchors)) for anchors in (all_anchors(), statement_anchors())]


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(fragments()), min_size=1, max_size=5), st.integers(0, 10_000))
def test_places_are_those_of_the_anchors(parts: list[str], seed: int) -> None:
    """Neither the digits nor a trigger loses or adds one."""
    try:
        encoded = normalise(glued(parts, seed)).encoded
    except TooIntricate:
        return
    for anchors, automaton in AUTOMATA:
        expected: set[tuple[int, int]] = set()

        def note(anchor: int, start: int, end: int, flags: int, context: object) -> None:
            expected.add((anchor, end))  # noqa: B023 - called before the next round

        automaton.of_this_thread().scan(encoded, note)
        places = anchors.places(encoded)
        assert {(anchor, end) for anchor, ends in places.items() for end in ends} == expected


def test_every_rewritten_branch_is_understood() -> None:
    """The rewritten automaton compiles, and is read like any other."""
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    written, _ = rewritten(rb"[0-9](?:[ .]*[0-9OoIlSBZ]){8}", caseless=False)
    database.compile(expressions=[written], ids=[0], flags=[0])
