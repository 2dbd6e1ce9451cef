"""Charts as SVG: pure functions from rows to markup that needs no script and no style sheet.

Colours and sizes are presentation attributes, so that the same markup prints and goes into a PDF.
A chart is never alone: its table stands beside it, and title and description say what it shows.
A chart is 440 units wide, a pixel each where there is room; on a phone its text is still readable.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from markupsafe import Markup

WIDTH = 440
_BLUE = "#4a7fc1"
"""At least 3 : 1 against white and against black."""
_GREY = "#808080"
_ROW = 44
_PLOT = 150
_LEFT = 36


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar; without a value it says why instead."""

    label: str
    text: str
    value: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """How many on a day."""

    day: date
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Points in the order of days."""

    label: str
    points: Sequence[Point]
    planned: bool = False
    """Dashed, with open marks."""


def share_chart(name: str, title: str, description: str, bars: Sequence[Bar]) -> Markup:
    """Return horizontal bars of shares, each with its label and value in words above it.

    The full width is the whole: a third fills a third, whatever the largest bar is.
    """
    rows = (_bar(bar, number * _ROW) for number, bar in enumerate(bars))
    return _chart(name, title, description, max(len(bars), 1) * _ROW, rows)


def column_chart(name: str, title: str, description: str, bars: Sequence[Bar]) -> Markup:
    """Return columns from left to right, for a course over time."""
    largest = max((bar.value for bar in bars if bar.value is not None), default=0) or 1
    width = WIDTH / max(len(bars), 1)
    columns = (_column(bar, n * width, width, largest) for n, bar in enumerate(bars))
    axis = f'<line x1="0" y1="{_PLOT}" x2="{WIDTH}" y2="{_PLOT}" stroke="{_GREY}"/>'
    return _chart(name, title, description, _PLOT + 24, [*columns, axis])


def line_chart(
    name: str, title: str, description: str, lines: Sequence[Line], today: date, today_label: str
) -> Markup:
    """Return lines over days, with a mark for today; dots carry their value."""
    points = [point for line in lines for point in line.points]
    scale = _Scale.over(points, today)
    drawn = [_line(line, scale) for line in lines if line.points]
    return _chart(
        name,
        title,
        description,
        _PLOT + 64,
        [_frame(scale, today, today_label), *drawn, _legend(lines)],
    )


def _chart(name: str, title: str, description: str, height: float, inside: Iterable[str]) -> Markup:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:g}" width="{WIDTH}"'
        f' height="{height:g}" preserveAspectRatio="xMinYMin meet" role="img"'
        f' aria-labelledby="{name}-title {name}-desc" font-family="inherit" font-size="15"'
        f' fill="currentColor"><title id="{name}-title">{escape(title)}</title>'
        f'<desc id="{name}-desc">{escape(description)}</desc>'
    )
    # Every text above and below went through escape().
    return Markup(head + "".join(inside) + "</svg>")  # noqa: S704 - see above


def _bar(bar: Bar, top: float) -> str:
    label = f'<text x="0" y="{top + 14:g}">{escape(_short(bar.label, 40))}</text>'
    value = (
        f'<text x="{WIDTH}" y="{top + 14:g}" text-anchor="end" font-weight="600">'
        f"{escape(bar.text)}</text>"
    )
    return label + value + _filled(0, top + 20, WIDTH, 12, bar.value, largest=1)


def _filled(
    left: float, top: float, width: float, height: float, value: float | None, largest: float
) -> str:
    track = (
        f'<rect x="{left:g}" y="{top:g}" width="{width:g}" height="{height:g}" rx="2"'
        f' fill="none" stroke="{_GREY}"{_DASHED if value is None else ""}/>'
    )
    if not value:
        return track
    length = max(width * value / largest, 1)
    return track + (
        f'<rect x="{left:g}" y="{top:g}" width="{length:.1f}" height="{height:g}" rx="2"'
        f' fill="{_BLUE}"/>'
    )


_DASHED = ' stroke-dasharray="3 3"'


def _column(bar: Bar, left: float, width: float, largest: float) -> str:
    middle = left + width / 2
    height = 0.0 if bar.value is None else (_PLOT - 24) * bar.value / largest
    top = _PLOT - height
    shape = (
        f'<rect x="{left + width * 0.2:.1f}" y="{top:.1f}" width="{width * 0.6:.1f}"'
        f' height="{height:.1f}" fill="{_BLUE}"/>'
        if height
        else ""
    )
    return (
        f"{shape}{_middle(middle, top - 6, bar.text, weight=600)}"
        f"{_middle(middle, _PLOT + 18, bar.label)}"
    )


def _middle(x: float, y: float, text: str, weight: int = 400) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="middle" font-weight="{weight}"'
        f' font-size="14">{escape(text)}</text>'
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    first: date
    days: int
    largest: float

    @classmethod
    def over(cls, points: Sequence[Point], today: date) -> "_Scale":
        days = [today, *(point.day for point in points)]
        return cls(
            min(days),
            max((max(days) - min(days)).days, 1),
            max((point.value for point in points), default=0) or 1,
        )

    def x(self, day: date) -> float:
        return _LEFT + (WIDTH - _LEFT - 16) * (day - self.first).days / self.days

    def y(self, value: float) -> float:
        return 16 + (_PLOT - 16) * (1 - value / self.largest)


def _frame(scale: _Scale, today: date, label: str) -> str:
    x = scale.x(today)
    anchor = "end" if x > WIDTH / 2 else "start"
    shift = -5 if anchor == "end" else 5
    return (
        f'<line x1="{_LEFT}" y1="{_PLOT}" x2="{WIDTH}" y2="{_PLOT}" stroke="{_GREY}"/>'
        f'<text x="{_LEFT - 6}" y="{_PLOT}" text-anchor="end" font-size="13">0</text>'
        f'<text x="{_LEFT - 6}" y="20" text-anchor="end" font-size="13">{scale.largest:g}</text>'
        f'<line x1="{x:.1f}" y1="4" x2="{x:.1f}" y2="{_PLOT}" stroke="{_GREY}"{_DASHED}/>'
        f'<text x="{x + shift:.1f}" y="{_PLOT + 16}" text-anchor="{anchor}" font-size="13">'
        f"{escape(label)}</text>"
    )


def _line(line: Line, scale: _Scale) -> str:
    colour = _GREY if line.planned else _BLUE
    places = [(scale.x(point.day), scale.y(point.value)) for point in line.points]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    dashes = ' stroke-dasharray="6 4"' if line.planned else ""
    dots = "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" stroke="{colour}" stroke-width="2"'
        f' fill="{"none" if line.planned else colour}"/>'
        for x, y in places
    )
    drawn = f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2.5"{dashes}/>'
    return drawn + dots + _newest(line, places[-1])


def _newest(line: Line, place: tuple[float, float]) -> str:
    """Write the newest value below its dot; plans stand in the table."""
    if line.planned:
        return ""
    x, y = place
    return _middle(x, y + 22, f"{line.points[-1].value:g}", weight=600)


def _legend(lines: Sequence[Line]) -> str:
    return "".join(
        f'<line x1="{_LEFT}" y1="{_PLOT + 30 + 20 * n}" x2="{_LEFT + 28}" y2="{_PLOT + 30 + 20 * n}"'
        f' stroke="{_GREY if line.planned else _BLUE}" stroke-width="2.5"'
        f"{_DASHED if line.planned else ''}/>"
        f'<text x="{_LEFT + 36}" y="{_PLOT + 35 + 20 * n}" font-size="14">{escape(line.label)}</text>'
        for n, line in enumerate(lines)
    )


def _short(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"
