"""Whether the page behind an entry's link is the entry's article: it must hold what the feed says of it.

A login page, a soft error, or a live blog that has rolled on answers like an article does. A feed's text is what the
outlet published under its name, so it counts as well where the page does not repeat it.
"""

from __future__ import annotations

import re
from enum import Enum

from monitor.model import Article, Entry
from monitor.stories.identity import normalised

_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_STEM = 5  # letters by which words are compared, so that endings do not matter
_SHORTEST = 4  # letters of a word that says something
_FEW = 3  # words that are too few to tell by
# Shares of what the feed says that are found in the page.
_SAME_TITLE, _BORNE_OUT, _REPEATED = 0.15, 0.3, 0.7


class Bearing(Enum):
    """What a page does for an entry: it repeats what the feed says, tells more, or is about something else."""

    REPEATS = "repeats"
    ADDS = "adds"
    DIFFERS = "differs"


def bearing(entry: Entry, page: Article) -> Bearing:
    """How the page's text goes with what the feed says: by the stems that both have."""
    told = _stems(f"{entry.summary}\n{entry.content}")
    headline = _stems(entry.title)
    if len(told) < _FEW:
        told |= headline
    if len(told) < _FEW:
        return Bearing.REPEATS
    text = _stems(page.text)
    found = len(told & (text | _stems(page.title)))
    share = found / len(told)
    if share >= _REPEATED or found >= len(told) - 1:
        return Bearing.REPEATS
    named = len(headline & _stems(page.title)) >= _REPEATED * len(headline) > 0
    return Bearing.ADDS if share >= (_SAME_TITLE if named else _BORNE_OUT) else Bearing.DIFFERS


def _stems(text: str) -> frozenset[str]:
    """Beginnings of the longer words and numbers; of scripts without blanks, pairs of characters."""
    found: set[str] = set()
    for word in normalised(text).split():
        if _DENSE.search(word):
            found.update(word[n : n + 2] for n in range(len(word) - 1))
        elif len(word) >= _SHORTEST or word.isdecimal():
            found.add(word[:_STEM])
    return frozenset(found)
