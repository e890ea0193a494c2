"""Times of several recipes at several sizes as an SVG: a small picture for each measure, one scale of powers. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Final

COLOURS: Final = ("#14566f", "#d84c07", "#596067")
LEFT, RIGHT, TOP, ROW = 190, 690, 52, 26  # pixels
TICKS: Final = ((10, "10 ms"), (100, "100 ms"), (1_000, "1 s"), (10_000, "10 s"), (100_000, "100 s"))

# Milliseconds, or None where it was not done, by size.
Series = Mapping[str, float | None]


def draw_chart(measures: Mapping[str, Mapping[str, Series]], failed: str) -> bytes:
    """Return the SVG of `measures[title][recipe][size]`; `failed` stands where there is no time."""
    recipes = list(next(iter(measures.values())))
    parts = list(_draw_legend(recipes))
    top = TOP
    for title, series in measures.items():
        parts += _draw_measure(title, series, top, failed)
        top += 2 * ROW + ROW * len(next(iter(series.values()))) + ROW // 2
    style = "text{font:13px system-ui,sans-serif;fill:#20262b}.title{font-weight:700}.quiet{fill:#596067}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 {top}" role="img" aria-label="{escape(title)}">'
        f'<style>{style}</style><rect width="800" height="{top}" fill="#fff"/>{"".join(parts)}</svg>\n'
    ).encode()


def _draw_legend(recipes: Sequence[str]) -> Iterator[str]:
    for n, recipe in enumerate(recipes):
        yield _draw_mark(n, 20 + 220 * n, 22) + f'<text x="{32 + 220 * n}" y="27">{escape(recipe)}</text>'


def _draw_measure(title: str, series: Mapping[str, Series], top: int, failed: str) -> Iterator[str]:
    sizes = list(next(iter(series.values())))
    bottom = top + ROW + ROW * len(sizes)
    yield f'<text x="10" y="{top + 14}" class="title">{escape(title)}</text>'
    for tick, label in TICKS:
        x = _place(tick)
        yield f'<path d="M{x:.0f} {top + ROW - 6}V{bottom - 4}" stroke="#d8dbde"/>'
        yield f'<text x="{x:.0f}" y="{bottom + 12}" text-anchor="middle" class="quiet">{label}</text>'
    for row, size in enumerate(sizes):
        y = top + ROW + ROW * row + 8
        yield f'<text x="{LEFT - 14}" y="{y + 5}" text-anchor="end">{escape(size)}</text>'
        for n, values in enumerate(series.values()):
            value = values[size]
            if value is None:
                yield f'<text x="{RIGHT - 2}" y="{y + 5}" fill="{COLOURS[n]}">{escape(failed)}</text>'
            else:
                yield _draw_mark(n, _place(value), y)


def _draw_mark(number: int, x: float, y: float) -> str:
    """Return the sign of a recipe: not by colour alone."""
    if number % 2:
        return f'<rect x="{x - 5:.1f}" y="{y - 5}" width="10" height="10" fill="{COLOURS[number]}"/>'
    return f'<circle cx="{x:.1f}" cy="{y}" r="6" fill="{COLOURS[number]}"/>'


def _place(value: float) -> float:
    low, high = (math.log10(TICKS[end][0]) for end in (0, -1))
    share = (math.log10(max(value, TICKS[0][0])) - low) / (high - low)
    return LEFT + (RIGHT - LEFT) * share
