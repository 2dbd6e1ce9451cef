"""Every sum between published cells that a reader can write down."""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator

from leitstand.pipelines.disclosure.algebra import Margin
from leitstand.pipelines.disclosure.cells import (
    WHOLE_TOWN,
    Dependences,
    Dimensions,
    Key,
    Months,
)
from leitstand.schemas.vocabulary import Period


def margins(keys: Collection[Key], measures: Dependences) -> list[Margin]:
    """Return the margins of all measures that have groups of their own."""
    own = [key for key in keys if not measures[key.measure].derived]
    present = frozenset(own)
    return [
        margin
        for margin in (
            *_departments(own, measures),
            *_periods(own, measures),
            *_dimensions(own, measures),
        )
        if margin.total in present
    ]


def _departments(keys: Iterable[Key], measures: Dependences) -> Iterator[Margin]:
    """Departments add up to the whole town."""
    adding = (key for key in keys if measures[key.measure].departments_add_up)
    for group in _grouped(adding, lambda key: key._replace(department="")):
        parts = tuple(key for key in group if key.department != WHOLE_TOWN)
        yield Margin(group[0]._replace(department=WHOLE_TOWN), parts, disjoint=True)


def _periods(keys: Iterable[Key], measures: Dependences) -> Iterator[Margin]:
    """Months tell the quarter: as a sum, as its newest state, or while there is only one."""
    for group in _grouped(keys, lambda key: (key.department, key.measure, key.dimension)):
        quarter = next((key for key in group if key.period is Period.QUARTER), None)
        months = sorted(key for key in group if key.period is Period.MONTH)
        if quarter is None or not months:
            continue
        how = measures[quarter.measure].months
        if how is Months.SUM or len(months) == 1:
            yield Margin(quarter, tuple(months))
        elif how is Months.LAST:
            yield Margin(quarter, (months[-1],))


def _dimensions(keys: Iterable[Key], measures: Dependences) -> Iterator[Margin]:
    """Kinds of use add up to all use."""
    parts = (key for key in keys if measures[key.measure].dimensions is Dimensions.PARTS)
    for group in _grouped(parts, lambda key: key._replace(dimension="")):
        base = measures[group[0].measure].bases[0]
        yield Margin(group[0]._replace(measure=base, dimension=""), tuple(group))


def _grouped(keys: Iterable[Key], by: Callable[[Key], Hashable]) -> Iterator[list[Key]]:
    groups: defaultdict[Hashable, list[Key]] = defaultdict(list)
    for key in keys:
        groups[by(key)].append(key)
    return iter(groups.values())
