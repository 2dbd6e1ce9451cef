"""Dagster's view: loads, runs a range at once, and asks for the right days."""

from datetime import UTC, date, datetime
from typing import Any

import dagster as dg
import pytest
from dagster._core.workspace.autodiscovery import loadable_targets_from_python_module

from leitstand.pipelines import code_location
from leitstand.pipelines.code_location import definitions
from leitstand.pipelines.defs import automation
from leitstand.pipelines.defs.days import DAYS, RANGE_END, RANGE_START
from leitstand.pipelines.measures.catalogue import MeasureError, measures, parse
from leitstand.pipelines.periods import Span, quarters_of, rebuildable


def test_the_code_location_is_loadable() -> None:
    """Every asset, job, check, schedule and sensor fits together."""
    dg.Definitions.validate_loadable(definitions())


def test_dagster_finds_the_definitions_by_itself() -> None:
    """As the daemon and the pages look for them; two in one module would leave them with nothing."""
    (found,) = loadable_targets_from_python_module(code_location.__name__, None)
    assert found.target_definition is code_location.defs


def test_every_asset_of_days_runs_a_range_at_once() -> None:
    """Ninety days are one run."""
    graph = definitions().resolve_asset_graph()
    daily = [node for node in graph.asset_nodes if node.partitions_def == DAYS]
    assert {node.key.to_user_string() for node in daily} == {
        "usage_daily",
        "findings_daily",
        "training_coverage",
        "published_usage",
    }
    for node in daily:
        assert node.backfill_policy == dg.BackfillPolicy.single_run()


SPANS = {
    "none": ([], []),
    "one": ([1], [(1, 1)]),
    "together": ([1, 2, 3], [(1, 3)]),
    "apart": ([1, 3, 4, 9], [(1, 1), (3, 4), (9, 9)]),
}


@pytest.mark.parametrize("case", SPANS)
def test_days_that_follow_one_another_are_one_run(case: str) -> None:
    """Each stretch of late days is one run."""
    days, expected = SPANS[case]
    found = automation.contiguous([date(2026, 5, day) for day in days])
    assert [(span.first.day, span.last.day) for span in found] == expected


def test_the_night_builds_the_last_days_as_of_today() -> None:
    """At 02:15 on the first of a month the last month is published to its end."""
    with dg.build_schedule_context(
        scheduled_execution_time=datetime(2026, 6, 1, 0, 15, tzinfo=UTC)
    ) as context:
        request: Any = automation.nightly(context)
    assert (request.tags[RANGE_START], request.tags[RANGE_END]) == ("2026-05-29", "2026-06-01")


def test_days_whose_assessments_have_died_are_not_rebuilt() -> None:
    """Rebuilding would replace true figures by empty ones."""
    asked = Span(first=date(2026, 1, 1), last=date(2026, 12, 31))
    found = rebuildable(asked, date(2026, 7, 1))
    assert found == Span(first=date(2026, 4, 3), last=date(2026, 7, 1))
    assert (
        rebuildable(Span(first=date(2026, 1, 1), last=date(2026, 1, 2)), date(2026, 7, 1)) is None
    )


QUARTERS = {
    "all live": (date(2026, 3, 1), None, [date(2026, 4, 1)]),
    "its beginning has died": (date(2026, 4, 2), None, []),
    "nothing happened before": (date(2026, 4, 2), date(2026, 5, 1), [date(2026, 4, 1)]),
    "use has died": (date(2026, 5, 2), date(2026, 5, 1), []),
}


@pytest.mark.parametrize("case", QUARTERS)
def test_a_quarter_is_published_anew_only_while_all_its_use_lives(case: str) -> None:
    """Otherwise what was published stays."""
    oldest, first_use, expected = QUARTERS[case]
    span = Span(first=date(2026, 5, 1), last=date(2026, 6, 30))
    assert quarters_of(span, oldest, first_use) == expected


HEAD = "-- answers: How many?\n-- unit: people\n-- absent: zero\n"
WRONG = {
    "unknown field": HEAD + "-- colour: blue\nSELECT 1",
    "no question": HEAD.replace("answers", "comment") + "SELECT 1",
    "unknown unit": HEAD.replace("people", "bananas") + "SELECT 1",
    "unknown default": HEAD.replace("zero", "perhaps") + "SELECT 1",
}


@pytest.mark.parametrize("case", WRONG)
def test_a_measure_with_a_wrong_head_is_refused(case: str) -> None:
    """What disclosure control must know is never guessed."""
    with pytest.raises(MeasureError):
        parse("some_measure", WRONG[case])


def test_every_measure_hangs_on_a_group_of_people() -> None:
    """Whatever is hidden about a department's people hides everything about it."""
    known = measures()

    def root(name: str) -> str:
        bases = known[name].dependence.bases
        return root(bases[0]) if bases else name

    assert {root(name) for name in known} == {"people"}
