"""From any string to a closed value, or to none: what may stand in an open part."""

import re
from collections.abc import Container

from leitstand.schemas.model_names import is_model_name
from leitstand.schemas.vocabulary import FinishReason

UNREGISTERED = "unregistered"

_MODEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/@-]{0,95}")
_SLUG = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
# Providers' ids are a short word and random characters: words of a language are not, so at least
# one digit or capital is asked for behind the prefix.
_RESPONSE_ID = re.compile(
    r"(?:chatcmpl|cmpl|resp|chat|gen|msg|embd|modr|img|batch|run|req|ollama)"
    r"[-_](?=[A-Za-z0-9_-]*[0-9A-Z])[A-Za-z0-9_-]{4,80}"
)
_FINISH_REASONS = {reason.value: reason for reason in FinishReason}


def model_name(name: str | None, registered: Container[str]) -> str | None:
    """Return the name if it is one of a model that we or the register know."""
    if name is None or _MODEL.fullmatch(name) is None:
        return None
    return name if is_model_name(name, registered) else None


def response_id(text: str | None) -> str | None:
    """Return the id if it has a provider's form."""
    return text if text is not None and _RESPONSE_ID.fullmatch(text) else None


def finish_reason(text: str) -> FinishReason:
    """Return the reason, ``other`` for one we do not know."""
    return _FINISH_REASONS.get(text, FinishReason.OTHER)


def application(text: str | None) -> str:
    """Return the id of an application if it has its form, else ``unregistered``."""
    return text if text is not None and _SLUG.fullmatch(text) else UNREGISTERED
