"""Great Expectations without its surroundings: an ephemeral context, a frame, a list of failures."""

# pyright: basic
# Great Expectations and pandas carry no complete types.
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd  # type: ignore[import-untyped]  # pandas ships no types


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """One expectation that does not hold; content-free."""

    expectation: str
    columns: str
    unexpected: int
    """Rows that do not hold, where the expectation is about rows."""


def failures(frame: "pd.DataFrame", expect: Callable[[Any], Sequence[Any]]) -> Sequence[Failure]:
    """Return what does not hold of ``frame``.

    ``expect`` gets the module ``great_expectations.expectations``, which takes seconds to import,
    and returns expectations. An empty list of expectations is a fault, never a success.
    """
    # Before the import: nothing of this house is told to anybody else.
    os.environ["GX_ANALYTICS_ENABLED"] = "False"
    import great_expectations as gx
    import great_expectations.expectations as gxe
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.enable_analytics(enable=False)
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    expectations = list(expect(gxe))
    if not expectations:
        message = "a check without expectations"
        raise ValueError(message)
    suite = context.suites.add(gx.ExpectationSuite(name="check", expectations=expectations))
    asset = context.data_sources.add_pandas("frames").add_dataframe_asset("frame")
    batch = asset.add_batch_definition_whole_dataframe("whole").get_batch({"dataframe": frame})
    outcome = batch.validate(suite, result_format="SUMMARY")
    return [_failure(result) for result in outcome.results if not result.success]


def _failure(result: Any) -> Failure:
    arguments = result.expectation_config.kwargs
    columns = [str(arguments[name]) for name in _COLUMNS if name in arguments]
    return Failure(
        expectation=result.expectation_config.type,
        columns=", ".join(columns),
        unexpected=int(result.result.get("unexpected_count") or 0),
    )


_COLUMNS = ("column", "column_A", "column_B")
