"""Loads what the first text would otherwise wait for. Decides nothing."""

from leitstand.policy.check import known_checks
from leitstand.policy.detector import all_detectors
from leitstand.policy.engine.anchors import all_anchors, statement_anchors
from leitstand.policy.engine.rough import rough
from leitstand.policy.engine.scan import scan
from leitstand.policy.engine.search import compiled
from leitstand.policy.use_case import classify_use
from leitstand.schemas.interaction import Content, Message
from leitstand.schemas.vocabulary import Where

_SPECIMEN = (
    "Frau Erika Muster, geb. am 01.02.1980, Tel. 0711 123456, Steuer-ID 12 345 678 911, Kunden-Nr. "
    "4711, Az. 12 K 345/22, IBAN DE89 3704 0044 0532 0130 00, ist krankgeschrieben."
)
"""Names a fictitious person, so that models, statements and contexts are loaded, too."""


def prepare() -> None:
    """Load detectors, checks, automata, expressions and the network for names.

    Takes a second, without a cache of automata a quarter of a minute. Call it once at start, in the
    thread that judges: an automaton has a working space for each thread. The others load theirs from
    memory when they need it.
    """
    all_anchors().load()
    statement_anchors().load()
    for pattern in dict.fromkeys(p for d in all_detectors() for p in d.patterns):
        compiled(pattern.candidate)
        first_look = rough(pattern)
        if first_look is not None:
            first_look.load()
    known_checks()
    classify_use(Content(messages=(Message(where=Where.PROMPT, text=_SPECIMEN),)))
    scan(_SPECIMEN)
