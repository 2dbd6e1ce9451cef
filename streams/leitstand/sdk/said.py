"""An interaction that no instrumented client made, from what a program knows of it."""

from collections.abc import Sequence
from datetime import datetime

from leitstand.capture import Observed
from leitstand.capture.closing import UNREGISTERED
from leitstand.schemas.clock import utc_now
from leitstand.schemas.interaction import Client, Message, Usage
from leitstand.schemas.vocabulary import (
    Channel,
    ClientName,
    Completeness,
    Operation,
    Provider,
    Purpose,
    Status,
    UsageSource,
    Where,
)
from leitstand.sdk.contexts import Context, current


def observed(
    prompt: str | Sequence[str],
    answer: str | None = None,
    *,
    instruction: str | None = None,
    model: str | None = None,
    operation: str = Operation.CHAT.value,
    provider: str = Provider.OTHER.value,
    user: str | None = None,
    application: str | None = None,
    purpose: str | None = None,
    input_tokens: int | None = None,
    output_tokens: int | None = None,
    duration_ms: int = 0,
    failed: bool = False,
    occurred_at: datetime | None = None,
) -> Observed:
    """Return it for ``Recorder.record``; for finer things build an ``Observed`` directly.

    Without ``answer`` it is ``prompt_only``. User, application and purpose that are not given here
    are the context's. Token counts are the provider's, or left out. Raises ValueError for an
    operation, provider or purpose that is none.
    """
    given = Context(
        user=user, application=application, purpose=Purpose(purpose) if purpose else None
    )
    said = given.over(current())
    prompts = [prompt] if isinstance(prompt, str) else prompt
    before = [Message(where=Where.INSTRUCTION, text=instruction)] if instruction else []
    return Observed(
        occurred_at=occurred_at or utc_now(),
        channel=Channel.SDK,
        application=said.application or UNREGISTERED,
        operation=Operation(operation),
        status=Status.ERROR if failed else Status.OK,
        completeness=Completeness.PROMPT_ONLY if answer is None else Completeness.COMPLETE,
        provider=Provider(provider),
        client=Client(name=ClientName.LEITSTAND),
        user=said.user,
        request_model=model,
        usage=_usage(input_tokens, output_tokens),
        duration_ms=duration_ms,
        messages=(*before, *(Message(where=Where.PROMPT, text=text) for text in prompts)),
        answers=() if answer is None else (Message(where=Where.ANSWER, text=answer),),
        purpose=said.purpose or Purpose.UNSTATED,
    )


def _usage(before: int | None, after: int | None) -> Usage:
    known = before is not None or after is not None
    source = UsageSource.PROVIDER if known else UsageSource.MISSING
    return Usage(source=source, input=before, output=after)
