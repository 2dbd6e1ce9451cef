"""A data directory for trying out: keys and an agreement that ends by itself, on this machine."""

from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from leitstand.capture.agreement import AGREEMENT_FILE
from leitstand.capture.evaluation import DAYS, evaluation_agreement
from leitstand.schemas.clock import Clock, utc_now
from leitstand.sdk.errors import SettingsError
from leitstand.vault import DayKeys

_ZONE = "Europe/Berlin"


def initialise(data: Path | str, *, tenant: str = "musterstadt", clock: Clock = utc_now) -> None:
    """Make keys and an evaluation agreement of 30 days in an empty directory.

    Only ever by this call: a program that began to record because a directory happened to be empty
    would have no legal basis. The private keys made here can open what is recorded; guard them.
    Raises SettingsError for a directory that is not empty, OSError.
    """
    data = Path(data)
    if data.exists() and any(data.iterdir()):
        message = "the data directory isn't empty"
        raise SettingsError(message)
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    today = clock().astimezone(ZoneInfo(_ZONE)).date()
    # A day early: seals are by the day in UTC, which may still be yesterday.
    DayKeys.create(data / "vault", tenant, today - timedelta(days=1), DAYS + 2)
    agreement = evaluation_agreement(today, "the SDK")
    # JSON is YAML, and the base install has no PyYAML.
    (data / AGREEMENT_FILE).write_bytes(msgspec.json.format(msgspec.json.encode(agreement)) + b"\n")
