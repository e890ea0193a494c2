from __future__ import annotations

import re

import pytest

from geo.viewing.data.frame import load_frame
from geo.viewing.data.rings import LIMITS, Ring, find_ring, list_rings
from geo.viewing.html.rendering import read_assets


@pytest.mark.parametrize(
    ("precision", "km", "ring"),
    [
        (1, None, Ring.NONE),
        (1, 1, Ring.NONE),
        (2, 0.5, Ring.NEAR),
        (2, 3, Ring.NEAR),
        (2, 5, Ring.NEAR),
        (2, 5.1, Ring.AROUND),
        (2, 15, Ring.AROUND),
        (2, 25, Ring.FAR),
        (2, None, Ring.FAR),
        (3, 30, Ring.FAR),
        (3, 2, Ring.NEAR),
        (4, None, Ring.REGION),
        (5, 200, Ring.REGION),
        (7, None, Ring.FAR),
    ],
)
def test_a_ring_is_the_looser_the_less_is_known(precision: int, km: float | None, ring: Ring) -> None:
    """What is exact has no ring, a region corners; between them the distance decides, and one not known is far."""
    assert find_ring(precision, km, is_area=False) is ring
    assert find_ring(precision, km, is_area=True) is Ring.NONE


def test_the_documents_places_do_not_all_look_the_same() -> None:
    """An area has no ring, and places known to 3 km, to 12 km and to a city each have another."""
    places = load_frame().drop_duplicates("site").set_index("site")
    placed = places[places["longitude"].notna()]
    rings = dict(zip(placed.index, list_rings(placed), strict=True))
    assert {rings["peruvian-amazon"], rings["cajamarca"], rings["california"]} == {Ring.NONE}
    assert (rings["matarani"], rings["callao"], rings["lima"]) == (Ring.NEAR, Ring.AROUND, Ring.FAR)


def test_script_and_first_picture_know_the_same_rings() -> None:
    """The script's list is in the order of the numbers, and the first picture has its dashes and widths."""
    script = read_assets("map/basics.js")
    listed = re.findall(r'name: "(\w+)", dash: \[([^\]]*)\], width: ([\d.]+)', script)
    assert [name for name, _, _ in listed] == [ring.name.lower() for ring in Ring if ring is not Ring.NONE]
    style = read_assets("opening.css")
    general = re.search(r"> \.doubt \{([^}]*)\}", style)
    assert general is not None
    for name, dash, width in listed:
        own = re.search(rf"> \.doubt\.{name} \{{([^}}]*)\}}", style)
        rules = dict(re.findall(r"([\w-]+): ([^;]+);", general[1] + (own[1] if own else "")))
        assert float(rules["stroke-width"]) == float(width)
        assert [float(one) for one in rules.get("stroke-dasharray", "").split()] == [
            float(one) for one in dash.split(",") if one
        ]


def test_the_limits_grow() -> None:
    """Each ring reaches farther than the one before it."""
    assert list(LIMITS.values()) == sorted(LIMITS.values())
