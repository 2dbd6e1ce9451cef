"""Line plots as SVG: pure functions from numbers to markup that needs no script and no style sheet."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 720, 320
LEFT, RIGHT, TOP, BOTTOM = 64, 150, 44, 44
COLOURS = ("#1f5fa8", "#b3541e", "#2f7d4f", "#7a3e9d", "#8a6d00", "#5c5c5c")
"""Each at least 4 : 1 against white; lines also carry their name at their end."""
LABEL_HEIGHT = 15
Point = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One line, from left to right."""

    label: str
    points: Sequence[Point]


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """How values become places."""

    label: str
    ticks: Sequence[tuple[float, str]]
    """Values with their words; the first and the last bound the plot."""
    scale: Callable[[float], float] = float
    """``math.log10`` for a logarithmic axis."""

    def share(self, value: float) -> float:
        """Return where a value lies between the first (0) and the last (1) tick, never outside."""
        first, last = self.scale(self.ticks[0][0]), self.scale(self.ticks[-1][0])
        bounded = min(max(value, self.ticks[0][0]), self.ticks[-1][0])
        return (self.scale(bounded) - first) / (last - first)


def plot(title: str, description: str, x: Axis, y: Axis, series: Sequence[Series]) -> str:
    """Return an SVG document; ``description`` is for whoever cannot see it."""
    drawn = [line for line in series if line.points]
    inside = [*_grid(x, y), *_lines(x, y, drawn), *_labels(y, drawn)]
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        f' font-family="sans-serif" font-size="12"><title>{escape(title)}</title>'
        f"<desc>{escape(description)}</desc>"
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>'
        f'<text x="{LEFT}" y="20" font-size="15" font-weight="600">{escape(title)}</text>'
    )
    return "\n".join([head, *inside, "</svg>\n"])


def linear_ticks(largest: float, count: int = 4) -> list[tuple[float, str]]:
    """Return round values from 0 to at least the largest."""
    rough = max(largest, 1e-9) / count
    magnitude = 10 ** math.floor(math.log10(rough))
    step = next(m * magnitude for m in (1, 2, 2.5, 5, 10) if m * magnitude >= rough)
    return [(n * step, f"{n * step:,g}") for n in range(math.ceil(largest / step) + 1 or 2)]


def decade_ticks(smallest: float, largest: float) -> list[tuple[float, str]]:
    """Return the powers of ten around the values, at least two."""
    first = math.floor(math.log10(max(smallest, 1e-3)))
    last = max(math.ceil(math.log10(max(largest, 1e-3))), first + 1)
    return [(10.0**n, f"{10.0**n:,g}") for n in range(first, last + 1)]


def _grid(x: Axis, y: Axis) -> Iterator[str]:
    bottom = HEIGHT - BOTTOM
    for value, words in x.ticks:
        place = _x(x, value)
        yield f'<text x="{place:.1f}" y="{bottom + 17}" text-anchor="middle">{escape(words)}</text>'
    for value, words in y.ticks:
        place = _y(y, value)
        yield f'<path d="M{LEFT} {place:.1f}H{WIDTH - RIGHT}" stroke="#cccccc"/>'
        yield f'<text x="{LEFT - 7}" y="{place + 4:.1f}" text-anchor="end">{escape(words)}</text>'
    middle = (LEFT + WIDTH - RIGHT) / 2
    yield f'<text x="{middle}" y="{HEIGHT - 8}" text-anchor="middle">{escape(x.label)}</text>'
    yield f'<text x="{LEFT - 7}" y="{TOP - 9}" text-anchor="end">{escape(y.label)}</text>'


def _lines(x: Axis, y: Axis, series: Sequence[Series]) -> Iterator[str]:
    for number, line in enumerate(series):
        places = " ".join(f"{_x(x, a):.1f},{_y(y, b):.1f}" for a, b in line.points)
        colour = COLOURS[number % len(COLOURS)]
        yield f'<polyline points="{places}" fill="none" stroke="{colour}" stroke-width="2"/>'


def _labels(y: Axis, series: Sequence[Series]) -> Iterator[str]:
    """Write each name where its line ends, moved apart where lines end together."""
    lowest = float(HEIGHT)
    ordered = sorted(enumerate(series), key=lambda item: -_y(y, item[1].points[-1][1]))
    for number, line in ordered:
        place = min(_y(y, line.points[-1][1]) + 4, lowest - LABEL_HEIGHT)
        lowest = place
        yield (
            f'<text x="{WIDTH - RIGHT + 6}" y="{place:.1f}" fill="{COLOURS[number % len(COLOURS)]}">'
            f"{escape(line.label)}</text>"
        )


def _x(axis: Axis, value: float) -> float:
    return LEFT + axis.share(value) * (WIDTH - RIGHT - LEFT)


def _y(axis: Axis, value: float) -> float:
    return HEIGHT - BOTTOM - axis.share(value) * (HEIGHT - BOTTOM - TOP)
