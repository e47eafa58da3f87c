"""Who speaks in a sentence: every voice that it names, with the words that name it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from monitor.claims.read.entities import Entities
from monitor.claims.read.sentence import Reading, Sentence
from monitor.claims.voices.speech_verbs import REACH, addressed, former, opens, to_be_said, unsaid
from monitor.claims.voices.voice import Context, Found, Kind, Strength, Voice
from monitor.languages import Hit, Language

_SPEAKING_KINDS = {
    "company": Kind.PARTY,
    "person": Kind.PARTY,
    "regulator": Kind.PARTY,
    "outlet": Kind.OUTLET,
    "analyst": Kind.ANALYST,
}
_SPEAKING_CUES = ("sources", "analyst", "regulator", "media", "spokes", "company", "person", "document")
_UNNAMED = ("sources", "analyst", "media")
_QUOTED = re.compile("[\"“„«‘']\\w")
_REACH_AFTER = 5  # words from a verb to the speaker behind it: "said Lei Jun"
_REACH_CUE = 4  # the same, to one that is not named: "said the company"
_BREAKS = ("", ",", '"', "”", "»", "“", "–")  # what ends words that are quoted or reported
_STRANGER = 3  # words of a name that nobody knows
_BARE = 2  # words of a subject without an article: "union", "court papers"
_PRONOUN = 4  # letters of "they"
_HEAD = 4  # words of a name before a colon
_REACH_QUOTED = 6  # words from "according to" to the one quoted


def find(
    sentence: Sentence,
    context: Context,
    *,
    reading: Reading,
    language: Language,
    entities: Entities,
    ruling: frozenset[str],
) -> tuple[list[Found], Context]:
    """Every voice that a sentence names, and the context that it leaves for the next one.

    `ruling`: the relations that an authority brings about by its word.
    """
    found = _Speakers(sentence, context, reading, language, entities, ruling).find()
    return found, context.after(found)


@dataclass(frozen=True)
class _Speakers:
    """The voices of one sentence of a story."""

    sentence: Sentence
    context: Context
    reading: Reading
    language: Language
    entities: Entities
    ruling: frozenset[str]

    def find(self) -> list[Found]:
        headed = self._headed()
        if headed is not None and headed.voice.kind is not Kind.PARTY:
            return [headed]  # "Reuters: the ministry has approved …" is Reuters' word, whoever acts
        return [
            *([headed] if headed else []),
            *self._saying(),
            *self._quoted(),
            *self._named(),
            *self._papers(),
        ]

    def _saying(self) -> Iterator[Found]:
        """The subjects of words of saying."""
        silent, last = self.sentence.cues("decline"), None
        for verb in self.sentence.cues("says", "deny"):
            if any(d.start <= verb.start < d.end for d in silent) or unsaid(self.sentence, verb):
                continue
            if self._ours(verb) or to_be_said(self.sentence, verb, self.language):
                continue
            clause = self.sentence.clause(verb.start)
            if self._someone(verb):
                nobody = Voice(kind=Kind.SOURCES, label="unnamed sources", cue=self.sentence.words(verb))
                yield Found(clause=clause, strength=Strength.SAID, voice=nobody)
                continue
            if stranger := self._stranger(verb):
                unknown = Voice(
                    kind=Kind.OUTLET, label=stranger, cue=f"{stranger} … {self.sentence.words(verb)}"
                )
                yield Found(clause=clause, strength=Strength.SAID, voice=unknown)
                continue
            speaker = self._speaker_of(verb)
            voice = self._voice(speaker, verb) if speaker else self._unstated(verb)
            if last is not None and speaker is not None and self.sentence.clause(speaker.start) < clause:
                voice = last  # "…, and said": who spoke before in the sentence goes on
            if voice is not None:
                last = voice
                yield Found(
                    clause=clause, strength=Strength.SAID, voice=voice, opens=opens(self.sentence, verb)
                )

    def _quoted(self) -> Iterator[Found]:
        """Those whom "according to" and the like name."""
        for word in self.sentence.cues("according"):
            speaker = self._next_speaker(word)
            voice = self._voice(speaker, word) if speaker else None
            if voice is not None:
                yield Found(clause=self.sentence.clause(word.start), strength=Strength.SAID, voice=voice)

    def _named(self) -> Iterator[Found]:
        """Unnamed people, media and authorities that are named without a verb of their own."""
        reporting = self.sentence.cues("reports", "says", "according")
        for source in self.sentence.cues("sources", "media"):
            unnamed = source.name == "sources"
            if unnamed or self.sentence.cues("reports", "rumour"):
                voice = self._unnamed(source)
                if not unnamed:
                    label = voice.label if voice.speakers else self.sentence.words(source)
                    voice = replace(voice, kind=Kind.OUTLET, label=label)
                clause = self.sentence.clause(source.start)
                yield Found(clause=clause, strength=Strength.NAMED, voice=voice, unnamed=unnamed)
        outlet = next((h for h in self.sentence.entities if self.entities[h.name].kind == "outlet"), None)
        if outlet and any(self.sentence.words_between(h.start, outlet.start) <= REACH for h in reporting):
            yield self._of_entity(outlet, Kind.OUTLET)
        ruling = self.sentence.relations & self.ruling or self.sentence.cues("says", "document", "according")
        for hit in self.sentence.entities:
            if ruling and self.entities[hit.name].kind == "regulator":
                yield self._of_entity(hit, Kind.PARTY)

    def _of_entity(self, hit: Hit, kind: Kind) -> Found:
        voice = Voice(
            kind=kind,
            speakers=frozenset({hit.name}),
            label=hit.name,
            cue=self.sentence.words(hit),
            document=kind is Kind.PARTY,
        )
        return Found(clause=self.sentence.clause(hit.start), strength=Strength.NAMED, voice=voice)

    def _papers(self) -> Iterator[Found]:
        """Parties whose filings, posts and statements are named."""
        for paper in self.sentence.cues("document"):
            party = self._nearest_party(paper)
            if party is not None:
                cue = self.sentence.words(paper)
                voice = Voice(
                    kind=Kind.PARTY, speakers=frozenset({party}), label=party, cue=cue, document=True
                )
                yield Found(clause=self.sentence.clause(paper.start), strength=Strength.PAPER, voice=voice)

    def _headed(self) -> Found | None:
        """ "Reuters: …", "小米：…": a name before a colon speaks what follows."""
        if len(self.sentence.spans) < 2:
            return None
        begin, end = self.sentence.spans[0]
        if (
            self.sentence.folded[end : end + 1] not in (":", "：")
            or self.sentence.words_between(begin, end) > _HEAD
        ):
            return None
        names = [h for h in self.candidates if h.end <= end]
        if not names or (not self.sentence.headline and self._kind(names[0]) is Kind.PARTY):
            return None
        if names[0].group == "cue" and names[0].name not in ("media", "sources", "analyst", "regulator"):
            return None
        # "Xiaomi: what is known": a company before a colon is the subject of the piece, unless it is quoted
        if (
            self.sentence.spaced
            and self._is_company(names[0])
            and not _QUOTED.search(self.sentence.text[end:])
        ):
            return None
        voice = self._voice(names[0], names[0])
        return None if voice is None else Found(clause=0, strength=Strength.NAMED, voice=voice)

    def _is_company(self, hit: Hit) -> bool:
        return hit.group != "cue" and self.entities[hit.name].kind == "company"

    def _kind(self, hit: Hit) -> Kind:
        return _SPEAKING_KINDS[self.entities[hit.name].kind] if hit.group != "cue" else Kind.OUTLET

    def _unstated(self, verb: Hit) -> Voice | None:
        """ "…, afirmou": where the language leaves the subject out, the party goes on who spoke before."""
        clause = self.sentence.clause(verb.start)
        opens = self.sentence.words_between(self.sentence.spans[clause][0], verb.start) == 0
        alone = opens and not any(self.sentence.clause(h.start) == clause for h in self.candidates)
        if not (self.language.style.subject_dropped and alone and self.context.party and verb.name == "says"):
            return None
        party = min(self.context.party)
        return Voice(
            kind=Kind.PARTY,
            speakers=self.context.party,
            label=party,
            cue=self.sentence.words(verb),
            carried=True,
        )

    def _someone(self, verb: Hit) -> bool:
        """ "…, says a supplier": nobody whose name is known."""
        behind = self.sentence.folded[verb.end :].split()[:3]
        begin, end = self.sentence.spans[self.sentence.clause(verb.start)]
        opens = self.sentence.words_between(begin, verb.start) == 0 and begin > 0
        named = any(verb.end <= h.start < end for h in self.candidates)
        return bool(opens and behind and behind[0] in self.language.style.indefinite and not named)

    def _stranger(self, verb: Hit) -> str:
        """ "…, FT says", "…, report says": a subject that nobody knows, alone between a comma and the verb."""
        begin = self.sentence.spans[self.sentence.clause(verb.start)][0]
        if (
            begin == 0
            or not self.sentence.spaced
            or any(begin <= h.start < verb.start for h in self.candidates)
        ):
            return ""
        name = self.sentence.text[begin : verb.start].strip(" ,;–—\"'“”«»")
        words = name.split()
        proper = 0 < len(words) <= _STRANGER and all(word[0].isupper() for word in words)
        # "…, union says", "…, the report said"; "the airline said" stands for whom the sentence is about
        closes = not self.sentence.text[verb.end :].strip(" .!\"'“”»")
        bare = 0 < len(words) <= _BARE and words[0].lower() not in self.language.style.nominal
        papers = any(begin <= h.start < verb.start for h in self.sentence.cues("reports", "rumour", "paper"))
        return name if proper or (closes and (bare or papers)) else ""

    def _ours(self, verb: Hit) -> bool:
        """ "We wrote on Monday that …": the writer's own words."""
        clause = self.sentence.clause(verb.start)
        ours = [
            h
            for h in self.sentence.cues("we")
            if self.sentence.clause(h.start) == clause and h.end <= verb.start
        ]
        named = [h for h in self.candidates if ours and ours[-1].end <= h.start < verb.start]
        quoted = _QUOTED.search(self.sentence.text)
        return (
            bool(ours)
            and not named
            and not quoted
            and self.sentence.words_between(ours[-1].end, verb.start) <= 2
        )

    def _unnamed(self, source: Hit) -> Voice:
        """Unnamed people; where a medium quotes them the medium is the origin."""
        outlet = next((h for h in self.sentence.entities if self.entities[h.name].kind == "outlet"), None)
        cue = self.sentence.words(source)
        if outlet is None and self.sentence.cues("media") and self.context.outlet:
            # "people with knowledge of it told the site"
            return Voice(
                kind=Kind.OUTLET,
                speakers=frozenset({self.context.outlet}),
                label=self.context.outlet,
                cue=cue,
            )
        if outlet is not None:
            return Voice(kind=Kind.OUTLET, speakers=frozenset({outlet.name}), label=outlet.name, cue=cue)
        return Voice(kind=Kind.SOURCES, label="unnamed sources", cue=cue)

    @cached_property
    def candidates(self) -> list[Hit]:
        """Whoever might speak, in reading order."""
        named = [h for h in self.sentence.entities if self.entities[h.name].kind in _SPEAKING_KINDS]
        found = self.sentence.cues(*_SPEAKING_CUES)
        cues = [
            h for h in found
            if not any(h.inside(e) for e in self.sentence.entities)
            and not any(h.inside(o) and not o.inside(h) for o in found)
        ]  # fmt: skip
        return sorted([*named, *cues], key=lambda h: (h.start, h.end))

    def _speaker_of(self, verb: Hit) -> Hit | None:
        """The nearest speaker before the verb; else, where the language allows it, the next behind it."""
        clause = self.sentence.clause(verb.start)
        begin, end = self.sentence.spans[clause]
        ahead = [h for h in self.candidates if h.end <= verb.start]
        same = [h for h in ahead if h.start >= begin]
        if same:
            # "people with knowledge of it told": a pronoun speaks only where nobody else is named
            solid = [h for h in same if not (h.group == "cue" and h.name in ("company", "person"))]
            unnamed = [
                h for h in solid if h.name in _UNNAMED and not addressed(self.sentence, h, self.language)
            ]
            solid = [h for h in solid if h in unnamed or h.name not in _UNNAMED] or solid
            nearest = (unnamed or solid or same)[-1]
            if self.sentence.words_between(nearest.end, verb.start) <= REACH:
                # "Xiaomi's spokesperson", "Reuters sources": the body of the phrase tells the kind, see _voice
                return nearest
        if self.language.style.speaker != "before":
            # "stated that Great Wall had …": who stands behind a "that" is spoken of
            thats = [h.end for h in self.sentence.cues("that") if verb.start < h.end <= end]
            stop = min(thats, default=end)
            behind = [h for h in self.candidates if verb.end <= h.start < stop]
            opens = self.sentence.words_between(begin, verb.start) <= 1
            quoted = self.sentence.folded[max(0, begin - 2) : begin].strip()[:1] in _BREAKS
            if behind and not same and (opens or quoted):
                named = next((h for h in behind if h.group != "cue"), None)
                reach = REACH if opens else _REACH_AFTER
                for speaker, words in ((named, reach), (behind[0], _REACH_CUE)):
                    if speaker and self.sentence.words_between(verb.end, speaker.start) < words:
                        return speaker
        if ahead and not same and clause > 0 and self.sentence.words_between(begin, verb.start) <= 10:
            # "Lei Jun, the founder, said": the subject stands in an earlier clause
            return next((h for h in ahead if h.group != "cue"), ahead[0])
        return None

    def _next_speaker(self, word: Hit) -> Hit | None:
        """Who follows "according to": a name before "the filing" or "the company"."""
        clause = self.sentence.clause(word.start)
        behind = [
            h for h in self.candidates
            if h.start >= word.end
            and self.sentence.clause(h.start) == clause
            and self.sentence.words_between(word.end, h.start) <= _REACH_QUOTED
        ]  # fmt: skip
        named = [h for h in behind if h.group != "cue" or h.name not in ("company", "person", "document")]
        papers = [h for h in behind if h.group == "cue" and h.name in ("company", "document")]
        return next(iter((*named, *papers)), None)

    def _nearest_party(self, at: Hit) -> str | None:
        clause = self.sentence.clause(at.start)
        parties = [h for h in self.sentence.entities if self.entities[h.name].kind in ("company", "person")]
        same = [h for h in parties if self.sentence.clause(h.start) == clause]
        pool = same or parties
        if not pool:
            return None
        return min(pool, key=lambda h: abs(h.start - at.start)).name

    def _voice(self, speaker: Hit, verb: Hit) -> Voice | None:
        cue = self.sentence.words(*sorted((speaker, verb), key=lambda h: h.start))
        if speaker.group != "cue":
            kind = _SPEAKING_KINDS[self.entities[speaker.name].kind]
            return Voice(kind=kind, speakers=frozenset({speaker.name}), label=speaker.name, cue=cue)
        match speaker.name:
            case "sources":
                return self._unnamed(speaker)
            case "analyst":
                return Voice(kind=Kind.ANALYST, label=self.sentence.words(speaker), cue=cue)
            case "media":
                outlet = next(
                    (h.name for h in self.sentence.entities if self.entities[h.name].kind == "outlet"), None
                )
                return Voice(
                    kind=Kind.OUTLET,
                    speakers=frozenset({outlet} if outlet else ()),
                    label=outlet or self.sentence.words(speaker),
                    cue=cue,
                )
            case "regulator":
                return Voice(
                    kind=Kind.PARTY,
                    label=self.sentence.words(speaker),
                    cue=cue,
                    document=True,
                )
            case _ if self.context.people and self._plural(speaker):
                return self.context.people
            case _:
                return self._stood_for(speaker, verb, cue)

    def _stood_for(self, speaker: Hit, verb: Hit, cue: str) -> Voice | None:
        """The voice of "the company", "its spokesperson", "he": of whoever that is."""
        party = self._antecedent(speaker)
        shown = any(h.start == verb.start for h in self.sentence.cues("shows"))
        pronoun = speaker.name == "company" and speaker.end - speaker.start <= _PRONOUN
        if party is None or (shown and pronoun):
            return None  # "they do show that …" is said of papers
        if former(self.sentence, speaker) or self._hearsay(speaker):
            return Voice(kind=Kind.SOURCES, label="unnamed sources", cue=cue)
        document = speaker.name == "document"
        return Voice(kind=Kind.PARTY, speakers=frozenset({party}), label=party, cue=cue, document=document)

    def _plural(self, speaker: Hit) -> bool:
        """ "They": more than one."""
        return self.sentence.folded[speaker.start : speaker.end] in self.language.style.plural

    def _hearsay(self, speaker: Hit) -> bool:
        """ "It lists …", after a sentence about a leak: the paper speaks, not the company."""
        if speaker.name != "company" or speaker.start > 0 or self.sentence.index == 0:
            return False
        before = self.reading.sentences[self.sentence.index - 1]
        return bool(before.cues("rumour")) and speaker.end - speaker.start <= _PRONOUN

    def _antecedent(self, speaker: Hit) -> str | None:
        """Whom "the spokesperson", "the company" or "he" stands for."""
        kinds = ("person",) if speaker.name == "person" else ("company", "person")
        near = [h for h in self.sentence.entities if self.entities[h.name].kind in kinds]
        ahead = [h for h in near if h.end <= speaker.start + 1]
        behind = [h for h in near if h.start >= speaker.end]
        if speaker.name in ("spokes", "document"):
            close = [h for h in ahead if self.sentence.words_between(h.end, speaker.start) <= 4]
            close += [h for h in behind if self.sentence.words_between(speaker.end, h.start) <= 4]
            if close:
                return min(close, key=lambda h: abs(h.start - speaker.start)).name
        if ahead and speaker.name in ("person", "company", "spokes"):
            return ahead[0].name
        fitting = sorted(
            (name for name in self.context.party if self.entities[name].kind in kinds),
        )
        if fitting:
            return fitting[0]
        if ahead:
            return ahead[-1].name
        if speaker.name != "person" or not self.language.style.he_is_human:
            return self.reading.focus
        named = (h.name for s in reversed(self.reading.sentences[: self.sentence.index]) for h in s.entities)
        return next((name for name in named if self.entities[name].kind == "person"), None)
