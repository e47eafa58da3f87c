"""Text of strangers made safe, and the few phrases that every output shares. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import urlsplit

from monitor.ledger.edits import Kind, Part
from monitor.model import Basis, Transition

_NAME = 120
_LONGEST_LINK = 1_500
_UNSAFE = re.compile(r"[\s\x00-\x1f\x7f\"<>]")
_WORD = {
    Basis.OFFICIAL: "on the record",
    Basis.OUTLET: "the outlet's own assertion",
    Basis.OTHER_OUTLET: "credited to another outlet",
    Basis.SOURCES: "unnamed sources",
}


def clean(text: str) -> str:
    """One line without control or format characters, so that no title can forge a header or a line."""
    return " ".join("".join(c if unicodedata.category(c)[0] != "C" else " " for c in text).split())


def cut(text: str, length: int) -> str:
    """One clean line of at most `length` characters."""
    text = clean(text[: 10 * length])  # whatever comes: no text has so many blanks
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def run(text: str) -> str:
    """A piece of a line, made safe like a line; a blank at either end stays, since words stand beside it."""
    ahead, behind = text[:1].isspace(), text[-1:].isspace()
    return " " * ahead + clean(text) + " " * behind if text.strip() else " " * bool(text)


def marked(passage: Iterable[Part]) -> str:
    """A changed passage in one line: `[-removed-]` and `{+added+}`, as the word diffs of git have it."""
    marks = {Kind.SAME: ("", ""), Kind.REMOVED: ("[-", "-]"), Kind.ADDED: ("{+", "+}")}
    return clean("".join(f"{marks[part.kind][0]}{run(part.text)}{marks[part.kind][1]}" for part in passage))


def link(url: str) -> str | None:
    """The address if a reader may follow it: http or https with a host, of a length that mail programs bear."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    sound = parts.scheme in {"http", "https"} and parts.hostname and not _UNSAFE.search(url)
    sound = sound and len(url) <= _LONGEST_LINK
    return url if sound else None


def word(transition: Transition) -> str:
    """On whose word a status changed, such as `Xiaomi, on the record`; "" where no story decided."""
    if transition.basis is None:
        return ""
    origin = cut(transition.origin, _NAME)
    if transition.basis is Basis.EVENT:
        return f"a visible event ({origin})" if origin else "a visible event"
    return f"{origin}, {_WORD[transition.basis]}" if origin else _WORD[transition.basis]


def span(time: timedelta) -> str:
    """How long, in the words of people: `3 days`, `11 weeks`, `14 months`."""
    days = time.days
    for unit, length, least in (("year", 365, 730), ("month", 30, 120), ("week", 7, 28), ("day", 1, 1)):
        if days >= least:
            number = days // length
            return f"{number} {unit}" + ("s" if number > 1 else "")
    hours = time.seconds // 3600
    return "less than an hour" if hours < 1 else f"{hours} hour" + ("s" if hours > 1 else "")
