"""Which texts are read, what lies across them, and what is said where reading did not succeed."""

from collections.abc import Iterator
from dataclasses import replace

import msgspec
import pytest

from leitstand.policy import reading
from leitstand.policy.engine import scan as engine
from leitstand.policy.evidence import Reason
from leitstand.policy.examples import policy
from leitstand.policy.reading import Reading, everywhere, read
from leitstand.schemas.interaction import Content, Message, ToolCall
from leitstand.schemas.vocabulary import Category, Completeness, NotChecked, Where

POLICY = policy()
NUMBERS = frozenset({Category.IBAN, Category.STEUER_ID, Category.CREDIT_CARD})
PROMPT, ANSWER = Where.PROMPT, Where.ANSWER


def conversation(*messages: tuple[Where, str]) -> Content:
    """Return a content of these messages."""
    return Content(messages=tuple(Message(where=where, text=text) for where, text in messages))


def reading_of(content: Content) -> Reading:
    """Return what is read of a whole content, numbers only."""
    return read(content, Completeness.COMPLETE, POLICY, everywhere(NUMBERS))


def spans(content: Content) -> list[tuple[int, str, str]]:
    """Return number of the text, what the span shows of it, and the value found."""
    given = [text for _, text in reading.texts(content)]
    return [
        (p.message, given[p.message][p.found.start : p.found.end], p.found.value)
        for p in reading_of(content).passages
    ]


def test_an_account_split_over_two_prompts_is_found_in_the_first() -> None:
    """Its span ends with the first message; the answer between them does not hide it."""
    content = conversation(
        (PROMPT, "Prüfe diese Kontonummer, erster Teil: DE89 3704 0044"),
        (ANSWER, "Gern. Wie geht sie weiter?"),
        (PROMPT, "0532 0130 00, danke."),
    )
    assert spans(content) == [(0, "DE89 3704 0044", "DE89 3704 0044 0532 0130 00")]
    (passage,) = reading_of(content).passages
    assert passage.found.reasons[-1] == Reason.SEVERAL_TEXTS


def test_an_account_in_three_pieces_is_found() -> None:
    """A short message in the middle lets the one before it show."""
    content = conversation((PROMPT, "DE89 3704"), (PROMPT, "0044 0532"), (PROMPT, "0130 00"))
    assert spans(content) == [(0, "DE89 3704", "DE89 3704 0044 0532 0130 00")]


NOT_SPLIT = [
    ("DE89 3704 0044", "0532 0130 01"),
    ("DE89 3704 0044.", "Und jetzt etwas anderes: 0532 0130 00"),
    ("Wir haben 2026", "Kinder: 12"),
    ("", "DE"),
    ("Ende", ""),
]


@pytest.mark.parametrize(("first", "second"), NOT_SPLIT)
def test_what_no_checksum_proves_is_not_put_together(first: str, second: str) -> None:
    """A wrong check digit, other words between, numbers that only stand side by side."""
    assert spans(conversation((PROMPT, first), (PROMPT, second))) == []


def test_a_number_without_check_digit_is_not_put_together() -> None:
    """Side by side they look like a telephone number; nothing proves that they are one."""
    content = conversation((PROMPT, "Telefon 030"), (PROMPT, "23125 417 ist besetzt"))
    found = read(
        content, Completeness.COMPLETE, POLICY, everywhere(frozenset({Category.TELEPHONE}))
    )
    assert found.passages == ()
    together = conversation((PROMPT, "Telefon 030 23125 417 ist besetzt"))
    assert read(
        together, Completeness.COMPLETE, POLICY, everywhere(frozenset({Category.TELEPHONE}))
    ).passages


def test_what_stands_whole_in_one_prompt_is_found_once() -> None:
    """The seam adds only what lies across it."""
    whole = "DE89 3704 0044 0532 0130 00"
    content = conversation((PROMPT, f"Konto {whole}"), (PROMPT, f"{whole} noch einmal"))
    assert spans(content) == [(0, whole, whole), (1, whole, whole)]


def test_other_speakers_do_not_complete_a_prompt() -> None:
    """The model's answer is not the employee's text."""
    assert spans(conversation((PROMPT, "DE89 3704 0044"), (ANSWER, "0532 0130 00"))) == []


