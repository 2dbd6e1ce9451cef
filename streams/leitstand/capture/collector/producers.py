"""Who delivers: a program known by its key, or anybody where no producers are configured."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from leitstand.capture.collector.config import CollectorConfig, ProducerConfig
from leitstand.capture.presented_keys import RawHeaders, presented_key

ANYBODY = "anybody"


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingProgram:
    """A program whose deliveries are taken."""

    name: str
    application: str | None
    services: Mapping[str, str]
    default_application: str
    trusts_user: bool
    forwards_sealed: bool

    def application_of(self, stated: str | None) -> str:
        """Return the application of an event: the program's, else the stated one, the default."""
        return self.application or stated or self.default_application

    def application_of_service(self, service: str | None) -> str:
        """Return the application of a telemetry resource, by its ``service.name``."""
        mapped = self.services.get(service) if service else None
        return mapped or self.application_of(None)

    def user(self, stated: str | None) -> str | None:
        """Return who asked, if the program may say so and does."""
        return (stated or "").strip() or None if self.trusts_user else None


class Producers:
    """Finds the program that sent a request."""

    def __init__(self, config: CollectorConfig) -> None:
        self._known = {p.key_sha256: _known(p, config) for p in config.producers}
        self._anybody = None if config.producers else _anybody(config)

    def find(self, headers: RawHeaders) -> SendingProgram | None:
        """Return the program, or None for one that is not known."""
        if self._anybody is not None:
            return self._anybody
        key = presented_key(headers)
        return None if key is None else self._known.get(hashlib.sha256(key).hexdigest())


def _known(producer: ProducerConfig, config: CollectorConfig) -> SendingProgram:
    return SendingProgram(
        name=producer.name,
        application=producer.application,
        services=producer.services,
        default_application=config.default_application,
        trusts_user=producer.trust_user,
        forwards_sealed=producer.forward_sealed,
    )


def _anybody(config: CollectorConfig) -> SendingProgram:
    return SendingProgram(
        name=ANYBODY,
        application=None,
        services={},
        default_application=config.default_application,
        trusts_user=config.trust_user,
        forwards_sealed=False,
    )
