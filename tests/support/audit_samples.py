"""A short invented document, its source, and sound records of it."""

from __future__ import annotations

import hashlib
import re

from geo.building.audit.document import fingerprint
from geo.building.collection import Country, Presentation
from geo.building.lists import Institution, Lists, Purpose, Unit
from geo.building.models import Citation, Program
from geo.building.records import Records
from geo.building.source import Exclusion, FiscalYear, Section, Source
from geo.contract.vocabulary import Qualifier, Status, Text, Theme
from support.records import build_amount, build_citation, build_figure, build_placement, build_site

ITEMS = {
    "0": "Norland and Suria are friends. Since 2001, the Fund has given over $90 million to Suria.",
    "1.0": "The two navies of Suria and Norland meet.",
    "1.1": "In May, the Navy Office gave nine boats and 14 engines to Port Alba, worth more than $2.5 million.",
    "1.2": "The Fund built a school in Belmar for about 300 pupils, ages 6-11, in FY 2023.",
    "2.0": "",
    "2.1": "Suria's farms get up to $7 million by 2026, which may lead to a $30 million plan for farms in Belmar.",
}
TEXT = f"""An old page.

{ITEMS["0"]}

Ships and Schools{ITEMS["1.0"]}

  • {ITEMS["1.1"]}
  • {ITEMS["1.2"]}

Farms

  • {ITEMS["2.1"]}

###
Top of page 7
"""
DATA = TEXT.encode()

BOATS, ENGINES, PUPILS = Text("boats", "botes"), Text("engines", "motores"), Text("pupils", "alumnos")
YOUNGEST, OLDEST = Text("years, the youngest", "años, el menor"), Text("years, the oldest", "años, el mayor")
OPEN = Text("The page leaves it open.", "La página lo deja abierto.")
LISTS = Lists(
    institutions=(
        Institution(en="Fund", es="Fondo", agency=True),
        Institution(en="Navy Office", es="Oficina Naval", agency=True),
        Institution(en="Suria Bank", es="Banco de Suria", agency=False),
    ),
    units=tuple(
        Unit(en=text.en, es=text.es, words=(words,))
        for text, words in (
            (BOATS, "# boats"),
            (ENGINES, "# engines"),
            (PUPILS, "# pupils"),
            (YOUNGEST, "ages #-"),
            (OLDEST, "ages 6-#"),
        )
    ),
    purposes=(Purpose(code="43010", words=("Fund has given", "navies", "boats", "school", "farms")),),
)


def find_places(text: str) -> list[tuple[int, int]]:
    """Return where the invented countries stand."""
    return [match.span() for match in re.finditer("Norland|Suria", text)]


def build_source() -> Source:
    """Return the source of the invented document."""
    return Source(
        title="A page",
        publisher="Nobody",
        date="2024-05-20",
        url="https://example.org/page",
        sha256=hashlib.sha256(DATA).hexdigest(),
        end_mark="###",
        notice=Text("Old.", "Antigua."),
        collection=Presentation(
            slug="suria",
            countries=(Country(code="SR"),),
            texts={"title": Text("Suria", "Suria"), "description": Text("A map.", "Un mapa.")},
        ),
        sections=(
            Section(number=1, theme=Theme.SECURITY, heading="Ships and Schools", items=2, words=("Fund has given",)),
            Section(number=2, theme=Theme.ECONOMY, heading="Farms", items=1),
        ),
        dates={"In May": "2024-05"},
        fiscal_year=FiscalYear(month=10, before=True),
        names={"Suria": ("Suria",)},
        digests={item: fingerprint(text if item != "0" else f"An old page. {text}") for item, text in ITEMS.items()},
        left_out=(
            Exclusion(
                what="An old page", item="0", reason=Text("what the page says of itself", "lo que la página dice de sí")
            ),
            Exclusion(
                what="Norland and Suria",
                until="are friends",
                item="0",
                reason=Text("it names no undertaking", "no nombra ninguna actividad"),
            ),
            Exclusion(what="Norland", reason=Text("the giver", "quien da")),
            Exclusion(what="two navies", item="1.0", reason=Text("nothing is done by them", "no hacen nada")),
        ),
    )


def build_program(program: str, citation: Citation, site: str, **rest: object) -> Program:
    """Return a record with what the test of it needs; the rest is plain."""
    plain: dict[str, object] = {
        "title": Text(f"The {program} of the page", f"{program.title()} de la página"),
        "summary": Text(f"The {program} for people.", f"{program.title()} para la gente."),
        "theme": Theme.SECURITY,
        "sector": "430",
        "agencies": (),
        "partners": (),
        "amount": None,
        "status": Status.IMPLEMENTATION,
        "start": None,
        "end": None,
        "figures": (),
        "placements": (build_placement(site),),
        "note": None,
    }
    return Program(id=program, citation=citation, **{**plain, **rest})  # type: ignore[arg-type] # plain values by name


def build_records() -> Records:
    """Return sound records of the invented document: every number and place is in one, or left out."""
    programs = [
        build_program(
            "fund", build_citation("0", "Since 2001", "to Suria"), "suria",
            agencies=("Fund",), start="2001", amount=build_amount(90_000_000, Qualifier.MORE_THAN),
        ),
        build_program("navies", build_citation("1.0", "navies of Suria", "meet"), "suria"),
        build_program(
            "boats", build_citation("1.1", "In May", "2.5 million"), "alba",
            agencies=("Navy Office",), start="2024-05", end="2024-05",
            amount=build_amount(2_500_000, Qualifier.MORE_THAN),
            status=Status.CLOSED, figures=(build_figure(9, BOATS), build_figure(14, ENGINES)),
            summary=Text("In 2024, 9 boats for the port.", "En 2024, 9 botes para el puerto."),
        ),
        build_program(
            "school", build_citation("1.2", "The Fund built", "FY 2023"), "belmar",
            agencies=("Fund",), start="2023", end="2023", status=Status.CLOSED,
            note=OPEN, figures=(build_figure(300, PUPILS, Qualifier.ABOUT), build_figure(6, YOUNGEST),
                     build_figure(11, OLDEST)),
        ),
        build_program(
            "farms", build_citation("2.1", "Suria's farms", "by 2026"), "suria", theme=Theme.ECONOMY,
            note=OPEN, end="2026", amount=build_amount(7_000_000, Qualifier.UP_TO),
        ),
        build_program(
            "plan", build_citation("2.1", "which may lead to", "in Belmar"), "belmar", theme=Theme.ECONOMY, note=OPEN,
            amount=build_amount(30_000_000, Qualifier.POSSIBLE), status=Status.PIPELINE,
            summary=Text("The plan that may come for people.", "Plan que puede llegar para la gente."),
        ),
    ]  # fmt: skip
    sites = [
        build_site("suria", "Suria", Text("Suria", "Suria"), "PCLI", "SR"),
        build_site("alba", "Port Alba", Text("Port Alba", "Puerto Alba"), "PRT", "SR"),
        build_site("belmar", "Belmar", Text("Belmar", "Belmar"), "PPL", "SR"),
    ]
    return Records(
        build_source(), {site.id: site for site in sites}, {program.id: program for program in programs}, LISTS
    )
