"""The issuer is asked when it must be, and no more."""

import asyncio
from typing import Any

import msgspec
import pytest

from leitstand.capture.gateway.config import SignatureAlgorithm
from leitstand.capture.gateway.issuer import Issuer

BOTH = (SignatureAlgorithm.RS256, SignatureAlgorithm.ES256)


def issuer_of(provider: Any, timer: Any) -> Issuer:
    return Issuer(provider.issuer, BOTH, provider.fetch, timer)


def questions(provider: Any) -> int:
    """Return how often the keys were asked for."""
    return sum(url.endswith("/certs") for url in provider.asked)


def test_known_keys_cost_no_question(provider: Any, timer: Any) -> None:
    """The first token asks; the others find the key."""

    async def many() -> None:
        issuer = issuer_of(provider, timer)
        for _ in range(100):
            assert await issuer.key("rsa-1", "RS256") is not None
            assert await issuer.key("ec-1", "ES256") is not None

    asyncio.run(many())
    assert questions(provider) == 1


def test_many_at_once_share_a_question(provider: Any, timer: Any) -> None:
    """At a cold start one question answers everybody."""

    async def many() -> list[Any]:
        issuer = issuer_of(provider, timer)
        return await asyncio.gather(*(issuer.key("rsa-1", "RS256") for _ in range(50)))

    assert all(asyncio.run(many()))
    assert questions(provider) == 1


def test_a_new_key_is_found(provider: Any, timer: Any) -> None:
    """The issuer rotated: its new key is asked for once, at once if the pause is over."""

    async def rotate() -> tuple[Any, Any]:
        issuer = issuer_of(provider, timer)
        await issuer.key("rsa-1", "RS256")
        provider.add("rsa-2", "RS256")
        too_soon = await issuer.key("rsa-2", "RS256")
        timer.now += 11
        return too_soon, await issuer.key("rsa-2", "RS256")

    too_soon, found = asyncio.run(rotate())
    assert too_soon is None
    assert found is not None
    assert questions(provider) == 2


def test_strangers_make_no_storm(provider: Any, timer: Any) -> None:
    """A thousand invented key ids are one question in ten seconds."""

    async def storm() -> None:
        issuer = issuer_of(provider, timer)
        for number in range(1000):
            assert await issuer.key(f"invented-{number}", "RS256") is None

    asyncio.run(storm())
    assert questions(provider) == 1


def test_known_keys_outlive_an_outage(provider: Any, timer: Any) -> None:
    """While the issuer is away, also for days, what is known goes on."""

    async def outage() -> Any:
        issuer = issuer_of(provider, timer)
        await issuer.key("rsa-1", "RS256")
        provider.away = True
        timer.now += 3 * 86_400
        first = await issuer.key("rsa-1", "RS256")
        await asyncio.sleep(0)
        return first, await issuer.key("rsa-1", "RS256")

    assert all(asyncio.run(outage()))


def test_withdrawn_keys_go(provider: Any, timer: Any) -> None:
    """After an hour the keys are asked for in the background, and a withdrawn one is gone."""

    async def withdraw() -> Any:
        issuer = issuer_of(provider, timer)
        await issuer.key("rsa-1", "RS256")
        del provider.keys["rsa-1"]
        timer.now += 3601
        assert await issuer.key("rsa-1", "RS256") is not None
        for _ in range(20):  # The question has no network to wait for.
            await asyncio.sleep(0)
        return await issuer.key("rsa-1", "RS256")

    assert asyncio.run(withdraw()) is None


@pytest.mark.parametrize(
    ("discovery", "keys"),
    [
        (b"no JSON", b"{}"),
        (b"{}", b"{}"),
        (b'{"issuer": "https://other.test", "jwks_uri": "https://other.test/certs"}', b"{}"),
        (None, b"[]"),
        (None, b'{"keys": [1]}'),
        (None, b'{"keys": []}'),
        (None, b'{"keys": [{"kty": "oct", "kid": "rsa-1", "k": "c2VjcmV0", "alg": "RS256"}]}'),
        (None, b'{"keys": [{"kty": "RSA", "kid": "rsa-1", "n": "AQ"}]}'),
        (None, b'{"keys": [{"kty": "RSA", "kid": 7}]}'),
    ],
)
def test_strange_answers(provider: Any, timer: Any, discovery: bytes | None, keys: bytes) -> None:
    """Whatever the issuer says, there is a key or there is none; nothing breaks."""

    async def fetch(url: str) -> bytes:
        return (discovery or await provider.fetch(url)) if "well-known" in url else keys

    issuer = Issuer(provider.issuer, BOTH, fetch, timer)
    assert asyncio.run(issuer.key("rsa-1", "RS256")) is None


def test_keys_not_behind_tls(provider: Any, timer: Any) -> None:
    """An issuer with TLS whose keys would come without it is not asked for them."""

    async def fetch(url: str) -> bytes:
        assert "well-known" in url
        said = {"issuer": provider.issuer, "jwks_uri": "http://anmeldung.musterstadt.test/certs"}
        return msgspec.json.encode(said)

    issuer = Issuer(provider.issuer, BOTH, fetch, timer)
    assert asyncio.run(issuer.key("rsa-1", "RS256")) is None
    assert not issuer.has_keys


def test_keys_of_another_issuer(provider: Any, timer: Any) -> None:
    """A discovery document that names another issuer is not followed (Discovery §4.3)."""

    async def fetch(url: str) -> bytes:
        if "well-known" not in url:
            return await provider.fetch(url)  # type: ignore[no-any-return] # a stand-in
        said = {"issuer": "https://other.test", "jwks_uri": f"{provider.issuer}/certs"}
        return msgspec.json.encode(said)

    issuer = Issuer(provider.issuer, BOTH, fetch, timer)
    assert asyncio.run(issuer.key("rsa-1", "RS256")) is None
