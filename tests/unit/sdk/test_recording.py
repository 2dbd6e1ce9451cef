"""What becomes of an interaction that cannot be recorded: the program goes on, and it is seen."""

# pyright: basic
# Whatever the client makes of an answer has no types of ours.

import asyncio
import logging
import threading
from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec
import pytest

from leitstand.capture import Observed
from leitstand.schemas.agreement import Agreement
from leitstand.schemas.vocabulary import AgreementKind
from leitstand.sdk import (
    NotRecordedError,
    OnRefusal,
    Recorder,
    Settings,
    SettingsError,
    observed,
)
from leitstand.sdk import tally as tally_module
from leitstand.sdk.clients import instrument
from leitstand.sdk.later import MOST_WAITING, Job, Later

from .conftest import DONE, LIMIT_S, Town, chat, chunk, plain, streamed
from .test_clients import ASK

TOLD = "Frau Zwiebelkuchen"


def end_the_agreement(town: Town, **changes: Any) -> None:
    """Put another agreement into the directory, as an administrator would."""
    agreement = Agreement(kind=AgreementKind.CONSENT, title="t", signed=date(2020, 1, 1), **changes)
    (town.data / "agreement.yaml").write_bytes(msgspec.json.encode(agreement))


ENDED = {"ends": date(2020, 12, 31)}


def test_without_an_agreement_the_program_goes_on(town: Town) -> None:
    """It is not broken, and it is not silent."""
    end_the_agreement(town, **ENDED)
    answer = town.client(lambda: plain(chat())).chat.completions.create(**ASK)
    status = town.recorder.status()
    assert answer.choices[0].message.content == "Guten Tag."
    assert (status.recorded, status.refused, status.last_problem) == (0, 1, "no_agreement")
    assert not status.healthy


def test_told_to_raise_nothing_leaves_the_house(make: Callable[..., Town]) -> None:
    """No record, no use."""
    town = make(on_refusal=OnRefusal.RAISE)
    end_the_agreement(town, **ENDED)
    with pytest.raises(NotRecordedError) as caught:
        town.client(lambda: plain(chat())).chat.completions.create(**ASK)
    assert caught.value.reason == "no_agreement"
    assert caught.value.remedy
    assert town.provider.asked == []


def test_told_to_raise_an_asynchronous_call_stops_too(make: Callable[..., Town]) -> None:
    town = make(on_refusal=OnRefusal.RAISE)
    end_the_agreement(town, **ENDED)

    async def use() -> None:
        client = town.client_async(lambda: plain(chat()))
        with pytest.raises(NotRecordedError):
            await client.chat.completions.create(**ASK)
        await client.close()

    asyncio.run(use())
    assert town.provider.asked == []


def test_told_to_raise_an_answer_without_a_record_is_withheld(make: Callable[..., Town]) -> None:
    """Whether it comes at once or piece by piece."""
    town = make(on_refusal=OnRefusal.RAISE)
    client = town.client(lambda: plain(chat()), lambda: streamed(chunk("Ja."), DONE))
    client.chat.completions.create(**ASK)
    stream = client.chat.completions.create(**ASK, stream=True)
    end_the_agreement(town, **ENDED)
    with pytest.raises(NotRecordedError):
        list(stream)


def test_what_the_provider_says_comes_before_what_we_say(make: Callable[..., Town]) -> None:
    """An error of the provider is not covered by one of ours."""
    town = make(on_refusal=OnRefusal.RAISE)

    def fail() -> Any:
        end_the_agreement(town, **ENDED)
        return plain({"error": {}}, 400)

    with pytest.raises(Exception, match="400"):
        town.client(fail).chat.completions.create(**ASK)
    assert town.recorder.status().refused == 1


def test_while_suspended_nothing_is_recorded_not_even_a_count(town: Town) -> None:
    """AI use goes on; from the next call after the file was changed."""
    client = town.client(lambda: plain(chat()))
    client.chat.completions.create(**ASK)
    end_the_agreement(town, suspended=True)
    client.chat.completions.create(**ASK)
    status = town.recorder.status()
    assert (status.recorded, status.refused, status.failed) == (1, 0, 0)


def test_a_file_that_is_no_agreement_allows_nothing(town: Town) -> None:
    (town.data / "agreement.yaml").write_text("kind: [")
    assert town.recorder.record(observed("Frage", "Antwort")) is None
    assert town.recorder.status().last_problem == "no_agreement"


