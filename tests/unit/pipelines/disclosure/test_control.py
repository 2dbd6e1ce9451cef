"""Single decisions of disclosure control, one story each."""

from datetime import date
from typing import Any

import pytest

from leitstand.pipelines.disclosure.algebra import Margin, determined
from leitstand.pipelines.disclosure.cells import Cell, Dependence, Key, Months
from leitstand.pipelines.disclosure.control import is_small, protect
from leitstand.pipelines.disclosure.margins import margins
from leitstand.schemas.vocabulary import Disclosure, Period

MAY = date(2026, 5, 1)
SHOWN, SMALL = Disclosure.SHOWN, Disclosure.HIDDEN_SMALL
COMPLEMENT, NO_DATA = Disclosure.HIDDEN_COMPLEMENT, Disclosure.NO_DATA


def key(department: str, measure: str = "people", start: date = MAY, **fields: Any) -> Key:
    return Key(fields.get("period", Period.MONTH), start, department, measure)


def people(**counts: int) -> list[Cell]:
    total = Cell(key=key("*"), value=sum(counts.values()), people=sum(counts.values()))
    return [total, *(Cell(key=key(n), value=c, people=c) for n, c in counts.items())]


def decide(cells: list[Cell], **measures: Dependence) -> dict[str, Disclosure]:
    known = {"people": Dependence(name="people"), **measures}
    return {k.department: found for k, found in protect(cells, known, 10).items()}


GROUPS = {
    "large enough": (Cell(key=key("a"), value=3.0, people=10), False),
    "one too few": (Cell(key=key("a"), value=3.0, people=9), True),
    "one person": (Cell(key=key("a"), value=1.0, people=1), True),
    "nobody": (Cell(key=key("a"), value=0.0, people=0), False),
    "somebody uncounted": (Cell(key=key("a"), value=4.0, people=0), True),
    "few on the other side": (Cell(key=key("a"), value=0.9, people=90, others=9), True),
    "nobody on the other side": (Cell(key=key("a"), value=1.0, people=90, others=0), False),
    "nothing received": (Cell(key=key("a"), value=None, people=3), False),
    "a quotient": (Cell(key=key("a"), value=3.0), False),
}


@pytest.mark.parametrize("case", GROUPS)
def test_small(case: str) -> None:
    """A figure is small when it is about somebody, but about fewer than the threshold."""
    cell, expected = GROUPS[case]
    assert is_small(cell, 10) is expected


def test_one_small_department_hides_the_next_smallest() -> None:
    """Otherwise the town minus all others would tell it."""
    found = decide(people(a=9, b=40, c=12, d=30))
    assert found == {"*": SHOWN, "a": SMALL, "b": SHOWN, "c": COMPLEMENT, "d": SHOWN}


def test_two_small_departments_protect_each_other() -> None:
    """Together they are large enough: nobody else is hidden for them."""
    found = decide(people(a=9, b=40, c=12, d=8))
    assert found == {"*": SHOWN, "a": SMALL, "b": SHOWN, "c": SHOWN, "d": SMALL}


def test_two_small_departments_that_are_small_together_need_a_third() -> None:
    """The town minus all others would be about seven people."""
    found = decide(people(a=3, b=40, c=12, d=4))
    assert found["c"] is COMPLEMENT
    assert found["b"] is SHOWN


def test_a_single_department_is_the_town() -> None:
    """Hiding the one means hiding the other."""
    assert decide(people(a=9)) == {"*": SMALL, "a": SMALL}


def test_a_hidden_month_is_not_told_by_the_quarter() -> None:
    """Quarter minus two months would tell the third."""
    measures = {"uses": Dependence(name="uses", months=Months.SUM, departments_add_up=False)}
    counts = {date(2026, 4, 1): 8, MAY: 14, date(2026, 6, 1): 20}
    cells = [
        Cell(key=key("a", "uses", start), value=5, people=count) for start, count in counts.items()
    ]
    quarter = key("a", "uses", date(2026, 4, 1), period=Period.QUARTER)
    cells.append(Cell(key=quarter, value=15, people=22))
    found = protect(cells, measures, 10)
    assert found[cells[0].key] is SMALL
    assert found[cells[1].key] is COMPLEMENT
    assert found[cells[2].key] is SHOWN
    assert found[quarter] is SHOWN


