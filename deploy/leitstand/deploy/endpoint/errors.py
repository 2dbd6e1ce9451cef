"""Errors of the endpoint: ClickHouse's own codes and words, whoever found the fault."""

import re

_ENGINE = re.compile(r"Code: (?P<code>\d+)\. DB::Exception: ")

SYNTAX_ERROR = 62
UNKNOWN_DATABASE = 81
BAD_ARGUMENTS = 36
NOT_IMPLEMENTED = 48
TOO_MANY_BYTES = 307
SUPPORT_IS_DISABLED = 344
SESSION_NOT_FOUND = 372
ACCESS_DENIED = 497
AUTHENTICATION_FAILED = 516
UNKNOWN_EXCEPTION = 1002

_STATUS = {
    AUTHENTICATION_FAILED: 403,
    ACCESS_DENIED: 403,
    SYNTAX_ERROR: 400,
    BAD_ARGUMENTS: 400,
    46: 404,  # unknown function
    47: 404,  # unknown identifier
    60: 404,  # unknown table
    UNKNOWN_DATABASE: 404,
    115: 404,  # unknown setting
    SESSION_NOT_FOUND: 404,
    TOO_MANY_BYTES: 413,
    NOT_IMPLEMENTED: 501,
    SUPPORT_IS_DISABLED: 501,
}


class EndpointError(Exception):
    """A request that fails; the text goes to the client and nowhere else, it may hold content."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text

    @property
    def status(self) -> int:
        """HTTP status, as ClickHouse chooses it for the code."""
        return _STATUS.get(self.code, 500)

    @classmethod
    def refused(cls, code: int, words: str, name: str) -> "EndpointError":
        """Return a refusal of ours in the form of an engine error."""
        return cls(code, f"Code: {code}. DB::Exception: {words} ({name})")

    @classmethod
    def of_engine(cls, error: Exception) -> "EndpointError":
        """Return what the engine said; a text without a code becomes UNKNOWN_EXCEPTION."""
        text = str(error)
        match = _ENGINE.search(text)
        if match is None:
            return cls.refused(UNKNOWN_EXCEPTION, text, "UNKNOWN_EXCEPTION")
        return cls(int(match["code"]), text[match.start() :].strip())
