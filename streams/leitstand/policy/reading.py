"""Reads the content of an interaction: which texts there are, and what detectors see in them."""

from collections.abc import Iterator
from dataclasses import dataclass

from leitstand.policy.check import Passage
from leitstand.policy.engine.scan import scan
from leitstand.policy.own import BEFORE, is_own
from leitstand.schemas.interaction import Content
from leitstand.schemas.policy import PolicyDocument
from leitstand.schemas.vocabulary import Completeness, NotChecked, Where


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the content gave, or why it could not be read."""

    passages: tuple[Passage, ...] = ()
    not_checked: NotChecked = NotChecked.NONE


def texts(content: Content) -> Iterator[tuple[Where, str]]:
    """Yield every text with its place: messages in their order, then tool calls, then file names."""
    for message in content.messages:
        yield message.where, message.text
    for call in content.tool_calls:
        yield Where.TOOL, call.arguments
    for name in content.file_names:
        yield Where.ATTACHMENT, name


def read(content: Content, completeness: Completeness, policy: PolicyDocument) -> Reading:
    """Return everything that detectors see, except what the policy names as the house's own.

    Never raises: a detector that fails leaves the whole content unchecked, with the reason.
    """
    if completeness is Completeness.METADATA_ONLY:
        return Reading(not_checked=NotChecked.NO_CONTENT)
    if completeness is Completeness.TRUNCATED:
        # Capture kept only its beginning: the rest was never seen by anybody.
        return Reading(not_checked=NotChecked.TOO_LARGE)
    size = sum(len(text) for _, text in texts(content))
    if size > policy.thresholds.largest_text_characters:
        return Reading(not_checked=NotChecked.TOO_LARGE)
    try:
        return Reading(passages=tuple(_passages(content, policy)))
    except Exception:
        return Reading(not_checked=NotChecked.DETECTOR_FAILED)


def _passages(content: Content, policy: PolicyDocument) -> Iterator[Passage]:
    for message, (where, text) in enumerate(texts(content)):
        for found in scan(text):
            before = text[max(0, found.start - BEFORE) : found.start]
            if not is_own(policy.own_contacts, found.category, found.value, before):
                yield Passage(found=found, where=where, message=message)
