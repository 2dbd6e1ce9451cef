"""Latencies in buckets: what comes out is what went in, to within half a percent."""

from hypothesis import given
from hypothesis import strategies as st
from tests.bench.line.histogram import Histogram

ERROR = 1 / 256
values = st.lists(st.integers(0, 10**9), min_size=1, max_size=200)


@given(values, st.floats(0, 1))
def test_a_percentile_is_that_of_the_sorted_values(found: list[int], share: float) -> None:
    """No value is told larger than it was, nor smaller by more than a bucket."""
    (told,) = Histogram((value, 1) for value in found).percentiles([share])
    ranked = sorted(found)
    exact = next(v for n, v in enumerate(ranked, 1) if n >= share * len(ranked)) / 1000
    assert told is not None
    assert exact * (1 - ERROR) <= told <= exact


@given(values, values)
def test_two_histograms_together_are_one_of_all_values(some: list[int], more: list[int]) -> None:
    """Each process counts for itself; the report counts all."""
    both = Histogram((value, 1) for value in some)
    both.add(Histogram((value, 1) for value in more))
    assert both.pairs() == Histogram((value, 1) for value in some + more).pairs()


@given(values)
def test_pairs_make_the_same_histogram_again(found: list[int]) -> None:
    """So a generator in another process can hand its own over."""
    first = Histogram((value, 1) for value in found)
    assert Histogram(first.pairs()).pairs() == first.pairs()


def test_nothing_recorded_has_no_percentile() -> None:
    """An absent measurement is told as absent, not as a very good one."""
    assert Histogram().as_row() == {"count": 0, "p50": None, "p99": None, "p999": None, "max": None}


def test_a_negative_latency_counts_as_none() -> None:
    """Two clocks may disagree by a moment."""
    assert Histogram([(-5, 1)]).pairs() == [(0, 1)]


def test_the_share_says_which_value() -> None:
    """One slow event among a hundred is the largest and not yet the 99th percentile."""
    row = Histogram([(1_000, 99), (100_000, 1)]).as_row()
    assert (row["p50"], row["p99"], row["p999"]) == (1.0, 1.0, 99.84)
