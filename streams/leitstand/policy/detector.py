"""What a detector is, and the list of all of them."""

import functools
import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from leitstand.policy.evidence import Candidate, Evidence
from leitstand.policy.shape import shape
from leitstand.schemas.vocabulary import Category, Confidence, DataClass

if TYPE_CHECKING:
    from types import ModuleType


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """Where to look, and what to look for there.

    ``anchor`` is found by the engine's one pass over the whole text, together with the anchors of all
    other detectors; ``candidate`` is then tried only around the places that the anchor gave. So an
    anchor should be rare in ordinary text, and every candidate must hold a match of it.
    """

    anchor: str
    """Hyperscan's syntax, over one byte a character in Latin-1: letters outside it are ``?``, and
    ``\\b``, ``\\w`` and caselessness know ASCII only (write ``[Üü]``)."""
    candidate: str
    """Python's ``re``, over the plain form of :func:`leitstand.policy.normal.normalise`. Bounded: no
    nested unbounded repetition. Write ``[0-9]``: ``\\d`` also matches digits of other scripts."""
    before: int = 40
    """Characters before the end of the anchor at which a candidate may begin."""
    after: int = 40
    """Characters behind the end of the anchor to which a candidate may reach."""
    trigger: str = ""
    """An expression, the plainer the better, that occurs wherever the anchor does: the anchor is looked
    for only in a text that holds one. For anchors that begin with a class of letters."""
    lines: int = 1
    """Lines with a place of the anchor that a candidate needs at the least, in the whole text."""
    caseless: bool = False
    """Whether the anchor ignores case (ASCII); the candidate says so itself: ``(?i:…)``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Detector:
    """One detector: patterns propose, ``validate`` decides. Pure; one file, one ``DETECTOR``."""

    category: Category
    data_class: DataClass
    patterns: tuple[Pattern, ...] = ()
    validate: Callable[[Candidate], Evidence | None] = lambda _: None
    is_hopeless: Callable[[Candidate], bool] | None = None
    """Says of most candidates of a table, in a tenth of the time, that ``validate`` would refuse."""
    recognise: Callable[[str], Iterable[Evidence]] | None = None
    """Reads the whole plain text itself, instead of patterns: a trained model."""
    searches_inside: bool = True
    """Whether the search goes on inside a candidate that failed, else behind it."""
    cost: int = 0
    """Steps (see :mod:`leitstand.policy.engine.search`) that ``validate`` takes beyond a plain look at
    a candidate: more where it reads the whole sentence."""
    about_a_person: bool = False
    """Counts only where the text makes a person identifiable nearby (Art. 9 GDPR and secrecy)."""
    covers: bool = False
    """Whether a finding may lie over those of other detectors: a sentence that holds a name. All
    others share the text between them, the stronger one wins."""
    mask: Callable[[str], str] = shape
    """What a finding may show of the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A detected passage; stays in memory, since it holds the text itself."""

    category: Category
    data_class: DataClass
    start: int
    """In code points of the given text; ``end`` likewise, exclusive."""
    end: int
    confidence: Confidence
    reasons: tuple[str, ...]
    value: str
    """The passage in plain form, for allow-lists. Never leaves the process."""
    shape: str


def _modules() -> Iterator["ModuleType"]:
    package = importlib.import_module("leitstand.policy.detectors")
    for module in pkgutil.iter_modules(package.__path__):
        if not module.name.startswith("_") and not module.ispkg:
            yield importlib.import_module(f"{package.__name__}.{module.name}")


@functools.cache
def all_detectors() -> tuple[Detector, ...]:
    """Return every detector, found by its file, in order of the file names."""
    return tuple(module.DETECTOR for module in _modules())
