"""Is a story about the topic, and why. The topic is data: see `monitor/topics/xiaomi_ev/topic.toml`.

A story is on topic if its headline names a model, or a subject beside a word of the topic, or if enough of
its text does. A sentence in passing is not enough: a phone story that ends with the car, a rival's story that
lists competitors.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from pathlib import Path
from unicodedata import normalize

from monitor.errors import ConfigError
from monitor.languages import Matcher
from monitor.languages.common import terms
from monitor.topics import Folder, shipped
from monitor.topics.folder import TOPIC

EVERY = "any"  # the key of terms that count in every language

_LISTS = ("subjects", "people", "models", "rivals")
_KEYS = ("name", *_LISTS, "words", "exclude")
_MAX_SENTENCES = 60  # what a story is about stands in its first sentences
_MAX_LENGTH = 1_000  # characters of a sentence that are looked at
_BESIDE = 150  # characters beside a name within which the others of its list stand
_SENTENCE = re.compile(r"(?<=[。！？])|(?<=[.!?;])[\"'”»）)]*\s+(?=[^a-zа-яіїєґ])|\n+")
_AND = f"(?:{'|'.join(terms(lambda file: file.conjunctions))})"
_NAME = r"[^\W\da-zа-я][\w-]*(?: [^\W\da-zа-я][\w-]*)?"
_LIST_BEFORE = re.compile(rf"{_NAME},\s+(?:{_NAME},\s+)*(?:{_NAME},?\s+{_AND}\s+)?$")
_LIST_AFTER = re.compile(rf"^(?:,\s+{_NAME})*,?\s+{_AND}\s+{_NAME}")
_LIST_END = re.compile(rf",\s+{_NAME},?\s+{_AND}\s+$")

# Shares of a story's sentences that must be about the topic: where the headline names the subject, where it
# does not, and where the story is about something that is not meant.
_SHARE_NAMED, _SHARE_UNNAMED, _SHARE_ELSEWHERE = 0.2, 0.25, 0.5
_MANY = 4  # sentences that are enough in a text of any length


@dataclass(frozen=True, slots=True)
class TopicVerdict:
    """Whether a story is on topic; `reason` tells it to a reader in a few words."""

    on_topic: bool
    reason: str


@dataclass(frozen=True, slots=True)
class _Named:
    """What a passage names, as written there; "" for nothing.

    `listed`: the subject is one name of several; `elsewhere`: something is named that is not meant.
    """

    subject: str = ""
    model: str = ""
    word: str = ""
    listed: bool = False
    elsewhere: bool = False

    @property
    def pair(self) -> bool:
        return bool(self.model or (self.subject and self.word))


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What stories must be about. `words` and `exclude` are (language, terms) pairs. `folder` is where the topic's
    claims, names and words are.

    A topic without words is about its subjects whatever they do.
    """

    name: str
    subjects: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    rivals: tuple[str, ...] = ()
    words: tuple[tuple[str, tuple[str, ...]], ...] = ()
    exclude: tuple[tuple[str, tuple[str, ...]], ...] = ()
    folder: Folder = field(default_factory=shipped, compare=False, repr=False)

    @staticmethod
    def default() -> Topic:
        """Xiaomi's car, in the languages of the shipped data."""
        return _default()

    @classmethod
    def from_table(cls, table: Mapping[str, object], base: Path = Path()) -> Topic:
        """The topic that a [topic] table describes; a relative `folder` of it is one in `base`.

        What the table leaves out is taken from the folder's topic.toml, if it names a folder. Raises ValueError that
        names every mistake.
        """
        folder = shipped()
        if "folder" in table:
            named = table["folder"]
            if not isinstance(named, str) or not named:
                raise ValueError("folder: must be the path of a folder")
            folder = Folder(base / Path(named).expanduser())
            try:
                described = folder.table(TOPIC)
            except ConfigError as error:
                raise ValueError(f"folder: {error.path}: {'; '.join(map(str, error.faults))}") from error
            table = described | {key: value for key, value in table.items() if key != "folder"}
        faults = [f"unknown key {key!r}; known are {', '.join(_KEYS)}" for key in table if key not in _KEYS]
        name = table.get("name", "")
        if not isinstance(name, str) or not name.strip():
            faults.append("name: must be a text")
        subjects, people, models, rivals = (_terms(table.get(key, ()), key, faults) for key in _LISTS)
        words, exclude = (_by_language(table.get(key, {}), key, faults) for key in ("words", "exclude"))
        if not (faults or subjects or people or models):
            faults.append("name at least one of subjects, people or models")
        if faults:
            raise ValueError("; ".join(faults))
        return cls(
            name=str(name),
            subjects=subjects,
            people=people,
            models=models,
            rivals=rivals,
            words=words,
            exclude=exclude,
            folder=folder,
        )

    def table(self) -> dict[str, object]:
        """The [topic] table that describes it."""
        lists = {key: getattr(self, key) for key in _LISTS}
        return {"name": self.name, **lists, "words": dict(self.words), "exclude": dict(self.exclude)}

    def names(self, text: str) -> bool:
        """Whether the text names a subject, a person or a model: cheap, and true of every story on topic."""
        return any(hit.name != "exclude" for hit in _names(self).find(_folded(text)))

    @property
    def nothing(self) -> TopicVerdict:
        """The verdict on a story that does not name the topic at all."""
        return TopicVerdict(False, f"names nothing of {self.name}")

    def test(self, headline: str, text: str, language: str) -> TopicVerdict:
        """Whether a story is on topic; for a `language` (ISO 639-1) without own words all words count."""
        if not self.names(headline) and not self.names(text):
            return self.nothing
        matcher = _matcher(self, language if language in dict(self.words) else EVERY)
        head = self._read(headline, matcher)
        if head.model:
            return TopicVerdict(True, f"names {head.model} in the headline")
        if head.pair:
            return TopicVerdict(True, f"{_both(head.subject, head.word)} in the headline")
        parts = (part[:_MAX_LENGTH] for part in _SENTENCE.split(text) if part.strip())
        sentences = list(islice(parts, _MAX_SENTENCES))
        return self._weigh(head, [self._read(sentence, matcher) for sentence in sentences])

    def _weigh(self, head: _Named, body: Sequence[_Named]) -> TopicVerdict:
        """The verdict on a text whose headline does not decide."""
        weights = [_weight(head, body, i) for i in range(len(body))]
        hits = sum(weight > 0 for weight in weights)
        if not hits:
            named = next((names.subject for names in (head, *body) if names.subject), "the subject")
            return TopicVerdict(False, f"names {named}, but nothing of the topic near it")
        others = sum(names.elsewhere and not names.pair for names in body)
        elsewhere = not head.word and (head.elsewhere or others >= 2 * hits)
        needed = _SHARE_ELSEWHERE if elsewhere else _SHARE_NAMED if head.subject else _SHARE_UNNAMED
        total = sum(weights)
        opens = max(weights[:2]) >= 1 and total >= 2
        enough = total / len(body) >= needed or (not elsewhere and (opens or total >= _MANY))
        counted = f"in {hits} of {len(body)} sentences"
        return TopicVerdict(enough, f"{self._shown(head, body)} {'' if enough else 'only '}{counted}")

    def _read(self, passage: str, matcher: Matcher) -> _Named:
        text = _folded(passage)
        shown = passage if len(passage) == len(text) else text
        found: dict[str, str] = {}
        listed = False
        for hit in matcher.find(text):
            found.setdefault(hit.name, shown[hit.start : hit.end])
            if hit.name == "subject":
                listed = listed or _listed(
                    shown[max(0, hit.start - _BESIDE) : hit.start], shown[hit.end : hit.end + _BESIDE]
                )
        subject = found.get("subject") or found.get("person", "")
        elsewhere = "exclude" in found
        word = found.get("word") or ("" if elsewhere else found.get("rival", ""))
        return _Named(subject, found.get("model", ""), word if self.words else subject, listed, elsewhere)

    def _shown(self, head: _Named, body: Sequence[_Named]) -> str:
        """What the text names most: a model, else the subject and the word that come first."""
        models = Counter(names.model for names in body if names.model)
        if models:
            return f"names {models.most_common(1)[0][0]}"
        subject = next((names.subject for names in (head, *body) if names.subject), "")
        word = next((names.word for names in body if names.word), "")
        return _both(subject, word) if subject and word else subject or word


