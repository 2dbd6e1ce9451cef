"""What a gateway is told: ``DATA/gateway.yaml``."""

import os
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import msgspec

from leitstand.capture.errors import CaptureError
from leitstand.capture.gateway.names import APPLICATION_HEADER, USER_HEADER
from leitstand.capture.preflight import OnFailure, PreflightMode
from leitstand.capture.presented_keys import Sha256
from leitstand.schemas.identifiers import Slug
from leitstand.schemas.vocabulary import Provider

FILE_NAME = "gateway.yaml"

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Address = Annotated[str, msgspec.Meta(pattern=r"^(https?://[^\s]+)?$")]
Pattern = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
HeaderName = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9-]{1,64}$")]


class GatewayConfigError(CaptureError):
    """The configuration cannot be used; ``remedy`` says what to do."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy


class UpstreamConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where requests go."""

    url: Address = ""
    """With or without ``/v1`` at its end."""
    key_env: str = ""
    """Environment variable with the key for the upstream."""
    key_file: str = ""
    """File with that key. Without either the client's own key is passed on."""
    proxy: Address = ""
    """The house's HTTP proxy on the way there; empty = none. The environment's is never taken."""
    provider: Provider | None = None
    """Who answers there; else known from the address."""


class CallerConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A program that may call, known by its key."""

    name: Slug
    key_sha256: Sha256
    """``printf %s KEY | sha256sum``; the key itself is not kept."""
    application: Slug | None = None
    """What it is in the register; else it names it in the application header."""
    trust_user_header: bool = False
    """Whether its word on who is using it counts (a front end that signs people in)."""
    upstream: UpstreamConfig | None = None
    """Instead of the gateway's."""


class RouteConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An upstream for some models or paths; the first that fits is taken."""

    models: tuple[Pattern, ...] = ()
    """Names with ``*`` for anything: ``llama*``. Empty: every model."""
    paths: tuple[Pattern, ...] = ()
    """Likewise: ``/api/*``. Empty: every path."""
    upstream: UpstreamConfig
    application: Slug | None = None
    """What answers there is in the register, where the caller's key does not say it."""


class SignatureAlgorithm(StrEnum):
    """How a token may be signed (RFC 7518 §3.1, RFC 8037): with a private key, in every case."""

    RS256 = "RS256"
    RS384 = "RS384"
    RS512 = "RS512"
    PS256 = "PS256"
    PS384 = "PS384"
    PS512 = "PS512"
    ES256 = "ES256"
    ES384 = "ES384"
    ES512 = "ES512"
    EDDSA = "EdDSA"


class RequiredClaim(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a token must say of whoever carries it."""

    claim: Text
    """Its name, or its path with dots: ``realm_access.roles``."""
    value: Text
    """Equal to the claim, one of its list, or one word of it (scopes)."""


class OidcConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Callers known by a token of the house's identity provider."""

    issuer: Annotated[str, msgspec.Meta(pattern=r"^https?://[^\s?#]+$")]
    """Exactly as its tokens say it in ``iss``."""
    audience: Text
    """What ``aud`` has to name: this gateway."""
    algorithms: Annotated[tuple[SignatureAlgorithm, ...], msgspec.Meta(min_length=1)] = (
        SignatureAlgorithm.RS256,
        SignatureAlgorithm.ES256,
    )
    user_claim: Text = "preferred_username"
    """Which claim is the user's id in the register. Nobody is known where it is missing."""
    clock_skew_s: Annotated[float, msgspec.Meta(ge=0, le=600)] = 60.0
    required: RequiredClaim | None = None
    """Without it a genuine token gets 403."""
    applications: dict[str, Slug] = {}
    """From client id (``azp``, else ``client_id``) to the application's id in the register."""


class UnknownPaths(StrEnum):
    """What becomes of a path that no family reads."""

    PASS = "pass"  # noqa: S105 - no password
    REFUSE = "refuse"


class PreflightConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whether prompts are checked before they leave the house; needs the register."""

    mode: PreflightMode = PreflightMode.OFF
    on_failure: OnFailure = OnFailure.CLOSED
    """What happens to a prompt that could not be checked, where a rule would block."""


class GatewayConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One gateway."""

    upstream: UpstreamConfig = UpstreamConfig()
    callers: tuple[CallerConfig, ...] = ()
    """Empty: whoever reaches the listener may call, with a key for the upstream if it wants one."""
    oidc: OidcConfig | None = None
    """Beside the keys of callers: people and programs with a token of the identity provider."""
    routes: tuple[RouteConfig, ...] = ()
    """Other upstreams for some models or paths; a caller's own upstream comes first."""
    unknown_paths: UnknownPaths = UnknownPaths.PASS
    """Recorded either way."""
    preflight: PreflightConfig = PreflightConfig()
    default_application: Slug = "unregistered"
    application_header: HeaderName = APPLICATION_HEADER
    user_header: HeaderName = USER_HEADER
    trust_user_header: bool = False
    """The same for callers without a key; only where nobody else reaches the listener."""
    largest_request_bytes: Annotated[int, msgspec.Meta(ge=1024)] = 100 * 1024 * 1024
    requests_in_flight_bytes: Annotated[int, msgspec.Meta(ge=1024 * 1024)] = 512 * 1024 * 1024
    """Of all requests that are under way together; beyond it large ones wait, then get 503."""
    read_timeout_s: Annotated[float, msgspec.Meta(gt=0)] = 600.0
    """Longest silence of the upstream."""


def load(path: Path) -> GatewayConfig:
    """Read the file. Raises GatewayConfigError naming the field; FileNotFoundError."""
    try:
        return msgspec.yaml.decode(path.read_bytes() or b"{}", type=GatewayConfig)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        problem = f"{path}: {error}"
        raise GatewayConfigError(problem, "correct that field") from None


def save(path: Path, config: GatewayConfig) -> None:
    """Write the file, readable by its owner only."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_suffix(".new")
    draft.touch(mode=0o600)
    draft.write_bytes(msgspec.yaml.encode(config))
    draft.replace(path)


def upstream_key(config: UpstreamConfig, environment: Mapping[str, str] = os.environ) -> str | None:
    """Return the key for an upstream. Raises GatewayConfigError when it is named but not there."""
    if config.key_env:
        found = environment.get(config.key_env)
        if not found:
            problem = f"the variable {config.key_env} is not set"
            raise GatewayConfigError(problem, "set it to the key for the upstream")
        return found
    if not config.key_file:
        return None
    try:
        return Path(config.key_file).read_text().strip()
    except OSError:
        problem = f"{config.key_file}: cannot be read"
        raise GatewayConfigError(problem, "put the key for the upstream there") from None
