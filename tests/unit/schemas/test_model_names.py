"""Only names of models may stand in an open part."""

import pytest

from leitstand.schemas.model_names import is_model_name

NAMES = [
    "gpt-4o", "gpt-3.5-turbo-0125", "gpt-4.1-mini-2025-04-14", "gpt-35-turbo", "o3-mini", "davinci-002",
    "davinci:2023-07-21-v2", "text-embedding-ada-002-v2", "gpt-4-1106-vision-preview", "deepseek-chat",
    "claude-sonnet-4-5-20250929", "mistral-small-latest", "llama3.2", "qwen2.5:14b-instruct-q4_K_M",
    "meta-llama/Llama-3.2-1B-Instruct", "intfloat/e5-mistral-7b-instruct", "phi4", "whisper-1",
]  # fmt: skip
NO_NAMES = [
    "", "erika", "gpt-erika-mustermann", "gpt 4", "gpt-4 for Herr Beispiel", "DE89370400440532013000",
    "mein-modell", "gpt-4\n", "gpt" + "-4" * 60, "x/gpt-4", "gpt-4/../etc", "ключ",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_published_names_are_recognised(name: str) -> None:
    """What providers call their models passes."""
    assert is_model_name(name)


@pytest.mark.parametrize("name", NO_NAMES)
def test_free_text_is_refused(name: str) -> None:
    """Whatever a client writes besides goes into the sealed part."""
    assert not is_model_name(name)


def test_names_of_the_register_pass() -> None:
    """The town may call its own model as it likes."""
    assert is_model_name("rathaus-modell", {"rathaus-modell"})
