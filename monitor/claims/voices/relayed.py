"""From which other medium a story has a party's word. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.claims.read.entities import Entities
from monitor.claims.read.sentence import Reading, Sentence
from monitor.claims.voices.speech_verbs import addressed
from monitor.claims.voices.voice import Kind, Voice
from monitor.languages import Hit, Language


def relayed(
    reading: Reading, voices: Sequence[Sequence[Voice]], place: int, language: Language, entities: Entities
) -> str:
    """The outlet that the sentence at `place` has its news from: "…, Reuters reports", "Xiaomi told Reuters that …".

    A headline leaves that to the sentence behind it. "" where none is named, or it is the story's own.
    """
    places = [place, place + 1] if reading.sentences[place].headline else [place]
    for at in places[: len(reading.sentences) - place]:
        sentence = reading.sentences[at]
        told = [hit.name for hit in sentence.entities if _told(sentence, hit, language, entities)]
        reports = [
            name
            for voice in voices[at]
            if voice.kind is Kind.OUTLET
            for name in sorted(voice.speakers)
            if entities[name].kind == "outlet"
        ]
        if found := next(iter((*told, *reports)), ""):
            return found
    return ""


def _told(sentence: Sentence, hit: Hit, language: Language, entities: Entities) -> bool:
    """Whether a party speaks to the outlet."""
    if entities[hit.name].kind != "outlet":
        return False
    if addressed(sentence, hit, language):
        return True
    return any(
        verb.before(hit) and sentence.between(verb, hit) == 0 for verb in sentence.cues("says", "deny")
    )
