"""Scores judgements against gold labels. Pure: values in, values out.

Pairs are (story, claim). A predicted flag equal to the label's `alt_flag` counts neither way.
Pairs that a story tolerates are not scored unless they are labelled.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from monitor.model import Basis, Certainty, Flag, Judgement, Stance

_Z = 1.959964  # the 97.5 % quantile of the normal distribution: two-sided 95 %
_EDGES = (0.0, 0.6, 0.7, 0.8, 0.9, 1.01)  # of the bands of scores
_Pair = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What a person says of one story and one claim; `claim` is None for a story that bears on no claim."""

    story: str
    claim: str | None
    relation: Stance | None = None
    certainty: Certainty | None = None
    basis: Basis | None = None
    flag: Flag = Flag.NONE
    alt_flag: Flag | None = None
    on_topic: bool = True
    tolerate: tuple[str, ...] = ()
    origin: str = ""
    sentence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the judge says of one story."""

    story: str
    on_topic: bool
    judgements: tuple[Judgement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Hits, false alarms and misses; what was never asked for counts as perfect."""

    tp: int
    fp: int
    fn: int

    @property
    def precision(self) -> float:
        return self.tp / (self.tp + self.fp) if self.tp + self.fp else 1.0

    @property
    def recall(self) -> float:
        return self.tp / (self.tp + self.fn) if self.tp + self.fn else 1.0

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def __add__(self, other: Tally) -> Tally:
        return Tally(tp=self.tp + other.tp, fp=self.fp + other.fp, fn=self.fn + other.fn)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongFlag:
    """A pair whose flag is not the gold one; `judgement` is None where the judge was silent."""

    story: str
    claim: str
    want: Flag
    got: Flag
    judgement: Judgement | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Flags whose score lies from `low` up to `high`, and how many of them are right."""

    low: float
    high: float
    flags: int
    right: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """`flags` by kind, `stances` by class, `agreement` as (agreed, compared); `wrong` has the worst first.

    `strict`: a flag counts only if the speaker and the passage are right too. `believed`: of the changes of status that
    a reader would have been told, the stories taken in order, how many were right. `bands`: the calibration of scores.
    """

    stories: int
    missing: tuple[str, ...]
    flags: Mapping[Flag, Tally]
    stances: Mapping[Stance, Tally]
    on_topic: Tally
    agreement: Mapping[str, tuple[int, int]]
    by_language: Mapping[str, Tally]
    wrong: tuple[WrongFlag, ...]
    strict: Tally
    believed: tuple[int, int]
    bands: tuple[Band, ...]

    @property
    def all_flags(self) -> Tally:
        return self.flags[Flag.CONFIRMED] + self.flags[Flag.DENIED]

    @property
    def macro_f1(self) -> float:
        return sum(tally.f1 for tally in self.stances.values()) / len(self.stances)


def wilson(hits: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a proportion; (0, 1) of nothing."""
    if not total:
        return (0.0, 1.0)
    share = hits / total
    centre = share + _Z**2 / (2 * total)
    spread = _Z * math.sqrt(share * (1 - share) / total + _Z**2 / (4 * total**2))
    scale = 1 + _Z**2 / total
    return (max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale))


