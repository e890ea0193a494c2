"""Whatever stands in the query of the page, through the real server: a page, and never an exception."""

from __future__ import annotations

import random
from urllib.parse import quote_from_bytes

import pytest

from geo.contract.fields import DIMENSIONS
from support.visitor import Server, read_texts, visit

NAMES = (*DIMENSIONS, "q", "lang", "program", "v", "embed", "embed_options", "")
PARTS = (
    b"210", b"callao", b"es", b"", b"\x00", b"\xff", b"\xed\xa0\x80", b"%", b"%zz", b"&", b"=", b";", b"#", b"+", b"?",
    b"__proto__", b"{{7*7}}", b"<script>", b"'\"", b"\r\n", b"\xe2\x80\xae", "١٢".encode(), b"1e999", b"-1", b"[]",
)  # fmt: skip

FIXED = {
    "nothing": "",
    "a question mark": "?",
    "only ampersands": "&" * 5000,
    "only equals signs": "=" * 5000,
    "a long word": "q=" + "a" * 500_000,
    "a long code": "sector=" + "2" * 500_000,
    "one code ten thousand times": "&".join(["sector=210"] * 10_000),
    "ten thousand codes": "&".join(f"sector={number}" for number in range(10_000)),
    "ten thousand names": "&".join(f"n{number}=1" for number in range(10_000)),
    "every language at once": "lang=es&lang=en&lang=xx&lang=",
    "bytes that are no text": "sector=%ff%fe&q=%c0%af%ed%a0%80&lang=%00",
    "percent signs": "q=%&sector=%2&theme=%zz",
    "line feeds": "q=a%0d%0aSet-Cookie:%20x=1&site=%0a",
    "a lone surrogate": "q=%ED%A0%80",
    "raw letters": "q=ñandú&site=ÿ\x7f",
    "combining letters": "q=" + "%CC%81" * 5000,
    "all spaces": "q=" + "+" * 5000,
    "right to left": "q=%E2%80%AE%D9%85%D8%B1%D8%AD%D8%A8%D8%A7",
    "a template": "q={{cycler.__init__.__globals__.os}}&site={{7*7}}",
    "a script": "q=<script>alert(1)</script>&sector=%22%3E%3Cscript%3E",
}


def run_page(server: Server, query: str) -> str:
    """Return what the page shows; a page that failed shows an exception and no place for its panel."""
    with visit(server.port) as visitor:
        messages = visitor.run(query)
    kinds = {
        message.delta.new_element.WhichOneof("type") for message in messages if message.WhichOneof("type") == "delta"
    }
    assert "exception" not in kinds
    shown = "\n".join(read_texts(messages))
    assert 'class="panel-place"' in shown
    return shown


@pytest.mark.parametrize("name", FIXED)
def test_a_strange_query_gives_the_page(server: Server, name: str) -> None:
    """Bytes, lengths and repetitions of every kind give the page, whose answer stays small."""
    assert len(run_page(server, FIXED[name])) < 500_000


def make_pair(chance: random.Random) -> str:
    """Return a name and a value by chance, quoted or only half."""
    value = b"".join(chance.choices(PARTS, k=chance.randint(0, 4)))
    return f"{chance.choice(NAMES)}={quote_from_bytes(value, safe=chance.choice(['', '%&=;#']))}"


def test_any_query_gives_the_page(server: Server) -> None:
    """A hundred queries put together by chance give the page."""
    chance = random.Random(7)  # noqa: S311 -- bytes, not secrets
    before = len(server.log.read_text())
    with visit(server.port) as visitor:
        for _ in range(120):
            query = "&".join(make_pair(chance) for _ in range(chance.randint(0, 12)))
            messages = visitor.run(query)
            shown = "\n".join(read_texts(messages))
            assert '<div class="head-place">' in shown, query
            assert not any(message.delta.new_element.HasField("exception") for message in messages), query
    assert "Traceback" not in server.log.read_text()[before:]


@pytest.mark.parametrize("query", ["a" * 20_000, "&" * 20_000, "%" * 3000, "sector=%ff&sector=" + "9" * 9000])
def test_the_page_itself_comes_under_any_address(server: Server, query: str) -> None:
    """However long the address, the browser gets the page; the data's addresses have a limit, and say it."""
    status, _, body = server.fetch(f"/?{query}")
    assert (status, b"<title>" in body) == (200, True)
    status, headers, body = server.fetch(f"/data/locations.geojson?{query}")
    assert status in (400, 414)
    assert headers["Content-Type"].startswith("application/problem+json")