def test_what_everybody_has_read_is_not_hidden_afterwards_if_there_is_another_way() -> None:
    """The quarter is published after its months: then it is the quarter that stays hidden."""
    measures = {"uses": Dependence(name="uses", months=Months.SUM, departments_add_up=False)}
    months = [
        Cell(key=key("a", "uses", date(2026, m, 1)), value=5, people=p)
        for m, p in ((4, 8), (5, 14), (6, 20))
    ]
    quarter = Cell(
        key=key("a", "uses", date(2026, 4, 1), period=Period.QUARTER), value=15, people=22
    )
    earlier = {months[1].key: SHOWN, months[2].key: SHOWN}
    found = protect([*months, quarter], measures, 10, earlier)
    assert found[quarter.key] is COMPLEMENT
    assert found[months[1].key] is SHOWN


def test_hidden_stays_hidden() -> None:
    """What was hidden for another's sake is not shown by a later run."""
    cells = people(a=30, b=40, c=12)
    known = {"people": Dependence(name="people")}
    found = protect(cells, known, 10, {key("b"): COMPLEMENT, key("c"): COMPLEMENT})
    assert found[key("b")] is COMPLEMENT


def test_nothing_received_is_said() -> None:
    """It is not zero, and it is not hidden."""
    cells = [Cell(key=key(d), value=None, people=0) for d in ("*", "a")]
    assert decide(cells) == {"*": NO_DATA, "a": NO_DATA}


def test_the_algebra_sees_through_two_sums() -> None:
    """x + y and x + y + z are known: so is z."""
    x, y, z, one, two = (key(name) for name in ("x", "y", "z", "one", "two"))
    sums = [Margin(one, (x, y)), Margin(two, (x, y, z))]
    assert determined(frozenset({x, y, z}), sums) == {z}


def test_the_algebra_leaves_a_square_alone() -> None:
    """Four hidden cells at the corners of a table protect each other."""
    corners = {(r, c): key(f"{r}{c}") for r in "12" for c in "12"}
    sums = [Margin(key(f"row{r}"), (corners[r, "1"], corners[r, "2"])) for r in "12"]
    sums += [Margin(key(f"column{c}"), (corners["1", c], corners["2", c])) for c in "12"]
    assert determined(frozenset(corners.values()), sums) == frozenset()


def test_a_figure_that_only_several_sums_together_tell_is_protected_too() -> None:
    """Two squares of hidden cells and a bridge: each sum hides two or more, yet the bridge is told.

    Departments a and b in the first two months protect each other, c and d in the third and the
    quarter; a's third month follows from all sums together, though from none alone.
    """
    measures = {"uses": Dependence(name="uses", months=Months.SUM)}
    months = {"m1": date(2026, 4, 1), "m2": MAY, "m3": date(2026, 6, 1)}
    columns = {
        **{name: (Period.MONTH, start) for name, start in months.items()},
        "q": (Period.QUARTER, date(2026, 4, 1)),
    }
    small = {"am1", "am2", "bm1", "bm2", "cm3", "cq", "dm3", "dq", "am3"}
    at = {
        f"{row}{name}": Key(period, start, row, "uses")
        for row in ("a", "b", "c", "d", "e", "*")
        for name, (period, start) in columns.items()
    }
    cells = [Cell(key=k, value=9, people=5 if n in small else 50) for n, k in at.items()]
    hidden = frozenset(at[name] for name in small)
    assert determined(hidden, margins(at.values(), measures)) == {at["am3"]}
    found = protect(cells, measures, 10)
    left = frozenset(k for k in at.values() if found[k] is not SHOWN)
    assert determined(left, margins(at.values(), measures)) == frozenset()
