"""Completions, embeddings, moderations, audio, images and Ollama: what each says, and no more."""

import json
from typing import Any

from leitstand.capture.families.form_data import read_form
from leitstand.capture.families.paths import family_of
from leitstand.schemas.interaction import Attachment, Message
from leitstand.schemas.vocabulary import Completeness, UsageSource, Where

JSON = "application/json"


def encoded(value: Any) -> bytes:
    return json.dumps(value).encode()


def prompts(path: str, **request: Any) -> list[str]:
    return [m.text for m in family_of(path).asked(encoded(request), JSON).messages]


def test_completions() -> None:
    """One prompt or several, with an end to be joined; token numbers are no text."""
    path = "/v1/completions"
    assert prompts(path, prompt="Es war einmal", suffix="Ende") == ["Es war einmal", "Ende"]
    assert prompts(path, prompt=["a", "b"]) == ["a", "b"]
    assert prompts(path, prompt=[[1, 2], [3]]) == []
    answer = {
        "id": "cmpl-1234",
        "model": "m",
        "choices": [
            {"text": "ein", "finish_reason": "length"},
            {"text": "zwei", "finish_reason": "stop"},
        ],
        "usage": {"prompt_tokens": 3, "completion_tokens": 2},
    }
    found = family_of(path).answered(encoded(answer), JSON)
    assert [m.text for m in found.messages] == ["ein", "zwei"]
    assert found.finish_reasons == ("length", "stop")
    assert (found.usage.input, found.usage.output) == (3, 2)


def test_streamed_completions() -> None:
    """Choices may come mixed; the end is [DONE], or a reason for each."""
    stream = family_of("/v1/completions").stream()
    for index, piece, reason in [
        (0, "ei", None),
        (1, "zw", None),
        (0, "n", "stop"),
        (1, "ei", "stop"),
    ]:
        choice = {"index": index, "text": piece, "finish_reason": reason}
        assert not stream.feed(encoded({"choices": [choice]}))
    found = stream.answered(ended=True)
    assert [m.text for m in found.messages] == ["ein", "zwei"]
    assert found.completeness is Completeness.COMPLETE
    assert stream.feed(b"[DONE]")


def test_embeddings_and_moderations() -> None:
    """Their texts are prompts; their numbers are nobody's words."""
    assert prompts("/v1/embeddings", input="a") == ["a"]
    assert prompts("/v1/embeddings", input=["a", "b"]) == ["a", "b"]
    assert prompts("/v1/embeddings", input=[[1, 2]]) == []
    assert prompts("/v1/moderations", input=[{"type": "text", "text": "a"}]) == ["a"]
    answer = {
        "model": "m",
        "data": [{"embedding": [0.1]}],
        "usage": {"prompt_tokens": 5, "total_tokens": 5},
    }
    found = family_of("/v1/embeddings").answered(encoded(answer), JSON)
    assert (found.usage.source, found.usage.input, found.usage.output) == (
        UsageSource.PROVIDER,
        5,
        None,
    )
    assert (found.messages, found.completeness) == ((), Completeness.COMPLETE)


FORM = (
    b'--grenze\r\nContent-Disposition: form-data; name="model"\r\n\r\nwhisper-1\r\n'
    b'--grenze\r\nContent-Disposition: form-data; name="prompt"\r\n\r\nSitzung \xc3\xbcber Kitas\r\n'
    b'--grenze\r\nContent-Disposition: form-data; name="file"; filename="sitzung.mp3"\r\n'
    b"Content-Type: audio/mpeg\r\n\r\n" + b"\x00\r\n--" * 20 + b"\r\n--grenze--\r\n"
)
FORM_TYPE = "multipart/form-data; boundary=grenze"


def test_a_form() -> None:
    """Fields are read, files are measured; line ends inside a file are the file's."""
    form = read_form(FORM, FORM_TYPE)
    assert form.fields == {"model": ["whisper-1"], "prompt": ["Sitzung über Kitas"]}
    assert form.file_names == ["sitzung.mp3"]
    assert form.attachments == [Attachment(media_type="audio/mpeg", bytes=100)]


def test_a_form_cut_anywhere_is_read_as_far_as_it_goes() -> None:
    """A client that hung up, a proxy that cut."""
    for end in range(len(FORM)):
        form = read_form(FORM[:end], FORM_TYPE)
        assert set(form.fields) <= {"model", "prompt"}


def test_a_file_without_a_type_has_that_of_its_name() -> None:
    """Many clients send none."""
    body = FORM.replace(b"audio/mpeg", b"application/octet-stream")
    assert read_form(body, FORM_TYPE).attachments[0].media_type == "audio/mpeg"


