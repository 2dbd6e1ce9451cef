"""Until when the record is complete, as the worklist says it; and places of gaps in readers' words."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from leitstand.cases import Kind, State
from leitstand.dashboards.languages import N_
from leitstand.dashboards.page import Visit
from leitstand.schemas import topics

SILENCE = timedelta(minutes=2)
"""A prover that did not look for so long does not run."""

_PLACES = {
    topics.INTERACTIONS: N_("AI uses"),
    topics.ASSESSMENTS: N_("Checks"),
    topics.REGISTER: N_("Register"),
    topics.ACCESSES: N_("Access log"),
    topics.DEAD_LETTERS: N_("Refused records"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Completeness:
    """What the worklist says."""

    proven_until: datetime | None
    """``None``: never proven so far."""
    gap: bool
    """Whether something is missing that nobody has given up."""
    stands_still: bool
    """Whether nobody is proving."""
    waits_for: str | None
    """The part without which nothing more can be proven."""
    waits_since: datetime | None


def completeness_of(visit: Visit) -> Completeness:
    """Return what is known now."""
    cases = visit.services.cases
    stand = cases.proof_stand()
    gaps = cases.list(kinds=(Kind.GAP,), states=(State.DETECTED, State.TRIAGE), limit=1)
    return Completeness(
        proven_until=stand.proven_until if stand else None,
        gap=bool(gaps),
        stands_still=stand is None or visit.now - stand.looked_at > SILENCE,
        waits_for=stand.waits_for if stand else None,
        waits_since=stand.waits_since if stand else None,
    )


def place_of(subject: str) -> str:
    """Return the msgid for the kind of place that a gap lies in."""
    topic, slash, _ = subject.rpartition("/")
    if slash:
        return _PLACES[topic]
    if subject.endswith(" requests"):
        return N_("Requests that the gateway counted")
    return N_("Numbers of a recording program")
