"""Which family reads a path."""

import re

from leitstand.capture.families.any_json import AnyJson
from leitstand.capture.families.family import Family
from leitstand.capture.families.ollama import OllamaChat, OllamaEmbed
from leitstand.capture.families.openai_audio import SpeechToText, TextToSpeech
from leitstand.capture.families.openai_chat import OpenAIChat
from leitstand.capture.families.openai_completions import OpenAICompletions
from leitstand.capture.families.openai_embeddings import TextsToNumbers
from leitstand.capture.families.openai_images import OpenAIImages
from leitstand.capture.families.openai_responses import OpenAIResponses
from leitstand.schemas.vocabulary import Operation

_BY_ENDING: tuple[tuple[str, Family], ...] = (
    # Endings, so that Azure's deployments and other providers' prefixes are read the same way.
    ("/chat/completions", OpenAIChat()),
    ("/responses", OpenAIResponses()),
    ("/completions", OpenAICompletions()),
    ("/embeddings", TextsToNumbers(Operation.EMBEDDINGS, "data")),
    ("/audio/transcriptions", SpeechToText()),
    ("/audio/translations", SpeechToText()),
    ("/audio/speech", TextToSpeech()),
    ("/images/generations", OpenAIImages()),
    ("/images/edits", OpenAIImages()),
    ("/images/variations", OpenAIImages()),
    ("/moderations", TextsToNumbers(Operation.MODERATION, "results")),
)
_OLLAMA: tuple[tuple[str, Family], ...] = (
    ("/api/chat", OllamaChat(Operation.CHAT)),
    ("/api/generate", OllamaChat(Operation.TEXT_COMPLETION)),
    ("/api/embed", OllamaEmbed()),
    ("/api/embeddings", OllamaEmbed()),
)
_OTHER = AnyJson(Operation.OTHER)
_DEPLOYMENT = re.compile(r"/openai/deployments/([^/]{1,96})/")


def family_of(path: str) -> Family:
    """Return the family of a request path (without its query)."""
    plain = path.rstrip("/")
    families = (*_OLLAMA, *_BY_ENDING)
    return next((family for ending, family in families if plain.endswith(ending)), _OTHER)


def is_known(path: str) -> bool:
    """Say whether a family of its own reads the path."""
    return family_of(path) is not _OTHER


def deployment_of(path: str) -> str | None:
    """Return the model that an Azure path names."""
    found = _DEPLOYMENT.search(path)
    return found[1] if found else None


def asks_a_model(method: str, path: str) -> bool:
    """Say whether a request is a use of AI: reading lists of what there is is none."""
    reads = method in ("GET", "HEAD", "OPTIONS")
    return not (reads and ("/models" in path or path.rstrip("/").endswith("/api/tags")))
