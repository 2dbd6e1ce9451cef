"""What one program is told about recording."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from leitstand.capture.closing import UNREGISTERED
from leitstand.sdk.errors import SettingsError

PREFIX = "LEITSTAND_"
_YES = ("1", "true", "yes", "on")


class OnRefusal(StrEnum):
    """What happens to an interaction that can't be recorded."""

    PASS = "pass"  # noqa: S105 - no password
    """It goes on: counted, in the status, in the log."""
    RAISE = "raise"
    """:class:`leitstand.sdk.NotRecordedError`, before the request leaves where that is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Of one recorder. Each field may come from the environment: ``LEITSTAND_`` and its name."""

    data: Path | None = None
    """The data directory: public keys in ``vault/public``, the outbox, the agreement."""
    tenant: str | None = None
    """Whose data it is; ``None`` = the only one that has keys there."""
    application: str = UNREGISTERED
    """Id in the register of what the program is, where neither client nor context say it."""
    on_refusal: OnRefusal = OnRefusal.PASS
    background: bool = False
    """Write in a thread: the caller waits for nothing, and a crash loses what is not yet written."""
    kafka: str | None = None
    """Bootstrap servers; ``None`` = another process drains the outbox of this directory."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Read the variables. Raises SettingsError for a value that means nothing."""
        data = environment.get(f"{PREFIX}DATA")
        return cls(
            data=Path(data) if data else None,
            tenant=environment.get(f"{PREFIX}TENANT") or None,
            application=environment.get(f"{PREFIX}APPLICATION") or UNREGISTERED,
            on_refusal=_on_refusal(environment.get(f"{PREFIX}ON_REFUSAL") or OnRefusal.PASS.value),
            background=environment.get(f"{PREFIX}BACKGROUND", "").lower() in _YES,
            kafka=environment.get(f"{PREFIX}KAFKA") or None,
        )


def _on_refusal(text: str) -> OnRefusal:
    try:
        return OnRefusal(text.lower())
    except ValueError:
        message = f"{PREFIX}ON_REFUSAL is neither pass nor raise"
        raise SettingsError(message) from None
