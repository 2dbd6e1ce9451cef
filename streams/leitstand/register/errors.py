"""How the register fails, by what the caller does next."""

from collections.abc import Sequence
from typing import ClassVar

from leitstand.register.problems import Problem


class RegisterError(Exception):
    """Base of everything the register raises. Messages never name a person."""

    text: ClassVar[str] = "the register failed"

    def __init__(self, what: object = "") -> None:
        self.what = str(what)
        super().__init__(f"{self.what}: {self.text}" if self.what else self.text)


class NoReleaseError(RegisterError):
    """No whole release stands in the topic: wait and try again; ``register apply`` makes one."""

    text = "the register holds no whole release yet; run: leitstand register apply"


class RegisterDamagedError(RegisterError):
    """A record of the register does not have the shape of its contract: stop, do not guess."""

    text = "not a record of the register"


class PublishConflictError(RegisterError):
    """Somebody else kept publishing at the same time: look at their release, then apply again."""

    text = "others published at the same time; nothing of theirs is lost, apply again"


class ReviewError(RegisterError):
    """The files have errors: mend all of ``problems``, then try again."""

    text = "the register's files have errors"

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)
