"""Other ways to write a name: a PS5 is a PlayStation 5, the EMA the European Medicines Agency, Artemis II is Artemis 2.

Pure. What stands for a name in another way, a claim's `aliases` tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from monitor.claims.read.text import fold

_SHORT = re.compile(r"([A-Z]{2,5})(\d{1,2})?")  # "PS5", "EMA"
_LETTERS = 3  # initials that stand for a name by themselves; two need a number or a further word
_JOINING = r"(?:\s?&\s?|[ -](?:(?:and|of|for|the|on|in|de|des|du|la|le|y|e|und|für|der)[ ]){0,2})"
_ROMAN = {"II": "2", "III": "3", "IV": "4", "VI": "6", "VII": "7", "VIII": "8", "IX": "9"}
_INNER = re.compile(r"[A-Z](?=[a-z])|(?<=[a-z])[A-Z]")


def spellings(name: str) -> tuple[str, ...]:
    """The folded ways to write a name: as it is, with full stops behind initials, by its initials, its number in
    digits.
    """
    forms = (name, *_dotted(name), *_shortened(name), *_counted(name))
    return tuple(dict.fromkeys(map(fold, forms)))


def _dotted(name: str) -> Iterator[str]:
    words = name.split()
    for n, word in enumerate(words):
        if len(words) > 1 and word not in _ROMAN and re.fullmatch(r"[A-Z]{2,3}", word):
            yield " ".join((*words[:n], "".join(f"{letter}." for letter in word), *words[n + 1 :]))


def _shortened(name: str) -> Iterator[str]:
    """ "PS5 Pro" for "PlayStation 5 Pro", "EMA" for "European Medicines Agency"."""
    words = name.split()
    if len(words) > 1 and words[1].isdigit() and len(first := _INNER.findall(words[0])) > 1:
        yield " ".join(("".join(first) + words[1], *words[2:]))
    capitals = [word for word in words if word[0].isupper()]
    if len(capitals) >= _LETTERS and all(word[1:].islower() for word in capitals):
        yield "".join(word[0] for word in capitals)


def _counted(name: str) -> Iterator[str]:
    words = name.split()
    if any(word in _ROMAN for word in words[1:]):
        yield " ".join((words[0], *(_ROMAN.get(word, word) for word in words[1:])))


def in_full(name: str) -> re.Pattern[str] | None:
    """What finds a name that begins with initials written out, in text with its capitals; None for other names."""
    first, *others = name.split()
    match = _SHORT.fullmatch(first)
    if match is None or not (match[2] or others or len(match[1]) >= _LETTERS):
        return None
    joint = rf"(?:{_JOINING})?" if match[2] else _JOINING
    letters = joint.join(rf"{letter}[a-z]+" for letter in match[1])
    number = rf"[ -]?{match[2]}" if match[2] else ""
    rest = "".join(rf"\s{re.escape(word)}" for word in others)
    return re.compile(rf"(?<!\w){letters}{number}{rest}(?!\w)")
