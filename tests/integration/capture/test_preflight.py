"""Before a prompt leaves the house: the real policy in front of a real upstream, as the client sees it."""

import gzip
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import httpx
import msgspec
import openai
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from leitstand.capture import Basis
from leitstand.capture.gateway.config import RouteConfig, UnknownPaths, UpstreamConfig
from leitstand.capture.preflight import OnFailure, PreflightCheck, PreflightMode
from leitstand.deploy.policy_files import load_policy
from leitstand.register import RegisterView, view_of
from leitstand.schemas.policy import PolicyDocument
from leitstand.schemas.register import Application, Interval, Person
from leitstand.schemas.vocabulary import (
    Action,
    Approval,
    Completeness,
    Mode,
    ObjectKind,
    Place,
    Provider,
    RiskClass,
    Status,
    Verdict,
)
from leitstand.vault import RegisterKey

TENANT = "musterstadt"
EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
DIRTY = "Bitte überweise auf DE89 3704 0044 0532 0130 00."
CLEAN = "Fasse die Vorlage für den Gemeinderat zusammen."
CHAT = Application(
    title="Chat",
    operator="Anbieter",
    place=Place.CLOUD,
    risk_class=RiskClass.LIMITED,
    approval=Approval.APPROVED,
    owner="digitales",
)


class Upstream:
    """Answers every prompt and remembers it."""

    def __init__(self) -> None:
        self.seen: list[Request] = []
        self.app = Starlette(routes=[Route("/{path:path}", self._answer, methods=["POST"])])

    async def _answer(self, request: Request) -> JSONResponse:
        await request.body()
        self.seen.append(request)
        choice = {"index": 0, "message": {"role": "assistant", "content": "Gern."}}
        return JSONResponse(
            {"id": "chatcmpl-12345", "choices": [{**choice, "finish_reason": "stop"}]}
        )


def policy(mode: Mode) -> PolicyDocument:
    """Return the model town's policy with its rule on personal data alone, in that mode."""
    document = load_policy(None)
    rules = tuple(
        msgspec.structs.replace(rule, mode=mode)
        for rule in document.rules
        if rule.check == "personal_data"
    )
    return msgspec.structs.replace(document, rules=rules)


def register(document: PolicyDocument, key: RegisterKey, *, exempt: bool = False) -> RegisterView:
    """Return a register with one application, one person and a policy."""
    person = Person(department="kita", exempt=exempt)
    objects: dict[ObjectKind, dict[str, Any]] = {
        ObjectKind.POLICY: {"policy": document},
        ObjectKind.APPLICATION: {"buero-chat": CHAT},
        ObjectKind.PERSON: {key.person_id(TENANT, "a.beispiel"): person},
    }
    return view_of(
        {
            kind: {name: (Interval(valid_from=EPOCH, value=v),) for name, v in values.items()}
            for kind, values in objects.items()
        },
        TENANT,
    )


@pytest.fixture
def check(tmp_path: Path) -> Callable[..., PreflightCheck]:
    """Make a preflight over a register with one policy."""
    key = RegisterKey(tmp_path / "register")
    RegisterKey.create(tmp_path / "register", TENANT)

    def make(
        mode: Mode = Mode.WARN,
        *,
        preflight: PreflightMode = PreflightMode.ENFORCE,
        on_failure: OnFailure = OnFailure.CLOSED,
        view: Callable[[], RegisterView | None] | None = None,
        exempt: bool = False,
        document: PolicyDocument | None = None,
    ) -> PreflightCheck:
        found = register(document or policy(mode), key, exempt=exempt)
        made = PreflightCheck(
            tenant=TENANT,
            view=view or (lambda: found),
            register_key=key,
            mode=preflight,
            on_failure=on_failure,
        )
        made.prepare()
        return made

    return make


def ask(url: str, text: str, **headers: str) -> httpx.Response:
    body = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": text}]}
    said = {"x-leitstand-user": "a.beispiel", "x-leitstand-application": "buero-chat", **headers}
    return httpx.post(f"{url}/v1/chat/completions", json=body, headers=said)


def test_a_clean_prompt_passes_without_a_word(
    line: Callable[..., Any], check: Callable[..., Any]
) -> None:
    """And the record says that it was checked."""
    upstream = Upstream()
    gateway = line(upstream.app, check=check(Mode.BLOCK))
    answer = ask(gateway.url, CLEAN)
    assert answer.status_code == 200
    assert not [name for name in answer.headers if name.startswith("x-leitstand-notice")]
    ((interaction, _),) = gateway.events(1)
    assert interaction.preflight.verdict is Verdict.ALLOWED
    assert interaction.preflight.action is Action.NONE


