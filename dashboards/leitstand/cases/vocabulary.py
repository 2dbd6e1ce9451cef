"""The closed sets of the case register. Readers' words for them live in the catalogues."""

from enum import StrEnum


class Kind(StrEnum):
    """Which list a case stands in; each has a numbering of its own."""

    FINDING = "finding"
    """Prüffall: the policy asks a person to look."""
    UNCERTAIN = "uncertain"
    """Unsicherer Treffer: the machine is not sure; kept apart so that it wears nobody out."""
    INVITATION = "invitation"
    """Use without training: an invitation to a course, not an offence."""
    GAP = "gap"
    """Lücke: something that was recorded did not arrive. Nobody's conduct, a fault of the machine."""


class State(StrEnum):
    """Where a case stands. A new state needs rows in :mod:`leitstand.cases.workflow`, no migration."""

    DETECTED = "detected"
    """Found by the machine; nobody has looked yet."""
    TRIAGE = "triage"
    """Somebody has taken it and examines."""
    CLOSED = "closed"


class Step(StrEnum):
    """What happens to a case; every step is one entry of its timeline."""

    OPEN = "open"
    """The machine opened it."""
    RECUR = "recur"
    """The same was seen again after closing: somebody has to look again."""
    REASSESS = "reassess"
    """Judged again under a newer release, which flags some or all of it no longer."""
    ARRIVE = "arrive"
    """Everything that a gap missed has arrived; the machine closes what it opened."""
    TAKE = "take"
    TAKE_OVER = "take_over"
    """Somebody else of the same office goes on, for instance the deputy."""
    NOTE = "note"
    CLOSE = "close"
    REOPEN = "reopen"


class CloseReason(StrEnum):
    """Why a case was closed: said by a person, except for what arrived late."""

    FALSE_ALARM = "false_alarm"
    """The machine was wrong."""
    PERMITTED = "permitted"
    """It was what the machine said, and it was allowed."""
    POLICY_BREACH = "policy_breach"
    """Breach of the house rules, no personal-data breach."""
    HANDED_OVER = "handed_over"
    """Suspected personal-data breach: goes on in the procedure of Art. 33 GDPR outside of here."""
    DUPLICATE = "duplicate"
    """Dealt with under another number, which the comment names."""
    INVITED = "invited"
    """The invitation to the course went out."""
    TRAINED = "trained"
    """The course was passed meanwhile."""
    ARRIVED = "arrived"
    """What was missing has arrived."""
    LOST = "lost"
    """It will not come any more; the comment says what is known about it."""
