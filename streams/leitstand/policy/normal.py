"""The plain form of a text, with the way back to the offsets of the text as given.

What people paste comes out of PDFs, web pages and chats: full-width digits, soft hyphens,
zero-width characters, typographic dashes and spaces, ligatures, letters of other scripts that only
look Latin. Detectors see one plain form; whoever reports a place gets it in code points of the text
as given. Most texts need no more than a few searches for single characters, which cost a tenth of a
microsecond each; only a text that holds something rare is looked at character by character.
"""

import functools
import re
import unicodedata
from collections.abc import Mapping
from typing import NamedTuple

from leitstand.policy.offsets import SAME, Offsets, rewrite

_INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff"
_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_DASHES = "\u2010-\u2015\u2212\ufe58\ufe63\uff0d"
_SLASHES = "\u2044\u2215"
_LINES = "\u2028\u2029"
_FULL_WIDTH = "\uff01-\uff5e"
_MATHEMATICAL = "\U0001d400-\U0001d7ff"
_DIGITS = "\u0660-\u0669\u06f0-\u06f9\u0966-\u096f"
_LIGATURES = "\ufb00-\ufb06"
_MARKS = "\u0300-\u036f"

_CYRILLIC = dict(zip("АВЕЅІЈКМНОРСТУХаеѕіјорсух", "ABESIJKMHOPCTYXaesijopcyx", strict=True))  # noqa: RUF001 - the look-alikes are the point
_GREEK = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧον", "ABEZHIKMNOPTYXov", strict=True))  # noqa: RUF001 - the look-alikes are the point
_SCRIPTS = str.maketrans(_CYRILLIC | _GREEK)
_LOOK_ALIKES = "".join((*_CYRILLIC, *_GREEK))

_COMMON = (("\u2014", "-"), ("\u2011", "-"), ("\u202f", " "))
"""Characters that the plain form replaces one by one, less frequent than those in normalise."""
_HARMLESS = "”‚‘’•›‹"  # noqa: RUF001 - the quotation marks of German texts
"""Characters outside Latin-1 that stay as they are, likewise."""

_ONE_BY_ONE = re.compile(
    f"[{_SPACES}{_DASHES}{_SLASHES}{_LINES}\u2024{_FULL_WIDTH}{_MATHEMATICAL}{_DIGITS}]"
)
_LENGTHS = re.compile(
    rf"\u00ad[ \t]{{0,9}}\r?\n[ \t]{{0,9}}(?=\w)|[{_INVISIBLE}]+|[A-Za-z][{_MARKS}]{{1,4}}|[{_LIGATURES}]"
)
"""What changes the length; a soft hyphen takes the line break with it for which it was set."""
_MIXED = re.compile(rf"\b(?=\w*?[A-Za-z0-9])(?=\w*?[{_LOOK_ALIKES}])\w+")
_SUSPICIOUS = re.compile(
    f"[{_INVISIBLE}{_SPACES}{_DASHES}{_SLASHES}{_LINES}\u2024{_FULL_WIDTH}{_MATHEMATICAL}{_DIGITS}"
    f"{_LIGATURES}{_MARKS}{_LOOK_ALIKES}]"
)
_FOREIGN = re.compile("[\u0370-\u052f]")
"""Greek and Cyrillic."""
_MOST_MIXED = 5_000
"""Words of mixed scripts that are read; more of them are no slips of a keyboard."""
_FEW = 24
"""Different characters up to which replacing each of them is faster than a table."""


class NormalText(NamedTuple):
    """The plain form of a text."""

    text: str
    encoded: bytes
    """``text`` with one byte a character: Latin-1, ``?`` for what lies outside it."""
    offsets: Offsets = SAME

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the given text of a non-empty span of ``text``."""
        return self.offsets.span(start, end)


def normalise(given: str) -> NormalText:
    """Return the plain form. Raises TooIntricate; nothing else, also not on lone surrogates."""
    if given.isascii():
        return NormalText(given, given.encode())
    # Unrolled, and no look-up that most texts do not need: half of them end here.
    text = given.replace("\u00a0", " ").replace("\u2013", "-")
    known = text.replace("„", "?").replace("“", "?").replace("…", "?").replace("€", "?")
    try:
        encoded = known.encode("latin-1")
    except UnicodeEncodeError:
        return _rarer(text, known)
    return _thoroughly(text) if b"\xad" in encoded else NormalText(text, encoded)


def _rarer(text: str, known: str) -> NormalText:
    for typographic, plain in _COMMON:
        text, known = text.replace(typographic, plain), known.replace(typographic, plain)
    for character in _HARMLESS:
        known = known.replace(character, "?")
    try:
        encoded = known.encode("latin-1")
    except UnicodeEncodeError:
        return _thoroughly(text) if _SUSPICIOUS.search(text) else _plain(text)
    return _thoroughly(text) if b"\xad" in encoded else NormalText(text, encoded)


def _plain(text: str, offsets: Offsets = SAME) -> NormalText:
    return NormalText(text, text.encode("latin-1", "replace"), offsets)


def _thoroughly(text: str) -> NormalText:
    foreign = {character for character in set(text) if character > "\u009f"}
    text = _replaced(text, foreign)
    if not foreign.isdisjoint(_LOOK_ALIKES):
        text = _MIXED.sub(_latin, text, count=_MOST_MIXED)
    return _plain(*rewrite(text, _LENGTHS, _shorter))


def _replaced(text: str, foreign: set[str]) -> str:
    """Replace what keeps its place and its length."""
    found = [character for character in foreign if _ONE_BY_ONE.match(character)]
    if len(found) > _FEW:
        return text.translate(_table())
    for character in found:
        text = text.replace(character, _single(character))
    return text


def _single(character: str) -> str:
    kind = unicodedata.category(character)
    if kind == "Pd" or character == "\u2212":
        return "-"
    if kind == "Nd":
        return str(unicodedata.decimal(character))
    if kind[0] == "Z":
        return "\n" if character in _LINES else " "
    if character in _SLASHES:
        return "/"
    plain = unicodedata.normalize("NFKC", character)
    return plain if len(plain) == 1 else character


@functools.cache
def _table() -> Mapping[int, str]:
    """Return all single replacements."""
    everything = map(chr, (*range(0xA0, 0x10000), *range(0x1D400, 0x1D800)))
    return {ord(found): _single(found) for found in everything if _ONE_BY_ONE.match(found)}


def _latin(word: re.Match[str]) -> str:
    """Return a word of mixed scripts in Latin letters, if all its foreign ones look like some."""
    given = word.group()
    latin = given.translate(_SCRIPTS)
    return given if _FOREIGN.search(latin) else latin


@functools.lru_cache(maxsize=4096)
def _shorter(piece: str) -> str:
    """Return the plain form of what changes its length: a letter with marks, a ligature, nothing."""
    if piece[0].isascii():
        return unicodedata.normalize("NFC", piece)
    is_ligature = "\ufb00" <= piece[0] <= "\ufb06"
    return unicodedata.normalize("NFKC", piece) if is_ligature else ""
