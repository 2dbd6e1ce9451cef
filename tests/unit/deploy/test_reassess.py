"""``leitstand reassess``: what it refuses, what it tells, and what it keeps to itself."""

import argparse
import io
import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from leitstand.deploy import reassessing
from leitstand.deploy.command import Exit, UserError
from leitstand.deploy.commands import reassess
from leitstand.deploy.reassess_text import document_of, text_of
from leitstand.deploy.reassessing import BEHIND, Asked, Reassessed, wait_while_behind
from leitstand.policy import DETECTOR_VERSION
from leitstand.schemas.vocabulary import DeadLetterReason, Verdict
from leitstand.streams.past_rows import Version
from leitstand.streams.reassess import Effect, Stays, Tally

NOON = datetime(2026, 11, 16, 11, tzinfo=UTC)
DAY = date(2026, 11, 13)
ASKED = Asked(first=DAY, last=DAY, application=None, dry_run=False)


def found(people: int = 12, **changes: Any) -> Reassessed:
    """Return what a run with one changed verdict came to."""
    tally = Tally(judged=7, before=2, days={DAY})
    tally.pseudonyms["2026q4"] = {f"{n:032x}" for n in range(people)}
    tally.verdicts[Verdict.VIOLATION, Verdict.ALLOWED] = 3
    tally.verdicts[Verdict.ALLOWED, Verdict.ALLOWED] = 4
    tally.rules["personal-data", Effect.NO_LONGER] = 3
    tally.rules["personal-data", Effect.STILL] = 1
    whole: dict[str, Any] = {
        "release": 8,
        "detector_version": "2",
        "tally": tally,
        "minimum_group": 10,
        "versions": (Version(release=8, detector_version="2", rows=9),),
        "written": True,
    }
    return Reassessed(**(whole | changes))


def version(release: int, detectors: str = DETECTOR_VERSION) -> Version:
    return Version(release=release, detector_version=detectors, rows=5)


# What is refused.


def test_other_detectors_without_a_newer_release_are_refused() -> None:
    """The message names the command that makes one."""
    with pytest.raises(UserError) as caught:
        reassess.check_release([version(8, "1"), version(8)], 8)
    assert "leitstand register release" in caught.value.remedy


@pytest.mark.parametrize(
    "versions",
    [[], [version(8)], [version(7), version(8)], [version(7), version(8, "1")], [version(9, "1")]],
)
def test_what_an_older_release_judged_may_be_judged_again(versions: list[Version]) -> None:
    """Also where some of it is done, and where nothing is left to do."""
    reassess.check_release(versions, 8)


def test_the_days_are_in_order() -> None:
    """Nothing is connected to before that is looked at."""
    with pytest.raises(UserError):
        run("--from", "2026-11-14", "--to", "2026-11-13")


