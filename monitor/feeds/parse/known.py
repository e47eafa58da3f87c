"""Which items of an XML feed were read before, by their source alone, so that only the others are parsed. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b

# An item's tag, where it is neither in a CDATA section nor in a comment; or the start of one that does not end.
_TAG = re.compile(
    r"<!\[CDATA\[.*?\]\]>|<!--.*?-->|(?P<open><!\[CDATA\[|<!--)"
    r"|<(?P<end>/?)(?P<name>(?:[\w.-]+:)?(?:item|entry))(?=[\s>/])[^>]*+>",
    re.DOTALL,
)
# What a feed says of itself that changes with each entry, and means nothing for the others.
_DATE = re.compile(
    r"<((?:[\w.-]+:)?(?:lastBuildDate|pubDate|updated|modified|date))\b[^>]*+>[^<]*+</\1\s*+>", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Outline:
    """Where a document's items stand, and a hash for each of all that its reading depends on."""

    spans: tuple[tuple[int, int], ...]
    marks: tuple[str, ...]

    def without(self, text: str, known: Callable[[str], object]) -> str:
        """The document without the items whose mark is known."""
        parts, at = [], 0
        for (start, end), mark in zip(self.spans, self.marks, strict=True):
            if known(mark):
                parts.append(text[at:start])
                at = end
        return "".join((*parts, text[at:]))


def outline(text: str, *settings: str) -> Outline | None:
    """None where the items do not stand one after the other, each closed.

    A mark covers the item, the document around the items but for its dates, and the `settings`.
    """
    spans = _spans(text)
    if spans is None:
        return None
    ends = [0, *(end for _, end in spans)]
    starts = [*(start for start, _ in spans), len(text)]
    around = (_DATE.sub("", text[end:start]).strip() for end, start in zip(ends, starts, strict=True))
    context = _hash("\0".join((*filter(None, around), *settings)), b"").digest()
    return Outline(spans, tuple(_hash(text[start:end], context).hexdigest() for start, end in spans))


def _spans(text: str) -> tuple[tuple[int, int], ...] | None:
    spans = []
    opened: tuple[str, int] | None = None
    for tag in _TAG.finditer(text):
        if tag["open"] or (tag["name"] and tag[0].endswith("/>")):
            return None
        if not tag["name"]:
            continue
        if not tag["end"]:
            if opened:
                return None
            opened = (tag["name"], tag.start())
        elif opened and opened[0] == tag["name"]:
            spans.append((opened[1], tag.end()))
            opened = None
        else:
            return None
    return None if opened else tuple(spans)


def _hash(text: str, key: bytes) -> blake2b:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8, key=key)
