"""Text of strangers made safe, and the few phrases that every output shares. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import urlsplit

from monitor.ledger.edits import Kind, Part
from monitor.model import Basis, Certainty, Judgement, Stance, Status, Transition

_NAME = 120
_UNNAMED = "unnamed sources"  # as the judge calls them
_DOES = {
    Stance.SUPPORTS: "supports it",
    Stance.REFUTES: "speaks against it",
    Stance.DISCUSSES: "only repeats it",
}
_LONGEST_LINK = 1_500
_UNSAFE = re.compile(r"[\s\x00-\x1f\x7f\"<>]")


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


def grounds(basis: Basis, origin: str, *, against: bool = False) -> str:
    """Why a passage should be believed: `Xiaomi, on the record`. `against`: it speaks against the claim."""
    name = cut(origin, _NAME)
    match basis:
        case Basis.OFFICIAL:
            return f"{name}, on the record" if name else "a party, on the record"
        case Basis.EVENT:
            return "what has happened rules it out" if against else "it has happened"
        case Basis.OUTLET:
            return f"{name or 'the outlet'}, without naming a source"
        case Basis.OTHER_OUTLET:
            return f"{name}, as another outlet tells it" if name else "another outlet, which is not named"
        case Basis.SOURCES:
            return f"unnamed sources of {name}" if name and name != _UNNAMED else _UNNAMED


def word(transition: Transition) -> str:
    """On whose word a status changed, such as `Xiaomi, on the record`; "" where no story decided."""
    if transition.basis is None:
        return ""
    against = transition.after in (Status.DENIED, Status.REPORTED_DENIED)
    return grounds(transition.basis, transition.origin, against=against)


def said(transition: Transition) -> str:
    """The same as the beginning of a sentence: `On the word of Xiaomi, on the record`, or `It has happened`."""
    told = word(transition)
    if transition.basis is Basis.EVENT:
        return f"{told[0].upper()}{told[1:]}"
    return f"On the word of {told}" if told else ""


def view(judgement: Judgement) -> str:
    """What a passage does to the claim and why to believe it: `supports it; Xiaomi, on the record`."""
    does = _DOES[judgement.stance]
    if judgement.certainty is Certainty.HEDGED and judgement.stance is not Stance.DISCUSSES:
        does = f"{does}, with reservations"
    if judgement.stance is Stance.DISCUSSES and judgement.basis in (Basis.OFFICIAL, Basis.EVENT):
        return f"{does}; {cut(judgement.origin, _NAME)}" if judgement.origin.strip() else does
    return f"{does}; {grounds(judgement.basis, judgement.origin, against=judgement.stance is Stance.REFUTES)}"


def span(time: timedelta) -> str:
    """How long, in the words of people: `3 days`, `11 weeks`, `14 months`."""
    days = time.days
    for unit, length, least in (("year", 365, 730), ("month", 30, 120), ("week", 7, 28), ("day", 1, 1)):
        if days >= least:
            number = days // length
            return f"{number} {unit}" + ("s" if number > 1 else "")
    hours = time.seconds // 3600
    return "less than an hour" if hours < 1 else f"{hours} hour" + ("s" if hours > 1 else "")
