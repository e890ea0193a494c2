"""Closed classes of English words next to place names that say what kind of place they are.

They are grammar and geography, not lists of places.
"""

from __future__ import annotations

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words that open sentences and never name a place alone.
FUNCTION: Final = _words(
    "a about above according across after again against all almost along already also although always am among an and "
    "another any are as at away back be because become been before behind being below best better between both but by "
    "can come could day did do does down during each early either else end even ever every few first for former four "
    "from get go going good great had half has have he her here hers him his how however i if in instead into is it "
    "its just last late later least less let like little long look made make man many may me might more most much must "
    "my near need never new next no none nor not now of off often old on once one only or other our out over own part "
    "past people per perhaps please police previous rather recent same second see several she should since six small "
    "so some soon still such ten than that the their them then there these they third this those though three through "
    "thus time to today together tomorrow tonight too top toward two under until up use very was way we well were "
    "what when where whether which while who whom whose why will with within without women world would year years yes "
    "yesterday yet you young your mr mrs ms dr ok tv monday tuesday wednesday thursday friday saturday sunday january "
    "february march april june july august september october november december jan feb mar apr jun jul aug sep sept "
    "oct nov dec north south east west northern southern eastern western central arent cant couldnt didnt doesnt dont "
    "hasnt havent isnt shouldnt wasnt werent wont wouldnt"
)

# Words of administration and its institutions: a place is rarely called by one of them alone, and rarely without a
# cue. "The Centre", "Federal agencies", "the Capital Markets Authority".
INSTITUTION_WORDS: Final = _words(
    "academy agency alliance army assembly association authority bank board bureau capital center centre chamber "
    "coalition college command commission committee commonwealth congress corporation council court delta department "
    "division embassy federal federation force foundation fund government institute institution international league "
    "littoral maritime metropolitan ministry mission municipal national navy office orient oriental organisation "
    "organization parliament police public regional republic royal school secretariat senate service society state "
    "system treasury union university "
    "banco centro comisión consejo federación fundación gobierno instituto ministerio municipalidad nacional oficina "
    "república sistema unión universidad"
)

# Before a person's name.
TITLES: Final = _words(
    "mr mrs ms miss dr sir lord lady dame sen senator rep representative gov governor judge justice sgt sergeant lt "
    "lieutenant capt captain cpl corporal col colonel gen general maj major pvt private officer detective deputy "
    "president chairman chairwoman minister secretary prof professor rev reverend father pastor bishop pope king queen "
    "prince princess coach chief commissioner councilman councilwoman congressman congresswoman superintendent "
    "attorney ambassador trooper director spokesman spokeswoman mayor sheriff premier chancellor imam sheikh"
)

# After a name, and part of it: "Loudon County", "Neches River".
FEATURES: Final = _words(
    "river lake creek park mountain mountains mount valley island islands bay beach falls canyon forest township twp "
    "borough parish county co province district region governorate prefecture department oblast gulf sea ocean strait "
    "port harbor harbour peninsula desert hills heights hill airport reservoir dam basin delta coast plains plateau "
    "glacier volcano hollow springs ridge pass cape canal corridor estuary lagoon wetlands reserve"
)
# Those that name a place even when no gazetteer has it; the others may name anything.
SURE_FEATURES: Final = _words(
    "river lake creek township twp county parish reservoir dam mountains valley island islands bay canyon peninsula "
    "province governorate oblast airport basin delta strait"
)
# Before a name, and part of it: "Lake Erie", "Mount Hood".
FEATURE_HEADS: Final = _words("lake mount mt cape loch lough")

# "Port of Paita", "Regional Government of Cajamarca", "city of Lima".
HEADS_OF: Final = _words(
    "city town village county port seaport airport state province republic region regional district government "
    "municipality kingdom isle gulf bay governorate commonwealth prefecture island islands strait parish "
    "canton university capital community communities mayor township regions provinces departments cities towns ports "
    "states counties districts municipalities governments villages governorates prefectures cantons "
    "región regiones departamento departamentos provincia provincias ciudad ciudades puerto puertos distrito distritos "
    "municipio municipios estado estados regional regionales pueblo pueblos"
)
# Those of them that are followed by a place always, known or not.
SURE_HEADS_OF: Final = _words(
    "city town village county port seaport province region district municipality governorate prefecture township"
)

# After a name that is that of a road.
WAYS: Final = _words(
    "street st avenue ave road rd drive dr lane ln boulevard blvd highway hwy court ct way circle terrace parkway pkwy "
    "route place pl plaza square alley trail pike freeway expressway turnpike"
)

# After a name that is that of an agreement, made there but not there: "Los Angeles Declaration".
AGREEMENTS: Final = _words(
    "declaration accord accords agreement agreements convention protocol treaty pact compact charter consensus "
    "principles statement communique commitment process initiative framework plan doctrine"
)

DIRECTIONS: Final = _words(
    "north south east west northern southern eastern western central northeast northwest southeast southwest upper "
    "lower greater downtown mid metro far"
)

# Lower-case words before a place: the first hardly ever stand before anything else.
PLACE_CUES: Final = DIRECTIONS | _words(
    "in near outside around throughout across toward towards rural inside within nearby"
)
WEAK_CUES: Final = _words("from to at of between into through")

# A verb of saying after the name of a person.
SPEECH: Final = _words(
    "said says told added explained stated asked testified wrote noted recalled argued replied joked admitted"
)

# Before a place, in lower case: "the town of Holopaw".
CALLS: Final = tuple(f" {head} of " for head in sorted(SURE_HEADS_OF))

ABBREVIATIONS: Final = {"st": "saint", "ste": "saint", "mt": "mount", "ft": "fort", "pt": "port"}
FEATURE_ABBREVIATIONS: Final = {"co": "county", "twp": "township"}

# What stands before "of" says what kind of place follows: "Regional Government of Cajamarca", "city of Lima".
TOWN_HEADS: Final = _words(
    "city town village port seaport municipality mayor capital cities towns villages ports ciudad ciudades puerto "
    "puertos pueblo pueblos"
)
REGION_HEADS: Final = _words(
    "state province region government governorate prefecture oblast governor states regions provinces departments "
    "governments governorates prefectures cantons región regiones departamento departamentos provincia provincias "
    "estado estados regional regionales"
)
# What stands after a name says the same: "Cajamarca region".
REGION_WORDS: Final = _words(
    "state states province provinces region regions governorate governorates prefecture prefectures oblast department "
    "departments cantons"
)
# Of the words before or after a name, those that hold for each name of a list: "the regions of Arequipa and Puno".
PLURALS: Final = _words(
    "states regions provinces departments governments governorates prefectures cantons cities towns villages ports "
    "regiones departamentos provincias estados regionales ciudades puertos pueblos"
)
