"""What each rule of the geoparser is worth: the scores without it.

    python benchmarks/ablation.py --corpora DIR

DIR is as for benchmarks/geoparse.py.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from geoparse import load_scorer, print_table, read_corpus, score, to_answers, to_span

from geo.drafting.geoparse import Geoparser, Rule, load_index


def run(corpus: Path, scorer: Any, off: Iterable[Rule]) -> tuple[float, float, float]:
    """Return recognition F1, end-to-end F1 and accuracy@161 km of gold spans without the rules in `off`."""
    parser, documents = Geoparser(load_index(), off), read_corpus(corpus)
    found = to_answers(documents, [[to_span(t) for t in parser.find_places(d["text"])] for d in documents])
    gold = to_answers(documents, [
        [to_span(t) for t in parser.resolve(d["text"], [(g["start"], g["end"]) for g in d["toponyms"]])]
        for d in documents
    ])  # fmt: skip
    whole = score(scorer, corpus, found, gold_spans=False)
    places = score(scorer, corpus, gold, gold_spans=True)["gold_span_resolution"]
    return whole["recognition_overlap"]["f1"], whole["end_to_end_overlap"]["f1"], places["acc161_all"]


def main() -> None:
    """Print a row for each rule, and the first with all of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpora", type=Path, required=True)
    folder = parser.parse_args().corpora
    scorer, corpora = load_scorer(folder), sorted(folder.glob("*.jsonl"))
    head = ["without", *(f"{corpus.stem} {what}" for corpus in corpora for what in ("F1", "end to end", "acc@161"))]
    rows = [head]
    base: list[float] = []
    for rule in (None, *Rule):
        values = [value for corpus in corpora for value in run(corpus, scorer, [] if rule is None else [rule])]
        base = base or values
        cells = (f"{v:.3f}" if rule is None else f"{v - b:+.3f}" for v, b in zip(values, base, strict=True))
        rows.append([rule.value if rule else "nothing", *cells])
    print_table(rows)


if __name__ == "__main__":
    main()
