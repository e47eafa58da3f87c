"""Cuts documents to what can be read in bounded time and memory, before they are read."""

from __future__ import annotations

import re
from itertools import islice

MAX_ENTRIES = 10_000
"""Entries taken from one feed: the latest."""

_MAX_CHARACTERS = 12_000_000
_MAX_ELEMENTS = 150_000
_MAX_ATTRIBUTES = 100  # of one element: their reader takes the square of their number
_MAX_REFERENCES = 1_000_000
_MAX_BRACKETS = 400_000

_ENTRY = re.compile(r"<(?:\w+:)?(?:item|entry)[\s>/]")
# A CDATA section or comment in whole, a tag as far as it is one, or else its first character.
_MARKUP = re.compile(
    r"""<!\[CDATA\[.*?(?:\]\]>|\Z) | <!--.*?(?:-->|\Z) | <(?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+""",
    re.DOTALL | re.VERBOSE,
)
_ATTRIBUTE = re.compile(r"""=\s*+["']""")


def trimmed_xml(text: str) -> str:
    """A feed's head and as many entries from both its ends as are read; it may end within an element.

    Most feeds begin with the latest entry, some end with it.
    """
    text = _both_ends(text)
    if text.count("<") > _MAX_ELEMENTS or _ATTRIBUTE.search(text):
        text = _with_few_elements(text)
    if text.count("&") > _MAX_REFERENCES:
        *_, last = islice(re.finditer("&", text), _MAX_REFERENCES)
        text = text[: last.start()]
    return text


def _both_ends(text: str) -> str:
    if len(text) <= _MAX_CHARACTERS and text.count("<") <= MAX_ENTRIES:
        return text
    starts = [match.start() for match in _ENTRY.finditer(text)]
    if not starts or (len(text) <= _MAX_CHARACTERS and len(starts) <= MAX_ENTRIES):
        return text[:_MAX_CHARACTERS]
    room = _MAX_CHARACTERS // 2
    after_first = [start for start in starts[: MAX_ENTRIES + 1] if start <= starts[0] + room]
    before_last = [start for start in starts[-MAX_ENTRIES:] if len(text) - start <= room]
    cut = after_first[-1] if len(after_first) > 1 else starts[0] + room
    going_on = max(cut, before_last[0]) if before_last else len(text)
    return text[:cut] + text[going_on:]


def _with_few_elements(text: str) -> str:
    elements = 0
    for match in _MARKUP.finditer(text):
        if match[0].startswith("<!"):
            continue
        elements += 1
        if elements > _MAX_ELEMENTS or (
            len(match[0]) > 4 * _MAX_ATTRIBUTES and len(_ATTRIBUTE.findall(match[0])) > _MAX_ATTRIBUTES
        ):
            return text[: match.start()]
    return text


def is_tangled_json(text: str) -> bool:
    """Whether a document has far more lists and objects than a feed needs."""
    return text.count("{") + text.count("[") > _MAX_BRACKETS
