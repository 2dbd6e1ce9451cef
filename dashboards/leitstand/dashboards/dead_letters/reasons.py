"""Why something could not be processed and what to do about it, in the readers' words."""

from collections.abc import Mapping
from dataclasses import dataclass

from leitstand.dashboards.languages import N_
from leitstand.schemas.vocabulary import DeadLetterReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a reader is told about one reason."""

    happened: str
    """Msgid."""
    to_do: str
    """Msgid."""
    can_be_made_up: bool = True
    """Whether sending again can ever help."""


REASONS: Mapping[str, Words] = {
    DeadLetterReason.NO_AGREEMENT: Words(
        happened=N_("No agreement was in force on that day"),
        to_do=N_(
            "AI coordination enters the agreement of that day; without one nothing may be processed."
        ),
    ),
    DeadLetterReason.NO_POLICY: Words(
        happened=N_("The register had no service instruction for that day"),
        to_do=N_("AI coordination enters the one of that day, then IT sends again."),
    ),
    DeadLetterReason.UNKNOWN_KEY: Words(
        happened=N_("The key of that day is missing here"),
        to_do=N_("IT restores the key from the backup, then sends again."),
    ),
    DeadLetterReason.KEY_DESTROYED: Words(
        happened=N_("Came only after its content had been deleted as the law asks"),
        to_do=N_("Nothing: the content can lawfully be read no more."),
        can_be_made_up=False,
    ),
    DeadLetterReason.SEAL_BROKEN: Words(
        happened=N_("Was altered on its way"),
        to_do=N_("Information security looks into who or what altered it."),
    ),
    DeadLetterReason.TIME_OUT_OF_RANGE: Words(
        happened=N_("Carries a time that cannot be right"),
        to_do=N_("IT sets the clock of the program that sends."),
        can_be_made_up=False,
    ),
    DeadLetterReason.UNKNOWN_TENANT: Words(
        happened=N_("Was meant for another administration"),
        to_do=N_("IT finds the program that sends to the wrong place."),
    ),
    DeadLetterReason.UNKNOWN_VERSION: Words(
        happened=N_("Comes from a newer program than this one"),
        to_do=N_("IT updates Leitstand, then sends again."),
    ),
    DeadLetterReason.NOT_JSON: Words(
        happened=N_("Cannot be read at all"),
        to_do=N_("IT mends the program that sends."),
    ),
    DeadLetterReason.WRONG_SHAPE: Words(
        happened=N_("Lacks something, or holds what does not belong there"),
        to_do=N_("IT mends the program that sends, or updates Leitstand and sends again."),
    ),
    DeadLetterReason.MISSING_HEADER: Words(
        happened=N_("Does not say what it is"),
        to_do=N_("IT mends the program that sends."),
    ),
    DeadLetterReason.HEADER_MISMATCH: Words(
        happened=N_("Says two different things about itself"),
        to_do=N_(
            "IT mends the program that sends; where it is none of ours, information security looks."
        ),
    ),
    DeadLetterReason.TOO_LARGE: Words(
        happened=N_("Is larger than allowed"),
        to_do=N_("IT mends the program that sends."),
    ),
    DeadLetterReason.FAILED: Words(
        happened=N_("A fault of ours while reading it"),
        to_do=N_("IT reports it, updates Leitstand, then sends again."),
    ),
}
"""Every member of the closed set; a test compares."""

UNKNOWN = Words(
    happened=N_("A reason that only a newer version knows"),
    to_do=N_("IT updates Leitstand."),
)


def words_of(reason: str) -> Words:
    """Return the words of a reason."""
    return REASONS.get(reason, UNKNOWN)
