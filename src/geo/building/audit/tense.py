"""The time of our texts' verbs against that of the document's: what is planned is not done yet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from geo.building.audit.claims import compile_class
from geo.building.audit.language import get_stem, list_stems
from geo.building.audit.sentences import split_text
from geo.contract.collection import LANGUAGES
from geo.contract.vocabulary import Status, Text

# Finite verbs of what is done, and participles that stand for them; "be handed over" and "United" are none.
_DONE: Final = {
    "en": re.compile(
        r"(?<!\bbe )(?<!\bbeing )\b(?!need|speed|feed|seed|exceed|proceed|succeed|united)"
        r"(?:(?:was|were|had)(?! (?:\w+ly |been )?\w+(?:ed|n|t)\b)|[a-z]{2,}ed|gave|given|led|held|built|brought|made"
        r"|went|gone|took|taken|sent|began|begun|became|met|got|sold|bought|paid|came|done|did|won|lost|put"
        r"|set up|left)\b",
        re.IGNORECASE,
    ),
    "es": re.compile(
        r"\b(?:\w{2,}ó|\w+[ae]ron|\w+ieron|fue|hizo|dio|trajo|puso"
        r"|tuvo|dijo|vino|hubo|ha|han|había|habían)\b",
        re.IGNORECASE,
    ),
}
# What goes before a thing that is to come, and is done: how it begins in both languages and in the document.
_BEFOREHAND: Final = tuple(
    (re.compile(rf"\b(?:{begins})"), compile_class(said))
    for begins, said in (
        (r"announc|anunci|planned|foreseen|expected", r"\w+"),
        (r"decid|decision", r"decisions?|decided|agreed|chose"),
        (r"approv|aprob", r"approv(?:ed|al|es)"),
        (r"agree|acord", r"agree(?:d|ments?)"),
        (r"help|facilitat|facilit|ayud|supported|apoy", r"helped|facilitated|supported|arranged"),
    )
)
_WILL: Final = {
    "en": compile_class(r"will|shall|going to|about to|soon"),
    "es": re.compile(r"\b\w{2,}(?:ará|erá|irá|drá|rrá)n?\b|\bv[ao]n? a \w+r\b|\bpróximamente\b", re.IGNORECASE),
}
_WHAT_WILL: Final = re.compile(r"\bwill (\w+ [\w’'-]+)", re.IGNORECASE)
_WILL_SAID: Final = compile_class(
    r"will|shall|plan\w*|expected|going to|next|upcoming|intend\w*|propos\w+|to be|to follow|soon"
)
_TO_COME: Final = {
    "en": compile_class(
        r"will|is to|are to|to be|may|could|might|would|plan(?:s|ned)?|planning|about to|due|announced|possible"
        r"|have decided|has decided|prepar\w+|approved|mark the|next|ahead|later"
    ),
    "es": re.compile(
        r"\b\w+(?:ará|erá|irá|arán|erán|irán|drá|drán|ría|rían)\b|\bprevist|\banunci|\bpodr|\bplan|\bprev|\bdecidieron"
        r"|\bpropon|\baprobad|\bposib|\bfutur|\bconmemora",
        re.IGNORECASE,
    ),
}


def is_to_come(text: Text, status: Status, languages: Sequence[str] = LANGUAGES) -> str | None:
    """Return the language in which a text on what is planned does not say so, None where it does or need not."""
    if status is not Status.PIPELINE:
        return None
    return next((code for code in languages if _TO_COME[code].search(getattr(text, code)) is None), None)


def find_wrong_tense(text: Text, status: Status, sentences: Sequence[str], item: str) -> Iterator[tuple[str, str]]:
    """Yield language and words of each verb of a text whose time is not that of the English sentence that it is of.

    What is planned is not done yet, but for what goes before it and is done in the passage too: announced, decided,
    approved; participles such as "organized" are the item's. What is not planned is to come only where that sentence
    says so of something, or another that has the words after our "will". Which of the passage's `sentences` one of ours
    is of is decided by the words that they share in English.
    """
    passage = " ".join(sentences)
    done = {get_stem(match[0]) for match in _DONE["en"].finditer(item)}
    ours = {language: split_text(getattr(text, language)) for language in LANGUAGES}
    for number, english in enumerate(ours["en"]):
        sentence = max(sentences, key=lambda one: len(list_stems(one) & list_stems(english)), default="")
        for language in LANGUAGES:
            words = "".join(ours[language][number : number + 1])
            if status is not Status.PIPELINE:
                match = _WILL[language].search(words)
                is_said = _WILL_SAID.search(sentence) is not None or _is_said_elsewhere(english, sentences)
                if match is not None and not is_said:
                    yield language, match[0]
                continue
            for match in _DONE[language].finditer(words):
                is_before = any(begins.match(match[0]) and said.search(passage) for begins, said in _BEFOREHAND)
                if not is_before and get_stem(match[0]) not in done:
                    yield language, match[0]


def _is_said_elsewhere(english: str, sentences: Sequence[str]) -> bool:
    """Return whether what an English sentence says is to come is so in one of the passage's: the words after "will"."""
    said = [list_stems(match[1]) for match in _WHAT_WILL.finditer(english)]
    to_come = [list_stems(one) for one in sentences if _WILL_SAID.search(one) is not None]
    return bool(said) and all(any(words <= one for one in to_come) for words in said)
