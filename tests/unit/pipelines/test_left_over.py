"""A run that was killed leaves copies of tables behind; a later run drops them, and nothing else."""

from datetime import timedelta

import pytest

from leitstand.pipelines.warehouse import Warehouse


class KilledError(Exception):
    """Stands for the end of the process: what follows it is not executed."""


def left_over(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Let a run die between filling a copy and dropping it, and another aside; return what is left."""
    before = tables(warehouse)
    command = warehouse.client.command

    def without_drops(text: str, **options: object) -> object:
        return None if text.startswith("DROP") else command(text, **options)  # type: ignore[arg-type] # passed on

    def die(_staging: str) -> None:
        raise KilledError

    with monkeypatch.context() as dying:
        dying.setattr(warehouse.client, "command", without_drops)
        with pytest.raises(KilledError):
            warehouse.replace("usage_daily", [], die)
        with pytest.raises(KilledError), warehouse.aside(["findings_daily"]):
            raise KilledError
    return tables(warehouse) - before


def tables(warehouse: Warehouse) -> set[str]:
    found = warehouse.rows("SELECT name FROM system.tables WHERE database = currentDatabase()")
    return {row["name"] for row in found}


def test_what_a_killed_run_left_behind_goes(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both kinds of copies, and no table of ours."""
    own = tables(warehouse)
    left = left_over(warehouse, monkeypatch)
    assert len(left) == 2
    assert set(warehouse.drop_left_over(timedelta())) == left
    assert tables(warehouse) == own


def test_a_run_that_is_at_work_keeps_its_copies(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are younger than any run lasts."""
    left = left_over(warehouse, monkeypatch)
    assert warehouse.drop_left_over() == []
    assert left <= tables(warehouse)
