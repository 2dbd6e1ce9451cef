"""What is split over several messages of the same speaker: found where a checksum proves it.

"DE89 3704 0044" in one prompt and "0532 0130 00" in the next are one account number, also when an
answer stands between them. Only what lies across the seam and carries its own proof counts: two
messages side by side make many a number that nobody wrote.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from leitstand.policy.detector import Found
from leitstand.policy.engine.scan import Wanted, scan
from leitstand.policy.evidence import Reason

REACH = 80
"""Characters on each side of a seam: longer than the longest identifier with a checksum."""
_SPLIT = re.compile(r"[0-9A-Za-z][^\n0-9A-Za-z]{0,8}\Z")
_OPENS = re.compile(r"[^\n0-9A-Za-z]{0,8}[0-9A-Za-z]{1,8}")


class Text(NamedTuple):
    """One message of a speaker."""

    number: int
    """Its position in the content."""
    text: str


class _Part(NamedTuple):
    begins: int
    """Its place in what was joined."""
    number: int
    offset: int
    """Where in the message it was cut off."""
    text: str


def across(texts: Sequence[Text], wanted: Wanted) -> Iterator[tuple[int, Found]]:
    """Yield what lies across the seams of a speaker's texts, with the number of its first message.

    Its span ends with that message; its value is the whole. Raises what a detector raises.
    """
    seen: set[tuple[int, int]] = set()
    for place in range(1, len(texts)):
        parts = _tail(texts[:place])
        if not parts or not _may_go_on(texts[place - 1].text, texts[place].text):
            continue
        joined = "".join(f"{part.text} " for part in parts)
        found = scan(joined + texts[place].text.lstrip()[:REACH], wanted)
        for number, one in _over_the_seam(found, parts, len(joined)):
            if (number, one.start) not in seen:
                seen.add((number, one.start))
                yield number, one


def _may_go_on(before: str, behind: str) -> bool:
    """Say whether a number may run from one text into the next: a quick look."""
    last, first = before[-REACH:].rstrip(), behind.lstrip()[:REACH]
    near = last[-8:] + first[:8]
    return (
        _SPLIT.search(last) is not None
        and _OPENS.match(first) is not None
        and any(character.isdigit() for character in near)
    )


def _tail(texts: Sequence[Text]) -> list[_Part]:
    """Return the ends of the last texts; a short one lets the one before it show."""
    cut: list[tuple[int, int, str]] = []
    left = REACH
    for text in reversed(texts):
        kept = text.text.rstrip()[-left:]
        cut.insert(0, (text.number, len(text.text.rstrip()) - len(kept), kept))
        left -= len(kept) + 1
        if left <= 0:
            break
    return list(_placed(cut))


def _placed(cut: Iterable[tuple[int, int, str]]) -> Iterator[_Part]:
    begins = 0
    for number, offset, text in cut:
        yield _Part(begins, number, offset, text)
        begins += len(text) + 1


def _over_the_seam(
    found: Iterable[Found], parts: Sequence[_Part], seam: int
) -> Iterator[tuple[int, Found]]:
    for one in found:
        if Reason.CHECKSUM in one.reasons and one.start < seam < one.end:
            part = next(part for part in reversed(parts) if part.begins <= one.start)
            start = one.start - part.begins + part.offset
            end = part.offset + len(part.text)
            reasons = (*one.reasons, Reason.SEVERAL_TEXTS)
            yield part.number, replace(one, start=start, end=end, reasons=reasons)
