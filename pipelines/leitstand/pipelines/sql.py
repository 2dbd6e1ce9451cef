"""SQL lives in ``.sql`` files beside the code that runs it."""

from functools import cache
from importlib.resources import files


@cache
def load(package: str, name: str) -> str:
    """Return the text of ``name`` in a package of ours, without its closing semicolon."""
    return (files(package) / name).read_text().rstrip().removesuffix(";")