def run(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    reassess.configure(parser)
    return reassess.run(parser.parse_args([*arguments, "--why", "too strict"]))


@pytest.fixture
def answered(monkeypatch: pytest.MonkeyPatch) -> Callable[[Reassessed], None]:
    """Let the command find this, without an installation."""

    def answer(what: Reassessed) -> None:
        monkeypatch.setattr(reassess, "_reassessed", lambda _arguments, _asked: what)
        monkeypatch.setattr("os.nice", lambda _more: 0)

    return answer


def test_exit_codes_say_whether_anything_keeps_its_verdict(
    answered: Callable[[Reassessed], None], capsys: pytest.CaptureFixture[str]
) -> None:
    """0: everything was judged again; 1: not everything."""
    days = ("--from", "2026-11-13", "--to", "2026-11-13")
    answered(found())
    assert run(*days) == Exit.OK
    left = found()
    left.tally.stays[Stays.EXEMPT] = 1
    answered(left)
    assert run(*days, "--json") == Exit.NEGATIVE
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["stays"] == {"exempt": 1}


def test_a_day_is_one_of_the_house() -> None:
    """From midnight to midnight in its own time zone, one hour longer when the clocks go back."""
    autumn = Asked(
        first=date(2026, 10, 25), last=date(2026, 10, 25), application=None, dry_run=True
    )
    scope = autumn.scope(ZoneInfo("Europe/Berlin"))
    assert scope.begin == datetime(2026, 10, 24, 22, tzinfo=UTC)
    assert scope.end - scope.begin == timedelta(hours=25)


# What is told.


def test_a_person_reads_what_changed_and_what_comes_next() -> None:
    """By verdict and rule, with the command that renews the figures at once."""
    lines = text_of(ASKED, found()).splitlines()
    assert "7 judged again, 2 were judged by them already" in lines
    assert "violation -> allowed: 3" in lines
    assert "personal-data opens a case: 1 still, 3 no longer" in lines
    assert lines[-1].endswith("leitstand pipelines run --days 2026-11-13..2026-11-13")


def test_few_people_are_not_told_of() -> None:
    """P4: which rule three uses of a single person broke is nobody's to read here."""
    few = found(people=9)
    assert "violation" not in text_of(ASKED, few)
    assert "personal-data" not in text_of(ASKED, few)
    document = document_of(ASKED, few)
    assert (document["verdicts"], document["rules"], document["judged"]) == (None, None, 7)


def test_a_new_quarter_makes_nobody_two() -> None:
    """Nine people have eighteen pseudonyms where two epochs meet."""
    few = found(people=9)
    few.tally.pseudonyms["2027q1"] = {f"{n:032x}" for n in range(100, 109)}
    assert "violation" not in text_of(ASKED, few)


def test_what_is_left_is_told_by_reason() -> None:
    """Each with a reader's words; a reason of dead letters speaks for itself."""
    left = found()
    left.tally.stays.update(
        {DeadLetterReason.KEY_DESTROYED: 2, Stays.NOT_IN_KAFKA: 1, DeadLetterReason.FAILED: 1}
    )
    lines = text_of(ASKED, left).splitlines()
    assert "4 are not:" in lines
    assert "  key_destroyed 2: its content lawfully died with the key of its day" in lines
    assert "  failed 1: it cannot be read" in lines
    assert document_of(ASKED, left)["stays"] == {
        "failed": 1,
        "key_destroyed": 2,
        "not_in_kafka": 1,
    }


def test_where_nothing_is_new_it_says_what_comes_first() -> None:
    """A correction that was not published yet is the likeliest reason."""
    nothing = found(tally=Tally(before=9))
    assert "leitstand register apply" in text_of(ASKED, nothing)


def test_each_use_that_is_left_is_one_line_of_the_list() -> None:
    """Its id and the reason, nothing else."""
    listing = io.StringIO()
    reassessing._lister(listing)(UUID(int=7), DeadLetterReason.KEY_DESTROYED)
    assert json.loads(listing.getvalue()) == {
        "event_id": "00000000-0000-0000-0000-000000000007",
        "why": "key_destroyed",
    }


def test_a_list_that_cannot_be_written_is_the_readers_to_mend(tmp_path: Path) -> None:
    """Before anything is opened."""
    with pytest.raises(UserError), reassess._listing(tmp_path / "absent" / "left.jsonl"):
        pass


# That it gives way.


def test_it_waits_until_live_assessment_has_caught_up() -> None:
    """Not known yet, far behind, near enough."""
    known: Iterator[datetime | None] = iter(
        [None, NOON - 2 * BEHIND, NOON - BEHIND - timedelta(seconds=1), NOON - BEHIND]
    )
    pauses: list[int] = []
    wait_while_behind(lambda: next(known), lambda: NOON, lambda: pauses.append(1))
    assert len(pauses) == 3
    assert next(known, "asked no more") == "asked no more"


def test_that_it_waits_is_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    """Also where nobody looks at a terminal: live assessment may be down."""
    told = reassess.Told()
    for _ in range(3):
        told.waiting()
    told.read(1000)
    assert capsys.readouterr().err.splitlines() == [
        "waiting for live assessment to catch up, see: leitstand status"
    ]
