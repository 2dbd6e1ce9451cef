"""Who asked, as far as an assessment may tell: pseudonyms for the row, the register id for a moment."""

from dataclasses import dataclass
from datetime import date

from leitstand.vault import (
    EmptyUserError,
    KeyDestroyedError,
    Pseudonymizer,
    RegisterKey,
    epoch_of,
    in_overlap,
    previous_epoch,
)

UNKNOWN_DEPARTMENT = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The pseudonyms of one person on one day of use."""

    epoch: str
    pseudonym: str | None
    """``None`` where nobody said who asked, or nothing may be said."""
    previous: str | None = None
    """Under the key before, while windows may still begin in its quarter."""


def nobody(usage_day: date) -> Names:
    """Return the names of an interaction that points to no person."""
    return Names(epoch=epoch_of(usage_day), pseudonym=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """The two keys that stand between a user id and everything else; the id itself goes no further."""

    tenant: str
    pseudonyms: Pseudonymizer
    register: RegisterKey

    def person_id(self, user: str | None) -> str | None:
        """Return the id under which the register knows this person; ``None`` for nobody."""
        try:
            return None if user is None else self.register.person_id(self.tenant, user)
        except EmptyUserError:
            return None

    def names(self, user: str | None, usage_day: date) -> Names:
        """Return the pseudonyms for a day. Raises KeyDestroyedError when its epoch is over."""
        epoch = epoch_of(usage_day)
        try:
            pseudonym = None if user is None else self._pseudonym(user, epoch)
        except EmptyUserError:
            pseudonym = None
        if pseudonym is None:
            return nobody(usage_day)
        previous = self._previous(user, epoch) if in_overlap(usage_day) else None
        return Names(epoch=epoch, pseudonym=pseudonym, previous=previous)

    def _pseudonym(self, user: str, epoch: str) -> str:
        return self.pseudonyms.pseudonym(self.tenant, user, epoch)

    def _previous(self, user: str | None, epoch: str) -> str | None:
        try:
            return self._pseudonym(user or "", previous_epoch(epoch))
        except KeyDestroyedError:
            # Its last row is gone: no window reaches back into that quarter.
            return None
