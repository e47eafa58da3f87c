"""Sentences and clauses of a story, and the folded form that terms are looked up in. Pure."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from opencc import OpenCC


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


@lru_cache(maxsize=20_000)
def _fold_char(char: str) -> str:
    lowered = char.lower()
    if len(lowered) != 1:
        lowered = char
    if "\u3400" <= lowered <= "\u9fff":
        simple = _converter().convert(lowered)
        return simple if len(simple) == 1 else lowered
    return {
        "’": "'",
        "‘": "'",
        "＂": '"',
        "\u00a0": " ",
        "\u202f": " ",
        "‑": "-",
        "ё": "е",
        "￥": "¥",
        "％": "%",
    }.get(lowered, lowered)


def fold(text: str) -> str:
    """Lower case, simplified characters, plain apostrophes; as long as `text`, so that offsets agree."""
    return "".join(map(_fold_char, text))


_END = re.compile(r"(?:[.!?…]+[\"'”’»)\]]*(?=\s|$)|[。！？!?]+[”’」』）)]*|\n+)")
# A full stop behind these ends no sentence.
_ABBREVIATION = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|prof|st|no|vs|inc|corp|co|ltd|approx|jan|feb|mar|apr|aug|sept|sep|oct|nov|dec|bzw|ca|z\.b|u\.a|mio|mrd|usw|bspw|d\.h|sr|sra|av|p\.ej|ee\.uu|тыс|млн|млрд|г|руб|долл|im|tp|u\.s|u\.k|e\.g|i\.e|jr)|\b[A-Za-zА-Я]|(?<![\w.,])\d{1,2})\.$",
    re.IGNORECASE,
)


def sentences(text: str) -> list[str]:
    """The sentences of `text`, each an exact, stripped passage of it."""
    out: list[str] = []
    start = 0
    for match in _END.finditer(text):
        piece = text[start : match.end()]
        following = text[match.end() :].lstrip()
        if (
            match.group().startswith(".")
            and _ABBREVIATION.search(text[start : match.start() + 1])
            and not (re.search(r"\d{3}\.$", piece.rstrip()) and re.match(r"[A-ZÄÖÜÀ-ÝА-Я«\"“]", following))
            and following
        ):
            continue
        if piece.strip():
            out.append(piece.strip())
        start = match.end()
    if text[start:].strip():
        out.append(text[start:].strip())
    return out


_CLAUSE = re.compile(r"[,;:](?=\s)|[，；：、]|\s[–—-]\s|—|[()（）]")


def clauses(sentence: str) -> list[tuple[int, int]]:
    """Offsets of the clauses of a sentence: what stands between commas, colons, dashes and brackets."""
    out: list[tuple[int, int]] = []
    start = 0
    for match in _CLAUSE.finditer(sentence):
        if sentence[start : match.start()].strip():
            out.append((start, match.start()))
        start = match.end()
    if sentence[start:].strip() or not out:
        out.append((start, len(sentence)))
    return out
