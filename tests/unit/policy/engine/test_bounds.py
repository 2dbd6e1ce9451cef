"""The work on one text is bounded by its length, whatever stands in it."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leitstand.policy.detector import Detector, Pattern, all_detectors
from leitstand.policy.engine import scan as engine
from leitstand.policy.engine.anchors import BLOCK, Anchors, all_anchors
from leitstand.policy.engine.scan import examine
from leitstand.policy.engine.search import ENOUGH, OutOfSteps, Steps, search
from leitstand.policy.evidence import Candidate, Evidence, Reason
from leitstand.policy.normal import normalise
from leitstand.policy.offsets import TooIntricate
from leitstand.schemas.vocabulary import Category, Confidence, DataClass

from .oracle import fragments

LENGTH = 20_000
WITHOUT_MODELS = frozenset(Category) - {Category.PERSON}


class Counted(Steps):
    """Steps that remember what was left at last."""

    last = 0

    def take(self, steps: int) -> None:
        """Count some."""
        Counted.last = self.left - steps
        super().take(steps)


@settings(max_examples=15, deadline=None, derandomize=True)
@given(
    st.lists(st.sampled_from(fragments()), min_size=1, max_size=4), st.sampled_from(["", " ", "\n"])
)
def test_no_repetition_of_anything_asks_for_more(parts: list[str], between: str) -> None:
    """Examples of all detectors, repeated without end: steps end, and places stay few."""
    unit = between.join(parts)
    text = (unit * LENGTH)[:LENGTH]
    patch = pytest.MonkeyPatch()
    with patch.context() as changed:
        changed.setattr(engine, "Steps", Counted)
        Counted.last = 0
        examine(text, WITHOUT_MODELS)
    longest = max(p.before + p.after for _, p in _patterns())
    assert -Counted.last <= LENGTH + longest
    try:
        places = all_anchors().places(normalise(text).encoded)
    except TooIntricate:
        return
    assert all(len(ends) <= 2_000 + LENGTH // 8 for ends in places.values())


def _patterns() -> list[tuple[Detector, Pattern]]:
    return [(d, p) for d in all_detectors() for p in d.patterns]


def found_at(places: dict[int, list[int]], pattern: Pattern, place: int) -> bool:
    """Say whether a window of some place covers this one."""
    return any(end - pattern.before <= place <= end + pattern.after for end in places.get(0, ()))


def test_an_anchor_that_fires_everywhere_is_looked_at_in_blocks() -> None:
    """Its places are still everywhere, and few."""
    dense = Pattern(anchor="[0-9]", candidate="[0-9]+", before=10, after=10)
    rare = Pattern(anchor="xyz", candidate="xyz", before=3, after=0)
    anchors = Anchors([dense, rare])
    text = b"1" * 50_000 + b"xyz" + b"1" * 50_000
    places = anchors.places(text)
    assert all(found_at(places, dense, place) for place in range(0, len(text), 97))
    assert any(end - 3 - BLOCK <= 50_003 <= end + BLOCK for end in places[1])
    assert len(places[0]) < 10_000


def test_an_anchor_across_the_border_of_blocks_is_seen() -> None:
    """Blocks overlap by more than an anchor is long."""
    rare = Pattern(anchor=r"\bxyz\b", candidate="xyz", before=3, after=0)
    anchors = Anchors([Pattern(anchor="[0-9]", candidate="[0-9]"), rare])
    for shift in range(-4, 5):
        head = b"1" * (40 * BLOCK + shift - 1) + b" "
        places = anchors.places(head + b"xyz " + b"1" * 100_000)
        end = len(head) + 3
        assert any(other - BLOCK <= end <= other + BLOCK for other in places[1])


def evidence(candidate: Candidate) -> Evidence:
    """Return evidence for anything."""
    return Evidence(
        start=candidate.start,
        end=candidate.end,
        confidence=Confidence.HIGH,
        reasons=(Reason.FORM,),
    )


ANYTHING = Detector(
    category=Category.OTHER,
    data_class=DataClass.PERSONAL,
    patterns=(Pattern(anchor="a", candidate="a{1,9}", before=9, after=9),),
    validate=evidence,
)


def test_enough_is_enough() -> None:
    """More findings of one pattern would tell nobody more."""
    text = "a " * 1_000
    ends = [match.end() for match in re.finditer("a", text)]
    found = list(search(ANYTHING, 0, text, ends, Steps(len(text))))
    assert len(found) == ENOUGH


def test_what_the_window_cuts_is_tried_without_it() -> None:
    """The candidate is found whole, though its window ends inside it."""
    found = list(search(ANYTHING, 0, "x" * 60 + "a" * 9 + "x" * 60, [61], Steps(200)))
    assert [(one.start, one.end) for one in found] == [(60, 69)]


def test_steps_end() -> None:
    """And say so."""
    steps = Steps(0)
    steps.take(steps.left)
    with pytest.raises(OutOfSteps):
        steps.take(1)


def test_a_text_that_asks_for_too_much_is_incomplete() -> None:
    """Almost an account, three thousand times."""
    examined = examine("DE89 3704 0044 0532 0130 01 " * 3_500, WITHOUT_MODELS)
    assert not examined.complete


def test_more_statements_than_anybody_reads_stay_unchecked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The person is sought for so many of them; the text says that there are more."""
    text = "Frau Erika Muster ist an Asthma erkrankt. Sie ist schwanger. Sie leidet an Migräne."
    whole = examine(text, WITHOUT_MODELS)
    monkeypatch.setattr(engine, "MOST_STATEMENTS", len(whole.found) - 1)
    part = examine(text, WITHOUT_MODELS)
    assert (whole.complete, part.complete) == (True, False)
    assert part.found == whole.found[:-1]
