"""Charts: well-formed, described, escaped, and readable without a style sheet."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from leitstand.dashboards.figures.charts import (
    WIDTH,
    Bar,
    Line,
    Point,
    column_chart,
    line_chart,
    share_chart,
)

SVG = "{http://www.w3.org/2000/svg}"
DAY = date(2026, 11, 16)
LARGEST = 1e9

readable = st.characters(codec="utf-8", exclude_categories=["C"])
bars = st.lists(
    st.builds(
        Bar,
        label=st.text(readable),
        text=st.text(readable),
        value=st.none() | st.floats(0, LARGEST),
    ),
    max_size=12,
)


def parsed(markup: Markup) -> ElementTree.Element:
    return ElementTree.fromstring(str(markup))  # noqa: S314 - our own markup


def test_the_full_width_is_the_whole() -> None:
    """A quarter fills a quarter, also where it is the largest part: nobody reads it as all."""
    root = parsed(share_chart("c", "t", "d", [Bar(label="a", text="25 %", value=0.25)]))
    track, filled = root.iter(f"{SVG}rect")
    assert float(filled.get("width", "")) == float(track.get("width", "")) / 4


@pytest.mark.parametrize(("chart", "largest"), [(share_chart, 1.0), (column_chart, LARGEST)])
@given(rows=bars)
def test_bars_stay_inside_and_keep_their_words(
    chart: Callable[[str, str, str, list[Bar]], Markup], largest: float, rows: list[Bar]
) -> None:
    """Whatever labels and values: valid markup, titled, nothing outside of the drawing."""
    scaled = [replace(b, value=b.value and b.value * (largest / LARGEST)) for b in rows]
    drawn = chart("c", "Titel <&>", "Text", scaled)
    root = parsed(drawn)
    assert root.findtext(f"{SVG}title") == "Titel <&>"
    assert root.findtext(f"{SVG}desc") == "Text"
    for rect in root.iter(f"{SVG}rect"):
        assert float(rect.get("height", "")) >= 0
        assert float(rect.get("x", "")) + float(rect.get("width", "")) <= WIDTH + 0.1
    shown = "".join(root.itertext())
    assert all(bar.text in shown for bar in rows)


def test_a_protected_bar_has_no_length() -> None:
    """What is protected is said, and drawn as an empty, dashed frame."""
    (frame,) = parsed(
        share_chart("c", "t", "d", [Bar(label="a", text="geschützt", value=None)])
    ).iter(f"{SVG}rect")
    assert frame.get("stroke-dasharray")
    assert frame.get("fill") == "none"


def test_nothing_needs_a_style_sheet_or_a_script() -> None:
    """The strict policy of the browser forbids inline styles; a PDF ignores page styles."""
    lines = [Line(label="geplant", points=[Point(day=DAY, value=3)], planned=True)]
    for drawn in (
        share_chart("c", "t", "d", [Bar(label="a", text="1", value=1)]),
        line_chart("c", "t", "d", lines, DAY, "heute"),
    ):
        for element in parsed(drawn).iter():
            assert not {"style", "class", "onload", "href"} & set(element.keys())


@given(st.lists(st.builds(Point, day=st.dates(), value=st.floats(0, 1e6)), max_size=8))
def test_lines_stay_inside(points: list[Point]) -> None:
    """Plans of any length and days in any order fit the drawing."""
    ordered = sorted(points, key=lambda point: point.day)
    root = parsed(line_chart("c", "t", "d", [Line(label="l", points=ordered)], DAY, "heute"))
    for dot in root.iter(f"{SVG}circle"):
        assert 0 <= float(dot.get("cx", "")) <= WIDTH
        assert float(dot.get("cy", "")) >= 0
