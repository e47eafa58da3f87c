"""Words of English text for comparing a claim with a passage: tokens, stems, and how rare they are in news. Pure.

Rarity is measured on news of other topics than the monitor's, see training/; a word that it does not know is rare.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

_TOKEN = re.compile(r"n't\b|[$€£¥]?\d[\d,.]*\d|\d|[a-z]+(?:-[a-z]+)*|\?|!|:|\.\.\.")
_MARKS = frozenset({"?", "!", ":", "..."})
_KEY = 6  # letters of a stem that name it where texts are only compared for what they are about
RAREST = 5.0  # rarity of a word that the measured news hardly has


@cache
def data() -> Mapping[str, Any]:
    """The words that the second opinion compares by."""
    text = (files(__package__) / "words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def listed(name: str) -> frozenset[str]:
    """The words of a list of `data`."""
    return frozenset(data()[name].split())


@cache
def _irregular() -> Mapping[str, str]:
    return dict(pair.split("/") for pair in listed("irregular"))


def tokens(text: str) -> list[str]:
    """Lower-case words, numbers and the marks that matter (? ! : ...); "n't" stands alone."""
    return _TOKEN.findall(text.lower().replace("’", "'").replace("…", "...").replace("n't", " n't"))


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """A rough stem: endings of number, tense and adverbs gone, common irregular forms joined."""
    if word in _irregular():
        return _irregular()[word]
    if len(word) > 4 and word.endswith(("ies", "ied")):
        word = word[:-3] + "y"
    elif len(word) > 3 and word.endswith("s") and word[-2] not in "su":
        word = word[:-1]
    for ending in ("ing", "ed", "ly", "er", "or", "ion"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            if word[-1] == word[-2] and word[-1] not in "ls":
                word = word[:-1]
            break
    if word.endswith("e") and len(word) > 3:
        word = word[:-1]
    return _irregular().get(word, word)


def has_content(word: str) -> bool:
    """Whether a token is more than a mark or a word like "the"."""
    return word not in listed("stop") and word not in _MARKS


def keys(text: str) -> frozenset[str]:
    """What a text is about: its content words by the beginnings of their stems."""
    found = (word for word in tokens(text) if has_content(word) and word not in listed("idle"))
    return frozenset(stem(word)[:_KEY] for word in found)


def rarity(found: Iterable[str], measured: Mapping[str, float]) -> float:
    """How much it says that two texts share these `keys`: the sum of their rarities in the `measured` news."""
    return sum(measured.get(key, RAREST) for key in found)
