"""The matcher that finds the terms of the language data in a text.

A term is written in lower case with a small notation:

    word            the word itself, between word boundaries (none are asked for in Chinese)
    stem*           any ending: `launch*` finds launches, launched, launching
    a (b|c) d       alternatives
    (b|c)?          none of them will do as well
    a … b           up to four words between (eight characters in Chinese)

A blank stands for blanks, hyphens and apostrophes; texts must have been folded, which makes every apostrophe a plain
one. Within one group the longest term wins: "no comment" hides the negation "no" inside it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, product

from monitor.languages.span import Hit

CJK = "\u3400-\u9fff"
_BLANKED = re.compile(f"[{CJK}]")


def _is_cjk(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff"


def _has_cjk(text: str) -> bool:
    return not text.isascii() and _BLANKED.search(text) is not None


def _expand(term: str) -> Iterator[str]:
    """The term's plain forms: `a (b|c)` gives `a b` and `a c`, `ab?` gives `ab` and `a`."""
    if "?" in term:
        term = re.sub(r"(\w)\?", r"(\1|)", term)
    parts = re.split(r"\(([^()]*)\)(\??)", term) if "(" in term else [term]
    choices = [
        [parts[i]] if i % 3 == 0 else [*parts[i].split("|"), *([""] if parts[i + 1] else [])]
        for i in range(len(parts))
        if i % 3 != 2
    ]
    for choice in product(*choices):
        form = " ".join(filter(None, "".join(choice).split(" ")))
        yield _TIGHT.sub("…", form) if "…" in form else form


# What a piece of the notation may stand for: the offsets behind it, the most wanted first.
_Ends = Callable[[str, int], Iterable[int]]
_BLANKS = re.compile(r"[ \t'-]+")
_MARKS = re.compile(r"[ \t,'\"«»“”()/-]+")
_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d[\d.,]*")
_TIGHT = re.compile(" ?… ?")
_GAP_WORDS = 4
_GAP_CHARACTERS = 8


def _blank(text: str, at: int) -> Iterable[int]:
    found = _BLANKS.match(text, at)
    return range(found.end(), at, -1) if found else ()


def _ending(text: str, at: int) -> Iterable[int]:
    found = _WORD.match(text, at)
    return range(found.end(), at - 1, -1) if found else (at,)


def _gap(text: str, at: int) -> Iterable[int]:
    """As few words as will do, with the marks around them."""
    seen: set[tuple[int, int]] = set()

    def ends(at: int, words: int) -> Iterator[int]:
        marks = _MARKS.match(text, at)
        if marks is None or (at, words) in seen:
            return
        seen.add((at, words))
        yield from range(marks.end(), at, -1)
        if words == _GAP_WORDS:
            return
        if number := _NUMBER.match(text, marks.end()):
            for end in range(number.end(), marks.end(), -1):
                yield from ends(end, words + 1)
        if word := _WORD.match(text, marks.end()):
            yield from ends(word.end(), words + 1)

    return ends(at, 0)


def _gap_cjk(text: str, at: int) -> Iterable[int]:
    """As few characters of the sentence as will do."""
    for end in range(at, min(at + _GAP_CHARACTERS, len(text)) + 1):
        yield end
        if text[end : end + 1] in "。；！？!?":
            return


_PIECES: dict[str, _Ends] = {" ": _blank, "*": _ending}


def _anything(text: str, at: int) -> bool:  # noqa: ARG001
    return True


def _no_word(text: str, at: int) -> bool:
    return _WORD.match(text, at) is None


def _no_latin(text: str, at: int) -> bool:
    return not ("a" <= text[at : at + 1] <= "z" or "0" <= text[at : at + 1] <= "9")


