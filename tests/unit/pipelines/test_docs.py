"""The documentation names every measure and every check."""

from pathlib import Path

from leitstand.pipelines.measures.catalogue import measures
from leitstand.pipelines.quality.checks import CHECKS

TEXT = (Path(__file__).parents[3] / "docs" / "pipelines.md").read_text()


def test_every_measure_has_its_heading() -> None:
    """And no heading is about a measure that is gone."""
    headings = {line[4:] for line in TEXT.splitlines() if line.startswith("### ")}
    assert headings == set(measures())


def test_every_check_has_its_row() -> None:
    """What is checked is said."""
    for check in CHECKS:
        assert f"| `{check.name}` |" in TEXT
