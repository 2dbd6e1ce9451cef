"""The search for the highest rate that holds."""

from collections.abc import Callable

STEP = 1.15
"""Neighbouring rates differ by so much: nearer ones do not tell apart on a machine that breathes."""


def highest(holds: Callable[[float], bool], first: float, tries: int) -> float | None:
    """Return the highest rate found to hold, going up or down from the first; ``None`` for none.

    What holds once and its next step does not is the answer; no rate is tried twice.
    """
    rate, best, rising = first, None, None
    for _ in range(tries):
        held = holds(rate)
        if held:
            best = rate
        if rising is not None and held is not rising:
            return best
        rising = held
        rate = rate * STEP if held else rate / STEP
    return best


def keeps_up(behind_s: list[float], allowed_s: float = 0.5) -> bool:
    """Say whether lag did not grow: ``behind_s`` is how many seconds of traffic were on their way.

    Compared are the averages of the third and the fourth quarter. Commits come in batches and the
    broker breathes, so that less than half a second is no growth.
    """
    quarter = len(behind_s) // 4
    if quarter == 0:
        return False
    third, last = behind_s[2 * quarter : 3 * quarter], behind_s[3 * quarter :]
    return sum(last) / len(last) - sum(third) / len(third) <= allowed_s
