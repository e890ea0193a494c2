"""The map in Leaflet's terms: the one module that knows folium.

The script that folium makes is constant and small. The browser fetches the sites itself, and the page around the map
says what is shown of them, from the panel: `assets/page.js`, or `assets/offline.js` in the page in one file. Drawing is
in `assets/map/`, which knows nothing of that page.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import folium
from branca.element import Element, MacroElement
from folium.template import Template

from geo.viewing.data.edition import Edition, cached, get_digest
from geo.viewing.data.map_ground import build_map_ground
from geo.viewing.html.rendering import build_script, read_assets

# The component's frame is at BASE/component/streamlit_folium.st_folium/index.html: relative URLs work under any BASE.
BASE: Final = "../.."
MAP_FILES: Final = {"page.js": "text/javascript", "map.js": "text/javascript", "map.css": "text/css"}
_MAP: Final = (
    "basics", "sites", "symbols", "markers", "canvas", "tiles", "picture", "legend", "tip", "controls", "labels",
    "relief", "ground", "limits", "view", "map",
)  # fmt: skip
_PAGE: Final = (
    "dom", "memory", "address", "part", "head", "map-frame", "panel", "pointing", "connection", "first-page", "drawing",
    "chart", "page",
)  # fmt: skip
# The modules that are served as one script, each after those that it imports.
SCRIPTS: Final = {
    "page.js": tuple(f"{name}.js" for name in _PAGE),
    "map.js": ("drawing.js", *(f"map/{name}.js" for name in _MAP)),
}


class PartnershipMap(folium.Map):
    """An empty Leaflet map whose scripts and styles all come from the app itself."""

    def __init__(
        self, urls: Urls, labels: Mapping[str, Mapping[str, str]], colours: Mapping[str, str], base: str = BASE
    ) -> None:
        """Make a map of what is at `urls`, with `labels` by language and name, and CSS `colours` by name."""
        super().__init__(tiles=None, zoom_control=False, zoom_start=3, min_zoom=3, max_zoom=18, zoom_snap=0.25)
        scripts = enumerate(("/assets/leaflet/leaflet.js", *urls.scripts))
        self.default_js = [(f"script{n}", f"{base}{url}") for n, url in scripts]
        self.default_css = [("leaflet", f"{base}/assets/leaflet/leaflet.css"), ("map", f"{base}{urls.style}")]
        places: dict[str, Any] = {"sites": base + urls.sites, "boundaries": base + urls.boundaries}
        places["sheets"] = {name: base + url for name, url in urls.sheets.items()}
        self.add_child(_Start(self.pass_settings(encode({**places, "labels": labels, "colours": colours}))))

    def pass_settings(self, settings: str) -> str:
        """Return the second argument of `map.js`'s start, given the settings as Base64."""
        return f', "{settings}"'


class FrameMap(PartnershipMap):
    """The map for st_folium's frame, which takes its script, its HTML and the addresses of its files.

    The settings stand in the HTML: so the script is the same for every edition of the data, and the frame's policy can
    name it by its hash. folium's own rendering would add, at several times the cost, a viewport that forbids to zoom
    (WCAG 2.2, 1.4.4).
    """

    def pass_settings(self, settings: str) -> str:
        """Put the settings where `map.js` finds them."""
        figure: Any = self.get_root()
        figure.html.add_child(Element(f'<div id="settings" data-settings="{settings}"></div>'))
        return ""

    def render(self, **_: object) -> str:
        """Render nothing."""
        return ""


@dataclass(frozen=True, slots=True)
class Urls:
    """Where the browser finds what the map needs: paths under the app's base, each with its version."""

    sites: str
    boundaries: str
    scripts: tuple[str, ...] = ()
    style: str = ""
    sheets: Mapping[str, str] = field(default_factory=dict)  # of the ground's detail, by name


def read_map_file(name: str) -> bytes:
    """Return the content of a file of MAP_FILES."""
    return (build_script(*SCRIPTS[name]) if name in SCRIPTS else read_assets(name)).encode()


def get_asset_url(name: str) -> str:
    """Return where a file of MAP_FILES is: a path under the app's base, with the file's version."""
    return f"/assets/map/{name}?v={get_digest(read_map_file(name))}"


@cached
def get_map_ground(edition: Edition) -> bytes:
    """Return the boundaries of an edition as the map fetches them."""
    return build_map_ground(edition.boundaries)


@cached
def get_urls(edition: Edition) -> Urls:
    """Return where the map's files are for an edition of the data."""
    return Urls(
        scripts=(get_asset_url("map.js"),),
        style=get_asset_url("map.css"),
        sites=f"/data/sites.json?v={get_digest(edition.map_data)}",
        boundaries=f"/data/boundaries.geojson?form=map&v={get_digest(get_map_ground(edition))}",
        sheets={name: f"/data/ground/{name}.json?v={get_digest(one)}" for name, one in edition.sheets.items()},
    )


def build_map(urls: Urls, labels: Mapping[str, Mapping[str, str]], colours: Mapping[str, str]) -> tuple[str, str]:
    """Return the HTML and the script of a map, the same each time, for a page with its own Leaflet and `map.js`."""
    plan = PartnershipMap(urls, labels, colours, base="")
    plan.default_js, plan.default_css = [], []
    plan._id = "partnership"  # noqa: SLF001 -- else folium names it by chance
    figure = folium.Figure()
    figure.add_child(plan)
    figure.render()
    return figure.html.render(), figure.script.render()


class _Start(MacroElement):
    """The call that starts `map.js` on the map."""

    _template = Template("""
        {% macro script(this, kwargs) %}
        partnershipMap.start({{ this._parent.get_name() }}{{ this.settings }});
        {% endmacro %}
    """)

    def __init__(self, settings: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca has no types
        self._name = "Start"
        self.settings = settings


def encode(settings: Mapping[str, Any]) -> str:
    """Return settings as Base64 of their JSON: no text in it can be read as Jinja2, HTML or code."""
    return base64.b64encode(json.dumps(settings, separators=(",", ":")).encode()).decode()