@pytest.mark.parametrize(
    "settings",
    [Settings(), Settings(data=None, background=True)],
)
def test_a_wrong_set_up_breaks_no_program(settings: Settings) -> None:
    """It is counted, with the class of the fault."""
    recorder = Recorder(settings)
    recorder.record(observed("Frage", "Antwort"))
    recorder.close()
    assert recorder.status().last_problem == "SettingsError"


def test_a_wrong_set_up_can_be_asked_for(make: Callable[..., Town]) -> None:
    """A program that wants to know at its start, does."""
    make().recorder.check()
    with pytest.raises(NotRecordedError, match="LEITSTAND_DATA"):
        Recorder(Settings()).check()


def test_a_fault_of_ours_breaks_no_call(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither in what asks, nor in what answers, nor in what writes."""
    for target in ("family_of", "client_of"):
        monkeypatch.setattr(f"leitstand.sdk.call.{target}", _failing)
        answer = town.client(lambda: plain(chat())).chat.completions.create(**ASK)
        assert answer.choices[0].message.content == "Guten Tag."
        monkeypatch.undo()
    status = town.recorder.status()
    assert (status.failed, status.last_problem) == (2, "ZeroDivisionError")


@pytest.mark.parametrize("method", ["begin", "feed", "observed"])
def test_a_fault_of_ours_breaks_no_stream(
    town: Town, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    """Every piece arrives."""
    monkeypatch.setattr(f"leitstand.capture.exchange.Exchange.{method}", _failing)
    client = town.client(lambda: streamed(chunk("Guten "), chunk("Tag."), DONE))
    seen = [c.choices[0].delta.content for c in client.chat.completions.create(**ASK, stream=True)]
    assert seen == ["Guten ", "Tag."]
    assert town.recorder.status().failed >= 1


def _failing(*_: Any, **__: Any) -> Any:
    raise ZeroDivisionError(TOLD)


def test_a_call_that_nobody_saw_is_a_fault(town: Town) -> None:
    """A client that asks over a connection of its own is told of, not passed over."""
    client: Any = town.provider.client()
    client.request = lambda *_args, **_kwargs: "answer"
    instrument(client, town.recorder)
    assert client.request() == "answer"
    assert town.recorder.status().last_problem == "UnseenError"


def test_the_log_is_quiet_and_says_nothing_of_the_content(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    """One line a minute, with how many and why."""
    end_the_agreement(town, **ENDED)
    with caplog.at_level(logging.DEBUG, logger="leitstand"):
        for _ in range(5):
            town.recorder.record(observed(TOLD, TOLD, user=TOLD))
    assert len(caplog.records) == 1
    assert TOLD not in caplog.text
    assert "no_agreement" in caplog.text


def test_after_a_minute_the_log_tells_the_number() -> None:
    """Of all since the line before."""
    now, told = [0.0], []
    counted = tally_module.Tally(lambda: None, lambda: now[0])  # type: ignore[arg-type,return-value] # no time is looked at
    counted._say = lambda line, remedy: told.append(line)  # type: ignore[method-assign] # instead of the log
    for at in (0.0, 1.0, 2.0, tally_module.QUIET_S):
        now[0] = at
        counted.refused("outbox_full", "look")
    assert told == [(1, "outbox_full"), None, None, (3, "outbox_full")]


def test_in_the_background_nobody_waits(make: Callable[..., Town]) -> None:
    """And at the end everything is there."""
    town = make(background=True)
    ids = [town.recorder.record(observed("Frage", str(n))) for n in range(20)]
    town.recorder.close()
    assert [found.event_id for found, _ in town.events(20)] == ids


def test_too_much_in_the_background_is_refused() -> None:
    """A disk that stands still must not fill the memory of the program."""
    begun, go_on = threading.Event(), threading.Event()

    def stand_still(_job: Job) -> None:
        begun.set()
        go_on.wait(LIMIT_S)

    def job() -> Job:
        return Job(observed=observed("Frage"), event_id=Recorder(Settings()).new_id())

    later, one = Later(stand_still), job()
    later.put(one)
    assert begun.wait(LIMIT_S)
    assert all(later.put(one) for _ in range(MOST_WAITING))
    assert not later.put(one)
    go_on.set()
    later.close(LIMIT_S)


def test_many_threads_lose_nothing(town: Town) -> None:
    def work() -> None:
        for n in range(25):
            town.recorder.record(observed("Frage", str(n)))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LIMIT_S)
    sequences = [found.capture.sequence for found, _ in town.events(200)]
    assert sequences == list(range(1, 201))
    assert town.recorder.status().recorded == 200


def test_an_event_loop_is_not_blocked_by_many(town: Town) -> None:
    """They share syncs; all are there when their tasks are."""

    async def use() -> list[Any]:
        asked = (town.recorder.record_async(observed("Frage", str(n))) for n in range(100))
        return await asyncio.gather(*asked)

    ids = asyncio.run(use())
    assert {found.event_id for found, _ in town.events(100)} == set(ids)


def test_the_garbage_collector_cannot_bring_it_to_a_stand(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It closes streams in any thread, also in one that holds the lock which writing needs."""
    monkeypatch.setattr("leitstand.sdk.recording._PATIENCE_S", 0.01)
    assert town.recorder.record(observed("Frage")) is not None
    line: Any = town.recorder._line
    with line.outbox._changed:
        town.recorder.record_closing(observed("Frage"), town.recorder.new_id())
    town.events(2)


def test_outside_of_asyncio_another_thread_writes(town: Town) -> None:
    """As under trio, whose loop can't wait for ours."""
    writing = town.recorder.record_async(observed("Frage"))
    with pytest.raises(StopIteration):
        writing.send(None)
    town.events(1)


def test_a_cancelled_wait_loses_nothing(town: Town) -> None:
    """Under the same id twice is once; never not at all."""

    async def use() -> None:
        for _ in range(20):
            task = asyncio.ensure_future(town.recorder.record_async(observed("Frage")))
            await asyncio.sleep(0)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    asyncio.run(use())
    town.recorder.close()
    assert len({found.event_id for found, _ in town.all_events()}) == 20


def test_closed_is_closed(town: Town) -> None:
    """What comes later is counted, not lost without a word."""
    town.recorder.record(observed("Frage"))
    town.recorder.close()
    town.recorder.close()
    assert town.recorder.record(observed("Frage")) is None
    town.recorder.record_later(observed("Frage"), town.recorder.new_id())
    assert town.recorder.status().failed == 2


def test_a_path_that_is_not_there_is_not_made(make: Callable[..., Town]) -> None:
    """A mistyped one would look as if all were recorded."""
    town = make()
    recorder = Recorder(Settings(data=town.data / "typo"))
    recorder.record(observed("Frage"))
    assert recorder.status().failed == 1
    assert not (town.data / "typo").exists()


def test_one_tenant_needs_no_name(make: Callable[..., Town]) -> None:
    """Several do."""
    town = make()
    (town.data / "vault" / "public" / "nachbarort").mkdir()
    with pytest.raises(NotRecordedError, match="LEITSTAND_TENANT"):
        town.recorder.check()
    Recorder(Settings(data=town.data, tenant="musterstadt")).check()


def test_settings_come_from_the_environment() -> None:
    """All of them."""
    told = {
        "LEITSTAND_DATA": "/srv/leitstand",
        "LEITSTAND_TENANT": "musterstadt",
        "LEITSTAND_APPLICATION": "buero-chat",
        "LEITSTAND_ON_REFUSAL": "raise",
        "LEITSTAND_BACKGROUND": "yes",
        "LEITSTAND_KAFKA": "broker:9092",
    }
    found = Settings.from_environment(told)
    assert found.on_refusal is OnRefusal.RAISE
    assert found.background
    assert (str(found.data), found.tenant) == ("/srv/leitstand", "musterstadt")
    assert (found.application, found.kafka) == ("buero-chat", "broker:9092")
    with pytest.raises(SettingsError):
        Settings.from_environment({"LEITSTAND_ON_REFUSAL": "shrug"})


def test_an_interaction_of_another_program_is_built_in_one_call(town: Town) -> None:
    """Without an answer it says so; nothing is made up."""
    found: Observed = observed("Frage", instruction="Antworte kurz", model="gpt-4o", input_tokens=5)
    assert town.recorder.record(found) is not None
    interaction, content = town.event()
    assert interaction.capture.completeness == "prompt_only"
    assert interaction.application == "buero-chat"
    assert (interaction.usage.input, interaction.usage.output) == (5, None)
    assert [message.where for message in content.messages] == ["instruction", "prompt"]
