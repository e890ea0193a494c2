"""Records whose texts or flags say another thing than the document, though each word could stand there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from geo.building.audit.language import fold_word
from geo.building.models import Program
from geo.building.records import Records
from geo.contract.vocabulary import Text
from support.records import change

_TEXTS: Final = ("title", "summary", "note")
# Words of our texts and what they become, in English and Spanish: done for to come, to come for done, another deed.
_TENSES: Final = (
    ("are to be handed over", "were handed over", "se entregarán", "se entregaron"),
    ("is to reach", "reached", "llegará", "llegó"),
    ("have decided to take up again", "have taken up again", "decidieron retomar", "retomaron"),
    ("could lead", "led", "podrían dar", "dieron"),
    ("is to give", "gave", "donará", "donó"),
    ("could earn", "earned", "podría generar", "generó"),
    ("mark the", "marked the", "conmemoran", "conmemoraron"),
    ("are about to issue", "issued", "emitirán", "emitieron"),
    ("due for signature", "that was signed", "cuya firma se anunció para", "que se firmó en"),
    ("planned for", "that were held in", "previstas para", "que se celebraron en"),
    ("is to hand over", "handed over", "entregará", "entregó"),
    ("approved in", "carried out in", "aprobado en", "ejecutado en"),
    ("counts on", "received", "Prevé", "Recibió"),
    ("trains", "will train", "capacita", "capacitará"),
    ("help", "will help", "ayudan", "ayudarán"),
    ("led together", "will lead together", "condujeron", "conducirán"),
    ("mobilised", "will mobilise", "movilizó", "movilizará"),
    ("came back", "will come back", "volvieron", "volverán"),
    ("has endorsed", "will endorse", "respaldó", "respaldará"),
    ("travelled", "will travel", "viajaron", "viajarán"),
    ("were handled", "will be handled", "se tramitaron", "se tramitarán"),
    ("became", "will become", "se hermanaron", "se hermanarán"),
    ("entered", "will enter", "ingresó", "ingresará"),
    ("chose", "will choose", "decidió", "decidirá"),
    ("has put", "will put", "ha destinado", "destinará"),
)
_DEEDS: Final = (
    ("could lead", "will lead", "podrían dar", "darán"),
    ("Possible new", "Certain new", "Posible nuevo", "Seguro nuevo"),
    ("second phase", "third phase", "segunda fase", "tercera fase"),
    ("approved", "rejected", "aprobado", "rechazado"),
    ("is to give", "is to sell", "donará", "venderá"),
    ("is to give", "may give", "donará", "podría donar"),
    ("is to hand over", "may hand over", "entregará", "podría entregar"),
    ("trains", "might train", "capacita", "podría capacitar"),
    ("help", "may help", "ayudan", "podrían ayudar"),
    ("announced", "cancelled", "anunciada", "cancelada"),
    ("started again", "suspended", "reactivado", "suspendido"),
    ("has endorsed", "has refused", "respaldó", "rechazó"),
    ("given so far", "lent so far", "otorgadas", "prestadas"),
)
# One thing for another of its field, in both languages.
_THINGS: Final = (
    ("copper", "gold", "cobre", "oro"),
    ("minerals", "diamonds", "minerales", "diamantes"),
    ("cacao", "rice", "cacao", "arroz"),
    ("coffee", "tea", "café", "té"),
    ("chocolate", "sugar", "chocolate", "azúcar"),
    ("coca", "tobacco", "coca", "tabaco"),
    ("helicopters", "submarines", "helicópteros", "submarinos"),
    ("locomotives", "buses", "locomotoras", "autobuses"),
    ("passenger cars", "bicycles", "coches de pasajeros", "bicicletas"),
    ("scanners", "cameras", "escáneres", "drones"),
    ("telescope", "microscope", "telescopio", "microscopio"),
    ("rockets", "missiles", "cohetes", "misiles"),
    ("satellite", "radar", "satelitales", "de radar"),
    ("teachers", "nurses", "docentes", "enfermeros"),
    ("teachers", "judges", "profesores", "jueces"),
    ("students", "farmers", "estudiantes", "agricultores"),
    ("migrants", "prisoners", "migrantes", "presos"),
    ("visas", "passports", "visa", "pasaporte"),
    ("English", "French", "inglés", "francés"),
    ("rural", "urban", "rurales", "urbanas"),
    ("internet", "television", "internet", "televisión"),
    ("wetlands", "deserts", "humedales", "desiertos"),
    ("reservoir", "bridge", "reservorio", "puente"),
    ("port", "airport", "puerto", "aeropuerto"),
    ("ports", "museums", "puertos", "museos"),
    ("fishing", "logging", "pesca", "madera"),
    ("diseases", "floods", "enfermedades", "inundaciones"),
    ("military", "religious", "militares", "religiosos"),
    ("tourism", "football", "turismo", "fútbol"),
    ("water", "petroleum", "agua", "petróleo"),
    ("drug trafficking", "terrorism", "narcotráfico", "terrorismo"),
    ("railway", "motorway", "ferrocarril", "autopista"),
    ("scholarships", "vaccines", "becas", "vacunas"),
    ("Cultural", "Nuclear", "culturales", "nucleares"),
    ("agricultural", "pharmaceutical", "agrarios", "farmacéuticos"),
    ("Digital", "Medical", "digitales", "con vacunas"),
    ("ski resorts", "casinos", "centros de esquí", "casinos"),
    ("theme parks", "prisons", "parques temáticos", "cárceles"),
    ("supply chains", "theatres", "cadenas de suministro", "teatros"),
    ("weather", "earthquakes", "fenómenos", "terremotos"),
)
_SAYINGS: Final = (
    ("This is a loan that Peru pays back.", "Es un préstamo que el Perú devuelve."),
    ("This is a certainty.", "Es una certeza."),
    ("It was cancelled.", "Se canceló."),
)
_ORDINALS: Final = (("second", "segunda"), ("third", "tercera"), ("fifth", "quinta"), ("eighth", "octava"))
_NAME: Final = re.compile(
    r"(?<=\w )(?:\b(?:at|in|of|by|and|de|del|en|y|por|el|la|the)\s)*"
    r"\b[A-Z][\w.’-]{2,}(?: [A-Z][\w.’-]{2,})*\b(?:'s)?"
)


def put_text(program: Program, key: str, en: str, es: str) -> Iterator[Program]:
    """Yield the record with a text in both languages, in English alone and in Spanish alone."""
    text: Text = getattr(program, key)
    for changed in (Text(en, es), Text(en, text.es), Text(text.en, es)):
        yield change(program, **{key: changed})


def _replace(table: tuple[tuple[str, str, str, str], ...]) -> Callable[[Program, Records], Iterator[Program]]:
    def make(program: Program, _: Records) -> Iterator[Program]:
        for key in _TEXTS[:2]:
            text: Text = getattr(program, key)
            for en, new_en, es, new_es in table:
                if re.search(rf"\b{en}\b", text.en) and re.search(rf"\b{es}\b", text.es):
                    yield from put_text(program, key, text.en.replace(en, new_en), text.es.replace(es, new_es))

    return make


def _add_sayings(program: Program, _: Records) -> Iterator[Program]:
    for key in _TEXTS[1:]:
        text: Text | None = getattr(program, key)
        if text is not None:
            yield from (change(program, **{key: Text(f"{text.en} {en}", f"{text.es} {es}")}) for en, es in _SAYINGS)


def _change_counted(program: Program, _: Records) -> Iterator[Program]:
    """Yield texts in which a number of the record counts what another of its numbers does, or is an ordinal."""
    for key in _TEXTS[1:2]:
        text: Text = getattr(program, key)
        en, es = text.en.rstrip("."), text.es.rstrip(".")
        for figure in program.figures:
            for other in program.figures:
                if figure.value != other.value and not re.search(r"\d|\(", other.unit.en):
                    unit, value = other.unit, f"{figure.value:,}"
                    yield from put_text(program, key, f"{en}, {value} {unit.en}.", f"{es}, {value} {unit.es}.")
            if not re.search(r"\d|\(|youngest", figure.unit.en):
                more = f"{figure.value + 1:,}"
                yield from put_text(program, key, f"{en}, {more} {figure.unit.en}.", f"{es}, {more} {figure.unit.es}.")
                people = f"{figure.value:,}"
                yield from put_text(program, key, f"{en}, {people} hospitals.", f"{es}, {people} hospitales.")
        for one, una in _ORDINALS:
            yield from put_text(program, key, f"{en}, the {one} phase.", f"{es}, la {una} fase.")
            for other_one, other_una in _ORDINALS:
                if one in text.en and one != other_one:
                    yield from put_text(program, key, text.en.replace(one, other_one), text.es.replace(una, other_una))


def _change_fiscal_years(program: Program, _: Records) -> Iterator[Program]:
    """Yield texts with a fiscal year moved, or called a year of the calendar."""
    for key in _TEXTS:
        text: Text | None = getattr(program, key)
        if text is None or "fiscal year" not in text.en:
            continue
        for step in (-1, 1):
            en, es = (
                re.sub(r"(fiscal(?: year)?) (\d{4})", lambda match: f"{match[1]} {int(match[2]) + step}", words)  # noqa: B023
                for words in (text.en, text.es)
            )
            yield from put_text(program, key, en, es)
        yield from put_text(program, key, text.en.replace("fiscal year", ""), text.es.replace("año fiscal", ""))


def _drop_names(program: Program, _: Records) -> Iterator[Program]:
    """Yield texts that lack in one language a name that stands in both."""
    for key in _TEXTS:
        text: Text | None = getattr(program, key)
        if text is None:
            continue
        both = {fold_word(word)[:5] for word in re.findall(r"[A-Z]\w{2,}", text.en)} & {
            fold_word(word)[:5] for word in re.findall(r"[A-Z]\w{2,}", text.es)
        } - {"peru", "peruv"}
        for side in ("en", "es"):
            words: str = getattr(text, side)
            for match in _NAME.finditer(words):
                if fold_word(match[0].split()[-1])[:5].removesuffix("'s") in both:
                    fewer = (words[: match.start()] + words[match.end() :]).replace("  ", " ").replace(" .", ".")
                    changed = Text(fewer, text.es) if side == "en" else Text(text.en, fewer)
                    if fold_word(match[0].split()[-1])[:5] not in fold_word(fewer):
                        yield change(program, **{key: changed})


def _flip_statistic(program: Program, _: Records) -> Iterator[Program]:
    yield change(program, statistic=not program.statistic)


KINDS: Final[Mapping[str, Callable[[Program, Records], Iterator[Program]]]] = {
    "tense": _replace(_TENSES),
    "statistic": _flip_statistic,
    "counted": _change_counted,
    "fiscal year": _change_fiscal_years,
    "one language": _drop_names,
    "deed": _replace(_DEEDS),
    "thing": _replace(_THINGS),
    "saying": _add_sayings,
}
