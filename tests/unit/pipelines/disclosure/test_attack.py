"""A reader who adds and subtracts everything that is published learns nothing that is hidden.

The attacker here is written apart from the code: own equations, floating-point ranks.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from leitstand.pipelines.disclosure.cells import Cell, Dependence, Dimensions, Key, Months
from leitstand.pipelines.disclosure.control import Decision, protect
from leitstand.schemas.vocabulary import Disclosure, Period

MINIMUM = 10
QUARTER = date(2026, 4, 1)
MONTHS = (date(2026, 4, 1), date(2026, 5, 1), date(2026, 6, 1))
KINDS = ("letter", "summary", "concept")
MEASURES: Mapping[str, Dependence] = {
    measure.name: measure
    for measure in (
        Dependence(name="people", months=Months.LAST, headline=True),
        Dependence(name="trained", bases=("people",), months=Months.LAST, headline=True),
        Dependence(name="active", bases=("people",), headline=True),
        Dependence(name="uses", bases=("active",), months=Months.SUM, headline=True),
        Dependence(name="uses_per_active", bases=("active", "uses"), derived=True),
        Dependence(name="incidents", bases=("uses",), months=Months.SUM),
        Dependence(name="kinds", bases=("uses",), months=Months.SUM, dimensions=Dimensions.PARTS),
    )
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """One fictitious person's month: uses of each kind, incidents."""

    person: int
    department: str
    month: date
    kinds: tuple[int, ...]
    incidents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A town and what it did."""

    staff: Mapping[str, int]
    trained: Mapping[str, int]
    months: tuple[date, ...]
    uses: tuple[Use, ...]


@st.composite
def towns(draw: st.DrawFn) -> Story:
    """Towns with departments around the threshold, where most small things can happen."""
    names = [f"d{number}" for number in range(draw(st.integers(1, 6)))]
    staff = {name: draw(st.integers(1, 30)) for name in names}
    trained = {name: draw(st.integers(0, staff[name])) for name in names}
    months = MONTHS[: draw(st.integers(1, 3))]
    uses: list[Use] = []
    for name, month in product(names, months):
        for person in range(draw(st.integers(0, staff[name]))):
            kinds = draw(st.sampled_from([(1, 0, 0), (2, 1, 0), (0, 0, 3), (1, 1, 1)]))
            incidents = draw(st.sampled_from([0, 0, 0, 1]))
            uses.append(
                Use(person=person, department=name, month=month, kinds=kinds, incidents=incidents)
            )
    return Story(staff=staff, trained=trained, months=months, uses=tuple(uses))


def cells_of(story: Story) -> list[Cell]:
    """Return every figure of the town, with the people behind it."""
    spans: list[tuple[Period, date, tuple[date, ...]]]
    spans = [(Period.MONTH, month, (month,)) for month in story.months]
    spans.append((Period.QUARTER, QUARTER, story.months))
    units = [*story.staff, "*"]
    return [
        cell
        for (period, start, months), unit in product(spans, units)
        for cell in _unit_cells(story, period, start, months, unit)
    ]


def _unit_cells(
    story: Story, period: Period, start: date, months: tuple[date, ...], unit: str
) -> list[Cell]:
    inside = [name for name in story.staff if unit in (name, "*")]
    uses = [u for u in story.uses if u.department in inside and u.month in months]

    def people(some: list[Use]) -> int:
        return len({(u.department, u.person) for u in some})

    def cell(measure: str, value: float | None, group: int | None, dimension: str = "") -> Cell:
        key = Key(period, start, unit, measure, dimension)
        return Cell(key=key, value=value, people=group)

    total = sum(sum(u.kinds) for u in uses)
    staff = sum(story.staff[name] for name in inside)
    trained = sum(story.trained[name] for name in inside)
    active = people(uses)
    incidents = [u for u in uses if u.incidents]
    found = [
        cell("people", staff, staff),
        cell("trained", trained, trained),
        cell("active", active, active),
        cell("uses", total, active),
        cell("uses_per_active", total / active if active else None, None),
        cell("incidents", sum(u.incidents for u in incidents), people(incidents)),
    ]
    for position, kind in enumerate(KINDS):
        some = [u for u in uses if u.kinds[position]]
        found.append(cell("kinds", sum(u.kinds[position] for u in some), people(some), kind))
    return found


def is_hidden(decision: Decision, key: Key) -> bool:
    return decision[key] in (Disclosure.HIDDEN_SMALL, Disclosure.HIDDEN_COMPLEMENT)


def equations(story: Story) -> list[dict[Key, int]]:
    """Return everything that anybody may write down about the town, as sums that are zero."""
    found: list[dict[Key, int]] = []
    spans = [(Period.MONTH, month) for month in story.months] + [(Period.QUARTER, QUARTER)]
    names = list(story.staff)
    plain = [(m, "") for m in ("people", "trained", "active", "uses", "incidents")]
    columns = plain + [("kinds", kind) for kind in KINDS]
    for (period, start), (measure, kind) in product(spans, columns):
        parts = {Key(period, start, name, measure, kind): -1 for name in names}
        found.append({Key(period, start, "*", measure, kind): 1, **parts})
    for unit, (measure, kind) in product([*names, "*"], columns):
        quarter = {Key(Period.QUARTER, QUARTER, unit, measure, kind): 1}
        months = [Key(Period.MONTH, month, unit, measure, kind) for month in story.months]
        if measure in ("people", "trained"):
            found.append({**quarter, months[-1]: -1})
        elif measure != "active" or len(months) == 1:
            found.append({**quarter, **dict.fromkeys(months, -1)})
    for (period, start), unit in product(spans, [*names, "*"]):
        parts = {Key(period, start, unit, "kinds", kind): -1 for kind in KINDS}
        found.append({Key(period, start, unit, "uses"): 1, **parts})
    return found


def computable(story: Story, decision: Decision) -> list[Key]:
    """Return the hidden cells that follow from all others."""
    hidden = [k for k in decision if is_hidden(decision, k) and not MEASURES[k.measure].derived]
    place = {key: number for number, key in enumerate(hidden)}
    rows = [
        [equation.get(key, 0) for key in hidden]
        for equation in equations(story)
        if any(key in place for key in equation)
    ]
    if not rows:
        return []
    # A figure is open if and only if no solution of "all sums are zero" changes it.
    _, sizes, directions = np.linalg.svd(np.array(rows, dtype=float))
    free = directions[np.count_nonzero(sizes > 1e-9) :]
    return [key for key, number in place.items() if np.all(np.abs(free[:, number]) < 1e-9)]


@settings(max_examples=150, deadline=None)
@given(towns())
def test_no_hidden_figure_can_be_computed(story: Story) -> None:
    """Neither from totals, nor across periods, nor across kinds of use."""
    decision = protect(cells_of(story), MEASURES, MINIMUM)
    assert computable(story, decision) == []


@settings(max_examples=100, deadline=None)
@given(towns())
def test_no_shown_figure_is_about_a_small_group(story: Story) -> None:
    """A figure about somebody is about at least ten people."""
    cells = cells_of(story)
    decision = protect(cells, MEASURES, MINIMUM)
    for cell in cells:
        if decision[cell.key] is Disclosure.SHOWN and cell.people:
            assert cell.people >= MINIMUM


@settings(max_examples=100, deadline=None)
@given(towns())
def test_what_departments_leave_of_the_town_is_no_small_group(story: Story) -> None:
    """Whoever subtracts all shown departments from the town is left with ten people or more."""
    decision = protect(cells_of(story), MEASURES, MINIMUM)
    for measure in ("people", "trained", "active", "uses", "incidents"):
        for period, start in [
            (Period.QUARTER, QUARTER),
            *((Period.MONTH, m) for m in story.months),
        ]:
            hidden = [
                name
                for name in story.staff
                if is_hidden(decision, Key(period, start, name, measure))
            ]
            town_is_known = not is_hidden(decision, Key(period, start, "*", measure))
            if hidden and town_is_known:
                assert sum(story.staff[name] for name in hidden) >= MINIMUM


@settings(max_examples=100, deadline=None)
@given(towns())
def test_subgroups_of_a_hidden_group_are_hidden(story: Story) -> None:
    """What people within a hidden group did is hidden as well."""
    decision = protect(cells_of(story), MEASURES, MINIMUM)
    for key in decision:
        for base in MEASURES[key.measure].bases:
            if is_hidden(decision, key._replace(measure=base, dimension="")):
                assert is_hidden(decision, key)


@settings(max_examples=60, deadline=None)
@given(towns())
def test_deciding_again_with_what_was_decided_changes_nothing(story: Story) -> None:
    """A publication that is repeated hides and shows the same."""
    cells = cells_of(story)
    first = protect(cells, MEASURES, MINIMUM)
    second = protect(cells, MEASURES, MINIMUM, earlier=first)
    assert second == first


@settings(max_examples=60, deadline=None)
@given(towns(), st.integers(11, 20))
def test_a_larger_threshold_hides_at_least_what_is_small(story: Story, minimum: int) -> None:
    """Raising the threshold never leaves a group below it in view."""
    cells = cells_of(story)
    decision = protect(cells, MEASURES, minimum)
    assert computable(story, decision) == []
    shown = [c for c in cells if decision[c.key] is Disclosure.SHOWN and c.people]
    assert all((cell.people or 0) >= minimum for cell in shown)
