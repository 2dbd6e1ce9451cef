"""Which family reads a path."""

from leitstand.capture.any_json import AnyJson
from leitstand.capture.family import Family
from leitstand.capture.openai_chat import OpenAIChat
from leitstand.schemas.vocabulary import Operation

_BY_ENDING: tuple[tuple[str, Family], ...] = (
    # Endings, so that Azure's deployments and other providers' prefixes are read the same way.
    ("/chat/completions", OpenAIChat()),
    ("/responses", AnyJson(Operation.CHAT)),
    ("/completions", AnyJson(Operation.TEXT_COMPLETION)),
    ("/embeddings", AnyJson(Operation.EMBEDDINGS)),
    ("/audio/transcriptions", AnyJson(Operation.TRANSCRIPTION)),
    ("/audio/translations", AnyJson(Operation.TRANSCRIPTION)),
    ("/audio/speech", AnyJson(Operation.SPEECH)),
    ("/images/generations", AnyJson(Operation.IMAGE)),
    ("/images/edits", AnyJson(Operation.IMAGE)),
    ("/images/variations", AnyJson(Operation.IMAGE)),
    ("/moderations", AnyJson(Operation.MODERATION)),
)
_OTHER = AnyJson(Operation.OTHER)


def family_of(path: str) -> Family:
    """Return the family of a request path (without its query)."""
    plain = path.rstrip("/")
    return next((family for ending, family in _BY_ENDING if plain.endswith(ending)), _OTHER)


def asks_a_model(method: str, path: str) -> bool:
    """Say whether a request is a use of AI: reading the list of models is none."""
    return not (method in ("GET", "HEAD", "OPTIONS") and "/models" in path)
