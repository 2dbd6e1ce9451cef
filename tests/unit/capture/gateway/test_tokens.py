"""Who comes with a token is known by it, or does not pass."""

import asyncio
import base64
import hashlib
import hmac
import json
import time
from typing import Any

import pytest

from leitstand.capture.gateway.config import OidcConfig, RequiredClaim, SignatureAlgorithm
from leitstand.capture.gateway.issuer import Issuer
from leitstand.capture.gateway.tokens import TokenError, TokenProblem, Tokens, looks_like_token

AUDIENCE = "leitstand-gateway"


def tokens(provider: Any, timer: Any, **changes: Any) -> Tokens:
    config = OidcConfig(issuer=provider.issuer, audience=AUDIENCE, **changes)
    return Tokens(config, Issuer(provider.issuer, config.algorithms, provider.fetch, timer))


def problem_of(found: Tokens, token: str) -> TokenProblem:
    with pytest.raises(TokenError) as refused:
        asyncio.run(found.find(token.encode()))
    return refused.value.problem


def coded(value: Any) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@pytest.mark.parametrize("key", ["rsa-1", "ec-1"])
def test_a_genuine_token_says_who_it_is(provider: Any, timer: Any, key: str) -> None:
    """RS256 and ES256; the user is the claim, the application the client's, the token is ours."""
    found = tokens(provider, timer, applications={"open-webui": "buero-chat"})
    caller = asyncio.run(found.find(provider.token(key).encode()))
    assert (caller.user, caller.application, caller.own_key) == ("m.muster", "buero-chat", True)
    assert not caller.trusts_user_header


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "another-service"},
        {"aud": None},
        {"iss": "https://elsewhere.test"},
        {"iss": None},
        {"exp": int(time.time()) - 3600},
        {"exp": None},
        {"exp": "soon"},
        {"nbf": int(time.time()) + 3600},
        {"iat": int(time.time()) + 3600},
    ],
)
def test_not_for_us_or_not_now(provider: Any, timer: Any, changes: dict[str, Any]) -> None:
    """Another audience, another issuer, no end, over, or not yet."""
    found = tokens(provider, timer)
    assert problem_of(found, provider.token(**changes)) is TokenProblem.INVALID


def test_clocks_may_differ_a_little(provider: Any, timer: Any) -> None:
    """Within the skew a token that is just over still passes."""
    just_over = provider.token(exp=int(time.time()) - 20)
    assert asyncio.run(tokens(provider, timer).find(just_over.encode())).user == "m.muster"
    strict = tokens(provider, timer, clock_skew_s=0)
    assert problem_of(strict, just_over) is TokenProblem.INVALID


def forgeries(provider: Any) -> dict[str, str]:
    """Return tokens that nobody with the private key has signed."""
    head, body, signature = provider.token("rsa-1").split(".")
    none = coded({"alg": "none", "kid": "rsa-1"})
    shared = coded({"alg": "HS256", "kid": "rsa-1"})
    modulus = json.dumps(provider.jwk("rsa-1")).encode()
    public = provider.keys["rsa-1"][1].public_key()
    pem = public.public_bytes(*_pem())
    other = coded({"alg": "ES256", "kid": "rsa-1"})
    return {
        "none": f"{none}.{body}.",
        "none, with a signature": f"{none}.{body}.{signature}",
        "the public key as a shared secret": _signed(f"{shared}.{body}", pem),
        "the published key as a shared secret": _signed(f"{shared}.{body}", modulus),
        "the wrong kind of key": f"{other}.{body}.{signature}",
        "another content": f"{head}.{coded(provider.claims(preferred_username='x'))}.{signature}",
        "no signature": f"{head}.{body}.",
        "no token": "eyJ.eyJ.eyJ",
        "no JSON": f"{coded(b'x')}.{coded(b'x')}.{coded(b'x')}",
        "a list": f"{coded([])}.{body}.{signature}",
        "endless": "ey" + "J" * 20_000 + "..",
    }


def _pem() -> tuple[Any, Any]:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return Encoding.PEM, PublicFormat.SubjectPublicKeyInfo


def _signed(text: str, secret: bytes) -> str:
    return f"{text}.{coded(hmac.new(secret, text.encode(), hashlib.sha256).digest())}"


def test_forgeries(provider: Any, timer: Any) -> None:
    """Without the issuer's private key there is no way in."""
    found = tokens(provider, timer)
    for name, token in forgeries(provider).items():
        assert problem_of(found, token) is TokenProblem.INVALID, name


def test_a_key_that_is_too_short(provider: Any, timer: Any) -> None:
    """An issuer's key below 2,048 bits proves nothing any more."""
    provider.add("short", "RS256", bits=1024)
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # The library warns of signing with it, rightly.
        token = provider.token("short")
    assert problem_of(tokens(provider, timer), token) is TokenProblem.INVALID


def test_only_configured_algorithms(provider: Any, timer: Any) -> None:
    """A key of the issuer opens nothing with an algorithm that nobody configured."""
    found = tokens(provider, timer, algorithms=(SignatureAlgorithm.ES256,))
    assert problem_of(found, provider.token("rsa-1")) is TokenProblem.INVALID
    assert asyncio.run(found.find(provider.token("ec-1").encode())).user == "m.muster"


@pytest.mark.parametrize(
    ("claim", "value", "passes"),
    [
        ("realm_access.roles", "ki-nutzung", True),
        ("realm_access.roles", "admin", False),
        ("scope", "email", True),
        ("scope", "mail", False),
        ("azp", "open-webui", True),
        ("nothing.of.it", "x", False),
        ("azp.roles", "x", False),
    ],
)
def test_a_required_role(provider: Any, timer: Any, claim: str, value: str, passes: bool) -> None:
    """A list, a scope or a plain claim; whoever lacks it is known but may not."""
    found = tokens(provider, timer, required=RequiredClaim(claim=claim, value=value))
    if passes:
        assert asyncio.run(found.find(provider.token().encode())).user == "m.muster"
    else:
        assert problem_of(found, provider.token()) is TokenProblem.FORBIDDEN


def test_nobody_is_guessed(provider: Any, timer: Any) -> None:
    """A token without the claim belongs to a program: no user, not the subject instead."""
    token = provider.token(preferred_username=None, sub="f0e1")
    assert asyncio.run(tokens(provider, timer).find(token.encode())).user is None


def test_an_issuer_that_never_answered(provider: Any, timer: Any) -> None:
    """Nothing can be checked: that is not the caller's fault, and the code says so."""
    provider.away = True
    assert problem_of(tokens(provider, timer), provider.token()) is TokenProblem.UNCHECKED


@pytest.mark.parametrize(
    ("key", "is_token"),
    [(b"sk-abc", False), (b"eyJh.eyJi.c2ln", True), (b"ey.x", False), (b"a.b.c", False)],
)
def test_what_looks_like_a_token(key: bytes, is_token: bool) -> None:
    """Keys of callers are none."""
    assert looks_like_token(key) is is_token