def score(
    languages: Mapping[str, str],
    labels: Iterable[Label],
    verdicts: Iterable[Verdict],
    *,
    tolerated: frozenset[_Pair] = frozenset(),
) -> Report:
    """Score `verdicts` on the stories of `languages` (story id to language), in order of publication."""
    gold: dict[_Pair, Label] = {}
    about: dict[str, bool] = {}
    spared = set(tolerated)
    for label in labels:
        if label.claim is None:
            about[label.story] = label.on_topic
            spared.update((label.story, claim) for claim in label.tolerate)
        else:
            about[label.story] = True
            gold[label.story, label.claim] = label
    said = {verdict.story: verdict for verdict in verdicts}
    judged = {
        (verdict.story, judgement.claim): judgement
        for verdict in said.values()
        for judgement in verdict.judgements
    }
    pairs = [
        pair
        for pair in sorted(gold.keys() | judged.keys())
        if pair[0] in languages and (pair in gold or pair not in spared)
    ]

    flags: Counter[tuple[str, Flag, str]] = Counter()
    stances: Counter[tuple[Stance | None, Stance | None]] = Counter()
    agreed, compared = Counter[str](), Counter[str]()
    wrong = []
    for pair in pairs:
        held, judgement = gold.get(pair), judged.get(pair)
        want, got = _flags(held, judgement)
        for kind in (Flag.CONFIRMED, Flag.DENIED):
            for outcome in _outcomes(kind, want, got):
                flags[languages[pair[0]], kind, outcome] += 1
        if want is not got:
            wrong.append(WrongFlag(story=pair[0], claim=pair[1], want=want, got=got, judgement=judgement))
        relation = held.relation if held else None
        stances[relation, judgement.stance if judgement else None] += 1
        if held and judgement and relation is judgement.stance:
            compared.update(("certainty", "basis"))
            agreed["certainty"] += held.certainty is judgement.certainty
            agreed["basis"] += held.basis is judgement.basis
    decided = {pair: _flags(gold.get(pair), judged.get(pair)) for pair in pairs}
    topics = Counter((truth, story in said and said[story].on_topic) for story, truth in about.items())
    return Report(
        stories=len(languages),
        missing=tuple(sorted(languages.keys() - said.keys())),
        flags={kind: _tally(flags, kind=kind) for kind in (Flag.CONFIRMED, Flag.DENIED)},
        stances={stance: _stance_tally(stances, stance) for stance in Stance},
        on_topic=Tally(tp=topics[True, True], fp=topics[False, True], fn=topics[True, False]),
        agreement={field: (agreed[field], compared[field]) for field in ("certainty", "basis")},
        by_language={
            language: _tally(flags, language=language) for language in sorted({key[0] for key in flags})
        },
        wrong=tuple(sorted(wrong, key=_badness)),
        strict=_strict(decided, gold, judged),
        believed=_believed(decided, judged, list(languages)),
        bands=tuple(_bands(decided, judged)),
    )


def _flags(label: Label | None, judgement: Judgement | None) -> tuple[Flag, Flag]:
    want = label.flag if label else Flag.NONE
    got = judgement.flag if judgement else Flag.NONE
    if label and want is not got and got is label.alt_flag:
        return (Flag.NONE, Flag.NONE)
    return (want, got)


def _strict(
    decided: Mapping[_Pair, tuple[Flag, Flag]], gold: Mapping[_Pair, Label], judged: Mapping[_Pair, Judgement]
) -> Tally:
    wanted = [pair for pair, (want, _) in decided.items() if want is not Flag.NONE]
    given = [pair for pair, (_, got) in decided.items() if got is not Flag.NONE]
    right = [
        pair
        for pair in given
        if decided[pair][0] is decided[pair][1] and _to_the_word(gold[pair], judged[pair])
    ]
    return Tally(tp=len(right), fp=len(given) - len(right), fn=len(wanted) - len(right))


def _to_the_word(label: Label, judgement: Judgement) -> bool:
    """Whether speaker and passage are the label's, as far as it names them."""
    return _alike(label.origin, judgement.origin) and _alike(label.sentence, judgement.quote)


def _alike(wanted: str, found: str) -> bool:
    one, other = (" ".join(text.casefold().split()) for text in (wanted, found))
    return not one or one in other or (bool(other) and other in one)


def _believed(
    decided: Mapping[_Pair, tuple[Flag, Flag]], judged: Mapping[_Pair, Judgement], order: list[str]
) -> tuple[int, int]:
    """How many of the changes of status are right, and how many there are."""
    place = {story: number for number, story in enumerate(order)}
    flagged = sorted((pair for pair in judged if pair in decided), key=lambda pair: place[pair[0]])
    status: dict[str, Flag] = {}
    right = total = 0
    for pair in flagged:
        want, got = decided[pair]
        if got is not Flag.NONE and status.get(pair[1]) is not got:
            status[pair[1]] = got
            total += 1
            right += want is got
    return right, total


