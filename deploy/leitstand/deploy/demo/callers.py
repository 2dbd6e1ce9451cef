"""The town's programs at the gateway: one key per application, each trusted to say who uses it."""

import hashlib
from collections.abc import Mapping

import msgspec

from leitstand.capture.gateway.config import (
    FILE_NAME,
    CallerConfig,
    GatewayConfig,
    UpstreamConfig,
)
from leitstand.deploy.demo.town import Town
from leitstand.deploy.settings import Home, Settings
from leitstand.schemas.vocabulary import Provider


def keys(home: Home, town: Town) -> Mapping[str, str]:
    """Return the caller key of each application; made on the first call, kept as secrets."""
    return {
        application: home.secret(f"gateway_{application.replace('-', '_')}")
        for application in town.applications
    }


def write_gateway(home: Home, settings: Settings, town: Town) -> None:
    """Configure the gateway in front of the demo's provider; keys stand there as hashes only."""
    config = GatewayConfig(
        upstream=UpstreamConfig(
            url=f"http://{settings.host}:{settings.ports.upstream}/v1", provider=Provider.OPENAI
        ),
        callers=tuple(
            CallerConfig(
                name=application,
                key_sha256=hashlib.sha256(key.encode()).hexdigest(),
                application=application,
                trust_user_header=True,
            )
            for application, key in keys(home, town).items()
        ),
    )
    (home.data / FILE_NAME).write_bytes(msgspec.yaml.encode(config))
