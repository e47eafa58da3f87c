"""Who says it: the voice behind each clause of a story. Pure.

A clause has the voice that it names itself; else the one that governs it in its sentence; else, for a party's own
words, the one that goes on from the sentence before. What nobody is credited with is the writer's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from monitor.claims.read.entities import Entities
from monitor.claims.read.sentence import Reading, Sentence
from monitor.claims.voices.speakers import find
from monitor.claims.voices.voice import WRITER, Context, Found, Kind, Strength, Voice
from monitor.languages import Language

_CARRY = 3  # sentences that a party's voice goes on for
_LEAD = 3  # sentences of the body within which news writing names its source


class Attributor:
    """Finds the voices of one story; `voices[i][c]` is that of clause `c` of sentence `i`."""

    def __init__(
        self, reading: Reading, language: Language, entities: Entities, ruling: frozenset[str]
    ) -> None:
        self._reading = reading
        self._entities = entities
        self._language = language
        self._ruling = ruling
        self.voices: tuple[tuple[Voice, ...], ...] = self._all()

    def _all(self) -> tuple[tuple[Voice, ...], ...]:
        out: list[tuple[Voice, ...]] = []
        carried, left, context = WRITER, 0, Context()
        for sentence in self._reading.sentences:
            found, context = find(
                sentence,
                context,
                reading=self._reading,
                language=self._language,
                entities=self._entities,
                ruling=self._ruling,
            )
            if found:
                row = _spread(sentence, found)
                last = row[-1]
                if sentence.headline:
                    carried, left = WRITER, 0
                elif last.kind in (Kind.PARTY, Kind.OUTLET, Kind.SOURCES):
                    carried, left = replace(last, carried=True), _CARRY if last.kind is Kind.PARTY else 1
            elif left and self._goes_on(sentence, carried):
                row = tuple(carried for _ in sentence.spans)
                left -= 1
            else:
                row = tuple(WRITER for _ in sentence.spans)
                left = 0
            out.append(row)
        return tuple(self._led(out))

    def _led(self, rows: list[tuple[Voice, ...]]) -> list[tuple[Voice, ...]]:
        """News tells first and names its source after: the lead has the voice of the sentence behind it."""
        sentences = self._reading.sentences
        body = [s.index for s in sentences if not s.headline]
        source = next(
            (i for i in body[:_LEAD] if any(v.kind is not Kind.WRITER and not v.carried for v in rows[i])),
            None,
        )
        if source is None:
            return rows
        told = sentences[source]
        voice = next(v for v in rows[source] if v.kind is not Kind.WRITER and not v.carried)
        if (
            told.question
            or told.cues("nondenial", "deny", "false", "past")
            or (voice.kind is Kind.PARTY and not voice.speakers)
        ):
            return rows
        circle = {n for s in voice.speakers for n in (s, *self._entities[s].of)}
        for i in range(source):
            lead = sentences[i]
            if lead.index > (body[0] if body else 0) or any(v.kind is not Kind.WRITER for v in rows[i]):
                continue
            companies = {
                h.name for h in lead.entities if self._entities[h.name].kind in ("company", "person")
            }
            owners = companies | {of for c in companies for of in self._entities[c].of}
            if (
                lead.question
                or lead.cues("opinion", "analyst")
                or (voice.kind is Kind.PARTY and not owners & circle)
            ):
                continue
            rows[i] = tuple(replace(voice, carried=True) for _ in rows[i])
        return rows

    def _goes_on(self, sentence: Sentence, voice: Voice) -> bool:
        """Whether a sentence that credits nobody still speaks with the voice before it."""
        if sentence.cues("opinion") or sentence.question:
            return False
        if voice.kind is not Kind.PARTY:
            return True
        if sentence.cues("rumour", "media"):
            return False
        others = {
            h.name for h in sentence.entities
            if self._entities[h.name].kind == "company"
        }  # fmt: skip
        own = voice.speakers | {of for s in voice.speakers for of in self._entities[s].of}
        return not others or bool(others & own)


def _spread(sentence: Sentence, found: Sequence[Found]) -> tuple[Voice, ...]:
    """Each clause's voice: its own strongest, else the one governing from before, else from behind."""
    # "The ministry has approved it, Reuters reports, quoting two people": the quoted outweigh who acts
    if any(f.unnamed for f in found):
        found = [f for f in found if f.strength is Strength.SAID or f.voice.kind is not Kind.PARTY]
    own: dict[int, Found] = {}
    for item in found:
        best = own.get(item.clause)
        if best is None or _rank(item) > _rank(best):
            own[item.clause] = item
    row: list[Voice] = []
    for clause in range(len(sentence.spans)):
        before = [own[c] for c in range(clause, -1, -1) if c in own]
        after = [own[c] for c in range(clause + 1, len(sentence.spans)) if c in own]
        # "Lei, who met Musk twice, wrote that …": what a relative clause puts in is the writer's
        aside = not before and clause in sentence.relative
        governing = before or [
            f for f in after if not (aside or f.opens or _parted(sentence, clause, f.clause))
        ]
        row.append(governing[0].voice if governing else WRITER)
    return tuple(row)


def _parted(sentence: Sentence, clause: int, later: int) -> bool:
    """Whether a semicolon stands between two clauses: who speaks behind it does not speak before it."""
    between = sentence.folded[sentence.spans[clause][0] : sentence.spans[later][0]]
    return ";" in between or "；" in between


def _rank(found: Found) -> tuple[int, int]:
    """Unnamed people outrank the company that they talk about."""
    order = {Kind.PARTY: 1, Kind.SOURCES: 2, Kind.OUTLET: 1, Kind.ANALYST: 2, Kind.WRITER: 0}
    return (found.strength, order[found.voice.kind])
