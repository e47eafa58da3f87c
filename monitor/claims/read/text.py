"""Sentences and clauses of a story, and the folded form that terms are looked up in. Pure."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from opencc import OpenCC

from monitor.languages import Language


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
_STARTS = re.compile(r"\s*[A-ZÄÖÜÀ-ÝА-Я«\"“]")
_TAIL = 16  # characters before a full stop that tell an abbreviation
# Characters of a sentence; what runs on for longer is no prose, and comparing it would take very long.
_LONGEST = 600


@cache
def _abbreviation(language: Language) -> re.Pattern[str]:
    """A full stop that ends no sentence: behind an abbreviation, a single letter or a number of a day."""
    words = "|".join(map(re.escape, language.style.abbreviations))
    return re.compile(rf"(?:\b(?:{words})|\b[A-Za-zА-Я]|(?<![\w.,])\d{{1,2}})\.$", re.IGNORECASE)


def sentences(text: str, language: Language) -> list[str]:
    """The sentences of `text`, each an exact, stripped passage of it; overlong ones are cut at a blank."""
    out: list[str] = []
    start = 0
    for match in _END.finditer(text):
        if match.group().startswith(".") and _only_abbreviates(text, start, match, language):
            continue
        out += _cut(text[start : match.end()].strip())
        start = match.end()
    return out + _cut(text[start:].strip())


def _only_abbreviates(text: str, start: int, end: re.Match[str], language: Language) -> bool:
    """Whether a full stop belongs to an abbreviation within a sentence that began at `start`."""
    tail = text[max(start, end.start() - _TAIL) : end.start() + 1]
    if not _abbreviation(language).search(tail) or not text[end.end() : end.end() + _TAIL].strip():
        return False
    return not (re.search(r"\d{3}\.$", tail) and _STARTS.match(text, end.end()))


def _cut(piece: str) -> list[str]:
    out = []
    while len(piece) > _LONGEST:
        at = piece.rfind(" ", _LONGEST // 2, _LONGEST)
        at = at if at > 0 else _LONGEST
        out.append(piece[:at].rstrip())
        piece = piece[at:].lstrip()
    return [*out, piece] if piece else out


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
