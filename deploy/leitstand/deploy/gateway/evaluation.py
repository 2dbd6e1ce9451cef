"""A gateway that starts alone: an empty data directory becomes an installation for trying out."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from leitstand.capture.agreement import AGREEMENT_FILE, LocalAgreement
from leitstand.capture.evaluation import DAYS, evaluation_agreement
from leitstand.capture.gateway import config as gateway_config
from leitstand.capture.gateway.config import GatewayConfig
from leitstand.deploy.command import UserError
from leitstand.deploy.gateway.listener import Listener
from leitstand.deploy.settings import Home, Settings
from leitstand.schemas.clock import Clock
from leitstand.vault import DayKeys

ZONE = ZoneInfo("Europe/Berlin")


def prepare(
    home: Home, listener: Listener, clock: Clock, announce: Callable[[str], None]
) -> GatewayConfig:
    """Return the configuration of a data directory; an empty one on loopback is initialised.

    Raises UserError where a real configuration is needed and missing.
    """
    try:
        if _is_empty(home.data):
            _require_loopback(listener)
            initialise(home, home.load(), clock, announce)
    except OSError as error:
        problem = f"{home.data} cannot be used as data directory: {error.strerror}"
        raise UserError(problem, "give --data DIR, a directory that may be written") from None
    found = _load(home.data / gateway_config.FILE_NAME)
    require_real(home, listener, found)
    return found


def initialise(
    home: Home, settings: Settings, clock: Clock, announce: Callable[[str], None]
) -> None:
    """Make keys, an evaluation agreement and a configuration, and say so."""
    today = clock().astimezone(ZONE).date()
    agreement = evaluation_agreement(today, "leitstand gateway")
    home.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    # A day early: seals are by the day in UTC, which may still be yesterday.
    DayKeys.create(home.vault, settings.tenant, today - timedelta(days=1), DAYS + 2)
    (home.data / AGREEMENT_FILE).write_bytes(msgspec.yaml.encode(agreement))
    gateway_config.save(home.data / gateway_config.FILE_NAME, GatewayConfig(trust_user_header=True))
    announce(
        f"{home.data} was empty: initialised for trying out, on this machine only\n"
        f"  keys: made in {home.vault}; the private ones can open what is recorded, guard them\n"
        f"  agreement: evaluation until {agreement.ends} ({AGREEMENT_FILE}); afterwards requests "
        "are refused\n"
        "  users: taken from the header X-Leitstand-User as given (gateway.yaml)"
    )


def local_agreement(home: Home) -> LocalAgreement | None:
    """Return the agreement of the data directory, or None where the register has it.

    Raises UserError when the file is wrong.
    """
    path = home.data / AGREEMENT_FILE
    try:
        return LocalAgreement.read(path, ZONE)
    except FileNotFoundError:
        return None
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        problem = f"{path}: {error}"
        raise UserError(problem, "correct that field") from None


def _is_empty(data: Path) -> bool:
    return not data.exists() or not any(data.iterdir())


def _load(path: Path) -> GatewayConfig:
    try:
        return gateway_config.load(path)
    except FileNotFoundError:
        return GatewayConfig()


def _require_loopback(listener: Listener) -> None:
    if not listener.is_loopback:
        problem = f"{listener.host} can be reached by others, and the data directory is empty"
        remedy = "configure it first (docs/capture.md), or try it out with --listen 127.0.0.1:8080"
        raise UserError(problem, remedy)


def require_real(home: Home, listener: Listener, config: GatewayConfig) -> None:
    """Where others can reach it callers must be known, and the agreement no evaluation.

    Raises UserError.
    """
    if listener.is_loopback:
        return
    if not config.callers and config.oidc is None:
        problem = f"{gateway_config.FILE_NAME} names no callers, and others can reach the listener"
        remedy = "name each with the SHA-256 of its key, or oidc (docs/capture.md)"
        raise UserError(problem, remedy)
    refuse_evaluation(home, listener)


def refuse_evaluation(home: Home, listener: Listener) -> None:
    """Raise UserError where others would be recorded under an agreement for trying out."""
    local = local_agreement(home)
    if local is not None and local.is_evaluation and not listener.is_loopback:
        problem = "an evaluation agreement holds on this machine only"
        remedy = f"delete {home.data / AGREEMENT_FILE}: the register has the agreement then"
        raise UserError(problem, remedy)
