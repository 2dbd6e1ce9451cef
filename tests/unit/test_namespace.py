"""The layout that makes one package of five folders."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
PARTS = ("schemas", "streams", "pipelines", "dashboards", "deploy")


def test_no_part_claims_the_namespace() -> None:
    """An `__init__.py` directly under `*/leitstand/` would hide every other part."""
    assert [p for p in PARTS if (ROOT / p / "leitstand" / "__init__.py").exists()] == []


def test_top_level_is_fixed() -> None:
    """A stranger finds the room for a change because there are only these."""
    folders = {p.name for p in ROOT.iterdir() if p.is_dir() and not p.name.startswith(".")}
    allowed = {
        *PARTS,
        "tests",
        "docs",
        "data",
        "demo-data",
        "dist",
        "build",
        "htmlcov",
        "node_modules",
    }
    assert folders <= allowed
