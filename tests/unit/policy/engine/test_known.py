"""Remembering clean texts: no verdict changes, and no text is kept."""

import gc

from hypothesis import given
from hypothesis import strategies as st

from leitstand.policy.engine.known import Clean, examined
from leitstand.policy.engine.scan import examine
from leitstand.schemas.vocabulary import Category

CLEAN = "Bitte fasse die Vorlage zur Parkraumbewirtschaftung in fünf Sätzen zusammen."
DIRTY = "Bitte überweise den Betrag auf das Konto DE89 3704 0044 0532 0130 00, danke sehr."
NUMBERS = frozenset({Category.IBAN})


def test_the_answer_is_the_same_the_second_time() -> None:
    """For what held nothing and for what did."""
    clean = Clean()
    for text in (CLEAN, DIRTY, CLEAN, DIRTY):
        assert clean.examined(text, NUMBERS) == examine(text, NUMBERS)


def test_what_was_not_wanted_then_is_looked_for_now() -> None:
    """Clean of one thing is not clean of another."""
    clean = Clean()
    assert clean.examined(DIRTY, frozenset({Category.EMAIL})).found == ()
    assert clean.examined(DIRTY, NUMBERS).found


def test_no_text_is_kept() -> None:
    """Only digests, under a key of this process; what held something is not even that."""
    clean = Clean()
    clean.examined(CLEAN, NUMBERS)
    clean.examined(DIRTY, NUMBERS)
    reachable = gc.get_referents(clean.__dict__["_seen"])
    kept = [part for key in clean.__dict__["_seen"] for part in key]
    assert len(clean.__dict__["_seen"]) == 1
    assert CLEAN not in reachable
    assert [len(part) for part in kept if isinstance(part, bytes)] == [16]


def test_the_least_recently_seen_is_forgotten_first() -> None:
    """However many texts there are, memory is bounded."""
    clean = Clean(limit=2)
    for number in (1, 2, 1, 3):
        clean.examined(f"{CLEAN} {number}", NUMBERS)
    seen = list(clean.__dict__["_seen"])
    clean.examined(f"{CLEAN} 1", NUMBERS)
    assert len(seen) == 2
    assert set(clean.__dict__["_seen"]) == set(seen)


@given(st.text(max_size=120))
def test_any_text_is_read_as_ever(text: str) -> None:
    """Also lone surrogates and what else people paste."""
    assert examined(text, NUMBERS) == examine(text, NUMBERS)
