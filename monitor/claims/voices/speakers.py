"""Who speaks in a sentence: every voice that it names, with the words that name it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum

from monitor.claims.read.entities import Entities
from monitor.claims.read.sentence import Reading, Sentence
from monitor.claims.voices.speech_verbs import REACH, addressed, former, opens, to_be_said, unsaid
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


class Strength(IntEnum):
    """How firmly a sentence puts words into a voice's mouth."""

    PAPER = 1  # a document is named beside a party
    NAMED = 2  # a medium, unnamed people or an authority are named
    SAID = 3  # a word of saying has the voice as its subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A voice named in a clause. `unnamed`: by people who are not named. `opens`: what it says comes behind."""

    clause: int
    strength: Strength
    voice: Voice
    unnamed: bool = False
    opens: bool = False


_SPEAKING_KINDS = {
    "company": Kind.PARTY,
    "person": Kind.PARTY,
    "regulator": Kind.PARTY,
    "outlet": Kind.OUTLET,
    "analyst": Kind.ANALYST,
}
_SPEAKING_CUES = ("sources", "analyst", "regulator", "media", "spokes", "company", "person", "document")
_UNNAMED = ("sources", "analyst", "media")
_RULING = frozenset({"approve", "recall", "investigate"})  # what an authority does by its word
_QUOTED = re.compile("[\"“„«‘']\\w")
_REACH_AFTER = 5  # words from a verb to the speaker behind it: "said Lei Jun"
_REACH_CUE = 4  # the same, to one that is not named: "said the company"
_BREAKS = ("", ",", '"', "”", "»", "“", "–")  # what ends words that are quoted or reported
_STRANGER = 3  # words of a name that nobody knows
_PRONOUN = 4  # letters of "they"
_HEAD = 4  # words of a name before a colon
_REACH_QUOTED = 6  # words from "according to" to the one quoted


