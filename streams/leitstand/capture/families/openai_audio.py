"""OpenAI audio: speech to text and text to speech.

https://platform.openai.com/docs/api-reference/audio
"""

from leitstand.capture.families.family import Answered, Asked
from leitstand.capture.families.form_data import read_form
from leitstand.capture.families.json_values import Object, parse, text, usage
from leitstand.capture.families.streamed import Collected
from leitstand.schemas.interaction import Message
from leitstand.schemas.vocabulary import Completeness, Operation, Where


class SpeechToText:
    """``POST /v1/audio/transcriptions`` and ``…/translations``; the file itself is not kept."""

    operation = Operation.TRANSCRIPTION

    def asked(self, body: bytes, content_type: str) -> Asked:
        """See :class:`leitstand.capture.families.family.Family`."""
        form = read_form(body, content_type)
        prompts = form.fields.get("prompt", [])
        return Asked(
            model=form.first("model"),
            streamed=form.first("stream") == "true",
            messages=tuple(Message(where=Where.PROMPT, text=prompt) for prompt in prompts),
            attachments=tuple(form.attachments),
            file_names=tuple(form.file_names),
        )

    def answered(self, body: bytes, content_type: str) -> Answered:
        """See :class:`leitstand.capture.families.family.Family`."""
        if content_type.startswith("text/"):
            return _transcript({"text": body.decode("utf-8", "replace")})
        return _transcript(parse(body))

    def stream(self) -> "SpeechStream":
        """See :class:`leitstand.capture.families.family.Family`."""
        return SpeechStream("transcript.text")


class TextToSpeech:
    """``POST /v1/audio/speech``; what is heard is what was asked."""

    operation = Operation.SPEECH

    def asked(self, body: bytes, content_type: str) -> Asked:
        """See :class:`leitstand.capture.families.family.Family`."""
        request = parse(body)
        said = [
            (Where.PROMPT, text(request.get("input"))),
            (Where.INSTRUCTION, text(request.get("instructions"))),
        ]
        return Asked(
            model=text(request.get("model")),
            streamed=request.get("stream_format") == "sse",
            messages=tuple(Message(where=where, text=found) for where, found in said if found),
        )

    def answered(self, body: bytes, content_type: str) -> Answered:
        """See :class:`leitstand.capture.families.family.Family`."""
        answer = parse(body)  # An object only where it is an error, not sound.
        return Answered(failed=bool(answer.get("error")), usage=usage(answer.get("usage")))

    def stream(self) -> "SpeechStream":
        """See :class:`leitstand.capture.families.family.Family`."""
        return SpeechStream("speech.audio")


def _transcript(answer: Object) -> Answered:
    heard = text(answer.get("text"))
    return Answered(
        usage=usage(answer.get("usage")),
        messages=(Message(where=Where.ANSWER, text=heard),) if heard else (),
        failed=bool(answer.get("error")),
        completeness=Completeness.COMPLETE if heard is not None else Completeness.PROMPT_ONLY,
    )


class SpeechStream:
    """A streamed transcript, or streamed speech, of which only the tokens are read."""

    def __init__(self, kind: str) -> None:
        self._delta, self._done = f"{kind}.delta", f"{kind}.done"
        self._collected = Collected()
        self._ended = False

    def feed(self, data: bytes) -> bool:
        """See :class:`leitstand.capture.families.family.StreamReader`."""
        event = parse(data)
        kind = event.get("type")
        self._collected.counted(usage(event.get("usage")))
        self._collected.failed = self._collected.failed or bool(event.get("error"))
        if kind == self._delta:
            self._collected.add_text((0,), text(event.get("delta")))
        self._ended = self._ended or kind == self._done
        return kind == self._done

    def answered(self, *, ended: bool) -> Answered:
        """See :class:`leitstand.capture.families.family.StreamReader`."""
        whole = self._ended or (ended and self._collected.failed)
        return Answered(
            usage=self._collected.usage,
            messages=self._collected.messages(),
            failed=self._collected.failed,
            completeness=Completeness.COMPLETE if whole else Completeness.INTERRUPTED,
        )
