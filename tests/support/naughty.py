"""Strings that software has stumbled over, made for this project: each is a text that a page has to show as it is.

They come without control characters, which no text may hold (`find_text_problem`). `CANARY` in one of
them calls `canary("…")` in a browser that runs it, and makes the folder that it names on a server that evaluates it.
"""

from __future__ import annotations

from collections.abc import Iterator

CANARY = "canary('caught')"


def make_strings(folder: str) -> list[str]:
    """Return every string; those for servers would make `folder`."""
    groups = (_markup(), _templates(folder), _markdown(), _code(), _formulas(), _scripts(), _names())
    strings = [string for group in groups for string in group]
    assert len(set(strings)) == len(strings)
    return strings


def _markup() -> Iterator[str]:
    for quote in ("", '"', "'", "`"):
        yield f"{quote}><script>{CANARY}</script>"
        yield f"{quote}><img src=x onerror={CANARY}>"
        yield f"{quote} onfocus={CANARY} autofocus {quote}".strip()
    yield f"</script><script>{CANARY}</script>"
    yield f"<script>{CANARY}//<</script>"
    yield f"</style><svg onload={CANARY}>"
    yield f"</title><svg/onload={CANARY}>"
    yield f"</textarea><svg onload={CANARY}>"
    yield f"</span></div></article><iframe srcdoc='<script>parent.{CANARY}</script>'></iframe>"
    yield f"<math><mtext><table><mglyph><style><img src=x onerror={CANARY}>"
    yield f"<svg><animate onbegin={CANARY} attributeName=x dur=1s>"
    yield f"<a href=javascript:{CANARY}>x</a>"
    yield f"<details open ontoggle={CANARY}>"
    yield f"<!--><img src=x onerror={CANARY}>-->"
    yield f"<![CDATA[<img src=x onerror={CANARY}>]]>"
    yield f"<template><script>{CANARY}</script></template>"
    yield f"<base href=//evil.example><link rel=stylesheet href=//evil.example/{CANARY}>"
    yield "<meta http-equiv=refresh content='0;url=//evil.example'>"
    yield "<style>*{display:none}</style>"
    yield f"&lt;script&gt;{CANARY}&lt;/script&gt;"
    yield "&amp;amp; &copy; &#60; &#x3c; &nbsp; &notanentity;"
    yield "a < b > c & d \" e ' f"
    yield "<b>not bold</b> <!-- no comment -->"
    yield "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>&e;"
    yield "]]>"


def _templates(folder: str) -> Iterator[str]:
    make = f"cycler.__init__.__globals__.os.mkdir('{folder}')"
    yield f"{{{{ {make} }}}}"
    yield f"{{% set x = {make} %}}"
    yield f"{{% print({make}) %}}"
    yield f"{{{{ ''.__class__.__mro__[1].__subclasses__() }}}} {{{{ {make} }}}}"
    yield f"{{{{ lipsum.__globals__.os.mkdir('{folder}') }}}}"
    yield "{{ 7 * 7 }}"
    yield "{{7*'7'}}"
    yield "{# no comment #}"
    yield "{% raw %}"
    yield "{% endraw %}{% endmacro %}"
    yield "{0} {name} {} {0.__class__} {!r}"
    yield "%s %d %n %(name)s %%"
    yield "${7*7} #{7*7} *{7*7} <%= 7*7 %> [[7*7]]"
    yield "$x $1 \\1 \\g<0>"


def _markdown() -> Iterator[str]:
    yield "**bold** _italic_ ~~struck~~ `code` ==marked=="
    yield f"[link](javascript:{CANARY})"
    yield "![image](https://evil.example/x.png)"
    yield "<https://evil.example>"
    yield "https://evil.example/path and www.evil.example"
    yield "# no heading"
    yield "1. no list"
    yield "- no item"
    yield "> no quote"
    yield "| a | b |"
    yield "---"
    yield "$E = mc^2$ and $$x$$ cost $5 or $6"
    yield ":smile: :material/map: :red[red] :blue-background[x] :streamlit: ::"
    yield "a -- b -> c <- d <-> e >= f <= g ~= h"
    yield "a\\*b \\\\ \\$"
    yield "~~~ ``` ~~~"
    yield "[^1] [x]: y [ ] [x] * + ="


def _code() -> Iterator[str]:
    yield f"`;{CANARY};`"
    yield f"`${{{CANARY}}}`"
    yield f"';{CANARY};'"
    yield f'";{CANARY};"'
    yield f"\\';{CANARY};//"
    yield f'\\";{CANARY};//'
    yield f"*/{CANARY}/*"
    yield f"javascript:{CANARY}"
    yield "\\u003cscript\\u003e \\x3cscript\\x3e \\74script\\76"
    yield "__proto__"
    yield "constructor"
    yield "toString valueOf hasOwnProperty"
    yield "undefined"
    yield "null"
    yield "NaN"
    yield "true"
    yield "' OR 1=1 -- "[:-1]
    yield "'; DROP TABLE locations; --"
    yield "$(touch ./x) `touch ./x` && touch ./x | cat"
    yield "../../../../etc/passwd"
    yield "C:\\Windows\\System32\\con"
    yield "%00 %0a %2e%2e%2f %c0%af"
    yield "eval(atob('Y2FuYXJ5KCk='))"


def _formulas() -> Iterator[str]:
    yield "=1+1"
    yield "+1+1"
    yield "-1+1"
    yield "@SUM(1)"
    yield "=cmd|'/C calc'!A0"
    yield '=HYPERLINK("https://evil.example","x")'
    yield "1e309"
    yield "0x41"
    yield "00501"
    yield "1/2"
    yield "2024-11-15"
    yield "1,234.50"
    yield '"quoted", with ""commas""; and; semicolons'


def _scripts() -> Iterator[str]:
    yield "Ñandú, Áncash, Huánuco, Ucayali: ¿qué? ¡sí!"
    yield "Ąęłńóśźż ßẞ İıŞş ŒœÆæ ﬁﬂ"
    yield "田中さんにあげて下さい 部落格 사회과학원 어학연구소"
    yield "Приве́т 你好 Γειά שלום مرحبا नमस्ते สวัสดี"
    yield "السلام عليكم, ١٢٣"
    yield "בְּרֵאשִׁית, בָּרָא"
    yield "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘"
    yield "👩‍👩‍👧‍👦 🇵🇪 🏳️‍🌈 👋🏿 ❤️".replace("\u200d", "")
    yield "𝒯𝒽ℯ 𝕢𝕦𝕚𝕔𝕜 𝖇𝖗𝖔𝖜𝖓 🄵🄾🅇 Ⓢⓣⓨⓛⓔ"
    yield "ʇǝsɥǝpısdn (╯°□°)╯︵ ┻━┻"
    yield "½ ² № ™ € £ ¥ ∞ ≠ “smart” ‘quotes’ – — …"
    yield "\u0301combining first"
    yield "e\u0301 and \u00e9"
    yield "a" * 400
    yield "word " * 80 + "end"
    yield "W" * 120


def _names() -> Iterator[str]:
    yield "0"
    yield "x"
    yield "…"
    yield "Null, Jennifer"
    yield "O'Brien-Smith & Sons, Inc."
    yield "Scunthorpe"
    yield "Test (de prueba) [sic] {?} <?>"
    yield "Port of Chancay; DELETE"
