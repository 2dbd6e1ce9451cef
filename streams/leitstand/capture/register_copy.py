"""What capture needs of the register, kept on disk: answers without a broker, and without the register.

The gateway keeps such a copy; a program with the base install can read it.
"""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from leitstand.capture.agreement import Basis, Grant, basis_of
from leitstand.schemas.agreement import Agreement
from leitstand.schemas.register import Interval
from leitstand.schemas.vocabulary import RetentionClass


class KnownApplication(msgspec.Struct, frozen=True, kw_only=True):
    """What capture needs of an application."""

    models: tuple[str, ...]
    high_risk: bool


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What capture needs of the register. Names no person."""

    release: int
    agreements: tuple[Interval[Agreement], ...]
    """All there were and will be: an interaction is judged by the day on which it happened."""
    time_zone: str
    applications: dict[str, KnownApplication]


def grant_of(known: Known | None, at: datetime, application: str) -> Grant:
    """Say what a copy allows; without one, nothing."""
    if known is None:
        return Grant(basis=Basis.NONE)
    agreement = _agreement_at(known, at)
    entry = known.applications.get(application)
    return Grant(
        basis=basis_of(agreement, at, ZoneInfo(known.time_zone)),
        retention_class=_retention_class(agreement, entry),
        models=frozenset(entry.models if entry else ()),
    )


def load(copy: Path) -> Known | None:
    """Return the copy; ``None`` for none and for one that can't be read: the register will tell."""
    try:
        return msgspec.json.decode(copy.read_bytes(), type=Known)
    except (OSError, msgspec.DecodeError):
        return None


def save(copy: Path, known: Known) -> None:
    """Write the copy so that a reader sees the old or the new one. Raises OSError."""
    copy.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = copy.with_suffix(".new")
    draft.write_bytes(msgspec.json.encode(known))
    draft.replace(copy)


def _agreement_at(known: Known, at: datetime) -> Agreement | None:
    # As the register's view does: a newer one takes the place of one that was never ended.
    covering = [interval for interval in known.agreements if interval.covers(at)]
    newest = max(covering, key=lambda i: (i.valid_from, i.value.signed), default=None)
    return newest.value if newest else None


def _retention_class(agreement: Agreement | None, entry: KnownApplication | None) -> RetentionClass:
    high = entry is not None and entry.high_risk
    allowed = agreement is not None and agreement.high_risk_retention
    return RetentionClass.HIGH_RISK if high and allowed else RetentionClass.STANDARD
