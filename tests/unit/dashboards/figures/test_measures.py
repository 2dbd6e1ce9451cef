"""One measure, one definition: what the pipelines publish is what readers are told about."""

from leitstand.dashboards.figures.measures import MEASURES, Parts
from leitstand.pipelines.disclosure.cells import Dimensions, Months
from leitstand.pipelines.measures.catalogue import measures


def test_every_published_measure_is_explained_and_every_explained_one_published() -> None:
    """No figure without a definition, no definition without a figure."""
    assert set(MEASURES) == set(measures())


def test_units_are_the_same_on_both_sides() -> None:
    """A share is written as a share, cents as euros."""
    assert {n: m.unit.value for n, m in MEASURES.items()} == {
        n: m.unit for n, m in measures().items()
    }


def test_stocks_and_parts_are_the_same_on_both_sides() -> None:
    """What is a state at the end of a period, and what has parts, is decided once."""
    published = measures()
    for name, measure in MEASURES.items():
        dependence = published[name].dependence
        assert measure.stock == (dependence.months is Months.LAST), name
        assert (measure.parts is Parts.NONE) == (dependence.dimensions is Dimensions.NONE), name