def _weight(head: _Named, body: Sequence[_Named], i: int) -> float:
    """How far sentence `i` is about the topic, from 0 to 1."""
    here = body[i]
    if here.pair:
        return 0.5 if here.listed and not here.model else 1.0
    if here.word and head.subject:
        return 1.0
    if here.word and any(near.subject for near in (*body[max(i - 1, 0) : i], *body[i + 1 : i + 2])):
        return 0.5
    return 0.0


def _listed(before: str, after: str) -> bool:
    """Whether the name between the two is one of an enumeration."""
    if before.endswith("、") or after.startswith("、") or _LIST_END.search(before):
        return True
    return bool(_LIST_BEFORE.search(before) and _LIST_AFTER.match(after))


def _both(subject: str, word: str) -> str:
    return subject if subject == word else f"{subject} + {word}"


def _folded(text: str) -> str:
    return normalize("NFC", text).lower().replace("’", "'")


@lru_cache(maxsize=128)
def _matcher(topic: Topic, language: str) -> Matcher:
    """The topic's terms for a language, `any` for all languages."""
    by_kind = {"rival": topic.rivals, **_of_language(topic, language)}
    return _compiled(topic, by_kind)


@lru_cache(maxsize=16)
def _names(topic: Topic) -> Matcher:
    """The topic's names, and what hides them."""
    return _compiled(topic, {"exclude": _of_language(topic, EVERY)["exclude"]})


def _of_language(topic: Topic, language: str) -> dict[str, tuple[str, ...]]:
    return {
        kind: tuple(
            t for code, terms in listed if EVERY in (language, code) or code == language for t in terms
        )
        for kind, listed in (("word", topic.words), ("exclude", topic.exclude))
    }


def _compiled(topic: Topic, more: Mapping[str, Sequence[str]]) -> Matcher:
    kinds = {"subject": topic.subjects, "person": topic.people, "model": topic.models, **more}
    return Matcher([("topic", kind, _folded(term)) for kind, terms in kinds.items() for term in terms])


def _terms(value: object, where: str, faults: list[str]) -> tuple[str, ...]:
    if isinstance(value, list | tuple) and all(isinstance(term, str) and term.strip(" *") for term in value):
        return tuple(value)
    faults.append(f"{where}: must be a list of texts")
    return ()


def _by_language(value: object, where: str, faults: list[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if isinstance(value, Mapping):
        return tuple((str(code), _terms(terms, f"{where}.{code}", faults)) for code, terms in value.items())
    faults.append(f"{where}: must be a table of lists by language")
    return ()


@lru_cache(maxsize=1)
def _default() -> Topic:
    return Topic.from_table(shipped().table(TOPIC))