def test_speech_to_text() -> None:
    """The file is an attachment, the transcript is the answer: as JSON, as text, as a stream."""
    family = family_of("/v1/audio/transcriptions")
    asked = family.asked(FORM, FORM_TYPE)
    assert (asked.model, asked.file_names) == ("whisper-1", ("sitzung.mp3",))
    heard = (Message(where=Where.ANSWER, text="Guten Tag"),)
    usage = {"type": "tokens", "input_tokens": 14, "output_tokens": 45}
    plain = family.answered(encoded({"text": "Guten Tag", "usage": usage}), JSON)
    assert (plain.messages, plain.usage.output) == (heard, 45)
    assert family.answered(b"Guten Tag", "text/plain").messages == heard
    stream = family.stream()
    stream.feed(encoded({"type": "transcript.text.delta", "delta": "Guten "}))
    stream.feed(encoded({"type": "transcript.text.delta", "delta": "Tag"}))
    assert stream.answered(ended=True).completeness is Completeness.INTERRUPTED
    assert stream.feed(
        encoded({"type": "transcript.text.done", "text": "Guten Tag", "usage": usage})
    )
    whole = stream.answered(ended=True)
    assert (whole.messages, whole.completeness) == (heard, Completeness.COMPLETE)


def test_text_to_speech() -> None:
    """What is heard is what was asked."""
    family = family_of("/v1/audio/speech")
    asked = family.asked(
        encoded({"model": "tts-1", "input": "Hallo", "instructions": "leise"}), JSON
    )
    assert [(m.where, m.text) for m in asked.messages] == [
        (Where.PROMPT, "Hallo"),
        (Where.INSTRUCTION, "leise"),
    ]
    assert family.answered(b"\xff\xf3", "audio/mpeg").completeness is Completeness.COMPLETE


def test_images() -> None:
    """The prompt, what the model made of it, and the tokens; no picture."""
    family = family_of("/v1/images/generations")
    assert prompts("/v1/images/generations", prompt="Ein Rathaus") == ["Ein Rathaus"]
    answer = {"data": [{"b64_json": "aGFsbG8=", "revised_prompt": "Ein altes Rathaus"}]}
    found = family.answered(encoded(answer), JSON)
    assert [m.text for m in found.messages] == ["Ein altes Rathaus"]
    stream = family.stream()
    stream.feed(encoded({"type": "image_generation.partial_image", "b64_json": "aGFsbG8="}))
    assert stream.answered(ended=True).completeness is Completeness.INTERRUPTED
    usage = {"input_tokens": 50, "output_tokens": 50}
    assert stream.feed(encoded({"type": "image_generation.completed", "usage": usage}))
    assert stream.answered(ended=True).usage.output == 50


def test_edited_images_come_as_forms() -> None:
    """Their pictures are attachments."""
    asked = family_of("/v1/images/edits").asked(FORM, FORM_TYPE)
    assert [m.text for m in asked.messages] == ["Sitzung über Kitas"]
    assert asked.attachments


OLLAMA = [
    {"model": "llama3.2", "message": {"role": "assistant", "content": "Gu"}, "done": False},
    {"model": "llama3.2", "message": {"content": "ten Tag"}, "done": False},
    {
        "model": "llama3.2",
        "message": {
            "content": "",
            "tool_calls": [{"function": {"name": "f", "arguments": {"a": 1}}}],
        },
        "done": True,
        "done_reason": "stop",
        "prompt_eval_count": 26,
        "eval_count": 298,
    },
]


def test_ollama_chat() -> None:
    """Lines of JSON; the last one counts the tokens."""
    family = family_of("/api/chat")
    request = {
        "model": "llama3.2",
        "messages": [{"role": "user", "content": "Hallo", "images": ["aGFsbG8="]}],
    }
    asked = family.asked(encoded(request), JSON)
    assert asked.streamed
    assert [m.text for m in asked.messages] == ["Hallo"]
    assert [a.bytes for a in asked.attachments] == [5]
    stream = family.stream()
    assert [stream.feed(encoded(line)) for line in OLLAMA] == [False, False, True]
    found = stream.answered(ended=True)
    assert [m.text for m in found.messages] == ["Guten Tag"]
    assert [(c.name, c.arguments) for c in found.tool_calls] == [("f", '{"a":1}')]
    assert (found.usage.input, found.usage.output) == (26, 298)
    assert found.finish_reasons == ("stop",)


def test_ollama_generate() -> None:
    """A chat of one prompt."""
    path = "/api/generate"
    assert prompts(path, prompt="Hallo", system="kurz") == ["kurz", "Hallo"]
    answer = {
        "model": "m",
        "response": "Tag",
        "done": True,
        "eval_count": 3,
        "prompt_eval_count": 1,
    }
    found = family_of(path).answered(encoded(answer), JSON)
    assert [m.text for m in found.messages] == ["Tag"]
    assert found.completeness is Completeness.COMPLETE


def test_ollama_embeddings() -> None:
    """Old and new form."""
    assert prompts("/api/embed", input=["a", "b"]) == ["a", "b"]
    assert prompts("/api/embeddings", prompt="a") == ["a"]
    answer = family_of("/api/embed").answered(
        encoded({"embeddings": [[0.1]], "prompt_eval_count": 2}), JSON
    )
    assert (answer.usage.input, answer.completeness) == (2, Completeness.COMPLETE)
