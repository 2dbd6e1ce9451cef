"""What a role is: one process of an installation, and how its supervisor sees that it is well."""

import importlib
import pkgutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from leitstand.deploy.settings import Home, Settings


def _one(_settings: Settings) -> int:
    return 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """One kind of process."""

    name: str
    after: tuple[str, ...] = ()
    """Roles that have to be healthy before this one starts."""
    run: Callable[[Home, Settings, int], int] | None = None
    """For our own Python processes: blocks until SIGTERM, returns the exit code. The number is
    the instance, from 0. Non-zero = start me again."""
    argv: Callable[[Home, Settings, int], Sequence[str]] | None = None
    """For other programs (Kafka, Dagster): the command line. Exactly one of run and argv is set."""
    environment: Callable[[Home, Settings, int], dict[str, str]] | None = None
    """Additional environment variables of the process; secrets may be among them."""
    healthy: Callable[[Home, Settings, int], bool]
    """Asked by the supervisor about once a second; never raises, answers within a second."""
    notice: Callable[[Home], str] = lambda _home: ""
    """What a person has to know or do although the process is well; empty = nothing."""
    instances: Callable[[Settings], int] = _one
    wanted: Callable[[Settings], bool] = lambda _settings: True
    """Whether this installation has the role at all (the demo's upstream only in a demo)."""


def all_roles(settings: Settings) -> dict[str, Role]:
    """Return the roles that this installation wants, by name."""
    package = importlib.import_module("leitstand.deploy.roles")
    found = [
        importlib.import_module(f"{package.__name__}.{module.name}").ROLE
        for module in pkgutil.iter_modules(package.__path__)
    ]
    return {role.name: role for role in found if role.wanted(settings)}
