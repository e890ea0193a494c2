"""What a text, a list and a number may be at most, and what no text may hold.

The check and the JSON Schema both use it. The patterns are written in the syntax that Python, ECMA-262 and Rust share,
and none can backtrack. `fold` is the form in which texts are compared.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

MAX_TEXT: Final = 5_000  # characters; the longest text of the data has under 500
MAX_ITEMS: Final = 1_000  # of one list
MAX_NUMBER: Final = 10**15  # more than any amount or count there is, and exact in every format


def _ranges(*ranges: tuple[int, int]) -> str:
    """Return the inside of a character class: escapes, and above U+FFFF, where the syntaxes differ, the characters."""
    return "".join(
        "-".join(f"\\u{point:04x}" if point < 0x10000 else chr(point) for point in pair)  # noqa: PLR2004
        for pair in ranges
    )


# What no text may hold, as ranges and not as Unicode categories, so that every Python and every validator of the JSON
# Schema decides alike: control and format characters, spaces other than U+0020 and U+00A0, line and paragraph
# separators, private use, noncharacters, and the planes from 4 on, which hold no letters.
_HIDDEN: Final = _ranges(
    (0x0000, 0x001F), (0x007F, 0x009F), (0x00AD, 0x00AD), (0x0600, 0x0605), (0x061C, 0x061C), (0x06DD, 0x06DD),
    (0x070F, 0x070F), (0x0890, 0x0891), (0x08E2, 0x08E2), (0x1680, 0x1680), (0x180E, 0x180E), (0x2000, 0x200F),
    (0x2028, 0x202F), (0x205F, 0x206F), (0x3000, 0x3000), (0xE000, 0xF8FF), (0xFDD0, 0xFDEF), (0xFEFF, 0xFEFF),
    (0xFFF0, 0xFFFB), (0xFFFE, 0xFFFF), (0x110BD, 0x110BD), (0x110CD, 0x110CD), (0x13430, 0x1343F),
    (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0x1FFFE, 0x1FFFF), (0x2FFFE, 0x2FFFF), (0x3FFFE, 0x10FFFF),
)  # fmt: skip
# folium compiles what it draws as a Jinja2 template and puts it into backtick strings. `$` is needed for money.
_MARKUP: Final = _ranges(*((ord(character), ord(character)) for character in "{}<>`\\"))
# UTF-8 that was read as Latin-1 or Windows-1252 (mojibake): U+FFFD; Â or Ã before what a continuation byte looks like,
# except closing quotation marks, dashes and the ellipsis, which may follow a word in capitals ("AMANHÃ”"); â before
# what begins a dash, a quotation mark or a sign (`â€™`, `â‚¬`, `â„¢`); a byte-order mark; an emoji's first two bytes.
_CONTINUATION: Final = _ranges(
    (0x00A0, 0x00BA), (0x00BC, 0x00BF), *((ord(one), ord(one)) for one in "€‚ƒ„†‡ˆ‰Š‹ŒŽ‘“˜š›œžŸ"),
)  # fmt: skip
MOJIBAKE: Final = "|".join(
    (
        r"\ufffd",
        rf"[\u00c2\u00c3][{_CONTINUATION}]",
        r"\u00e2[\u20ac\u201a\u201e]",
        r"\u00ef\u00bb\u00bf",
        r"\u00ef\u00bf\u00bd",
        r"\u00f0\u0178",
    )
)
_ACCENTS: Final = re.compile("[\u0300-\u036f]+")  # Unicode's Combining Diacritical Marks
REFUSED_CHARACTERS: Final = f"[{_HIDDEN}{_MARKUP}]"
PADDING: Final = r"^[ \u00a0]|[ \u00a0]$"


def fold(text: str) -> str:
    """Return `text` without accents and case."""
    if text.isascii():
        return text.lower()
    return _ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold()))
