"""How a typed claim was understood, in words for people. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from monitor.claims.frames.frame import ClaimKind, Framed
from monitor.claims.read.quantities import Quantity
from monitor.claims.read.text import fold

_SETTLED = {
    ClaimKind.DECISION: "a decision: the firm word of the party settles it",
    ClaimKind.RESULT: "a result: only the result settles it, no plan, target or promise",
    ClaimKind.FACT: "a fact: the word of whoever has standing settles it",
    ClaimKind.MOTIVE: "a reason: the word of whoever has standing settles it, and must give that reason",
    ClaimKind.NEGATIVE: "that something will not be: the word of whoever has standing settles it",
}
_BOUNDS = {"over": "at least ", "under": "less than ", "about": "about ", "": ""}
_EARLIEST, _LATEST = 2005, 2045  # years that stand for no bound


def understood(framed: Framed) -> tuple[str, ...]:
    """A line each for its kind, for what a passage must name, for whose word settles it, and for what was not
    understood; none for a claim whose frames were written by hand.
    """
    if not framed.text:
        return ()
    return tuple(filter(None, (_SETTLED[framed.kind], _needed(framed), _standing(framed), *_not(framed))))


def summary(framed: Framed, unused: Iterable[str]) -> str:
    """One line: what was understood of a typed claim, and which words of it the rules do not use; "" for one whose
    frames were written by hand.
    """
    if not framed.text:
        return ""
    left = " ".join(unused)
    told = [
        f"understood as: {' / '.join(_roles(framed)) or 'nothing'}",
        _SETTLED[framed.kind].partition(":")[0],
        _standing(framed),
        f"not used: {left}" if left else "",
        f"only the learned reader judges it: {framed.unruled}" if framed.unruled and not framed.lacks else "",
    ]
    return "; ".join(filter(None, told))


def _roles(framed: Framed) -> Iterable[str]:
    gist = framed.gist
    names = [min(slot) for slot in gist.names]
    yield from names
    for frame in framed.frames[:1]:
        if frame.main:
            yield " or ".join(sorted(frame.main))
        yield from (min(slot) for slot in frame.objects if min(slot) not in names)
        words = [word.strip(".,;:") for word in framed.text.split()]
        stems = tuple(word.stem for word in frame.words)
        yield from (word for word in words if stems and fold(word).startswith(stems))
    yield from map(_number, gist.values)
    if gist.first and gist.last:
        yield _span(gist.first, gist.last)


def _needed(framed: Framed) -> str:
    gist = framed.gist
    names = [min(slot) for slot in gist.names]
    needed = [*names, *map(_number, gist.values)]
    parts = [f"a passage must name {_listed(needed)}"] if needed else []
    if gist.first and gist.last:
        parts.append(f"of the time {_span(gist.first, gist.last)}")
    return ", ".join(parts)


def _standing(framed: Framed) -> str:
    if not framed.standing:
        return "nobody's word settles it: name them as `standing`"
    return f"the word of {_listed(sorted(framed.standing), 'or')} settles it"


def _not(framed: Framed) -> Iterable[str]:
    yield from (f"flags nothing: {lack}" for lack in framed.lacks)
    if framed.unruled and not framed.lacks:
        yield f"only the learned reader judges it: {framed.unruled}"


def _number(quantity: Quantity) -> str:
    return f"{_BOUNDS[quantity.bound]}{quantity.value:,.10g} {quantity.unit}".rstrip()


def _span(first: date, last: date) -> str:
    if (first, last) == (date(first.year, 1, 1), date(first.year, 12, 31)):
        return f"{first.year}"
    if first.year == _EARLIEST:
        return f"up to {last}"
    return f"from {first}" if last.year == _LATEST else f"{first} to {last}"


def _listed(names: list[str], word: str = "and") -> str:
    return f"{', '.join(names[:-1])} {word} {names[-1]}" if len(names) > 1 else names[0]
