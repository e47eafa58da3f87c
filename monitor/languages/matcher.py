"""The matcher that finds the terms of the language data in a text.

A term is written in lower case with a small notation:

    word            the word itself, between word boundaries (none are asked for in Chinese)
    stem*           any ending: `launch*` finds launches, launched, launching
    a (b|c) d       alternatives
    (b|c)?          none of them will do as well
    a … b           up to four words between (eight characters in Chinese)

Within one group the longest term wins: "no comment" hides the negation "no" inside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

CJK = "\u3400-\u9fff"
_GAP = r"(?:[ \t,'\"«»“”()’/-]+(?:\d[\d.,]*|\w+)){0,4}?[ \t,'\"«»“”()’/-]+"
_GAP_CJK = r"[^。；！？!?]{0,8}?"


@dataclass(frozen=True, slots=True)
class Hit:
    """A term found: `group` is its table, `name` its list, `start` and `end` offsets into the text."""

    group: str
    name: str
    start: int
    end: int


def _is_cjk(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff"


def _expand(term: str) -> Iterator[str]:
    """The term's plain forms: `a (b|c)` gives `a b` and `a c`, `ab?` gives `ab` and `a`."""
    term = re.sub(r"(\w)\?", r"(\1|)", term)
    parts = re.split(r"\(([^()]*)\)(\??)", term)
    choices = [
        [parts[i]] if i % 3 == 0 else [*parts[i].split("|"), *([""] if parts[i + 1] else [])]
        for i in range(len(parts))
        if i % 3 != 2
    ]
    for choice in product(*choices):
        yield re.sub(r" +", " ", "".join(choice)).strip()


def _has_cjk(text: str) -> bool:
    return any(map(_is_cjk, text))


def _pattern(form: str) -> str:
    """The regular expression of a plain form. One without Chinese is matched where Chinese is blanked out."""
    out = []
    for piece in re.split(r"( ?… ?|\*| )", form):
        if not piece:
            continue
        if "…" in piece:
            out.append(_GAP_CJK if _is_cjk(form[0]) else _GAP)
        elif piece == "*":
            out.append(r"\w*")
        elif piece == " ":
            out.append(r"[ \t'’-]+")
        else:
            out.append(re.escape(piece))
    if _is_cjk(form[-1]):
        return "".join(out)
    return "".join(out) + (r"(?![a-z0-9])" if _has_cjk(form) else r"(?!\w)")


_Labels = tuple[tuple[str, str], ...]
_BLANKED = re.compile(f"[{CJK}]")
_STARTS = re.compile(r"(?<!\w)\w|(?<!\w)[$€£¥₽%]")


class Matcher:
    """Finds many terms in one pass: candidates are looked up by a term's first characters."""

    def __init__(self, terms: Iterable[tuple[str, str, str]]) -> None:
        """`terms` are (group, name, term)."""
        index: dict[str, dict[str, set[tuple[str, str]]]] = {}
        for group, name, term in terms:
            for form in _expand(term):
                if not form:
                    continue
                # A key is what every match starts with: one character in Chinese, up to three else.
                literal = re.split(r"[ *…]", form)[0]
                key = form[0] if _is_cjk(form[0]) else literal[:3]
                index.setdefault(key, {}).setdefault(_pattern(form), set()).add((group, name))
        self._sources: dict[str, tuple[tuple[str, _Labels], ...]] = {
            key: tuple((pattern, tuple(sorted(labels))) for pattern, labels in patterns.items())
            for key, patterns in index.items()
        }
        # Compiled on first use: a text touches few of a language's thousands of terms.
        self._compiled: dict[str, tuple[tuple[re.Pattern[str], bool, _Labels], ...]] = {}

    def _candidates(self, key: str) -> tuple[tuple[re.Pattern[str], bool, _Labels], ...]:
        if key not in self._sources:
            return ()
        if key not in self._compiled:
            self._compiled[key] = tuple(
                (re.compile(pattern), _has_cjk(pattern), labels) for pattern, labels in self._sources[key]
            )
        return self._compiled[key]

    def find(self, text: str) -> tuple[Hit, ...]:
        """All hits in reading order, each hidden by a longer one of its group that covers it."""
        solid: list[Hit] = []
        gapped: list[Hit] = []
        blanked = _BLANKED.sub(" ", text)
        starts = [m.start() for m in _BLANKED.finditer(text)] if blanked != text else []
        starts += [m.start() for m in _STARTS.finditer(blanked)]
        for at in starts:
            for size in range(1, min(3, len(text) - at) + 1):
                for pattern, chinese, labels in self._candidates(text[at : at + size]):
                    if found := pattern.match(text if chinese else blanked, at):
                        hits = gapped if "}?" in pattern.pattern else solid
                        hits.extend(Hit(group, name, at, found.end()) for group, name in labels)
        idle = [h for h in solid if h.group == "cue" and h.name == "idle"]
        return _in_order(
            h for h in {*_longest(solid), *gapped}
            if h.group != "cue" or h.name == "idle" or not any(i.start <= h.start and h.end <= i.end for i in idle)
        )  # fmt: skip


def _in_order(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    return tuple(sorted(hits, key=lambda h: (h.start, h.end, h.group, h.name)))


# The cues that change each other's meaning: "no comment" is no negation, "said to be" no word of anybody's.
_HIDING = frozenset(
    {
        "negation",
        "notyet",
        "idle",
        "deny",
        "false",
        "decline",
        "nondenial",
        "hedge",
        "soft",
        "rumour",
        "says",
        "according",
    }
)


def _longest(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """Without those that a longer hit of their group covers. A term with a gap neither hides nor is hidden."""
    kept: list[Hit] = []
    by_group: dict[tuple[str, str], list[Hit]] = {}
    for hit in hits:
        alone = hit.group == "cue" and hit.name not in _HIDING
        by_group.setdefault((hit.group, hit.name if alone else ""), []).append(hit)
    for group in by_group.values():
        reach, cover = -1, (-1, -1)
        for hit in sorted(set(group), key=lambda h: (h.start, -h.end, h.name)):
            if hit.end <= reach and (hit.start, hit.end) != cover:
                continue
            reach, cover = hit.end, (hit.start, hit.end)
            kept.append(hit)
    return tuple(kept)
