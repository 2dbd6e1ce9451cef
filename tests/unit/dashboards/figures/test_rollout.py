"""The rollout against its plan, and the sentence about it."""

from datetime import date, timedelta

import pytest

from leitstand.dashboards.figures.rollout import Stage, most_late, next_stage
from leitstand.dashboards.leadership.overview import delay_in_words
from leitstand.dashboards.rendering import Templates

TODAY = date(2026, 11, 16)


def stage(number: int, planned: int, reached: int | None) -> Stage:
    return Stage(
        stage=number,
        title="Stufe",
        planned_from=TODAY + timedelta(days=planned),
        planned_trained=100,
        reached_on=None if reached is None else TODAY + timedelta(days=reached),
    )


@pytest.mark.parametrize(
    ("stages", "late", "coming"),
    [
        ([], None, None),
        ([stage(1, -84, -84)], None, None),
        ([stage(1, -84, -80), stage(2, 0, None)], None, 2),
        ([stage(1, -84, -84), stage(2, -14, None), stage(3, 42, None)], 2, 3),
        ([stage(1, -20, None), stage(2, -14, None)], 1, None),
    ],
)
def test_the_stage_that_waits_longest_and_the_one_that_comes(
    stages: list[Stage], late: int | None, coming: int | None
) -> None:
    """A stage reached late is history; one that is due today is not late yet."""
    waiting, following = most_late(stages, TODAY), next_stage(stages, TODAY)
    assert (waiting and waiting.stage) == late
    assert (following and following.stage) == coming


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (1, "einen Tag"),
        (2, "zwei Tage"),
        (7, "eine Woche"),
        (14, "zwei Wochen"),
        (20, "zwei Wochen"),
        (84, "zwölf Wochen"),
        (91, "13 Wochen"),
    ],
)
def test_a_delay_is_told_as_people_tell_it(days: int, words: str) -> None:
    """Whole weeks in words up to twelve."""
    assert delay_in_words(days, Templates().languages["de"]) == words