class Speakers:
    """Finds the voices of one story's sentences, which are to be asked for in order.

    `last_party` and `last_outlet` are whom the sentences before gave the word to, `last_people` the unnamed ones that
    the last of them did; the caller keeps them.
    """

    def __init__(self, reading: Reading, language: Language, entities: Entities) -> None:
        self._reading = reading
        self._entities = entities
        self._indefinite = tuple(language.style.get("indefinite", ()))
        self._plural = tuple(language.style.get("plural", ()))
        self._language = language
        self._human = bool(language.style.get("he_is_human", False))
        self._drops = bool(language.style.get("subject_dropped", False))
        self._after = language.style.get("speaker", "either") != "before"
        self.last_party: frozenset[str] = frozenset()
        self.last_outlet = ""
        self.last_people: Voice | None = None

    def find(self, sentence: Sentence) -> list[Found]:
        """Every voice that the sentence names."""
        headed = self._headed(sentence)
        if headed is not None and headed.voice.kind is not Kind.PARTY:
            return [headed]  # "Reuters: the ministry has approved …" is Reuters' word, whoever acts
        return [
            *([headed] if headed else []),
            *self._saying(sentence),
            *self._quoted(sentence),
            *self._named(sentence),
            *self._papers(sentence),
        ]

    def _saying(self, sentence: Sentence) -> Iterator[Found]:
        """The subjects of words of saying."""
        silent, last = sentence.cues("decline"), None
        for verb in sentence.cues("says", "deny"):
            if any(d.start <= verb.start < d.end for d in silent) or unsaid(sentence, verb):
                continue
            if self._ours(sentence, verb) or to_be_said(sentence, verb, self._language):
                continue
            clause = sentence.clause(verb.start)
            if self._someone(sentence, verb):
                nobody = Voice(kind=Kind.SOURCES, label="unnamed sources", cue=self._words(sentence, verb))
                yield Found(clause=clause, strength=Strength.SAID, voice=nobody)
                continue
            if stranger := self._stranger(sentence, verb):
                unknown = Voice(
                    kind=Kind.OUTLET, label=stranger, cue=f"{stranger} … {self._words(sentence, verb)}"
                )
                yield Found(clause=clause, strength=Strength.SAID, voice=unknown)
                continue
            speaker = self._speaker_of(sentence, verb)
            voice = self._voice(sentence, speaker, verb) if speaker else self._unstated(sentence, verb)
            if last is not None and speaker is not None and sentence.clause(speaker.start) < clause:
                voice = last  # "…, and said": who spoke before in the sentence goes on
            if voice is not None:
                last = voice
                yield Found(clause=clause, strength=Strength.SAID, voice=voice, opens=opens(sentence, verb))

    def _quoted(self, sentence: Sentence) -> Iterator[Found]:
        """Those whom "according to" and the like name."""
        for word in sentence.cues("according"):
            speaker = self._next_speaker(sentence, word)
            voice = self._voice(sentence, speaker, word) if speaker else None
            if voice is not None:
                yield Found(clause=sentence.clause(word.start), strength=Strength.SAID, voice=voice)

    def _named(self, sentence: Sentence) -> Iterator[Found]:
        """Unnamed people, media and authorities that are named without a verb of their own."""
        reporting = sentence.cues("reports", "says", "according")
        for source in sentence.cues("sources", "media"):
            unnamed = source.name == "sources"
            if unnamed or sentence.cues("reports", "rumour"):
                voice = self._unnamed(sentence, source)
                if not unnamed:
                    label = voice.label if voice.speakers else sentence.text[source.start : source.end]
                    voice = replace(voice, kind=Kind.OUTLET, label=label)
                clause = sentence.clause(source.start)
                yield Found(clause=clause, strength=Strength.NAMED, voice=voice, unnamed=unnamed)
        outlet = next((h for h in sentence.entities if self._entities[h.name].kind == "outlet"), None)
        if outlet and any(sentence.words_between(h.start, outlet.start) <= REACH for h in reporting):
            yield self._of_entity(sentence, outlet, Kind.OUTLET)
        ruling = sentence.relations & _RULING or sentence.cues("says", "document", "according")
        for hit in sentence.entities:
            if ruling and self._entities[hit.name].kind == "regulator":
                yield self._of_entity(sentence, hit, Kind.PARTY)

    def _of_entity(self, sentence: Sentence, hit: Hit, kind: Kind) -> Found:
        voice = Voice(
            kind=kind,
            speakers=frozenset({hit.name}),
            label=hit.name,
            cue=self._words(sentence, hit),
            document=kind is Kind.PARTY,
        )
        return Found(clause=sentence.clause(hit.start), strength=Strength.NAMED, voice=voice)

    def _papers(self, sentence: Sentence) -> Iterator[Found]:
        """Parties whose filings, posts and statements are named."""
        for paper in sentence.cues("document"):
            party = self._nearest_party(sentence, paper)
            if party is not None:
                cue = self._words(sentence, paper)
                voice = Voice(
                    kind=Kind.PARTY, speakers=frozenset({party}), label=party, cue=cue, document=True
                )
                yield Found(clause=sentence.clause(paper.start), strength=Strength.PAPER, voice=voice)

    def _headed(self, sentence: Sentence) -> Found | None:
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
        # "Xiaomi: what is known": a company before a colon is the subject of the piece, unless it is quoted
        if sentence.spaced and self._is_company(names[0]) and not _QUOTED.search(sentence.text[end:]):
            return None
        voice = self._voice(sentence, names[0], names[0])
        return None if voice is None else Found(clause=0, strength=Strength.NAMED, voice=voice)

    def _is_company(self, hit: Hit) -> bool:
        return hit.group != "cue" and self._entities[hit.name].kind == "company"

    def _kind(self, hit: Hit) -> Kind:
        return _SPEAKING_KINDS[self._entities[hit.name].kind] if hit.group != "cue" else Kind.OUTLET

    def _unstated(self, sentence: Sentence, verb: Hit) -> Voice | None:
        """ "…, afirmou": where the language leaves the subject out, the party goes on who spoke before."""
        clause = sentence.clause(verb.start)
        opens = sentence.words_between(sentence.spans[clause][0], verb.start) == 0
        alone = opens and not any(sentence.clause(h.start) == clause for h in self._candidates(sentence))
        if not (self._drops and alone and self.last_party and verb.name == "says"):
            return None
        party = min(self.last_party)
        return Voice(
            kind=Kind.PARTY,
            speakers=self.last_party,
            label=party,
            cue=self._words(sentence, verb),
            carried=True,
        )

    def _someone(self, sentence: Sentence, verb: Hit) -> bool:
        """ "…, says a supplier": nobody whose name is known."""
        behind = sentence.folded[verb.end :].split()[:3]
        begin, end = sentence.spans[sentence.clause(verb.start)]
        opens = sentence.words_between(begin, verb.start) == 0 and begin > 0
        named = any(verb.end <= h.start < end for h in self._candidates(sentence))
        return bool(opens and behind and behind[0] in self._indefinite and not named)

    def _stranger(self, sentence: Sentence, verb: Hit) -> str:
        """ "…, FT says": a name that nobody knows, alone between a comma and the verb."""
        begin = sentence.spans[sentence.clause(verb.start)][0]
        name = sentence.text[begin : verb.start].strip(" ,;–—\"'“”«»")
        known = any(begin <= h.start < verb.start for h in self._candidates(sentence))
        proper = 0 < len(name.split()) <= _STRANGER and all(w[0].isupper() for w in name.split())
        return name if begin > 0 and sentence.spaced and proper and not known else ""

    def _ours(self, sentence: Sentence, verb: Hit) -> bool:
        """ "We wrote on Monday that …": the writer's own words."""
        clause = sentence.clause(verb.start)
        ours = [h for h in sentence.cues("we") if sentence.clause(h.start) == clause and h.end <= verb.start]
        named = [h for h in self._candidates(sentence) if ours and ours[-1].end <= h.start < verb.start]
        quoted = _QUOTED.search(sentence.text)
        return (
            bool(ours) and not named and not quoted and sentence.words_between(ours[-1].end, verb.start) <= 2
        )

    def _words(self, sentence: Sentence, *hits: Hit) -> str:
        return " … ".join(sentence.text[h.start : h.end] for h in hits)

    def _unnamed(self, sentence: Sentence, source: Hit) -> Voice:
        """Unnamed people; where a medium quotes them the medium is the origin."""
        outlet = next((h for h in sentence.entities if self._entities[h.name].kind == "outlet"), None)
        cue = self._words(sentence, source)
        if outlet is None and sentence.cues("media") and self.last_outlet:
            # "people with knowledge of it told the site"
            return Voice(
                kind=Kind.OUTLET, speakers=frozenset({self.last_outlet}), label=self.last_outlet, cue=cue
            )
        if outlet is not None:
            return Voice(kind=Kind.OUTLET, speakers=frozenset({outlet.name}), label=outlet.name, cue=cue)
        return Voice(kind=Kind.SOURCES, label="unnamed sources", cue=cue)

    def _candidates(self, sentence: Sentence) -> list[Hit]:
        named = [h for h in sentence.entities if self._entities[h.name].kind in _SPEAKING_KINDS]
        found = sentence.cues(*_SPEAKING_CUES)
        cues = [
            h for h in found
            if not any(e.start <= h.start and h.end <= e.end for e in sentence.entities)
            and not any(o.start <= h.start and h.end <= o.end and o.end - o.start > h.end - h.start for o in found)
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
            unnamed = [h for h in solid if h.name in _UNNAMED and not addressed(sentence, h, self._language)]
            solid = [h for h in solid if h in unnamed or h.name not in _UNNAMED] or solid
            nearest = (unnamed or solid or same)[-1]
            if sentence.words_between(nearest.end, verb.start) <= REACH:
                # "Xiaomi's spokesperson", "Reuters sources": the body of the phrase tells the kind, see _voice
                return nearest
        if self._after:
            # "stated that Great Wall had …": who stands behind a "that" is spoken of
            thats = [h.end for h in sentence.cues("that") if verb.start < h.end <= end]
            stop = min(thats, default=end)
            behind = [h for h in self._candidates(sentence) if verb.end <= h.start < stop]
            opens = sentence.words_between(begin, verb.start) <= 1
            quoted = sentence.folded[max(0, begin - 2) : begin].strip()[:1] in _BREAKS
            if behind and not same and (opens or quoted):
                named = next((h for h in behind if h.group != "cue"), None)
                reach = REACH if opens else _REACH_AFTER
                for speaker, words in ((named, reach), (behind[0], _REACH_CUE)):
                    if speaker and sentence.words_between(verb.end, speaker.start) < words:
                        return speaker
        if ahead and not same and clause > 0 and sentence.words_between(begin, verb.start) <= 10:
            # "Lei Jun, the founder, said": the subject stands in an earlier clause
            return next((h for h in ahead if h.group != "cue"), ahead[0])
        return None

    def _next_speaker(self, sentence: Sentence, word: Hit) -> Hit | None:
        """Who follows "according to": a name before "the filing" or "the company"."""
        clause = sentence.clause(word.start)
        behind = [
            h for h in self._candidates(sentence)
            if h.start >= word.end
            and sentence.clause(h.start) == clause
            and sentence.words_between(word.end, h.start) <= _REACH_QUOTED
        ]  # fmt: skip
        named = [h for h in behind if h.group != "cue" or h.name not in ("company", "person", "document")]
        papers = [h for h in behind if h.group == "cue" and h.name in ("company", "document")]
        return next(iter((*named, *papers)), None)

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
            case _ if sentence.folded[speaker.start : speaker.end] in self._plural and self.last_people:
                return self.last_people
            case _:
                party = self._antecedent(sentence, speaker)
                shown = any(h.start == verb.start for h in sentence.cues("shows"))
                if party is None or (
                    shown and speaker.name == "company" and speaker.end - speaker.start <= _PRONOUN
                ):
                    return None  # "they do show that …" is said of papers
                if former(sentence, speaker) or self._hearsay(sentence, speaker):
                    return Voice(kind=Kind.SOURCES, label="unnamed sources", cue=cue)
                return Voice(
                    kind=Kind.PARTY,
                    speakers=frozenset({party}),
                    label=party,
                    cue=cue,
                    document=speaker.name == "document",
                )

    def _hearsay(self, sentence: Sentence, speaker: Hit) -> bool:
        """ "It lists …", after a sentence about a leak: the paper speaks, not the company."""
        if speaker.name != "company" or speaker.start > 0 or sentence.index == 0:
            return False
        before = self._reading.sentences[sentence.index - 1]
        return bool(before.cues("rumour")) and speaker.end - speaker.start <= _PRONOUN

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
            (name for name in self.last_party if self._entities[name].kind in kinds),
        )
        if fitting:
            return fitting[0]
        if ahead:
            return ahead[-1].name
        if speaker.name != "person" or not self._human:
            return self._reading.focus
        named = (h.name for s in reversed(self._reading.sentences[: sentence.index]) for h in s.entities)
        return next((name for name in named if self._entities[name].kind == "person"), None)
