"""The legal basis, on record before anything is processed."""

from datetime import date
from typing import Annotated

import msgspec

from leitstand.schemas.vocabulary import AgreementKind


class Agreement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One agreement. Its interval in the register says from when to when it is in force."""

    kind: AgreementKind
    title: str
    signed: date
    """Day of the last signature."""
    ends: date | None = None
    """Last day in force, as agreed or by notice; ``None`` while unlimited."""
    notice_period_days: Annotated[int, msgspec.Meta(ge=0)] = 0
    continued_effect: bool = False
    """Whether it goes on after ``ends`` until a new one is signed (Nachwirkung)."""
    suspended: bool = False
    """AI use goes on, prompts are checked without a trace, nothing is recorded."""
    high_risk_retention: bool = False
    """Whether sealed content of high-risk applications may live 184 days instead of 14."""
    repetition_allowed: bool = False
    """Whether patterns of repetition by one pseudonym may be counted (``repetition`` of the policy)."""
    minimum_group: Annotated[int, msgspec.Meta(ge=5)] = 10
    """Smallest number of people a published figure may be about."""

    def in_force_on(self, day: date) -> bool:
        """Say whether events of ``day`` may be processed under this agreement."""
        if self.suspended or day < self.signed:
            return False
        return self.ends is None or self.continued_effect or day <= self.ends
