"""The training pairs, `training/pairs/*.txt`: clusters of claims and passages, each labelled against all claims.

    == slug | topic
    C1 | decision | Renault will build the electric Twingo in Slovenia.
    1S 3d | en | paraphrase | Novo Mesto gets the battery-powered Twingo, the board decided.
    STORY | fr
    1S | headline | …

A label is a claim's number and a letter: S supports, h supports but hedged, R refutes, x refutes but hedged,
d discusses. Claims that a label does not name are unrelated to the passage. The lines of a story follow its headline.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

LETTERS = {"S": "supports", "h": "supports?", "R": "refutes", "x": "refutes?", "d": "discusses"}
FOLDER = Path(__file__).parents[1] / "pairs"
_LABEL = re.compile(r"(\d+)([ShRxd])")


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of a story; `headline` is "" for one that stands alone, `before` is the sentence between the headline
    and the passage that stands next to it, "" without one. `labels` maps claims' numbers to classes.
    """

    text: str
    headline: str
    before: str
    language: str
    kind: str
    labels: dict[str, str]


@dataclass(frozen=True, slots=True)
class Cluster:
    """Claims on one topic by their numbers, and the passages that are read against them."""

    name: str
    writer: str
    claims: dict[str, str]
    kinds: dict[str, str]
    passages: tuple[Passage, ...]


def clusters(path: Path) -> Iterator[Cluster]:
    """The clusters of a file. Raises ValueError that names the line."""
    name, claims, kinds, passages = "", {}, {}, []
    language = headline = None
    before = ""
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        line = raw.strip()
        fields = [field.strip() for field in line.split(" | ")]
        if not line:
            language, headline, before = None, None, ""
        elif line.startswith("== "):
            if claims:
                yield Cluster(name, path.stem, claims, kinds, tuple(passages))
            name, claims, kinds, passages = fields[0][3:], {}, {}, []
            language, headline, before = None, None, ""
        elif re.fullmatch(r"C\d+", fields[0]) and len(fields) == 3:
            claims[fields[0][1:]], kinds[fields[0][1:]] = fields[2], fields[1]
        elif fields[0] == "STORY" and len(fields) == 2:
            language, headline, before = fields[1], "", ""
        elif len(fields) == (4 if language is None else 3):
            labels = {} if fields[0] == "-" else {m[1]: LETTERS[m[2]] for m in _LABEL.finditer(fields[0])}
            if unknown := set(labels) - set(claims):
                raise ValueError(f"{path}:{number}: no claim {', '.join(sorted(unknown))}")
            passages.append(
                Passage(fields[-1], headline or "", before, language or fields[1], fields[-2], labels)
            )
            if headline == "":
                headline = fields[-1]
            elif language is not None:
                before = fields[-1]
        else:
            raise ValueError(f"{path}:{number}: {len(fields)} fields")
    if claims:
        yield Cluster(name, path.stem, claims, kinds, tuple(passages))
