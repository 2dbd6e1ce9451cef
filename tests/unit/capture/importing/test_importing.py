"""Exports of other systems: complete, the same event each time, and going on after any crash."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from leitstand.capture import Basis, Refusal, RefusedError
from leitstand.capture.importing import (
    Found,
    InteractionMapping,
    Progress,
    Writing,
    read_interactions,
    read_mapping,
)
from leitstand.capture.importing import writing as writing_module
from leitstand.register.problems import Report
from leitstand.schemas.vocabulary import Channel, Completeness, Provider, UsageSource, Where

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 8, 1, 12, tzinfo=UTC)
MAPPING = InteractionMapping(
    source="alte-plattform",
    columns={"id": "Nr", "time": "Zeit", "user": "Wer", "prompt": "Frage", "answer": "Antwort"},
    applications={"KI-Chat": "chat"},
    application="chat",
    provider=Provider.OPENAI,
    user_domain="musterdorf.example",
)
TABLE = (
    "Nr;Zeit;Wer;Frage;Antwort;model;input_tokens;output_tokens\n"
    '1;01.03.2026 16:05;ida;"Ein Brief;\nan alle";Gern;gpt-4o-mini;12;34\n'
    "2;2026-03-02T08:00:00+01:00;eva@x;Nur gefragt;;;;\n"
    "3;1772524800;;;;;7;\n"
)
LINES = "\n".join(
    json.dumps(line)
    for line in (
        {
            "Nr": 1,
            "Zeit": "2026-03-01T16:05:00",
            "Wer": "ida",
            "Frage": "Ein Brief;\nan alle",
            "Antwort": "Gern",
            "model": "gpt-4o-mini",
            "input_tokens": 12,
            "output_tokens": 34,
        },
        {"Nr": "2", "Zeit": "2026-03-02T07:00:00Z", "Wer": "eva@x", "Frage": "Nur gefragt"},
        {"Nr": "3", "Zeit": 1772524800, "Wer": None, "input_tokens": 7},
    )
)


def read(
    data: bytes | str, mapping: InteractionMapping = MAPPING
) -> tuple[list[Found], list[tuple[int, str]]]:
    report = Report()
    file = io.BytesIO(data.encode() if isinstance(data, str) else data)
    found = list(read_interactions("export", file, mapping, BERLIN, NOW, report))
    return found, [(p.place.line, p.text) for p in report.problems]


@pytest.mark.parametrize(
    "data",
    [
        TABLE.encode(),
        TABLE.encode("utf-16"),
        LINES.encode(),
        LINES.encode("utf-8-sig"),
    ],
    ids=["csv", "utf-16", "json lines", "json lines with mark"],
)
def test_a_table_and_json_lines_say_the_same(data: bytes) -> None:
    """What a source cannot know is marked, and no figure is made up."""
    found, problems = read(data)
    assert not problems
    first, second, third = (one.observed for one in found)
    assert first.occurred_at == datetime(2026, 3, 1, 15, 5, tzinfo=UTC)
    assert (first.channel, first.application, first.provider) == (
        Channel.IMPORT,
        "chat",
        Provider.OPENAI,
    )
    assert [one.user for one in (first, second, third)] == ["ida@musterdorf.example", "eva@x", None]
    assert [(m.where, m.text) for m in (*first.messages, *first.answers)] == [
        (Where.PROMPT, "Ein Brief;\nan alle"),
        (Where.ANSWER, "Gern"),
    ]
    assert [one.completeness for one in (first, second, third)] == [
        Completeness.COMPLETE,
        Completeness.PROMPT_ONLY,
        Completeness.METADATA_ONLY,
    ]
    assert [one.usage.source for one in (first, second, third)] == [
        UsageSource.PROVIDER,
        UsageSource.MISSING,
        UsageSource.PROVIDER,
    ]
    assert (third.usage.input, third.usage.output) == (7, None)
    assert [one.event_id for one in found] == [one.event_id for one in read(TABLE)[0]]
    assert {one.event_id.version for one in found} == {8}


def test_another_source_has_other_events() -> None:
    """The same number in two systems is two interactions."""
    other = InteractionMapping(source="neue-plattform", columns=MAPPING.columns)
    ids = [one.event_id for one in (*read(TABLE)[0], *read(TABLE, other)[0])]
    assert len(set(ids)) == 6


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (";2026-03-01;;;", "no id"),
        ("1;gestern;;;", "'time' is no time"),
        ("1;31.02.2026 10:00;;;", "'time' is no time"),
        ("1;2020-03-01;;;", "older than 400 days, or in the future"),
        ("1;2026-08-02;;;", "older than 400 days, or in the future"),
        ("1;2026-03-01;a;b;c;d", "this line has too many cells"),
    ],
)
def test_a_bad_line_is_told_and_the_others_are_read(line: str, problem: str) -> None:
    """With its line, without its content."""
    found, problems = read(f"Nr;Zeit;Wer;Frage;Antwort\n{line}\n7;2026-03-01;;Frage;\n")
    assert problems == [(2, problem)]
    assert len(found) == 1


def test_a_bad_line_of_json_is_told_and_the_others_are_read() -> None:
    """No object, no JSON, no UTF-8."""
    good = b'{"Nr": 7, "Zeit": "2026-03-01"}\n'
    found, problems = read(good + b'["Nr"]\n{"Nr": 8,\n{"Nr": "\xff"}\n' + good)
    assert problems == [
        (2, "not a JSON object"),
        (3, "not a JSON object"),
        (4, "not a JSON object"),
    ]
    assert len(found) == 2


def test_a_long_prompt_is_one_cell(monkeypatch: pytest.MonkeyPatch) -> None:
    """Much longer than the csv module takes by itself."""
    before = csv.field_size_limit(16 << 20)
    try:
        found, problems = read(f"Nr;Zeit;Frage\n1;2026-03-01;{'x' * 500_000}\n")
    finally:
        csv.field_size_limit(before)
    assert not problems
    assert len(found[0].observed.messages[0].text) == 500_000


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "the mapping is empty"),
        ("columns: {id: Nr}\n", "the field 'source' is missing"),
        ("source: x\ncolumns: {nr: Nr}\n", "a column that is none of ours"),
        ("source: x\noperation: plaudern\n", "one of chat"),
    ],
)
def test_a_bad_mapping_is_told(text: str, problem: str) -> None:
    """Before anything is read."""
    report = Report()
    read_mapping("mapping.yaml", text.encode(), report)
    assert [problem in p.text for p in report.problems] == [True]


class Dying:
    """A recorder that writes so many batches down and then dies, before or after the last."""

    def __init__(self, recorder: Any, batches: int, *, after: bool) -> None:
        self._recorder, self._left, self._after = recorder, batches, after

    def record_all(self, many: Any, ids: Any) -> object:
        self._left -= 1
        if self._left < 0 and not self._after:
            raise ConnectionAbortedError
        found = self._recorder.record_all(many, ids)
        if self._left < 0:
            raise ConnectionAbortedError
        return found


def table_of(count: int) -> bytes:
    lines = (
        f"{n};{datetime(2026, 3, 1, tzinfo=UTC) + timedelta(minutes=n)};;F {n};A"
        for n in range(count)
    )
    return ("Nr;Zeit;Wer;Frage;Antwort\n" + "\n".join(lines)).encode()


def import_into(town: Any, data: bytes, recorder: Any = None) -> Writing:
    file = io.BytesIO(data)
    progress = Progress(town.folder / "import", MAPPING.source, file)
    found = read_interactions("export", file, MAPPING, BERLIN, NOW, Report())
    writing = Writing(recorder or town.recorder, town.gate, progress, lambda line: None)
    writing.take(found)
    return writing


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing_module, "_BATCH", 7)


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("after", [False, True], ids=["before it is durable", "before it is noted"])
@pytest.mark.parametrize("batches", [0, 1, 4])
def test_a_killed_import_goes_on(town: Any, batches: int, after: bool) -> None:
    """Every line is one event; what was written twice is the same event."""
    data = table_of(40)
    with pytest.raises(ConnectionAbortedError):
        import_into(town, data, Dying(town.recorder, batches, after=after))
    counts = import_into(town, data).counts
    assert counts.before == batches * 7
    ids = [interaction.event_id for interaction, _ in town.events()]
    expected, _ = read(data)
    assert set(ids) == {one.event_id for one in expected}
    assert len(ids) == 40 + (7 if after else 0)
    assert import_into(town, data).counts.before == 40
    assert len(town.events()) == len(ids)


def test_a_damaged_note_costs_time_only(town: Any) -> None:
    """It begins again; the events have the same ids."""
    import_into(town, table_of(5))
    (note,) = (town.folder / "import").glob("*.json")
    note.write_bytes(b"{")
    assert import_into(town, table_of(5)).counts.recorded == 5
    assert len({interaction.event_id for interaction, _ in town.events()}) == 5


def test_days_without_an_agreement_are_left_out(town: Any) -> None:
    """Suspended: nothing is recorded; none: nothing may be processed."""
    for basis in (Basis.SUSPENDED, Basis.NONE):
        town.gate.say(basis)
        writing = import_into(town, table_of(3) + basis.value.encode())
        assert writing.counts.recorded == 0
    assert writing.counts.no_agreement == 3
    assert not town.events()


def test_a_full_outbox_stops_the_import(town: Any) -> None:
    """It is told; the next start goes on."""

    class Full:
        def record_all(self, many: Any, ids: Any) -> object:
            raise RefusedError(Refusal.OUTBOX_FULL)

    with pytest.raises(RefusedError):
        import_into(town, table_of(3), Full())
    assert import_into(town, table_of(3)).counts.recorded == 3


def test_who_asked_and_what_stands_nowhere_readable(town: Any, tmp_path: Path) -> None:
    """Sealed in the outbox; the note of the import knows a line and a digest."""
    import_into(town, TABLE.encode())
    everything = b"".join(walk(tmp_path))
    assert not any(text in everything for text in (b"ida@", b"Ein Brief", b"Nur gefragt"))


def walk(directory: Path) -> Iterator[bytes]:
    for file in directory.rglob("*"):
        if file.is_file():
            yield file.read_bytes()
