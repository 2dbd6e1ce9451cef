"""How capture fails: it refuses, and says why and what to do."""

from enum import StrEnum
from typing import ClassVar


class CaptureError(Exception):
    """Base of everything that capture raises. Carries no content."""


class Refusal(StrEnum):
    """Why an interaction was not recorded, and so must not happen."""

    NO_AGREEMENT = "no_agreement"
    """No legal basis is in force: nothing may be processed."""
    NO_KEY = "no_key"
    """No public key of today to seal with."""
    OUTBOX_FULL = "outbox_full"
    """So much waits for the broker that no more is taken."""
    OUTBOX_BROKEN = "outbox_broken"
    """The disk did not take it."""


class RefusedError(CaptureError):
    """Nothing was recorded. ``reason`` is for programs, ``remedy`` for people."""

    _REMEDIES: ClassVar[dict[Refusal, str]] = {
        Refusal.NO_AGREEMENT: "put an agreement that is in force into the register",
        Refusal.NO_KEY: "provision keys: leitstand vault init",
        Refusal.OUTBOX_FULL: "look at the broker: leitstand outbox status",
        Refusal.OUTBOX_BROKEN: "look at the disk that the outbox lies on",
    }

    def __init__(self, reason: Refusal) -> None:
        self.reason = reason
        self.remedy = self._REMEDIES[reason]
        super().__init__(f"not recorded ({reason.value}): {self.remedy}")
