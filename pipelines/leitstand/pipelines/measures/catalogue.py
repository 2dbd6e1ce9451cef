"""Reads the measures: the head of each ``.sql`` file, and its query.

A query returns one row per ``unit`` (department, ``*`` = whole town) and ``dimension``, with its
``value``, the ``people`` it is about and the ``others`` on the other side of a share. Parameters:
``tenant``, ``first`` and ``last`` (days, both included).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from leitstand.pipelines.disclosure.cells import Dependence, Dimensions, Months

_HEAD = re.compile(r"^-- (?P<field>[a-z ]+): (?P<text>.+)$", re.MULTILINE)
_FIELDS = frozenset(
    {
        "answers",
        "unit",
        "about",
        "derived",
        "months",
        "dimensions",
        "departments",
        "absent",
        "headline",
    }
)
_REQUIRED = frozenset({"answers", "unit", "absent"})
_UNITS = frozenset({"people", "count", "share", "cents", "per thousand"})


class MeasureError(Exception):
    """A measure's file is not as it must be: a fault of ours."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"{name}.sql: {problem}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One published measure."""

    name: str
    answers: str
    """The question it answers, for readers of the code."""
    unit: str
    query: str
    dependence: Dependence
    zero_where_absent: bool
    """Whether a department without a row has 0 (else: no figure at all)."""


@cache
def measures() -> Mapping[str, Measure]:
    """Return all measures by name; every ``.sql`` file of the package is one."""
    folder = files("leitstand.pipelines.measures")
    found = {
        entry.name.removesuffix(".sql"): parse(entry.name.removesuffix(".sql"), entry.read_text())
        for entry in folder.iterdir()
        if entry.name.endswith(".sql")
    }
    for measure in found.values():
        if unknown := set(measure.dependence.bases) - found.keys():
            raise MeasureError(measure.name, f"no such measure: {sorted(unknown)}")
    return dict(sorted(found.items()))


def dependences() -> Mapping[str, Dependence]:
    """Return what disclosure control must know, by name."""
    return {name: measure.dependence for name, measure in measures().items()}


def parse(name: str, text: str) -> Measure:
    """Read one file; raises MeasureError for a head that is not understood."""
    head = {match["field"]: match["text"].strip() for match in _HEAD.finditer(text)}
    if wrong := (head.keys() - _FIELDS) | (_REQUIRED - head.keys()):
        raise MeasureError(name, f"unknown or missing in its head: {sorted(wrong)}")
    if head["unit"] not in _UNITS or head["absent"] not in {"zero", "none"}:
        raise MeasureError(name, "unit or absent is not one of the known words")
    return Measure(
        name=name,
        answers=head["answers"],
        unit=head["unit"],
        query=text.rstrip().removesuffix(";"),
        dependence=_dependence(name, head),
        zero_where_absent=head["absent"] == "zero",
    )


def _dependence(name: str, head: Mapping[str, str]) -> Dependence:
    return Dependence(
        name=name,
        bases=tuple(head.get("about", "").split()),
        derived=head.get("derived") == "yes",
        months=Months(head.get("months", Months.DISTINCT)),
        dimensions=Dimensions(head.get("dimensions", Dimensions.NONE)),
        departments_add_up=head.get("departments", "add up") == "add up",
        headline=head.get("headline") == "yes",
    )
