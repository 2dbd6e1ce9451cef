"""A provider's count beside ours."""

from datetime import date

import pytest

from leitstand.schemas.vocabulary import ProofState
from leitstand.streams.completeness.provider import (
    Reported,
    ReportError,
    compare,
    read_report,
)

DAY = date(2026, 11, 22)
CSV = b"\xef\xbb\xbfday,application,model,requests\r\n2026-11-22,chat,gpt-4o,100\r\n"
RECORDED = {
    ("2026-11-22", "chat", "gpt-4o"): 98,
    ("2026-11-22", "chat", "gpt-4o-mini"): 7,
    ("2026-11-21", "chat", "gpt-4o"): 1000,
}


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (CSV, Reported(day=DAY, application="chat", model="gpt-4o", requests=100)),
        (b"day,requests\n2026-11-22,5\n", Reported(day=DAY, requests=5)),
        (b' [{"day": "2026-11-22", "requests": 5}]', Reported(day=DAY, requests=5)),
    ],
)
def test_both_forms_are_read(data: bytes, line: Reported) -> None:
    """A spreadsheet's CSV and a program's JSON, with what the provider tells."""
    assert read_report(data) == [line]


@pytest.mark.parametrize(
    "data",
    [
        b"day,requests\n2026-11-22,many\n",
        b"day,requests\n2026-11-22,-1\n",
        b"day,requests\n2026-11-22,5,6\n",
        b"day,requests,cost\n2026-11-22,5,6\n",
        b"requests\n5\n",
        b"[{}]",
        b"[",
        b"day,requests\n\xff\n",
    ],
)
def test_another_file_is_refused_without_quoting_it(data: bytes) -> None:
    """The line is told, never what stands in it."""
    with pytest.raises(ReportError) as error:
        read_report(data)
    assert "many" not in str(error.value)


@pytest.mark.parametrize(
    ("requests", "state"),
    [
        (98, ProofState.COMPLETE),
        (100, ProofState.COMPLETE),
        (101, ProofState.GAP),
        (10, ProofState.COMPLETE),
    ],
)
def test_a_gap_is_what_the_provider_counts_beyond_the_tolerance(
    requests: int, state: ProofState
) -> None:
    """Two of a hundred may differ; more recorded than reported is nobody's loss."""
    line = Reported(day=DAY, application="chat", model="gpt-4o", requests=requests)
    (found,) = compare([line], RECORDED, today=date(2026, 11, 23))
    assert (found.recorded, found.state) == (98, state)


def test_what_a_report_does_not_tell_apart_is_added_up() -> None:
    """Without model and application a line speaks for the whole day."""
    (found,) = compare([Reported(day=DAY, requests=105)], RECORDED, today=date(2026, 11, 23))
    assert (found.recorded, found.state) == (105, ProofState.COMPLETE)


def test_a_day_that_is_not_over_is_on_its_way() -> None:
    """Nobody's count of it is final."""
    (found,) = compare([Reported(day=DAY, requests=500)], RECORDED, today=DAY)
    assert found.state is ProofState.ON_ITS_WAY
