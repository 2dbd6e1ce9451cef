"""Paths of which no family is known: texts are found where the APIs we know of carry them."""

import json
from typing import Any

import pytest

from leitstand.capture.families.any_json import AnyJson
from leitstand.schemas.vocabulary import Completeness, Operation, UsageSource

FAMILY = AnyJson(Operation.OTHER)


@pytest.mark.parametrize(
    ("request_body", "texts"),
    [
        (
            {"query": "Frist?", "documents": ["Satzung", {"text": "Akte"}]},
            ["Frist?", "Satzung", "Akte"],
        ),
        ({"inputs": ["eins", "zwei"]}, ["eins", "zwei"]),
        (
            {
                "system": [{"type": "text", "text": "Sei kurz"}],
                "messages": [{"role": "user", "content": [{"type": "text", "text": "Hallo"}]}],
            },
            ["Sei kurz", "Hallo"],
        ),
        (
            {
                "systemInstruction": {"parts": [{"text": "Sei kurz"}]},
                "contents": [{"role": "user", "parts": [{"text": "Hallo"}]}],
            },
            ["Sei kurz", "Hallo"],
        ),
        ({"thread": {"messages": [{"content": "innen"}]}}, ["innen"]),
        ({"unheard": {"messages": [{"content": "innen"}]}}, []),
    ],
    ids=[
        "rerank",
        "embed",
        "anthropic",
        "google",
        "assistants",
        "below a name that we do not know",
    ],
)
@pytest.mark.parametrize("content_type", ["application/json", "text/plain", ""])
def test_texts_that_leave_the_house(
    request_body: dict[str, Any], texts: list[str], content_type: str
) -> None:
    """By their fields, whatever the body is called."""
    asked = FAMILY.asked(json.dumps(request_body).encode(), content_type)
    assert [message.text for message in asked.messages] == texts


def test_texts_of_a_form() -> None:
    """A video is asked for by a form with a prompt."""
    body = (
        b'--b\r\nContent-Disposition: form-data; name="prompt"\r\n\r\nEin Haus\r\n'
        b'--b\r\nContent-Disposition: form-data; name="model"\r\n\r\nsora-2\r\n'
        b'--b\r\nContent-Disposition: form-data; name="seconds"\r\n\r\n8\r\n--b--\r\n'
    )
    asked = FAMILY.asked(body, "multipart/form-data; boundary=b")
    assert [message.text for message in asked.messages] == ["Ein Haus"]
    assert asked.model == "sora-2"


@pytest.mark.parametrize(
    "answer",
    [
        {"content": [{"type": "text", "text": "Guten Tag"}]},
        {"candidates": [{"content": {"parts": [{"text": "Guten Tag"}]}}]},
        {"results": [{"index": 0, "document": {"text": "Guten Tag"}}]},
    ],
    ids=["anthropic", "google", "rerank"],
)
def test_texts_of_an_answer(answer: dict[str, Any]) -> None:
    """Likewise, with the tokens where they are called as we know them."""
    whole = answer | {"usage": {"input_tokens": 3, "output_tokens": 2}}
    found = FAMILY.answered(json.dumps(whole).encode(), "application/json")
    assert [message.text for message in found.messages] == ["Guten Tag"]
    assert (found.usage.source, found.usage.input) == (UsageSource.PROVIDER, 3)
    assert found.completeness is Completeness.COMPLETE