def test_a_warning_stands_beside_the_answer(
    line: Callable[..., Any], check: Callable[..., Any]
) -> None:
    """The prompt passes; a front end can show what the policy says, in the reader's language."""
    upstream = Upstream()
    gateway = line(upstream.app, check=check(Mode.WARN))
    answer = ask(gateway.url, DIRTY)
    assert answer.json()["choices"][0]["message"]["content"] == "Gern."
    assert "personenbezogene-daten" in answer.headers["x-leitstand-notice"]
    assert "Platzhalter" in unquote(answer.headers["x-leitstand-notice-text"])
    english = ask(gateway.url, DIRTY, **{"accept-language": "en-GB,de;q=0.5"})
    assert "placeholder" in unquote(english.headers["x-leitstand-notice-text"])
    (first, _), _ = gateway.events(2)
    assert first.preflight.action is Action.WARNED
    assert "personenbezogene-daten" in first.preflight.rules
    assert first.status is Status.OK


def test_a_block_keeps_the_prompt_in_the_house(
    line: Callable[..., Any], check: Callable[..., Any]
) -> None:
    """The real client sees a refusal with a friendly reason; the record holds the whole prompt."""
    upstream = Upstream()
    gateway = line(upstream.app, check=check(Mode.BLOCK))
    headers = {"x-leitstand-user": "a.beispiel", "x-leitstand-application": "buero-chat"}
    http = openai.DefaultHttpxClient(verify=False)  # Loopback without TLS.
    settings: Any = {"base_url": f"{gateway.url}/v1", "api_key": "k", "default_headers": headers}
    with (
        openai.OpenAI(**settings, http_client=http) as client,
        pytest.raises(openai.PermissionDeniedError) as refused,
    ):
        client.chat.completions.create(
            model="gpt-4o-mini", messages=[{"role": "user", "content": DIRTY}]
        )
    error: Any = refused.value.body
    assert (error["code"], error["param"]) == ("policy_blocked", "personenbezogene-daten")
    assert "Platzhalter" in error["message"]
    assert "https://intranet.musterstadt.example/dienstanweisung-ki" in error["message"]
    assert upstream.seen == []
    ((interaction, content),) = gateway.events(1)
    assert (interaction.status, interaction.http_status) == (Status.BLOCKED, 403)
    assert interaction.preflight.action is Action.BLOCKED
    assert interaction.capture.completeness is Completeness.COMPLETE
    assert content.messages[0].text == DIRTY


def test_observing_changes_nothing(line: Callable[..., Any], check: Callable[..., Any]) -> None:
    """The record says what the policy said; the client sees no difference."""
    upstream = Upstream()
    gateway = line(upstream.app, check=check(Mode.BLOCK, preflight=PreflightMode.OBSERVE))
    answer = ask(gateway.url, DIRTY)
    assert answer.status_code == 200
    assert "x-leitstand-notice" not in answer.headers
    ((interaction, _),) = gateway.events(1)
    assert interaction.preflight.verdict is Verdict.VIOLATION
    assert interaction.preflight.action is Action.NONE


def test_an_exempt_person_is_not_looked_at(
    line: Callable[..., Any], check: Callable[..., Any]
) -> None:
    """The staff council's prompts are its own."""
    gateway = line(Upstream().app, check=check(Mode.BLOCK, exempt=True))
    assert ask(gateway.url, DIRTY).status_code == 200


@pytest.mark.parametrize("on_failure", list(OnFailure))
@pytest.mark.parametrize("mode", [Mode.WARN, Mode.BLOCK])
def test_what_cannot_be_checked(
    line: Callable[..., Any], check: Callable[..., Any], mode: Mode, on_failure: OnFailure
) -> None:
    """A text too large stays in the house where a rule would block, unless told otherwise."""
    thresholds = msgspec.structs.replace(policy(mode).thresholds, largest_text_characters=1000)
    narrow = msgspec.structs.replace(policy(mode), thresholds=thresholds)
    upstream = Upstream()
    gateway = line(upstream.app, check=check(document=narrow, on_failure=on_failure))
    answer = ask(gateway.url, CLEAN * 100)
    stays = mode is Mode.BLOCK and on_failure is OnFailure.CLOSED
    assert answer.status_code == (403 if stays else 200)
    assert bool(upstream.seen) is not stays
    ((interaction, _),) = gateway.events(1)
    assert interaction.preflight.verdict is Verdict.NOT_CHECKED
    if stays:
        assert answer.json()["error"]["code"] == "not_checked"


