"""The checks, by the table they are about: a query, and what is expected of its rows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from leitstand.pipelines import sql
from leitstand.pipelines.periods import Span
from leitstand.pipelines.quality.expectations import Failure, failures
from leitstand.pipelines.warehouse import Warehouse


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One question about one table."""

    name: str
    table: str
    query: str
    """File in this package; parameters ``first``, ``last``, ``tenant``."""
    expect: Callable[[Any], Sequence[Any]]
    description: str


def _row_accounting(gxe: Any) -> Sequence[Any]:
    pairs = (("counted", "received"), ("noted", "counted"))
    return [gxe.ExpectColumnPairValuesToBeEqual(column_A=a, column_B=b) for a, b in pairs]


def _usage_ranges(gxe: Any) -> Sequence[Any]:
    at_most = (("interactions", "active"), ("interactions", "judged"), ("interactions", "blocked"))
    return [
        *(
            gxe.ExpectColumnValuesToNotBeNull(column=name)
            for name in ("department", "interactions")
        ),
        gxe.ExpectColumnValuesToBeBetween(column="interactions", min_value=1),
        *(_not_less(gxe, a, b) for a, b in (*at_most, ("active", "active_trained"))),
        gxe.ExpectColumnValuesToBeInSet(column="known", value_set=[1]),
    ]


def _training_ranges(gxe: Any) -> Sequence[Any]:
    return [
        gxe.ExpectColumnValuesToBeBetween(column="people", min_value=1),
        _not_less(gxe, "people", "told"),
        gxe.ExpectCompoundColumnsToBeUnique(column_list=["day", "department", "application"]),
    ]


def _published(gxe: Any) -> Sequence[Any]:
    return [
        gxe.ExpectColumnValuesToBeInSet(column=name, value_set=[1])
        for name in ("consistent", "large_enough", "in_range")
    ]


def _not_less(gxe: Any, larger: str, smaller: str) -> Any:
    return gxe.ExpectColumnPairValuesAToBeGreaterThanB(
        column_A=larger, column_B=smaller, or_equal=True
    )


CHECKS: Sequence[Check] = (
    Check(
        name="row_accounting",
        table="usage_daily",
        query="row_accounting.sql",
        expect=_row_accounting,
        description="Every assessment of a built day is counted exactly once.",
    ),
    Check(
        name="usage_ranges",
        table="usage_daily",
        query="usage_ranges.sql",
        expect=_usage_ranges,
        description="Counts make sense, and every department is in the register.",
    ),
    Check(
        name="training_ranges",
        table="training_coverage",
        query="training_ranges.sql",
        expect=_training_ranges,
        description="Nobody is trained who is not there, and nobody is counted twice.",
    ),
    Check(
        name="no_small_group",
        table="published_usage",
        query="published_cells.sql",
        expect=_published,
        description="No published cell is below the threshold, none hidden has a value.",
    ),
)


def run(check: Check, warehouse: Warehouse, span: Span) -> tuple[int, Sequence[Failure]]:
    """Return how many rows were looked at, and what does not hold. No rows, no failures."""
    parameters: Mapping[str, object] = {"first": span.first, "last": span.last}
    frame = warehouse.frame(sql.load("leitstand.pipelines.quality", check.query), parameters)
    return len(frame), failures(frame, check.expect) if len(frame) else []
