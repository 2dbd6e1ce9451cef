"""Who answers, from the address of the upstream."""

from urllib.parse import urlsplit

from leitstand.schemas.vocabulary import Provider

_HOSTS = (
    ("openai.azure.com", Provider.AZURE_OPENAI),
    ("cognitiveservices.azure.com", Provider.AZURE_OPENAI),
    ("openai.com", Provider.OPENAI),
    ("anthropic.com", Provider.ANTHROPIC),
    ("googleapis.com", Provider.GOOGLE),
    ("mistral.ai", Provider.MISTRAL),
)
_OLLAMA_PORT = 11434


def provider_of(url: str) -> Provider:
    """Return the provider that this address belongs to; ``other`` for a house's own server."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    for suffix, provider in _HOSTS:
        if host == suffix or host.endswith("." + suffix):
            return provider
    return Provider.OLLAMA if parts.port == _OLLAMA_PORT else Provider.OTHER
