"""What a failed insert means: come again with the same rows, or one of these rows never fits.

The list of what makes rows unfit is short and closed, because the two mistakes weigh differently:
a row that is waited for in vain stops the line where everybody sees it; a row that is given up
although ClickHouse was only full, read-only or half started is gone from every figure. So whatever
is not on the list is waited for: a disk that is full (243), a table that is read-only (242, 164),
too many parts (252), memory (241), a time-out (159, 209), a table or column that a migration has
yet to make (60, 16), no answer, a proxy's page in place of one, and every code of tomorrow.
"""

from collections.abc import Mapping

from leitstand.streams.errors import RowsRefusedError, StoreUnavailableError

NEVER_FITS: Mapping[int, str] = {
    321: "VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE",
    349: "CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN",
    469: "VIOLATED_CONSTRAINT",
}
"""Codes of ClickHouse (``ErrorCodes.cpp``) that speak of a value, and of nothing but a value.

Not among them, although values can cause them: what a migration that has not run (TYPE_MISMATCH,
CANNOT_CONVERT_TYPE) or a connection that broke in the middle (CANNOT_PARSE_…, INCORRECT_DATA,
TOO_LARGE_ARRAY_SIZE) causes as well.
"""


def unfit(table: str) -> RowsRefusedError:
    """Return the refusal of rows that cannot even be written down for a table."""
    return RowsRefusedError(f"a row does not fit into {table}")


def failure(table: str, error: Exception) -> RowsRefusedError | StoreUnavailableError:
    """Return what the failure of an insert means. Only its class and code are told, never its text:

    ClickHouse quotes values in its messages.
    """
    code = getattr(error, "code", None)
    if code in NEVER_FITS:
        return unfit(table)
    what = type(error).__name__ if code is None else f"{type(error).__name__}, code {code}"
    return StoreUnavailableError(f"ClickHouse did not take rows for {table}: {what}")
