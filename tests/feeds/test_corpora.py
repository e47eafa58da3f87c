"""What other parsers' tests expect survives our reading, and articles are found as well as they were.

The material is others' and not part of this project: each test takes the path of a checkout from the environment.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from benchmarks import article_text
from benchmarks.feed_corpora.__main__ import CORPORA
from benchmarks.feed_corpora.measuring import measure

FLOORS = {
    "feedparser": {
        "title": 429,
        "text": 634,
        "link": 17,
        "id": 15,
        "moment": 13,
        "language": 25,
        "document": 4,
    },
    "gofeed": {"title": 58, "text": 79, "link": 15, "id": 19, "moment": 19},
    "miniflux": {"title": 33, "text": 16, "link": 29, "moment": 5, "language": 13},
}


def checkout(variable: str) -> Path:
    path = os.environ.get(variable, "")
    if not path:
        pytest.skip(f"{variable} names no checkout")
    return Path(path)


@pytest.mark.parametrize("name", CORPORA)
def test_expectations_of_other_parsers(name: str) -> None:
    measured = measure(list(CORPORA[name](checkout(f"{name.upper()}_CHECKOUT"))))
    lost = {
        what: measured.right[what] for what, floor in FLOORS[name].items() if measured.right[what] < floor
    }
    assert lost == {}, "\n".join(measured.differences)


def test_articles() -> None:
    """At least as well as the library that does most of it."""
    corpus = article_text.Corpus.at(checkout("ARTICLE_CHECKOUT"))
    assert corpus.score(article_text.ours)["f1"] >= max(0.97, corpus.score(article_text.by_trafilatura)["f1"])
