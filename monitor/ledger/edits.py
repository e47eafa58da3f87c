"""What an edit changed in a story, around a passage that was evidence: a diff of words. Pure.

First sentences are compared, then, in the changed ones nearest to the passage, words; of Chinese, Japanese and Korean
text single characters. All of it is bounded, since the texts are strangers'.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher, get_close_matches
from enum import StrEnum
from itertools import groupby, islice

from monitor.model import Story

_TEXT = 50_000  # characters that are looked at, of either version
_SENTENCES = 100  # that are compared, around the evidence
_WORDS = 150  # the same, of one changed passage, blanks included
_PASSAGES = 2  # that are shown, those nearest to the evidence
_SHORT = 2  # sentences of a changed passage that are shown together
_REACH = 4  # sentences before and behind in which one that was rewritten is looked for
_CONTEXT = 60  # characters of what stayed, on either side of a change
_LONGEST = 400  # characters of one removed or added part
_ALIKE = 0.35  # below this share of common words a passage is shown as replaced whole
_LITTLE = 4  # letters; so short an agreement between two changes is chance
_END = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？])|\n+")
_EAST = r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
_WORD = re.compile(rf"\s+|{_EAST}|(?:(?!{_EAST})\w)+|[^\w\s]")


class Kind(StrEnum):
    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Part:
    """A run of words of one kind, blanks at its ends included."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """The changed passages, each as parts in reading order; `at` is when the new version came out."""

    at: datetime
    passages: tuple[tuple[Part, ...], ...]

    def texts(self, kind: Kind) -> tuple[str, ...]:
        """What was removed, or added."""
        return tuple(part.text.strip() for passage in self.passages for part in passage if part.kind is kind)


def edit(before: Story, after: Story, quote: str) -> Edit | None:
    """What the later version changed nearest to `quote`, a passage of the earlier one; None if only blanks."""
    old, new = _sentences(before), _sentences(after)
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    old_changed, new_changed = old[start : len(old) - end], new[start : len(new) - end]
    at = next((n for n, sentence in enumerate(old_changed) if _holds(sentence, quote)), 0)
    first = max(0, min(at - _SENTENCES // 2, len(old_changed) - _SENTENCES))
    old_changed, at = old_changed[first : first + _SENTENCES], at - first
    new_changed = new_changed[first : first + _SENTENCES] or new_changed[-_SENTENCES:]
    changed = [
        block
        for block in SequenceMatcher(None, old_changed, new_changed, autojunk=False).get_opcodes()
        if block[0] != "equal"
    ]
    nearest = sorted(changed, key=lambda block: max(block[1] - at, at - block[2] + 1, 0))[:_PASSAGES]
    passages = [
        tuple(_passage(*_around(old_changed[i:j], new_changed[k:m], at - i)))
        for _, i, j, k, m in sorted(nearest, key=lambda block: block[1:])
    ]
    told = tuple(parts for parts in passages if any(part.kind is not Kind.SAME for part in parts))
    return Edit(at=after.published, passages=told) if told else None


def _sentences(story: Story) -> list[str]:
    text = f"{story.headline}\n{story.text}"[:_TEXT]
    return [" ".join(found.split()) for found in _END.split(text) if found.strip()]


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """How many sentences both begin with."""
    return next(
        (n for n, (left, right) in enumerate(zip(one, other, strict=False)) if left != right),
        min(len(one), len(other)),
    )


def _holds(sentence: str, quote: str) -> bool:
    quote = " ".join(quote.split())
    return bool(quote) and (sentence in quote or quote in sentence)


def _around(old: Sequence[str], new: Sequence[str], at: int) -> tuple[str, str]:
    """Of a long stretch that was rewritten the sentence that was evidence alone, with what has become of it."""
    if len(old) <= _SHORT or not 0 <= at < len(old):
        return " ".join(old), " ".join(new)
    near = [sentence[:_LONGEST] for sentence in new[max(0, at - _REACH) : at + _REACH + 1]]
    return old[at], next(iter(get_close_matches(old[at][:_LONGEST], near, n=1)), "")


def _passage(old: str, new: str) -> Iterator[Part]:
    """The words of one changed passage; what stayed at its ends is cut short."""
    parts = list(_merged(_compared(_words(old), _words(new))))
    for number, part in enumerate(parts):
        if part.kind is Kind.SAME:
            yield Part(part.kind, _shortened(part.text, ahead=number > 0, behind=number < len(parts) - 1))
        else:
            cut = part.text if len(part.text) <= _LONGEST else f"{part.text[:_LONGEST].rstrip()}… "
            yield Part(part.kind, cut)


def _words(text: str) -> list[str]:
    return [found[0] for found in islice(_WORD.finditer(text), _WORDS)]


def _compared(old: Sequence[str], new: Sequence[str]) -> Iterator[Part]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < _ALIKE:
        yield from (Part(Kind.REMOVED, "".join(old)), Part(Kind.ADDED, "".join(new)))
        return
    blocks = matcher.get_opcodes()
    for number, (kind, i, j, k, m) in enumerate(blocks):
        kept = "".join(old[i:j])
        if kind == "equal" and (number in (0, len(blocks) - 1) or len(kept.strip()) >= _LITTLE):
            yield Part(Kind.SAME, kept)
        else:
            yield from (Part(Kind.REMOVED, kept), Part(Kind.ADDED, "".join(new[k:m])))


def _merged(parts: Iterator[Part]) -> Iterator[Part]:
    """Neighbouring changes as one: all that was removed, then all that was added."""
    for same, run in groupby(parts, key=lambda part: part.kind is Kind.SAME):
        together = list(run)
        for kind in (Kind.SAME,) if same else (Kind.REMOVED, Kind.ADDED):
            text = "".join(part.text for part in together if part.kind is kind)
            if text.strip() or (same and text):
                yield Part(kind, text)


def _shortened(text: str, *, ahead: bool, behind: bool) -> str:
    """What stayed, but for `_CONTEXT` characters next to a change `ahead` of it or `behind` it."""
    room = _CONTEXT * (ahead + behind)
    if len(text) <= room:
        return text
    return f"{text[:_CONTEXT].rstrip() if ahead else ''} … {text[-_CONTEXT:].lstrip() if behind else ''}"
