"""An identity provider as a test wants it: real keys, real signatures, no network."""

import json
import time
from typing import Any

import jwt
import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from leitstand.capture.gateway.issuer import IssuerError

ISSUER = "https://anmeldung.musterstadt.test/realms/stadt"
AUDIENCE = "leitstand-gateway"


class Provider:
    """Signs tokens, and answers for its documents as ``fetch``."""

    def __init__(self, issuer: str = ISSUER) -> None:
        self.issuer = issuer
        self.asked: list[str] = []
        self.away = False
        self.keys: dict[str, tuple[str, Any]] = {}
        self.add("rsa-1", "RS256")
        self.add("ec-1", "ES256")

    def add(self, name: str, algorithm: str, bits: int = 2048) -> None:
        private: Any = (
            ec.generate_private_key(ec.SECP256R1())
            if algorithm == "ES256"
            else rsa.generate_private_key(65537, bits)
        )
        self.keys[name] = (algorithm, private)

    def claims(self, **changes: Any) -> dict[str, Any]:
        now = int(time.time())
        said: dict[str, Any] = {
            "iss": self.issuer,
            "aud": [AUDIENCE, "account"],
            "exp": now + 300,
            "iat": now,
            "azp": "open-webui",
            "preferred_username": "m.muster",
            "realm_access": {"roles": ["ki-nutzung"]},
            "scope": "openid email",
        }
        said.update(changes)
        return {name: value for name, value in said.items() if value is not None}

    def token(self, key: str = "rsa-1", **changes: Any) -> str:
        algorithm, private = self.keys[key]
        head = {"kid": key}
        return jwt.encode(self.claims(**changes), private, algorithm, headers=head)

    def jwks(self) -> dict[str, Any]:
        return {"keys": [self.jwk(name) for name in self.keys]}

    def jwk(self, name: str) -> dict[str, Any]:
        algorithm, private = self.keys[name]
        kind = jwt.get_algorithm_by_name(algorithm)
        public: dict[str, Any] = json.loads(kind.to_jwk(private.public_key()))
        public.pop("key_ops", None)
        return {**public, "kid": name, "use": "sig", "alg": algorithm}

    async def fetch(self, url: str) -> bytes:
        self.asked.append(url)
        if self.away:
            raise IssuerError("not reached")  # noqa: EM101, TRY003 - a stand-in
        if url.endswith("/.well-known/openid-configuration"):
            return msgspec.json.encode({"issuer": self.issuer, "jwks_uri": f"{self.issuer}/certs"})
        return msgspec.json.encode(self.jwks())


class Timer:
    """Seconds that pass when a test says so."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def provider() -> Provider:
    return Provider()


@pytest.fixture
def timer() -> Timer:
    return Timer()