_Label = tuple[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class _Ending:
    """Where a form ends: its labels, what must be so of the text behind it, and whether the form has a gap."""

    labels: tuple[_Label, ...]
    fits: Callable[[str, int], bool]
    gapped: bool

    @classmethod
    def of(cls, form: str, labels: Iterable[_Label]) -> _Ending:
        fits = _anything if _is_cjk(form[-1]) else _no_latin if _has_cjk(form) else _no_word
        return cls(tuple(sorted(labels)), fits, "…" in form)


class _Node:
    """A place in a trie of forms. It is split by their next characters when a text first gets there, since a text
    gets to few of a language's thousands of forms.
    """

    __slots__ = ("chars", "depth", "ending", "forms", "pieces")

    def __init__(self, depth: int = 0) -> None:
        self.depth = depth  # characters that all forms here have in common
        self.forms: list[tuple[str, frozenset[_Label]]] = []  # those that the node has not been split by
        self.chars: dict[str, _Node] = {}
        self.pieces: dict[_Ends, _Node] = {}
        self.ending: _Ending | None = None

    def split(self) -> None:
        for form, labels in self.forms:
            char = form[self.depth : self.depth + 1]
            if not char:
                self.ending = _Ending.of(form, labels)
                continue
            if char == "…":
                node = self.pieces.setdefault(_gap_cjk if _is_cjk(form[0]) else _gap, _Node(self.depth + 1))
            elif char in _PIECES:
                node = self.pieces.setdefault(_PIECES[char], _Node(self.depth + 1))
            else:
                node = self.chars.setdefault(char, _Node(self.depth + 1))
            node.forms.append((form, labels))
        self.forms = []

    def walk(self, text: str, at: int, found: dict[_Ending, int], seen: set[tuple[_Node, int]]) -> None:
        """Adds to `found` where each form ends that the text has from `at` on, the most wanted of its ends."""
        node = self
        while True:
            if node.forms:
                node.split()
            if node.ending is not None and node.ending not in found and node.ending.fits(text, at):
                found[node.ending] = at
            for ends, after in node.pieces.items():
                for end in ends(text, at):
                    if (after, end) not in seen:
                        seen.add((after, end))
                        after.walk(text, end, found, seen)
            following = node.chars.get(text[at]) if at < len(text) else None
            if following is None:
                return
            node, at = following, at + 1


_SIGNS = re.compile(r"(?<!\w)[$€£¥₽%]")


_REMEMBERED = 20_000  # words of texts, a matcher


class _Beginnings:
    """How forms begin: tells quickly at which words of a text it is worth looking for them."""

    def __init__(self, forms: Iterable[str]) -> None:
        self._characters: set[str] = set()  # of Chinese, and signs
        self._words: set[str] = set()
        self._stems: dict[int, set[str]] = {}  # by their length
        self._begins: dict[str, bool] = {}
        for form in forms:
            word = _WORD.match(_BLANKED.sub(" ", form))
            if word is None:
                self._characters.add(form[0])
            elif form[word.end() : word.end() + 1] == "*":
                self._stems.setdefault(word.end(), set()).add(word[0])
            else:
                self._words.add(word[0])

    def places(self, text: str, blanked: str) -> list[int]:
        """Where a form may begin; `blanked` is the text without its Chinese."""
        found = []
        if not self._characters.isdisjoint(text):
            signs = chain(_BLANKED.finditer(text), _SIGNS.finditer(blanked))
            found = [match.start() for match in signs if match[0] in self._characters]
        begins = self._begins
        for match in _WORD.finditer(blanked):
            word = match[0]
            known = begins.get(word)
            if known or (known is None and self._asked(word)):
                found.append(match.start())
        return found

    def _asked(self, word: str) -> bool:
        """Whether a form begins with the word; remembered, since texts repeat theirs."""
        if len(self._begins) >= _REMEMBERED:
            self._begins.clear()
        begins = word in self._words or any(word[:length] in stems for length, stems in self._stems.items())
        self._begins[word] = begins
        return begins


class Matcher:
    """Finds many terms in one pass."""

    def __init__(self, terms: Iterable[tuple[str, str, str]]) -> None:
        """`terms` are (group, name, term)."""
        forms: dict[str, set[_Label]] = {}
        for group, name, term in terms:
            for form in _expand(term):
                forms.setdefault(form, set()).add((group, name))
        self._beginnings = _Beginnings(form for form in forms if form and form[0] not in "*…")
        self._chinese, self._other = _Node(), _Node()
        kept: dict[frozenset[_Label], frozenset[_Label]] = {}  # thousands of forms share their labels
        for form, given in forms.items():
            if form and form[0] not in "*…":  # what begins with an ending or a gap begins nowhere
                labels = frozenset(given)
                node = self._chinese if _has_cjk(form) else self._other
                node.forms.append((form, kept.setdefault(labels, labels)))

    def find(self, text: str) -> tuple[Hit, ...]:
        """All hits in reading order, each hidden by a longer one of its group that covers it."""
        solid: list[Hit] = []
        gapped: list[Hit] = []
        # A form without Chinese is looked for where Chinese is blanked out.
        blanked = _BLANKED.sub(" ", text)
        for at in self._beginnings.places(text, blanked):
            found: dict[_Ending, int] = {}
            self._chinese.walk(text, at, found, set())
            self._other.walk(blanked, at, found, set())
            for ending, end in found.items():
                hits = gapped if ending.gapped else solid
                hits.extend(Hit(group, name, at, end) for group, name in ending.labels)
        idle = [h for h in solid if h.group == "cue" and h.name == "idle"]
        return _in_order(
            h for h in {*_longest(solid), *gapped}
            if h.group != "cue" or h.name == "idle" or not any(h.inside(i) for i in idle)
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
