"""python -m benchmarks.article_text PATH

PATH is a checkout of scrapinghub/article-extraction-benchmark. Every way of finding an article's text is run on
its pages and scored by its own scorer, in one run; `--worst N` names the pages that ours loses most on.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from typing import Any
from zoneinfo import ZoneInfo

import trafilatura
from bs4 import BeautifulSoup

from monitor.feeds.article.extract import extract
from monitor.model import Fetched, Outcome

Way = Callable[[str, str], str]


def ours(html: str, url: str) -> str:
    page = Fetched(
        url=url, final_url=url, outcome=Outcome.OK, at=datetime.now(UTC), status=200,
        headers=(("content-type", "text/html; charset=utf-8"),), body=html.encode(),
    )  # fmt: skip
    return extract(page, timezone=ZoneInfo("UTC"), now=page.at).text


def by_trafilatura(html: str, url: str) -> str:
    return trafilatura.extract(html, url=url, include_comments=False) or ""


def by_trafilatura_fast(html: str, url: str) -> str:
    return trafilatura.extract(html, url=url, include_comments=False, fast=True) or ""


def by_trafilatura_precision(html: str, url: str) -> str:
    return trafilatura.extract(html, url=url, include_comments=False, favor_precision=True) or ""


def all_paragraphs(html: str, _: str) -> str:
    return "\n".join(p.get_text(" ", strip=True) for p in BeautifulSoup(html, "lxml")("p"))


def all_text(html: str, _: str) -> str:
    return BeautifulSoup(html, "lxml").get_text(" ", strip=True)


WAYS: Mapping[str, Way] = {
    "monitor": ours,
    f"trafilatura {version('trafilatura')}": by_trafilatura,
    "  fast": by_trafilatura_fast,
    "  favor_precision": by_trafilatura_precision,
    "every <p>": all_paragraphs,
    "all text": all_text,
}


@dataclass(frozen=True, slots=True)
class Corpus:
    """Pages by their names, what is true of them, and the corpus's own scorer."""

    pages: Mapping[str, str]
    truth: Mapping[str, Mapping[str, str]]
    scorer: ModuleType

    @classmethod
    def at(cls, checkout: Path) -> Corpus:
        truth = json.loads((checkout / "ground-truth.json").read_text(encoding="utf-8"))
        files = {name: checkout / "html" / f"{name}.html.gz" for name in truth}
        pages = {name: gzip.decompress(file.read_bytes()).decode("utf-8") for name, file in files.items()}
        return cls(pages, truth, _module(checkout / "evaluate.py"))

    def found(self, way: Way) -> dict[str, dict[str, str]]:
        return {
            name: {"articleBody": way(html, self.truth[name].get("url", ""))}
            for name, html in self.pages.items()
        }

    def score(self, way: Way) -> dict[str, Any]:
        return self.scored(self.found(way))

    def scored(self, found: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
        result: dict[str, Any] = self.scorer.evaluate(self.truth, found, 1000)
        return result


def main() -> int:
    arguments = argparse.ArgumentParser(prog="benchmarks.article_text", description=__doc__)
    arguments.add_argument("corpus", type=Path, metavar="PATH")
    arguments.add_argument("--worst", type=int, default=0, metavar="N")
    given = arguments.parse_args()
    corpus = Corpus.at(given.corpus)
    print(f"{len(corpus.pages)} pages")
    print(f"{'':<22} {'F1':>13} {'precision':>15} {'recall':>15} {'accuracy':>9} {'ms a page':>10}")
    for name, way in WAYS.items():
        started = time.perf_counter()
        found = corpus.found(way)
        spent = 1000 * (time.perf_counter() - started) / len(found)
        score = corpus.scored(found)
        figures = "  ".join(
            f"{score[k]:.3f} ± {score[f'{k}_std']:.3f}" for k in ("f1", "precision", "recall")
        )
        print(f"{name:<22} {figures} {score['accuracy']:>9.3f} {spent:>10.0f}")
        if name == "monitor" and given.worst:
            _tell_worst(corpus.truth, found, score["tp_fp_fns"], given.worst)
    return 0


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("corpus_scorer", path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _tell_worst(
    truth: Mapping[str, Mapping[str, str]],
    found: Mapping[str, Mapping[str, str]],
    counts: list[tuple[float, float, float]],
    most: int,
) -> None:
    ranked = sorted(
        zip(counts, truth, strict=True), key=lambda pair: pair[0][0] - max(pair[0][1], pair[0][2])
    )
    for (right, wrong, missed), key in ranked[:most]:
        lengths = " of ".join(str(len(texts[key]["articleBody"])) for texts in (found, truth))
        print(
            f"  {truth[key].get('url') or key} right {right:.2f} wrong {wrong:.2f} missed {missed:.2f}, {lengths}"
        )


if __name__ == "__main__":
    sys.exit(main())
