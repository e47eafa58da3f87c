"""Where a text takes back what its outlet reported: "This article has been removed", "We wrongly reported …". Pure.

What such a note recounts is no word of the story. The words are those of `monitor/languages/common`; they count only
where a sentence begins with them, and those that take back a whole report only in the headline or the first sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

from monitor.languages.common import terms
from monitor.model import Story

_FIRST = 2  # sentences of a text in which a note that takes back all of it stands
_TEXT = 20_000  # characters that are looked at
_SENTENCE = re.compile(r"\S.*?(?:[.!?…]+(?=\s|$)|[。！？]|\n|\Z)", re.DOTALL)
_PART = re.compile(r"[;；]")  # ends what was wrong; what is right may follow


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A passage that takes something back: a `whole` report, or only what was `said` wrongly there."""

    passage: str
    said: str
    whole: bool


class _Place(NamedTuple):
    """A notice in a text, from `start` to the `end` of what it recounts."""

    start: int
    end: int
    notice: Notice


def notices(headline: str, text: str) -> tuple[Notice, ...]:
    """Those of headline and text, in reading order."""
    above = _notice(headline, whole_too=True)
    return (*((above,) if above else ()), *(place.notice for place in _places(text)))


def takes_back_all(headline: str, text: str) -> bool:
    """Whether it says that it is no longer to be believed."""
    return any(notice.whole for notice in notices(headline, text))


def spoken(story: Story) -> Story | None:
    """The story without what it recounts only to take it back; None where it takes back all."""
    above, places = _notice(story.headline, whole_too=True), list(_places(story.text))
    if above is None and not places:
        return story
    if any(notice.whole for notice in (*((above,) if above else ()), *(place.notice for place in places))):
        return None
    text = story.text
    for start, end, _ in reversed(places):
        text = f"{text[:start]}\n{text[end:]}"
    return replace(story, headline="" if above else story.headline, text=text)


def _places(text: str) -> Iterator[_Place]:
    for number, sentence in enumerate(_SENTENCE.finditer(text[:_TEXT])):
        if notice := _notice(sentence[0], whole_too=number < _FIRST):
            yield _Place(sentence.start(), sentence.start() + len(_PART.split(sentence[0])[0]), notice)


def _notice(sentence: str, *, whole_too: bool) -> Notice | None:
    gone, wrong, that = _patterns()
    match = whole = gone.match(sentence) if whole_too else None
    match = match or wrong.match(sentence)
    if match is None:
        return None
    said = _PART.split(sentence[match.end() :])[0].strip(" ,:：，|–—-\n")
    if introduced := that.match(said):
        said = said[introduced.end() :]
    return Notice(passage=sentence.strip(), said=said[:1].upper() + said[1:], whole=whole is not None)


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """What takes back a whole report, what was wrong in one, and what stands between that and the wrong words."""
    label, gone, wrong, that = (
        "|".join(terms(pick))
        for pick in (
            lambda file: file.retraction.label,
            lambda file: file.retraction.gone,
            lambda file: file.retraction.wrong,
            lambda file: file.retraction.that,
        )
    )
    before = rf"\W{{0,3}}(?:(?:{label})\b[^\w:：]{{0,3}}[:：]\W{{0,3}})?"
    patterns = (f"{before}(?:{gone})", f"{before}(?:{wrong})", rf"(?:[^,.;:：]{{0,40}}?\b)?(?:{that})\b\s*")
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)
