"""The brake of this installation's assess workers, as a file: on, released, or never pulled.

A file and not a process, because whoever pulled it ends at once, and the line must stand still after a
restart of the machine, too, until a person has looked.
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import msgspec

from leitstand.deploy.command import UserError
from leitstand.deploy.settings import Home
from leitstand.schemas.clock import Instant
from leitstand.schemas.vocabulary import DeadLetterReason


class BrakeState(msgspec.Struct, frozen=True, kw_only=True):
    """What the file holds."""

    pulled_at: Instant
    looked_at: int
    """Records in the window of the worker that pulled it."""
    reasons: dict[DeadLetterReason, int]
    """Of those that would have become dead letters."""
    released_at: Instant | None = None
    """``None`` while the line stands still."""

    @property
    def counts(self) -> str:
        """The reasons in one line."""
        return ", ".join(f"{reason.value} {number}" for reason, number in self.reasons.items())


def path_of(home: Home) -> Path:
    """Return where the file lies."""
    return home.data / "brake.json"


def read(home: Home) -> BrakeState | None:
    """Return the state; ``None`` = never pulled. Raises UserError where the file is damaged."""
    try:
        return msgspec.json.decode(path_of(home).read_bytes(), type=BrakeState)
    except FileNotFoundError:
        return None
    except msgspec.MsgspecError:
        problem = f"{path_of(home)} is damaged: the brake counts as pulled"
        raise UserError(problem, "find out why, then delete the file") from None


def is_on(home: Home) -> bool:
    """Say whether the line has to stand still; a damaged file says yes."""
    try:
        state = read(home)
    except UserError:
        return True
    return state is not None and state.released_at is None


def pull(
    home: Home, *, now: datetime, looked_at: int, reasons: Mapping[DeadLetterReason, int]
) -> None:
    """Stop the line of this installation; who pulls first says why."""
    if not is_on(home):
        _write(home, BrakeState(pulled_at=now, looked_at=looked_at, reasons=dict(reasons)))


def release(home: Home, now: datetime) -> BrakeState | None:
    """Let the line go on; return what it stood still for, ``None`` where it did not."""
    state = read(home)
    if state is None or state.released_at is not None:
        return None
    released = msgspec.structs.replace(state, released_at=now)
    _write(home, released)
    return released


def _write(home: Home, state: BrakeState) -> None:
    from leitstand.vault.files import replace_file

    replace_file(path_of(home), msgspec.json.encode(state))


def notice(home: Home) -> str:
    """Return what ``leitstand status`` says; empty while the line may run."""
    if not is_on(home):
        return ""
    return "stands still: the brake is on, see `leitstand dead-letters release-brake --help`"
