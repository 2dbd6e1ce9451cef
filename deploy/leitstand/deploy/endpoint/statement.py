"""What a request's text is: a statement, or an INSERT with the data that follows it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from leitstand.deploy.endpoint.errors import SUPPORT_IS_DISABLED, SYNTAX_ERROR, EndpointError
from leitstand.deploy.endpoint.limits import LARGEST_STATEMENT

_TOKEN = re.compile(
    rb"\s+|--[^\n]*|#[ !][^\n]*|/\*.*?\*/"
    rb"|'(?:[^'\\]|\\.|'')*'|`(?:[^`\\]|\\.)*`|\"(?:[^\"\\]|\\.)*\""
    rb"|[A-Za-z_][A-Za-z0-9_]*|.",
    re.DOTALL,
)
_AFTER_FORMAT = re.compile(rb"[ \t\f]*(?:\r?\n)?")
_SILENT = (b"--", b"# ", b"#!", b"/*")
_SESSION_WORDS = frozenset({b"SET", b"USE", b"BEGIN", b"START", b"COMMIT", b"ROLLBACK", b"EXECUTE"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """SQL, and where it is an INSERT with inline data: the data's format and the data."""

    sql: str
    data_format: str = ""
    data: bytes = b""
    output: str | None = ""
    """Format of the result: empty where the statement names none, ``None`` where it is not clear."""
    is_select: bool = False

    @property
    def whole(self) -> str:
        """Return the statement as its sender wrote it, without the data."""
        return f"{self.sql} FORMAT {self.data_format}" if self.data_format else self.sql


def parse(text: bytes) -> Statement:
    """Split the text of a request.

    Only ``INSERT … FORMAT name`` is split; ``INSERT … VALUES`` and ``INSERT … SELECT`` are plain
    statements. Raises EndpointError for files of the server and for what would need a session.
    """
    words = _words(text)
    first = next(words, None)
    if first is None:
        return Statement(sql="")
    if first.text in _SESSION_WORDS:
        raise _needs_session(first.text)
    if first.text == b"KILL":
        raise _no_query_ids()
    return _insert(text, words) if first.text == b"INSERT" else _plain(text, first, words)


@dataclass(frozen=True, slots=True)
class _Word:
    text: bytes
    """Upper case."""
    start: int
    end: int
    outside: bool
    """Not within parentheses."""


def _words(text: bytes) -> Iterator[_Word]:
    depth = 0
    for match in _TOKEN.finditer(text):
        token = match.group()
        if token in b"()":
            depth += 1 if token == b"(" else -1
        elif token[:1].isalpha() or token[:1] == b"_":
            yield _Word(token.upper(), match.start(), match.end(), depth == 0)


def _plain(text: bytes, first: _Word, words: Iterator[_Word]) -> Statement:
    if len(text) > LARGEST_STATEMENT:
        raise EndpointError.refused(SYNTAX_ERROR, "Max query size exceeded", "SYNTAX_ERROR")
    said = [first, *words]
    for before, word in pairwise(said):
        if (before.text, word.text) == (b"INTO", b"OUTFILE"):
            raise _no_files()
        if (before.text, word.text) == (b"CREATE", b"TEMPORARY"):
            raise _needs_session(before.text + b" " + word.text)
    return Statement(
        sql=_decoded(text),
        output=_output(text, said),
        is_select=first.text in {b"SELECT", b"WITH"},
    )


def _output(text: bytes, said: Sequence[_Word]) -> str | None:
    if not any(word.text == b"FORMAT" for word in said[:-1]):
        return ""
    keyword, name = said[-2:]
    together = not text[keyword.end : name.start].strip()
    is_last = keyword.text == b"FORMAT" and together
    return _decoded(text[name.start : name.end]) if is_last else None


def _insert(text: bytes, words: Iterator[_Word]) -> Statement:
    for word in words:
        if not word.outside:
            continue
        if word.text == b"INFILE":
            raise _no_files()
        if word.text in {b"SELECT", b"VALUES", b"WITH"}:
            return Statement(sql=_decoded(text))
        if word.text == b"FORMAT":
            return _with_data(text, word, next(words, None))
    return Statement(sql=_decoded(text))


def _with_data(text: bytes, keyword: _Word, name: _Word | None) -> Statement:
    if name is None:
        return Statement(sql=_decoded(text))
    gap = _AFTER_FORMAT.match(text, name.end)
    return Statement(
        sql=_decoded(text[: keyword.start]),
        data_format=_decoded(text[name.start : name.end]),
        data=text[gap.end() if gap else name.end :],
    )


def _decoded(text: bytes) -> str:
    try:
        return text.decode()
    except UnicodeDecodeError:
        raise EndpointError.refused(62, "Statement is not UTF-8.", "SYNTAX_ERROR") from None


def _needs_session(word: bytes) -> EndpointError:
    words = f"{word.decode()} needs a session; this endpoint keeps none. Pass settings per query."
    return EndpointError.refused(SUPPORT_IS_DISABLED, words, "SUPPORT_IS_DISABLED")


def _no_query_ids() -> EndpointError:
    words = "Queries are not known by their id here; close the connection of a query, that ends it."
    return EndpointError.refused(SUPPORT_IS_DISABLED, words, "SUPPORT_IS_DISABLED")


def _no_files() -> EndpointError:
    words = "Files of the server are out of reach over HTTP."
    return EndpointError.refused(SUPPORT_IS_DISABLED, words, "SUPPORT_IS_DISABLED")