def _bands(decided: Mapping[_Pair, tuple[Flag, Flag]], judged: Mapping[_Pair, Judgement]) -> Iterator[Band]:
    for low, high in pairwise(_EDGES):
        flags = [
            want is got
            for pair, (want, got) in decided.items()
            if got is not Flag.NONE and low <= judged[pair].score < high
        ]
        yield Band(low=low, high=min(high, 1.0), flags=len(flags), right=sum(flags))


def _outcomes(kind: Flag, want: Flag, got: Flag) -> tuple[str, ...]:
    if want is got is kind:
        return ("tp",)
    return (("fp",) if got is kind else ()) + (("fn",) if want is kind else ())


def _tally(
    flags: Counter[tuple[str, Flag, str]], *, kind: Flag | None = None, language: str | None = None
) -> Tally:
    sums = Counter[str]()
    for (spoken, flag, outcome), count in flags.items():
        if kind in (None, flag) and language in (None, spoken):
            sums[outcome] += count
    return Tally(tp=sums["tp"], fp=sums["fp"], fn=sums["fn"])


def _stance_tally(stances: Counter[tuple[Stance | None, Stance | None]], stance: Stance) -> Tally:
    return Tally(
        tp=stances[stance, stance],
        fp=sum(count for (want, got), count in stances.items() if got is stance is not want),
        fn=sum(count for (want, got), count in stances.items() if want is stance is not got),
    )


def _badness(wrong: WrongFlag) -> tuple[int, float, str, str]:
    """False alarms before misses, the surest of each first."""
    certainty = wrong.judgement.score if wrong.judgement else 0.0
    return (1 if wrong.got is Flag.NONE else 0, -certainty, wrong.story, wrong.claim)


def as_json(report: Report) -> dict[str, Any]:
    """The report as an object of plain values, ratios rounded to four digits."""
    stances = {str(stance): _ratios(tally) for stance, tally in report.stances.items()}
    flags = {str(kind): _ratios(tally) for kind, tally in report.flags.items()}
    return {
        "stories": report.stories,
        "missing": list(report.missing),
        "flags": flags | {"all": _ratios(report.all_flags)},
        "stance": {
            "macro_f1": round(sum(ratios["f1"] for ratios in stances.values()) / len(stances), 4),
            "per_class": stances,
        },
        "strict": _ratios(report.strict),
        "believed": dict(zip(("right", "changes"), report.believed, strict=True)),
        "calibration": [
            {"from": band.low, "to": band.high, "flags": band.flags, "right": band.right}
            for band in report.bands
        ],
        "on_topic": _ratios(report.on_topic),
        "agreement": {
            field: round(agreed / compared, 4) if compared else None
            for field, (agreed, compared) in report.agreement.items()
        },
        "flags_by_language": {name: _ratios(tally) for name, tally in report.by_language.items()},
        "wrong_flags": [
            {
                "id": wrong.story,
                "claim": wrong.claim,
                "want": str(wrong.want),
                "got": str(wrong.got),
                "score": wrong.judgement.score if wrong.judgement else None,
                "quote": wrong.judgement.quote if wrong.judgement else None,
            }
            for wrong in report.wrong
        ],
    }


def _ratios(tally: Tally) -> dict[str, Any]:
    return {
        "precision": round(tally.precision, 4),
        "recall": round(tally.recall, 4),
        "f1": round(tally.f1, 4),
        "tp": tally.tp,
        "fp": tally.fp,
        "fn": tally.fn,
        "precision_95": [round(bound, 4) for bound in wilson(tally.tp, tally.tp + tally.fp)],
        "recall_95": [round(bound, 4) for bound in wilson(tally.tp, tally.tp + tally.fn)],
    }