@pytest.mark.parametrize("on_failure", list(OnFailure))
def test_without_a_register_nothing_can_be_checked(
    line: Callable[..., Any], check: Callable[..., Any], on_failure: OnFailure
) -> None:
    """Any rule might have blocked: closed unless told otherwise."""
    upstream = Upstream()
    gateway = line(upstream.app, check=check(on_failure=on_failure, view=lambda: None))
    assert ask(gateway.url, CLEAN).status_code == (403 if on_failure is OnFailure.CLOSED else 200)


def test_while_recording_is_suspended_prompts_are_checked_without_a_trace(
    line: Callable[..., Any], check: Callable[..., Any]
) -> None:
    """The house rules hold; nothing is written down."""
    upstream = Upstream()
    gateway = line(upstream.app, check=check(Mode.BLOCK))
    gateway.gate.basis = Basis.SUSPENDED
    assert ask(gateway.url, DIRTY).status_code == 403
    assert ask(gateway.url, CLEAN).status_code == 200
    assert gateway.nothing()
    assert len(upstream.seen) == 1


def test_a_long_prompt_is_judged_beside_the_others(
    line: Callable[..., Any], check: Callable[..., Any]
) -> None:
    """In a thread of its own; the result is the same."""
    gateway = line(Upstream().app, check=check(Mode.BLOCK))
    assert ask(gateway.url, CLEAN * 3_000 + DIRTY).status_code == 403


def test_nothing_of_the_prompt_is_in_the_answer(
    line: Callable[..., Any], check: Callable[..., Any]
) -> None:
    """The reason names the rule, not what was found."""
    gateway = line(Upstream().app, check=check(Mode.BLOCK))
    answer = ask(gateway.url, DIRTY)
    assert "3704" not in answer.text + json.dumps(dict(answer.headers))


def test_routes_by_model_and_path(line: Callable[..., Any], serve: Callable[..., str]) -> None:
    """The first route that fits is taken; it names the application where nobody else does."""
    town, cloud = Upstream(), Upstream()
    own = UpstreamConfig(url=serve(town.app), provider=Provider.OLLAMA)
    routes = (
        RouteConfig(models=("llama*",), upstream=own, application="haus-ki"),
        RouteConfig(paths=("/api/*",), upstream=own),
    )
    gateway = line(cloud.app, routes=routes, default_application="buero-chat")
    for path, model in [
        ("/v1/chat/completions", "llama3.2"),
        ("/api/chat", "x"),
        ("/v1/responses", "gpt-5"),
    ]:
        httpx.post(gateway.url + path, json={"model": model, "messages": [], "input": ""})
    seen = [(i.provider, i.application) for i, _ in gateway.events(3)]
    assert seen == [
        (Provider.OLLAMA, "haus-ki"),
        (Provider.OLLAMA, "buero-chat"),
        (Provider.OTHER, "buero-chat"),
    ]
    assert (len(town.seen), len(cloud.seen)) == (2, 1)


@pytest.mark.parametrize("unknown", list(UnknownPaths))
def test_paths_that_nobody_knows(line: Callable[..., Any], unknown: UnknownPaths) -> None:
    """They pass or are refused, and leave a record either way."""
    upstream = Upstream()
    gateway = line(upstream.app, unknown_paths=unknown)
    answer = httpx.post(f"{gateway.url}/v1/something/new", json={"input": CLEAN})
    refused = unknown is UnknownPaths.REFUSE
    assert answer.status_code == (404 if refused else 200)
    assert bool(upstream.seen) is not refused
    ((interaction, content),) = gateway.events(1)
    assert interaction.status is (Status.BLOCKED if refused else Status.OK)
    assert content.messages[0].text == CLEAN


def test_what_cannot_be_read_is_not_checked(
    line: Callable[..., Any], check: Callable[..., Any]
) -> None:
    """An encoding or a character set that we can't read is no way around a rule that blocks."""
    upstream = Upstream()
    gateway = line(upstream.app, check=check(Mode.BLOCK))
    said = json.dumps({"messages": [{"role": "user", "content": DIRTY}]})
    behind = gzip.compress(b"{}") + gzip.compress(said.encode())
    for body, headers in (
        (said.encode("utf-16"), {"content-type": "application/json"}),
        (behind, {"content-encoding": "gzip"}),
    ):
        answer = httpx.post(f"{gateway.url}/v1/chat/completions", content=body, headers=headers)
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "not_checked")
    assert upstream.seen == []
    for interaction, _ in gateway.events(2):
        assert interaction.status is Status.BLOCKED
        assert interaction.preflight.verdict is Verdict.NOT_CHECKED
