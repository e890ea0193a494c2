"""The colours, once: for the page, the map and the pictures.

The five themes are at least 3:1 against the ground of the map in light and dark (WCAG 2.2, 1.4.11), and at least 28 CIE
Lab units apart from each other as people with protanopia, deuteranopia and tritanopia see them (Machado et al. 2009).
Each theme has a shape of its own besides: colour is never the only sign.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from geo.contract.vocabulary import Theme


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour in the light and in the dark theme."""

    light: str
    dark: str

    @property
    def css(self) -> str:
        """The colour as CSS that follows the theme of the page."""
        return f"light-dark({self.light}, {self.dark})"


THEMES: Final[Mapping[Theme, Colour]] = {
    Theme.SECURITY: Colour("#183174", "#1989f8"),
    Theme.ECONOMY: Colour("#d84c07", "#edc06e"),
    Theme.SPACE: Colour("#9209f1", "#c5adf3"),
    Theme.INFRASTRUCTURE: Colour("#2b8a88", "#a7dfc7"),
    Theme.PEOPLE: Colour("#74052f", "#fa4072"),
}
# The shapes of `map/basics.js`, as characters for lists and legends.
GLYPHS: Final[Mapping[Theme, str]] = {
    Theme.SECURITY: "▲",
    Theme.ECONOMY: "◆",
    Theme.SPACE: "★",
    Theme.INFRASTRUCTURE: "■",
    Theme.PEOPLE: "●",
}
GROUND: Final[Mapping[str, Colour]] = {
    "land": Colour("#f4f1ea", "#27333d"),
    "border": Colour("#c9c2b2", "#45545f"),
    "outline": Colour("#8d8676", "#7d8c96"),
    "neighbour": Colour("#e9e6df", "#1d262e"),
    "sea": Colour("#dfe8ec", "#141b21"),
    "shade": Colour("#5a514074", "#070b0eb0"),  # of mountains, and their light, as dense as they can be
    "shine": Colour("#ffffffa8", "#a9bac650"),
    "river": Colour("#a9c3d0", "#3f5d73"),
    "water": Colour("#43687d", "#8fb3c9"),  # names of waters
    "ink": Colour("#20262b", "#eef1f3"),
    "quiet": Colour("#596067", "#a9b3ba"),
    "paper": Colour("#ffffff", "#1a2128"),
    "line": Colour("#d8dbde", "#36424c"),
    "accent": Colour("#14566f", "#7cc7e2"),
}
VARIABLES: Final[Mapping[str, str]] = {
    **{theme.value: colour.css for theme, colour in THEMES.items()},
    **{name: colour.css for name, colour in GROUND.items()},
}
STYLE: Final = " ".join(f"--{name}: {value};" for name, value in VARIABLES.items())  # as CSS custom properties
# And `--mark`, the colour of what has a theme's class.
MARKED_STYLE: Final = " ".join((STYLE, *(f".{theme} {{ --mark: var(--{theme}); }}" for theme in THEMES)))
