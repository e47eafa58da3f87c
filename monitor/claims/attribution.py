"""Who says it: the voice behind each clause of a story. Pure.

A clause has the voice that it names itself; else the one that governs it in its sentence; else, for a party's own words,
the one that goes on from the sentence before. What nobody is credited with is the writer's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from monitor.claims.entities import Entities
from monitor.claims.reading import Reading, Sentence
from monitor.languages import Hit, Language


class Kind(StrEnum):
    PARTY = "party"  # a company, an officer, a regulator, a document of theirs
    OUTLET = "outlet"  # another medium
    ANALYST = "analyst"
    SOURCES = "sources"
    WRITER = "writer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """`speakers` are entity names (none for unnamed ones); `label` names the origin for people; `cue` the words."""

    kind: Kind
    speakers: frozenset[str] = frozenset()
    label: str = ""
    cue: str = ""
    carried: bool = False
    document: bool = False


WRITER = Voice(kind=Kind.WRITER)
_SPEAKING_KINDS = {"company": Kind.PARTY, "person": Kind.PARTY, "regulator": Kind.PARTY, "outlet": Kind.OUTLET, "analyst": Kind.ANALYST}  # fmt: skip
_SPEAKING_CUES = ("sources", "analyst", "regulator", "media", "spokes", "company", "person", "document")
_REACH = 14  # words between a speaker and the verb of saying
_REACH_AFTER = 5  # words from a verb to the speaker behind it: "said Lei Jun"
_HEAD = 4  # words of a name before a colon
_REACH_QUOTED = 6  # words from "according to" to the one quoted
_CARRY = 4  # sentences that a party's voice goes on for


@dataclass(frozen=True, slots=True)
class _Found:
    clause: int
    at: int
    strength: int
    voice: Voice
    cue_unnamed: bool = False


class Attributor:
    """Finds the voices of one story; `voices[i][c]` is that of clause `c` of sentence `i`."""

    def __init__(self, reading: Reading, language: Language, entities: Entities) -> None:
        self._reading = reading
        self._entities = entities
        self._indefinite = tuple(language.style.get("indefinite", ()))
        self._after = language.style.get("speaker", "either") != "before"
        self._last_party: frozenset[str] = frozenset()
        self._last_outlet = ""
        self.voices: tuple[tuple[Voice, ...], ...] = self._all()

    def _all(self) -> tuple[tuple[Voice, ...], ...]:
        out: list[tuple[Voice, ...]] = []
        carried, left = WRITER, 0
        for sentence in self._reading.sentences:
            found = self._found(sentence)
            if found:
                row = self._spread(sentence, found)
                last = row[-1]
                if sentence.headline:
                    carried, left = WRITER, 0
                elif last.kind in (Kind.PARTY, Kind.OUTLET, Kind.SOURCES):
                    carried, left = replace(last, carried=True), _CARRY if last.kind is Kind.PARTY else 1
                for item in found:
                    if item.voice.kind is Kind.PARTY and item.voice.speakers:
                        self._last_party = item.voice.speakers
                    if item.voice.kind is Kind.OUTLET and item.voice.speakers:
                        self._last_outlet = item.voice.label
            elif left and self._goes_on(sentence, carried):
                row = tuple(carried for _ in sentence.spans)
                left -= 1
            else:
                row = tuple(WRITER for _ in sentence.spans)
                left = 0
            out.append(row)
        return tuple(self._led(out))

    def _led(self, rows: list[tuple[Voice, ...]]) -> list[tuple[Voice, ...]]:
        """News writing tells first and names its source after: the lead has the voice of the sentence that follows it."""
        sentences = self._reading.sentences
        body = [s.index for s in sentences if not s.headline]
        source = next(
            (i for i in body[:3] if any(v.kind is not Kind.WRITER and not v.carried for v in rows[i])), None
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
            if lead.question or lead.cues("opinion") or (voice.kind is Kind.PARTY and not owners & circle):
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

    def _found(self, sentence: Sentence) -> list[_Found]:
        out: list[_Found] = []
        silent = sentence.cues("decline")
        outlet = next((h for h in sentence.entities if self._entities[h.name].kind == "outlet"), None)
        headed = self._headed(sentence)
        if headed is not None:
            out.append(headed)
        for verb in sentence.cues("says", "deny"):
            if any(d.start <= verb.start < d.end for d in silent):
                continue
            if self._unsaid(sentence, verb):
                continue
            if self._someone(sentence, verb):
                nobody = Voice(kind=Kind.SOURCES, label="unnamed sources", cue=self._words(sentence, verb))
                out.append(_Found(sentence.clause(verb.start), verb.start, 3, nobody))
                continue
            speaker = self._speaker_of(sentence, verb)
            if speaker is None:
                continue
            voice = self._voice(sentence, speaker, verb)
            if voice is not None:
                clause = sentence.clause(verb.start)
                out.append(_Found(clause, verb.start, 3, voice))
        for word in sentence.cues("according"):
            speaker = self._next_speaker(sentence, word)
            if speaker is not None:
                quoted = self._voice(sentence, speaker, word)
                if quoted is not None:
                    out.append(_Found(sentence.clause(word.start), word.start, 3, quoted))
        for source in sentence.cues("sources", "media"):
            clause = sentence.clause(source.start)
            if source.name == "sources" or sentence.cues("reports", "rumour"):
                voice = self._unnamed(sentence, source)
                if source.name == "media":
                    voice = replace(
                        voice,
                        kind=Kind.OUTLET,
                        label=voice.label if voice.speakers else sentence.text[source.start : source.end],
                    )
                out.append(_Found(clause, source.start, 2, voice, cue_unnamed=source.name == "sources"))
        if outlet is not None:
            near = [
                h
                for h in sentence.cues("reports", "says", "according")
                if sentence.words_between(h.start, outlet.start) <= _REACH
            ]
            if near:
                voice = Voice(
                    kind=Kind.OUTLET,
                    speakers=frozenset({outlet.name}),
                    label=outlet.name,
                    cue=self._words(sentence, outlet),
                )
                out.append(_Found(sentence.clause(outlet.start), outlet.start, 2, voice))
        for paper in sentence.cues("document"):
            clause = sentence.clause(paper.start)
            party = self._nearest_party(sentence, paper)
            if party is not None:
                voice = Voice(
                    kind=Kind.PARTY,
                    speakers=frozenset({party}),
                    label=party,
                    cue=self._words(sentence, paper),
                    document=True,
                )
                out.append(_Found(clause, paper.start, 1, voice))
        for hit in sentence.entities:
            if self._entities[hit.name].kind == "regulator" and (
                sentence.cues("says", "document", "according")
                or sentence.relations & {"approve", "recall", "investigate"}
            ):
                voice = Voice(
                    kind=Kind.PARTY,
                    speakers=frozenset({hit.name}),
                    label=hit.name,
                    cue=self._words(sentence, hit),
                    document=True,
                )
                out.append(_Found(sentence.clause(hit.start), hit.start, 2, voice))
        return out

    def _headed(self, sentence: Sentence) -> _Found | None:
        """ "Reuters: …", "小米：…": a name before a colon speaks what follows."""
        if len(sentence.spans) < 2:
            return None
        begin, end = sentence.spans[0]
        if sentence.folded[end : end + 1] not in (":", "：") or sentence.words_between(begin, end) > _HEAD:
            return None
        names = [h for h in self._candidates(sentence) if h.end <= end]
        if not names or (not sentence.headline and self._kind(names[0]) is Kind.PARTY):
            return None
        if names[0].group == "cue" and names[0].name not in ("media", "sources", "analyst", "regulator"):
            return None
        voice = self._voice(sentence, names[0], names[0])
        return None if voice is None else _Found(0, begin, 2, voice)

    def _kind(self, hit: Hit) -> Kind:
        return _SPEAKING_KINDS[self._entities[hit.name].kind] if hit.group != "cue" else Kind.OUTLET

    def _someone(self, sentence: Sentence, verb: Hit) -> bool:
        """ "…, says a supplier": nobody whose name is known."""
        behind = sentence.folded[verb.end :].split()[:3]
        begin, end = sentence.spans[sentence.clause(verb.start)]
        opens = sentence.words_between(begin, verb.start) == 0 and begin > 0
        named = any(verb.end <= h.start < end for h in self._candidates(sentence))
        return bool(opens and behind and behind[0] in self._indefinite and not named)

    def _unsaid(self, sentence: Sentence, verb: Hit) -> bool:
        """ "Did not say", "will announce": a word of saying negated or still to come gives nobody's word."""
        reach = 2 if sentence.spaced else 1
        return verb.name == "says" and any(
            n.end <= verb.start
            and sentence.words_between(n.end, verb.start) <= reach
            and sentence.clause(n.start) == sentence.clause(verb.start)
            for n in sentence.cues("negation", "future", "plan")
        )

    def _words(self, sentence: Sentence, *hits: Hit) -> str:
        return " … ".join(sentence.text[h.start : h.end] for h in hits)

    def _unnamed(self, sentence: Sentence, source: Hit) -> Voice:
        """Unnamed people; where a medium quotes them the medium is the origin."""
        outlet = next((h for h in sentence.entities if self._entities[h.name].kind == "outlet"), None)
        cue = self._words(sentence, source)
        if outlet is None and sentence.cues("media") and self._last_outlet:
            # "people with knowledge of it told the site"
            return Voice(
                kind=Kind.OUTLET, speakers=frozenset({self._last_outlet}), label=self._last_outlet, cue=cue
            )
        if outlet is not None:
            return Voice(kind=Kind.OUTLET, speakers=frozenset({outlet.name}), label=outlet.name, cue=cue)
        return Voice(kind=Kind.SOURCES, label="unnamed sources", cue=cue)

    def _candidates(self, sentence: Sentence) -> list[Hit]:
        named = [h for h in sentence.entities if self._entities[h.name].kind in _SPEAKING_KINDS]
        cues = [
            h for h in sentence.cues(*_SPEAKING_CUES)
            if not any(e.start <= h.start and h.end <= e.end for e in sentence.entities)
        ]  # fmt: skip
        return sorted([*named, *cues], key=lambda h: (h.start, h.end))

    def _speaker_of(self, sentence: Sentence, verb: Hit) -> Hit | None:
        """The nearest speaker before the verb; else, where the language allows it, the next behind it."""
        clause = sentence.clause(verb.start)
        begin, end = sentence.spans[clause]
        ahead = [h for h in self._candidates(sentence) if h.end <= verb.start]
        same = [h for h in ahead if h.start >= begin]
        if same:
            # "people with knowledge of it told": a pronoun speaks only where nobody else is named
            solid = [h for h in same if not (h.group == "cue" and h.name in ("company", "person"))]
            unnamed = [h for h in solid if h.name in ("sources", "analyst", "media")]
            nearest = (unnamed or solid or same)[-1]
            if sentence.words_between(nearest.end, verb.start) <= _REACH:
                # "Xiaomi's spokesperson", "Reuters sources": the body of the phrase tells the kind, see _voice
                return nearest
        if self._after:
            behind = [h for h in self._candidates(sentence) if h.start >= verb.end and h.start < end]
            opens = sentence.words_between(begin, verb.start) <= 1
            quoted = sentence.folded[max(0, begin - 2) : begin].strip()[:1] in (
                ",",
                '"',
                "”",
                "»",
                "“",
                "–",
                "",
            )
            if behind and not same and (opens or quoted):
                named = next((h for h in behind if h.group != "cue"), behind[0])
                reach = _REACH if opens else _REACH_AFTER
                first = named if sentence.words_between(verb.end, named.start) < reach else behind[0]
                if sentence.words_between(verb.end, first.start) < reach:
                    return first
        if ahead and not same and clause > 0 and sentence.words_between(begin, verb.start) <= 3:
            # "Lei Jun, the founder, said": the subject stands in an earlier clause
            return next((h for h in ahead if h.group != "cue"), ahead[0])
        return None

    def _next_speaker(self, sentence: Sentence, word: Hit) -> Hit | None:
        for hit in self._candidates(sentence):
            if hit.start >= word.end and hit.group == "cue" and hit.name in ("company", "person", "document"):
                continue
            if hit.start >= word.end:
                near = sentence.words_between(word.end, hit.start) <= _REACH_QUOTED
                return hit if near and sentence.clause(hit.start) == sentence.clause(word.start) else None
        return None

    def _nearest_party(self, sentence: Sentence, at: Hit) -> str | None:
        clause = sentence.clause(at.start)
        parties = [h for h in sentence.entities if self._entities[h.name].kind in ("company", "person")]
        same = [h for h in parties if sentence.clause(h.start) == clause]
        pool = same or parties
        if not pool:
            return None
        return min(pool, key=lambda h: abs(h.start - at.start)).name

    def _voice(self, sentence: Sentence, speaker: Hit, verb: Hit) -> Voice | None:
        cue = self._words(sentence, *sorted((speaker, verb), key=lambda h: h.start))
        if speaker.group != "cue":
            kind = _SPEAKING_KINDS[self._entities[speaker.name].kind]
            return Voice(kind=kind, speakers=frozenset({speaker.name}), label=speaker.name, cue=cue)
        match speaker.name:
            case "sources":
                return self._unnamed(sentence, speaker)
            case "analyst":
                return Voice(kind=Kind.ANALYST, label=sentence.text[speaker.start : speaker.end], cue=cue)
            case "media":
                outlet = next(
                    (h.name for h in sentence.entities if self._entities[h.name].kind == "outlet"), None
                )
                return Voice(
                    kind=Kind.OUTLET,
                    speakers=frozenset({outlet} if outlet else ()),
                    label=outlet or sentence.text[speaker.start : speaker.end],
                    cue=cue,
                )
            case "regulator":
                return Voice(
                    kind=Kind.PARTY, label=sentence.text[speaker.start : speaker.end], cue=cue, document=True
                )
            case _:
                party = self._antecedent(sentence, speaker)
                if party is None:
                    return None
                return Voice(
                    kind=Kind.PARTY,
                    speakers=frozenset({party}),
                    label=party,
                    cue=cue,
                    document=speaker.name == "document",
                )

    def _antecedent(self, sentence: Sentence, speaker: Hit) -> str | None:
        """Whom "the spokesperson", "the company" or "he" stands for."""
        kinds = ("person",) if speaker.name == "person" else ("company", "person")
        near = [h for h in sentence.entities if self._entities[h.name].kind in kinds]
        ahead = [h for h in near if h.end <= speaker.start + 1]
        behind = [h for h in near if h.start >= speaker.end]
        if speaker.name in ("spokes", "document"):
            close = [h for h in ahead if sentence.words_between(h.end, speaker.start) <= 4]
            close += [h for h in behind if sentence.words_between(speaker.end, h.start) <= 4]
            if close:
                return min(close, key=lambda h: abs(h.start - speaker.start)).name
        if ahead and speaker.name in ("person", "company", "spokes"):
            return ahead[0].name
        fitting = sorted(
            (name for name in self._last_party if self._entities[name].kind in kinds),
        )
        if fitting:
            return fitting[0]
        if ahead:
            return ahead[-1].name
        return self._reading.focus

    def _spread(self, sentence: Sentence, found: Sequence[_Found]) -> tuple[Voice, ...]:
        """Each clause's voice: its own strongest, else the one governing from before, else from behind."""
        own: dict[int, _Found] = {}
        for item in found:
            best = own.get(item.clause)
            if best is None or _rank(item) > _rank(best):
                own[item.clause] = item
        row: list[Voice] = []
        # "The ministry has approved it, Reuters reports, quoting two people": who is quoted outweighs who acts
        relay = next(
            (
                f
                for f in found
                if f.voice.kind in (Kind.SOURCES, Kind.OUTLET)
                and f.strength >= 2
                and any(g.voice.kind is not Kind.PARTY and g.cue_unnamed for g in found)
            ),
            None,
        )
        if relay is not None:
            own = {c: f for c, f in own.items() if f.strength >= 3 or f.voice.kind is not Kind.PARTY}
        for clause in range(len(sentence.spans)):
            before = [own[c] for c in range(clause, -1, -1) if c in own]
            after = [own[c] for c in range(clause + 1, len(sentence.spans)) if c in own]
            row.append(before[0].voice if before else after[0].voice)
        return tuple(row)


def _rank(found: _Found) -> tuple[int, int]:
    """Unnamed people outrank the company that they talk about; among equals the later word counts."""
    kind = found.voice.kind
    order = {Kind.PARTY: 1, Kind.SOURCES: 2, Kind.OUTLET: 1, Kind.ANALYST: 2, Kind.WRITER: 0}[kind]
    return (found.strength, order)
