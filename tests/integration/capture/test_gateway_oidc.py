"""Callers with a token of an identity provider, over HTTP: who they are, and what stays here."""

import hashlib
import time
from collections.abc import Callable
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from leitstand.capture.gateway.config import CallerConfig, OidcConfig, RequiredClaim

CHAT = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Guten Tag"}]}


class Realm:
    """An identity provider on loopback, and an upstream that remembers what reached it."""

    def __init__(self, serve: Callable[..., str]) -> None:
        self.key = rsa.generate_private_key(65537, 2048)
        self.away = False
        self.seen: list[dict[str, str]] = []
        realm = "/realms/stadt"
        routes = [
            Route(f"{realm}/.well-known/openid-configuration", self._discovery),
            Route(f"{realm}/certs", self._certs),
        ]
        self.issuer = serve(Starlette(routes=routes)) + realm
        self.upstream = serve(
            Starlette(routes=[Route("/{p:path}", self._answer, methods=["POST"])])
        )

    async def _discovery(self, _request: Request) -> JSONResponse:
        status = 503 if self.away else 200
        said = {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/certs"}
        return JSONResponse(said, status)

    async def _certs(self, _request: Request) -> JSONResponse:
        public = jwt.get_algorithm_by_name("RS256").to_jwk(self.key.public_key(), as_dict=True)
        return JSONResponse({"keys": [{**public, "kid": "one", "use": "sig", "alg": "RS256"}]})

    async def _answer(self, request: Request) -> JSONResponse:
        self.seen.append(dict(request.headers))
        choice = {"index": 0, "message": {"content": "Guten Tag"}, "finish_reason": "stop"}
        return JSONResponse({"id": "chatcmpl-9aB1cD2e", "choices": [choice]})

    def token(self, **changes: Any) -> str:
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": "leitstand", "exp": now + 300, "iat": now}
        said = {"preferred_username": "m.muster", "azp": "open-webui", "roles": ["ki"]}
        return jwt.encode(claims | said | changes, self.key, "RS256", headers={"kid": "one"})


@pytest.fixture
def realm(serve: Callable[..., str]) -> Realm:
    return Realm(serve)


def gateway(line: Callable[..., Any], realm: Realm, **more: Any) -> Any:
    config = OidcConfig(
        issuer=realm.issuer,
        audience="leitstand",
        applications={"open-webui": "buero-chat"},
        required=RequiredClaim(claim="roles", value="ki"),
    )
    return line(realm.upstream, oidc=config, **more)


def ask(url: str, key: str | None, **headers: str) -> httpx.Response:
    given = headers | ({"authorization": f"Bearer {key}"} if key else {})
    return httpx.post(f"{url}/v1/chat/completions", json=CHAT, headers=given)


def test_a_person_with_a_token(line: Callable[..., Any], realm: Realm) -> None:
    """The event names the token's user, not the header's, and the token stays here."""
    found = gateway(line, realm)
    answer = ask(found.url, realm.token(), **{"x-leitstand-user": "jemand.anders"})
    assert answer.status_code == 200
    [(interaction, content)] = found.events(1)
    assert (content.user, interaction.application) == ("m.muster", "buero-chat")
    assert "authorization" not in realm.seen[0]
    assert realm.token()[:40] not in str(realm.seen)


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"aud": "another"}, 401, "invalid_token"),
        ({"exp": 1_700_000_000}, 401, "invalid_token"),
        ({"roles": []}, 403, "missing_role"),
    ],
)
def test_who_does_not_pass(
    line: Callable[..., Any], realm: Realm, changes: dict[str, Any], status: int, code: str
) -> None:
    """Nothing is passed on and nothing recorded; the answer says why, German first."""
    found = gateway(line, realm)
    answer = ask(found.url, realm.token(**changes))
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert answer.headers["x-should-retry"] == "false"
    assert ("www-authenticate" in answer.headers) is (status == 401)
    assert not realm.seen
    assert found.nothing()


@pytest.mark.parametrize("key", [None, "sk-unknown"])
def test_no_token_no_key(line: Callable[..., Any], realm: Realm, key: str | None) -> None:
    """With an identity provider configured nobody passes without a name."""
    answer = ask(gateway(line, realm).url, key)
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "invalid_api_key")


def test_keys_of_callers_go_on(line: Callable[..., Any], realm: Realm) -> None:
    """Programs with a key of ours pass beside people with a token."""
    sha = hashlib.sha256(b"geheim").hexdigest()
    caller = CallerConfig(name="portal", key_sha256=sha, application="portal-chat")
    found = gateway(line, realm, callers=(caller,))
    assert ask(found.url, "geheim").status_code == 200
    assert ask(found.url, realm.token()).status_code == 200
    applications = {interaction.application for interaction, _ in found.events(2)}
    assert applications == {"portal-chat", "buero-chat"}


def test_the_provider_is_away(line: Callable[..., Any], realm: Realm) -> None:
    """Before its keys were seen once nothing can be checked: 503, and clients may try again."""
    realm.away = True
    answer = ask(gateway(line, realm).url, realm.token())
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "issuer_unreachable")
    assert answer.headers["retry-after"] == "10"
    assert answer.headers["x-should-retry"] == "true"


def test_an_outage_later(line: Callable[..., Any], realm: Realm) -> None:
    """Known keys go on."""
    found = gateway(line, realm)
    assert ask(found.url, realm.token()).status_code == 200
    realm.away = True
    assert ask(found.url, realm.token()).status_code == 200
