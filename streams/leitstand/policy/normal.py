"""One normalisation pass over a text, with the way back to the offsets of the given text.

What people paste comes out of PDFs, web pages and chats: full-width digits, soft hyphens,
zero-width characters, typographic dashes and spaces. Detectors see one plain form; whoever reports
a place gets it in code points of the text as given.
"""

import re
import unicodedata
from array import array
from collections.abc import Sequence
from dataclasses import dataclass

_INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff"
_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_DASHES = "\u2010-\u2015\u2212\ufe58\ufe63\uff0d"
_SLASHES = "\u2044\u2215"
_COMPATIBLE = "\uff01-\uff5e\U0001d400-\U0001d7ff"
_SPECIAL = re.compile(
    f"(?P<gone>[{_INVISIBLE}]+)|(?P<space>[{_SPACES}])|(?P<dash>[{_DASHES}])"
    f"|(?P<slash>[{_SLASHES}])|(?P<dot>\u2024)|(?P<compatible>[{_COMPATIBLE}])"
    "|(?P<composed>[A-Za-z][\u0300-\u036f]{1,4})"
)
_SUSPICIOUS = re.compile(
    f"[{_INVISIBLE}{_SPACES}{_DASHES}{_SLASHES}{_COMPATIBLE}\u2024\u0300-\u036f]"
)
"""One class of characters: a quick look that spares most texts the whole pass."""
_FIXED = {"gone": "", "space": " ", "dash": "-", "slash": "/", "dot": "."}


@dataclass(frozen=True, slots=True, kw_only=True)
class NormalText:
    """The plain form of a text."""

    text: str
    starts: Sequence[int] | None = None
    """Per character of ``text`` the offset in the given text; ``None`` = the same offsets."""
    ends: Sequence[int] | None = None
    """Per character of ``text`` the offset just behind it in the given text."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the given text of a non-empty span of ``text``."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


def _plain(kind: str, piece: str) -> str:
    if kind == "composed":
        return unicodedata.normalize("NFC", piece)
    if kind == "compatible":
        return unicodedata.normalize("NFKC", piece)
    return _FIXED[kind]


def normalise(given: str) -> NormalText:
    """Return the plain form; a text that is plain already costs one look."""
    if given.isascii() or _SUSPICIOUS.search(given) is None:
        return NormalText(text=given)
    pieces: list[str] = []
    starts, ends = array("l"), array("l")

    def copy(until: int) -> None:
        pieces.append(given[done:until])
        starts.extend(range(done, until))
        ends.extend(range(done + 1, until + 1))

    done = 0
    for match in _SPECIAL.finditer(given):
        copy(match.start())
        done = match.end()
        plain = _plain(match.lastgroup or "gone", match.group())
        pieces.append(plain)
        starts.extend([match.start()] * len(plain))
        ends.extend([done] * len(plain))
    copy(len(given))
    return NormalText(text="".join(pieces), starts=starts, ends=ends)
