"""Which program asked, from its User-Agent: a closed name and a version, nothing else of it."""

import re

from leitstand.schemas.interaction import Client
from leitstand.schemas.vocabulary import ClientName

_PATTERNS = (
    (re.compile(r"(?:Async)?AzureOpenAI/"), ClientName.AZURE_OPENAI),
    (re.compile(r"(?:Async)?OpenAI/Python"), ClientName.OPENAI_PYTHON),
    (re.compile(r"OpenAI/(?:JS|NodeJS)"), ClientName.OPENAI_NODE),
    (re.compile(r"(?i:open[ -]?webui)"), ClientName.OPEN_WEBUI),
    (re.compile(r"(?i:langchain)"), ClientName.LANGCHAIN),
    (re.compile(r"curl/"), ClientName.CURL),
    (re.compile(r"(?i:leitstand)"), ClientName.LEITSTAND),
    (re.compile(r"Mozilla/"), ClientName.BROWSER),
)
_VERSION = re.compile(r"[/ ]v?([0-9]{1,6}(?:\.[0-9]{1,6}){0,3})(?![0-9.])")


def client_of(user_agent: str | None) -> Client:
    """Return the client that this header names."""
    text = user_agent or ""
    for pattern, name in _PATTERNS:
        found = pattern.match(text)
        if found:
            # A browser's version would tell machines apart and helps nobody.
            version = None if name is ClientName.BROWSER else _VERSION.search(text, found.end() - 1)
            return Client(name=name, version=version.group(1) if version else None)
    return Client(name=ClientName.OTHER)
