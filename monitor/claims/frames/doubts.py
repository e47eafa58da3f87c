"""What of a typed claim the rules do not use, and why a claim may be of no use, each with a way out. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from monitor.claims.frames.catalogue import Catalogue
from monitor.claims.frames.english import asks, light
from monitor.claims.frames.frame import Framed
from monitor.claims.frames.parsed import ANY_DAY, Parsed, parse
from monitor.languages.detect import detect

_WORD = re.compile(r"[^\W\d_][\w'-]+")


def doubts(framed: Framed, catalogue: Catalogue) -> tuple[str, ...]:
    """Why a claim that could be read may never be settled; none where `lacks` says that already."""
    if not framed.text or framed.lacks:
        return ()
    return tuple(_doubts(framed, catalogue))


def _doubts(framed: Framed, catalogue: Catalogue) -> Iterator[str]:
    read, found = framed.language, detect(framed.text, hint=framed.language)
    known = catalogue.topic.codes
    if found != read and found in known:
        yield f'it was read as {read!r} and looks like {found!r}; add language = "{found}"'
    elif found != read:
        held = ", ".join(sorted(known))
        yield f"it looks like {found!r}, which cannot be read; type it in one of {held}"
    elif read == "en" and asks(framed.text):
        yield "it begins like a question; state what is claimed, such as “Xiaomi will build a car.”"
    elif not _tangible(framed):
        yield "it is vague: no event, number, date or second name to look for; say what happens, to what or by when"


def _tangible(framed: Framed) -> bool:
    """Whether it has more to be told by than one name and one word."""
    gist = framed.gist
    named = frozenset().union(*gist.names) | {"car"}
    return bool(
        len(gist.names) > 1
        or gist.values
        or gist.first
        or framed.language != "en"
        or any(
            f.main or f.values or len(f.words) > 1 or any(o - named for o in f.objects) for f in framed.frames
        )
    )


def unused(framed: Framed, catalogue: Catalogue) -> tuple[str, ...]:
    """The words of an English claim that are in no role of its frames; a learned reader alone judges them."""
    if not framed.text or framed.language != "en":
        return ()
    parsed = parse(
        framed.text, catalogue.entities, catalogue.relations, catalogue.topic.language("en"), ANY_DAY
    )
    spans = _used(parsed, framed)
    stems = tuple(word.stem for frame in framed.frames for word in frame.words)
    words = [m for m in _WORD.finditer(parsed.sentence.folded) if not _covered(m, spans)]
    things = [(hit.start, hit.end) for hit in parsed.sentence.named("concept")]
    return tuple(
        dict.fromkeys(
            parsed.sentence.text[m.start() : m.end()]
            for m in words
            if (m[0] not in light() or _covered(m, things)) and not (stems and m[0].startswith(stems))
        )
    )


def _covered(word: re.Match[str], spans: Iterable[tuple[int, int]]) -> bool:
    return any(start < word.end() and word.start() < end for start, end in spans)


def _used(parsed: Parsed, framed: Framed) -> list[tuple[int, int]]:
    """Where in the sentence there is what a role, or the judge itself, looks for."""
    sentence = parsed.sentence
    relations = frozenset(name for frame in framed.frames for name in frame.relations)
    filled = frozenset(
        name
        for frame in framed.frames
        for slot in (frame.subject, *frame.objects, *(word.lists for word in frame.words))
        for name in slot
    )
    hits = [
        *sentence.entities,
        *(hit for hit in sentence.named("relation") if hit.name in relations | filled),
        *(hit for hit in sentence.named("concept") if hit.name in filled),
        *sentence.named("cue"),
    ]
    return [(at.start, at.end) for at in (*hits, *sentence.quantities, *sentence.whens)]
