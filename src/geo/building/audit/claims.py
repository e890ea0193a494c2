"""What small words claim: that a thing is not so, is so many times another, is surpassed by none, is only possible.

Each is a closed class of words in both languages; the document's own words of the class are English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from geo.building.audit.language import list_stems
from geo.building.audit.sentences import split_text
from geo.contract.vocabulary import Text


@dataclass(frozen=True, slots=True)
class Claim:
    """A class of words: its name, and how it is said in English, in Spanish and in the document.

    What `is_paired` is said in both languages or in neither; what `is_strict` no note may say of itself either.
    """

    name: str
    en: re.Pattern[str]
    es: re.Pattern[str]
    said: re.Pattern[str]
    is_paired: bool = True
    is_strict: bool = False


def compile_class(words: str) -> re.Pattern[str]:
    """Return the pattern of whole words, given as alternatives, in small letters or capitals."""
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)


# "May" with a capital letter is a month.
_MAY: Final = r"(?-i:may)|might|could|possibl[ey]|possibilit\w+|perhaps|maybe"
_POSSIBLE: Final = Claim(
    "a possibility",
    compile_class(_MAY),
    compile_class(r"pueden?|podrían?|posible\w*|posibilidad\w*|quizá\w*|tal vez"),
    compile_class(rf"{_MAY}|potential\w*|up to"),
)
_CLAIMS: Final = (
    Claim(
        "a negation",
        compile_class(
            r"not|no|never|none|nobody|nothing|neither|nor|without|cannot|hardly|non-\w+|before any other"
            r"|than ever|unreported|unregulated"
        ),
        compile_class(r"no|nunca|jamás|ning[uú]n\w*|nadie|nada|ni|sin|tampoco|antes que"),
        compile_class(
            r"not|no|never|none|without|lack|inadequate|non-\w+|unreported|unregulated|first|largest"
            r"|record"
        ),
    ),
    Claim(
        "a multiple",
        compile_class(
            r"twice|thrice|doubl\w+|tripl\w+|half|halved|a quarter|dozens?|hundreds|thousands|per ?cent|percentage|%"
        ),
        compile_class(r"dobles?|duplic\w+|tripl\w+|mitad|docenas?|cientos|miles|por ciento|porcentaje|%"),
        compile_class(r"twice|doubl\w+|tripl\w+|half|quarter|dozens?|hundreds|thousands|per ?cent|%"),
        is_strict=True,
    ),
    Claim(
        "an opposition",
        compile_class(r"against|fight\w*|combat\w*|counter(?:ing)?"),
        compile_class(r"contra"),
        compile_class(
            r"against|combat\w*|disrupt\w*|fight\w*|tackl\w*|counter\w*|interception|threat\w*|resilien\w+|risks?"
        ),
    ),
    Claim(
        "a superlative",
        compile_class(
            r"best|worst|biggest|largest|greatest|highest|finest|ever|only|unique|chief|main|foremost|leading|top"
            r"|world|worldwide"
        ),
        compile_class(r"mejor(?= del| de la| que)|peor|máxim\w+|únic\w+|principal\w*|mundo|mundial|nunca"),
        compile_class(
            r"best|biggest|largest|greatest|highest|first|only|main|leading|top|number one|record|world|global|may"
        ),
        is_paired=False,
    ),
    _POSSIBLE,
    Claim(
        "a refusal",
        compile_class(r"reject\w*|refus\w+|cancel\w*|suspend\w*|withdr\w+|abandon\w*|halt\w*|stopped|oppos\w+|fail\w*"),
        compile_class(r"rechaz\w+|neg(?:ó|aron|ad[oa]s?)|cancel\w+|suspend\w+|retir\w+|abandon\w+|opus\w+|fracas\w+"),
        compile_class(r"reject\w*|refus\w+|cancel\w*|suspend\w*|withdr\w+|abandon\w*|halt\w*|oppos\w+|fail\w*"),
        is_strict=True,
    ),
    Claim(
        "a sale",
        compile_class(r"sells?|selling|sold|sales?|buy\w*|bought|purchas\w+"),
        compile_class(r"vend\w+|ventas?|compr(?:a|as|an|ar|ó|aron|ará|arán|ad[oa]s?)"),
        compile_class(r"sells?|selling|sold|sales?|buy\w*|bought|purchas\w+|procure\w*"),
        is_paired=False,
    ),
    Claim(
        "a loan",
        compile_class(r"loans?|lend\w*|lent|repa(?:y|id)\w*|pa(?:y|ys|id) back|credits?|debts?"),
        compile_class(
            r"préstamos?|prest(?:a|an|ó|ará|arán|ad[oa]s?)(?!\s+(?:asist|ayud|apoy|servic|atenc|auxil|colab|cooper))|reembols\w+|créditos?|deudas?"
        ),
        compile_class(r"loans?|lend\w*|lent|repa(?:y|id)\w*|credits?|debts?"),
        is_paired=False,
        is_strict=True,
    ),
    Claim(
        "a certainty",
        compile_class(r"certain\w*|sure|surely|guarante\w+|definit\w+"),
        compile_class(r"ciert[oa]s?|certezas?|garanti\w+|segur[oa]s?|definitiv\w+"),
        compile_class(r"certain\w*|sure|surely|guarante\w+|definit\w+"),
        is_paired=False,
        is_strict=True,
    ),
)


def find_one_sided(text: Text) -> Iterator[str]:
    """Yield the claims that a text makes in one of its languages alone; superlatives are worded too freely for that."""
    for claim in _CLAIMS:
        matches = claim.en.search(text.en), claim.es.search(text.es)
        yield from (
            f"{claim.name} ({one[0]!r})" for one in matches if claim.is_paired and one is not None and None in matches
        )


def find_unsaid(
    text: Text, passage: str, *, is_note: bool = False, sentences: Sequence[str] = ()
) -> Iterator[tuple[str, str]]:
    """Yield language and words of each claim of a text that the English passage does not make.

    A possibility is held against the one of the passage's `sentences` that it is of, if they are given: one thing may
    come, and another is sure. An editor's note may deny and compare: it speaks of what the document does not say.
    """
    for claim in _CLAIMS:
        if is_note and not claim.is_strict:
            continue
        parts = _pair(text, sentences) if claim is _POSSIBLE and sentences else [(text, passage)]
        for ours, theirs in parts:
            if claim.said.search(theirs) is None:
                for language in ("en", "es"):
                    match = getattr(claim, language).search(getattr(ours, language))
                    if match is not None:
                        yield language, f"{claim.name} ({match[0]!r})"


def _pair(text: Text, sentences: Sequence[str]) -> Iterator[tuple[Text, str]]:
    """Yield each sentence of a text with the one of a passage that it is of: they share most words in English."""
    for english, spanish in zip_longest(split_text(text.en), split_text(text.es), fillvalue=""):
        stems = list_stems(english)
        yield Text(english, spanish), max(sentences, key=lambda one: len(list_stems(one) & stems))


def is_uncertain(text: Text, language: str) -> bool:
    """Return whether a text says that something is only possible."""
    return bool((_POSSIBLE.en if language == "en" else _POSSIBLE.es).search(getattr(text, language)))
