"""Reads the content of an interaction: which texts there are, and what detectors see in them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from leitstand.policy.check import Passage
from leitstand.policy.detector import Found
from leitstand.policy.engine.known import examined
from leitstand.policy.engine.scan import EVERYTHING, Scanned, Wanted
from leitstand.policy.escaped import span_in_given, unescaped
from leitstand.policy.offsets import TooIntricate
from leitstand.policy.own import BEFORE, is_own
from leitstand.policy.seam import Text, across
from leitstand.schemas.interaction import Content
from leitstand.schemas.policy import PolicyDocument
from leitstand.schemas.vocabulary import Completeness, NotChecked, Where

WantedAt = Mapping[Where, Wanted]
"""The categories that somebody wants to know about, by the place of a text."""


def everywhere(wanted: Wanted) -> WantedAt:
    """Return the same for every place."""
    return dict.fromkeys(Where, wanted)


ALL_EVERYWHERE = everywhere(EVERYTHING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the content gave, and why it could not be read, or not to its end."""

    passages: tuple[Passage, ...] = ()
    """Also of a content that was not read to its end: what was seen was seen."""
    not_checked: NotChecked = NotChecked.NONE


def texts(content: Content) -> Iterator[tuple[Where, str]]:
    """Yield every text with its place: messages in their order, then tool calls, then file names."""
    for message in content.messages:
        yield message.where, message.text
    for call in content.tool_calls:
        yield Where.TOOL, call.arguments
    for name in content.file_names:
        yield Where.ATTACHMENT, name


def read(
    content: Content,
    completeness: Completeness,
    policy: PolicyDocument,
    wanted: WantedAt = ALL_EVERYWHERE,
) -> Reading:
    """Return what detectors of the wanted categories see, except what the policy names as our own.

    A place where nothing is wanted is not read at all.

    Never raises. A detector that fails leaves the content unchecked with that reason, and a text
    that asks for too much work with another; what the others found stands beside the reason.
    """
    if completeness is Completeness.METADATA_ONLY:
        return Reading(not_checked=NotChecked.NO_CONTENT)
    if completeness is Completeness.TRUNCATED:
        # Capture kept only its beginning: the rest was never seen by anybody.
        return Reading(not_checked=NotChecked.TOO_LARGE)
    size = sum(len(text) for _, text in texts(content))
    if size > policy.thresholds.largest_text_characters:
        return Reading(not_checked=NotChecked.TOO_LARGE)
    if not any(wanted.values()):
        return Reading()
    reader = _Reader(policy, wanted)
    try:
        reader.read(content)
    except Exception:
        reader.not_checked = NotChecked.DETECTOR_FAILED
    return Reading(passages=tuple(reader.passages), not_checked=reader.not_checked)


class _Reader:
    """One content on its way through the detectors."""

    def __init__(self, policy: PolicyDocument, wanted: WantedAt) -> None:
        self._own = policy.own_contacts
        self._wanted = wanted
        self.passages: list[Passage] = []
        self.not_checked = NotChecked.NONE

    def read(self, content: Content) -> None:
        """Read every text, then the seams between the prompts. May raise what a detector raises."""
        prompts: list[Text] = []
        for number, (where, text) in enumerate(texts(content)):
            wanted = self._wanted.get(where)
            if not wanted:
                continue
            scanned = _of_tool(text, wanted) if where is Where.TOOL else examined(text, wanted)
            self._note(scanned)
            self._add(scanned.found, where, number, text)
            if where is Where.PROMPT:
                prompts.append(Text(number, text))
        if len(prompts) > 1:
            self._seams(prompts)

    def _seams(self, prompts: Sequence[Text]) -> None:
        by_number = {prompt.number: prompt.text for prompt in prompts}
        for number, found in across(prompts, self._wanted[Where.PROMPT]):
            self._add((found,), Where.PROMPT, number, by_number[number])

    def _note(self, scanned: Scanned) -> None:
        """Remember the graver reason: a failure is ours to mend."""
        if scanned.failed:
            self.not_checked = NotChecked.DETECTOR_FAILED
        elif not scanned.complete and self.not_checked is NotChecked.NONE:
            self.not_checked = NotChecked.TIME_OUT

    def _add(self, everything: Sequence[Found], where: Where, number: int, text: str) -> None:
        for found in everything:
            before = text[max(0, found.start - BEFORE) : found.start]
            if not is_own(self._own, found.category, found.value, before):
                self.passages.append(Passage(found=found, where=where, message=number))


def _of_tool(arguments: str, wanted: Wanted) -> Scanned:
    """Read the arguments of a tool call as the text that they carry."""
    try:
        plain, ways = unescaped(arguments)
    except TooIntricate:
        return Scanned(complete=False)
    scanned = examined(plain, wanted)
    if not ways:
        return scanned
    spans = [span_in_given(ways, found.start, found.end) for found in scanned.found]
    moved = [
        replace(found, start=start, end=end)
        for found, (start, end) in zip(scanned.found, spans, strict=True)
    ]
    return replace(scanned, found=tuple(moved))
