"""Pairs from labelled stories, folders as those of tests/gold: stories.jsonl, labels.jsonl, perhaps claims.toml."""

from __future__ import annotations

import json
import random
import re
import tomllib
from pathlib import Path

from training.reader.data import Example, Target, target

_SHIPPED = Path(__file__).parents[2] / "monitor" / "topics" / "xiaomi_ev" / "claims.toml"
_END = re.compile(r"(?<=[.!?…][\s\"”»’)])|(?<=[。！？])(?![”」』])|(?<=[。！？][”」』])")
_SHORT = 12  # characters; what is shorter was cut at an abbreviation


def examples(folder: Path, *, rng: random.Random) -> list[Example]:
    """Each labelled sentence with its claim, and each sentence with one claim that its story has no label for.

    Claims that stories of the set entail trivially (`tolerate`) are never taken for unrelated.
    """
    own = folder / "claims.toml"
    claims = {
        claim["id"]: claim["text"]
        for claim in tomllib.loads((own if own.exists() else _SHIPPED).read_text("utf-8"))["claim"]
    }
    labels: dict[str, list[dict[str, str]]] = {}
    for label in _lines(folder / "labels.jsonl"):
        labels.setdefault(label["id"], []).append(label)
    stories = _lines(folder / "stories.jsonl")
    trivial = {claim for story in stories for claim in story.get("tolerate", ())}
    found = []
    for story in stories:
        told = [story["headline"], *_sentences(story["text"])]
        said = [label for label in labels.get(story["id"], ()) if label.get("claim") in claims]
        for label in said:
            place = next((i for i, text in enumerate(told) if label.get("sentence", "\0") in text), None)
            if place is not None and label["relation"] != "none":
                hedged = label.get("certainty") == "hedged" and label["relation"] != "discusses"
                right = target(label["relation"] + ("?" if hedged else ""))
                found.append(_example(claims[label["claim"]], told, place, right))
        others = sorted(claims.keys() - trivial - {label["claim"] for label in said})
        found += [
            _example(claims[rng.choice(others)], told, place, target("unrelated"))
            for place in range(len(told) if others else 0)
        ]
    return found


def _example(claim: str, told: list[str], place: int, right: Target) -> Example:
    headline, before = told[0] if place else "", told[place - 1] if place > 1 else ""
    return Example(claim, told[place], headline, right, before)


def _sentences(text: str) -> list[str]:
    found: list[str] = []
    for part in filter(None, map(str.strip, _END.split(text))):
        if found and len(found[-1]) < _SHORT:
            found[-1] += " " + part
        else:
            found.append(part)
    return found


def _lines(path: Path) -> list[dict]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]
