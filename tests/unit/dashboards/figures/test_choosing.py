"""Which cell is shown: the own month, else the quarter, else the whole town."""

from datetime import date

import pytest

from leitstand.dashboards.figures.cells import WHOLE_TOWN, Cell, Published
from leitstand.dashboards.figures.choosing import choose, choose_parts, choose_together
from leitstand.schemas.vocabulary import Disclosure, Period

OCTOBER, NOVEMBER, QUARTER = date(2026, 10, 1), date(2026, 11, 1), date(2026, 10, 1)
SMALL, COMPLEMENT = Disclosure.HIDDEN_SMALL, Disclosure.HIDDEN_COMPLEMENT


def cell(
    value: float | Disclosure,
    *,
    measure: str = "interactions",
    department: str = "kita",
    period: Period = Period.MONTH,
    start: date = OCTOBER,
    dimension: str = "",
    provisional: bool = False,
) -> Cell:
    hidden = value if isinstance(value, Disclosure) else None
    return Cell(
        period=period,
        period_start=start,
        department=department,
        measure=measure,
        dimension=dimension,
        value=None if isinstance(value, Disclosure) else value,
        disclosure=hidden or Disclosure.SHOWN,
        provisional=provisional,
        data_until=None,
        minimum_group=10,
    )


def ladder(*values: float | Disclosure) -> Published:
    """Return own month, own quarter, town's month, town's quarter."""
    places = [(d, p) for d in ("kita", WHOLE_TOWN) for p in (Period.MONTH, Period.QUARTER)]
    return Published(
        cell(value, department=department, period=period)
        for value, (department, period) in zip(values, places, strict=True)
    )


@pytest.mark.parametrize(
    ("values", "value", "why"),
    [
        ((1, 2, 3, 4), 1, None),
        ((0, 2, 3, 4), 0, None),
        ((SMALL, 2, 3, 4), 2, SMALL),
        ((SMALL, COMPLEMENT, 3, 4), 3, SMALL),
        ((COMPLEMENT, SMALL, SMALL, 4), 4, COMPLEMENT),
        ((SMALL, SMALL, SMALL, COMPLEMENT), None, SMALL),
        # Missing data are no reason to show something larger: they would go unnoticed.
        ((Disclosure.NO_DATA, 2, 3, 4), None, None),
        ((SMALL, Disclosure.NO_DATA, 3, 4), None, SMALL),
    ],
)
def test_a_protected_figure_falls_back_to_the_next_larger(
    values: tuple[float | Disclosure, ...], value: float | None, why: Disclosure | None
) -> None:
    """The quarter first, then the whole town; the reason stays that of the own figure."""
    figure = choose(ladder(*values), "interactions", "kita", OCTOBER)
    assert (figure.value, figure.hidden) == (value, why)
    assert figure.is_larger == (why is not None and value is not None)


def test_figures_of_one_sentence_are_about_the_same() -> None:
    """Never 19 people of the department among 450 of the town."""
    published = Published(
        [
            cell(27, measure="people"),
            cell(SMALL, measure="trained_people"),
            cell(450, measure="people", department=WHOLE_TOWN),
            cell(320, measure="trained_people", department=WHOLE_TOWN),
        ]
        + [
            cell(SMALL, measure=m, period=Period.QUARTER, start=QUARTER)
            for m in ("people", "trained_people")
        ]
    )
    people, trained = choose_together(published, ["people", "trained_people"], "kita", OCTOBER)
    assert (people.value, trained.value) == (450, 320)


def test_parts_are_all_about_the_same() -> None:
    """Where one part may be shown, the protected ones stay protected beside it."""
    published = Published(
        [
            cell(0.6, measure="use_case_share", dimension="letter"),
            cell(SMALL, measure="use_case_share", dimension="data"),
            cell(0.5, measure="use_case_share", dimension="letter", department=WHOLE_TOWN),
            cell(0.1, measure="use_case_share", dimension="data", department=WHOLE_TOWN),
        ]
    )
    figures = choose_parts(published, "use_case_share", "kita", OCTOBER)
    assert {f.wanted.dimension: f.value for f in figures} == {"letter": 0.6, "data": None}


def test_parts_that_are_all_protected_are_shown_of_the_town() -> None:
    """A small department sees at least what the town does."""
    published = Published(
        [
            cell(SMALL, measure="use_case_share", dimension="letter"),
            cell(SMALL, measure="use_case_share", dimension="letter", period=Period.QUARTER),
            cell(0.5, measure="use_case_share", dimension="letter", department=WHOLE_TOWN),
        ]
    )
    (figure,) = choose_parts(published, "use_case_share", "kita", OCTOBER)
    assert figure.value == 0.5
    assert figure.is_larger


def test_a_stock_is_told_as_it_is_now() -> None:
    """How many are trained is asked of today; what was used, of a month that is over."""
    published = Published(
        [
            cell(19, measure="trained_people"),
            cell(21, measure="trained_people", start=NOVEMBER, provisional=True),
            cell(300),
            cell(90, start=NOVEMBER, provisional=True),
        ]
    )
    month = published.finished_month()
    assert month == OCTOBER
    assert choose(published, "trained_people", "kita", month).value == 21
    assert choose(published, "interactions", "kita", month).value == 300


def test_the_newest_month_stands_in_while_none_is_over() -> None:
    """In its first month a town sees provisional figures."""
    assert Published([cell(90, start=NOVEMBER, provisional=True)]).finished_month() == NOVEMBER
    assert Published([]).finished_month() is None
