"""Who is using it and what for: said by the program for everything inside a block."""

import dataclasses
from collections.abc import Generator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass

from leitstand.schemas.vocabulary import Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What is said; ``None`` = nothing."""

    user: str | None = None
    """The user id as the house knows it. Never guessed; kept sealed."""
    application: str | None = None
    """Id in the register."""
    purpose: Purpose | None = None

    def over(self, outer: "Context") -> "Context":
        """Return this one, with what it leaves open from another."""
        said = {f.name: getattr(self, f.name) for f in dataclasses.fields(self)}
        return dataclasses.replace(outer, **{k: v for k, v in said.items() if v is not None})


_CURRENT: ContextVar[Context] = ContextVar("leitstand_context")
"""Of the thread or task."""


def current() -> Context:
    """Return what holds here."""
    return _CURRENT.get(Context())


@contextmanager
def context(
    *, user: str | None = None, application: str | None = None, purpose: str | None = None
) -> Generator[None]:
    """Say it for every call inside; an inner block goes before an outer one, both before the client.

    ``purpose`` is ``office``, ``training`` or ``test``. Raises ValueError for another.
    """
    said = Context(
        user=user, application=application, purpose=Purpose(purpose) if purpose else None
    )
    token = _CURRENT.set(said.over(current()))
    try:
        yield
    finally:
        # A framework may end a block in another task than it began; that is no reason to fail.
        with suppress(ValueError):
            _CURRENT.reset(token)