ARGUMENTS = [
    (r'{"konto": "DE89 3704 0044 0532 0130 00"}', "DE89 3704 0044 0532 0130 00"),
    (r'{"text": "Konto:\nDE89 3704\n0044 0532 0130 00\n"}', r"DE89 3704\n0044 0532 0130 00"),
    (
        r'{"text": "Zahlungsempf\u00e4nger DE89 3704 0044 0532 0130 00"}',
        "DE89 3704 0044 0532 0130 00",
    ),
    (r'{"a": "DE89\/3704\/0044\/0532\/0130\/00"}', r"DE89\/3704\/0044\/0532\/0130\/00"),
    (r'{"a": "{\"b\": \"x\\nDE89 3704\\n0044 0532 0130 00\"}"}', r"DE89 3704\\n0044 0532 0130 00"),
    (r'{"a": "\ud83d\ude00 DE89370400440532013000"}', "DE89370400440532013000"),
    (r'{"a": "\ud83d DE89370400440532013000 \q"}', "DE89370400440532013000"),
    ("no JSON, DE89370400440532013000", "DE89370400440532013000"),
]


@pytest.mark.parametrize(("arguments", "shown"), ARGUMENTS)
def test_arguments_of_a_tool_are_read_as_their_text(arguments: str, shown: str) -> None:
    """Escapes are characters, also twice over; the span is that of the text as given."""
    content = Content(tool_calls=(ToolCall(name="zahlen", arguments=arguments),))
    assert [span[:2] for span in spans(content)] == [(0, shown)]


def test_only_wanted_categories_are_read() -> None:
    """What no rule asks for is not looked for."""
    content = conversation((PROMPT, "DE89370400440532013000 und erika.mustermann@example.org"))
    found = read(content, Completeness.COMPLETE, POLICY, everywhere(frozenset({Category.EMAIL})))
    assert [p.found.category for p in found.passages] == [Category.EMAIL]
    assert read(content, Completeness.COMPLETE, POLICY, everywhere(frozenset())).passages == ()


def test_too_much_work_is_a_time_out_and_keeps_what_was_seen() -> None:
    """A text between every two letters of which something invisible stands is read by nobody."""
    content = conversation((PROMPT, "DE89370400440532013000"), (PROMPT, "1\u200b" * 50_000))
    found = reading_of(content)
    assert found.not_checked is NotChecked.TIME_OUT
    assert [p.found.category for p in found.passages] == [Category.IBAN]


def test_a_detector_that_fails_leaves_the_others_at_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """The content is unchecked, with the reason; what the others found stands."""
    tasks = engine.tasks(NUMBERS)

    def fails(_: object) -> None:
        raise RuntimeError

    broken = tuple(
        tuple(
            (replace(d, validate=fails) if d.category is Category.STEUER_ID else d, form)
            for d, form in users
        )
        for users in tasks
    )
    monkeypatch.setattr(engine, "tasks", lambda _: broken)
    content = conversation((PROMPT, "Steuer-ID 86 095 742 719, Konto DE89370400440532013000"))
    found = reading_of(content)
    assert found.not_checked is NotChecked.DETECTOR_FAILED
    assert [p.found.category for p in found.passages] == [Category.IBAN]


def test_a_failure_is_graver_than_a_time_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A time-out is the text's doing, a failure is ours to mend."""
    answers: Iterator[engine.Scanned] = iter(
        [engine.Scanned(failed=(Category.IBAN,)), engine.Scanned(complete=False)]
    )
    monkeypatch.setattr(reading, "examined", lambda *_: next(answers))
    found = reading_of(Content(file_names=("a", "b")))
    assert found.not_checked is NotChecked.DETECTOR_FAILED


def test_a_text_that_is_too_large_is_not_read() -> None:
    """The threshold is the policy's and counts all texts together."""
    small = msgspec.structs.replace(
        POLICY, thresholds=msgspec.structs.replace(POLICY.thresholds, largest_text_characters=1_000)
    )
    content = conversation((PROMPT, "a" * 600), (ANSWER, "b" * 600))
    assert read(content, Completeness.COMPLETE, small).not_checked is NotChecked.TOO_LARGE


def test_a_place_where_nothing_is_wanted_is_not_read() -> None:
    """An answer that no rule looks at costs nothing and shows nothing."""
    both = Content(
        messages=(
            Message(where=Where.PROMPT, text="IBAN DE89 3704 0044 0532 0130 00"),
            Message(where=Where.ANSWER, text="IBAN GB29 NWBK 6016 1331 9268 19"),
        )
    )
    found = read(both, Completeness.COMPLETE, POLICY, {Where.PROMPT: NUMBERS})
    assert [passage.message for passage in found.passages] == [0]
