"""The geoparser: the places that an English text names, found offline and resolved.

Recognition (`recognition`), candidates (`index`, made from `layers`) and choice (`choice`) are separate, `geoparser`
puts them together, and `rules` holds what each rule weighs.
"""

from geo.drafting.geoparse.geoparser import Geoparser, Resolved, RunnerUp, Toponym
from geo.drafting.geoparse.index import GazetteerIndex, load_index
from geo.drafting.geoparse.parser import find_place_spans, find_places, get_geoparser
from geo.drafting.geoparse.rules import Rule

__all__ = [
    "GazetteerIndex",
    "Geoparser",
    "Resolved",
    "Rule",
    "RunnerUp",
    "Toponym",
    "find_place_spans",
    "find_places",
    "get_geoparser",
    "load_index",
]  # fmt: skip
