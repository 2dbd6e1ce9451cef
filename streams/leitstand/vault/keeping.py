"""Keeping a vault: keys made ahead, keys destroyed when their time is over.

The keeper is the only process that makes and destroys day keys of an installation; what it may
destroy it is told by the register, never by itself.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec

from leitstand.schemas.clock import Clock
from leitstand.schemas.policy import Retention
from leitstand.vault.day_keys import DAYS_AHEAD, DayKeys, key_ids
from leitstand.vault.errors import VaultError
from leitstand.vault.files import replace_file
from leitstand.vault.layout import KeyId, VaultPaths


class RetentionUnknownError(VaultError):
    """Nobody can say now how long content may live: destroy nothing, ask again soon."""

    text = "the retention is not known now"


RetentionAt = Callable[[datetime], Retention]
"""Returns the retention that holds at a moment. Raises RetentionUnknownError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What one round came to; numbers only."""

    made: int
    """Key pairs that were missing."""
    destroyed: int
    failed: int
    """Keys that could be neither made nor destroyed: damaged files, a full disk, no permission."""
    retention_known: bool
    """``False``: nothing was destroyed, because nobody could say what may be."""

    @property
    def complete(self) -> bool:
        """Whether nothing is left to do until tomorrow."""
        return self.retention_known and not self.failed


class KeyKeeper:
    """Takes turns over the keys of one tenant. Two at once do no harm."""

    def __init__(
        self, paths: VaultPaths, tenant: str, *, clock: Clock, retention: RetentionAt
    ) -> None:
        self._paths = paths
        self._keys = DayKeys(paths)
        self._tenant = tenant
        self._clock = clock
        self._retention = retention

    def turn(self) -> Turn:
        """Make what is missing for 60 days ahead, destroy what is overdue.

        One damaged key keeps neither the others from being made nor the old ones from dying.
        Raises TenantNameError.
        """
        now = self._clock().astimezone(UTC)
        made, not_made = self._make(key_ids(self._tenant, now.date(), DAYS_AHEAD))
        try:
            retention = self._retention(now)
        except RetentionUnknownError:
            return Turn(made=made, destroyed=0, failed=not_made, retention_known=False)
        destroyed, not_destroyed = self._destroy(now, retention)
        failed = not_made + not_destroyed
        return Turn(made=made, destroyed=destroyed, failed=failed, retention_known=True)

    def _make(self, wanted: Iterable[KeyId]) -> tuple[int, int]:
        made = failed = 0
        for key_id in wanted:
            try:
                made += self._keys.provision(key_id)
            except (VaultError, OSError):
                failed += 1
        return made, failed

    def _destroy(self, now: datetime, retention: Retention) -> tuple[int, int]:
        try:
            remember(self._paths, self._tenant, retention)
            return len(self._keys.destroy_expired(now, retention, self._tenant)), 0
        except OSError:
            return 0, 1


def remember(paths: VaultPaths, tenant: str, retention: Retention) -> None:
    """Note by which retention keys are destroyed, so that a status can be had without Kafka."""
    if remembered(paths, tenant) != retention:
        replace_file(paths.retention_file(tenant), msgspec.json.encode(retention))


def remembered(paths: VaultPaths, tenant: str) -> Retention | None:
    """Return the retention that the keeper went by last; ``None`` where none ever did."""
    try:
        return msgspec.json.decode(paths.retention_file(tenant).read_bytes(), type=Retention)
    except (FileNotFoundError, msgspec.MsgspecError):
        return None
