"""Edge: stories and labels from JSON lines. Every fault of every line is named at once, as ConfigError."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, TypeVar

from monitor.errors import ConfigError, Fault
from monitor.evaluation.score import Label
from monitor.model import Basis, Certainty, Flag, Stance, Story, Tier

_Row = TypeVar("_Row")
_STORY = ("id", "date", "headline", "text")  # the keys of a story that must be there, all of them texts
_LABEL = ("id", "claim")
_LABEL_VALUES: Mapping[str, Sequence[str]] = {
    "relation": (*Stance, "none"), "certainty": tuple(Certainty), "basis": tuple(Basis), "flag": tuple(Flag),
    "alt_flag": tuple(Flag),
}  # fmt: skip


class _RowError(Exception):
    """A line cannot be used; `faults` lists why."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(self.faults))


def read_stories(path: Path) -> tuple[tuple[Story, ...], dict[str, frozenset[str]]]:
    """The stories of a file ("-" is standard input) and, by story id, the claims that each tolerates.

    Raises ConfigError.
    """
    rows = _rows(path, _story)
    stories = tuple(story for story, _ in rows)
    seen: set[str] = set()
    faults = []
    for number, story in enumerate(stories, start=1):
        if story.id in seen:
            faults.append(Fault(where=f"story {number}", message=f"id {story.id!r} stands twice"))
        seen.add(story.id)
    if faults:
        raise ConfigError(str(path), tuple(faults))
    return stories, {story.id: tolerated for story, tolerated in rows}


def read_labels(path: Path) -> tuple[Label, ...]:
    """Gold labels, one row a (story, claim) pair. Raises ConfigError."""
    return tuple(_rows(path, _label))


def _rows(path: Path, make: Callable[[dict[str, Any]], _Row]) -> list[_Row]:
    try:
        data = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
        text = data.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or f"not UTF-8 text ({error})"
        raise ConfigError(str(path), (Fault(where="", message=f"cannot be read: {reason}"),)) from error
    rows, faults = [], []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            rows.append(make(_object(line)))
        except _RowError as error:
            faults += [Fault(where=f"line {number}", message=fault) for fault in error.faults]
    if faults:
        raise ConfigError(str(path), tuple(faults))
    return rows


def _object(line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise _RowError([f"is not JSON: {error}"]) from None
    if not isinstance(row, dict):
        raise _RowError(["is no JSON object"])
    return row


def _missing(row: Mapping[str, Any], keys: Iterable[str]) -> list[str]:
    return [f"has no {key!r}" for key in keys if key not in row]


def _others(row: Mapping[str, Any], values: Mapping[str, Sequence[str]]) -> list[str]:
    """The keys that hold none of their values; an empty one counts as left out."""
    return [
        f"{key!r} is {row[key]!r}; it can be {', '.join(known)}"
        for key, known in values.items()
        if row.get(key) and row[key] not in known
    ]


def _story(row: dict[str, Any]) -> tuple[Story, frozenset[str]]:
    faults = _missing(row, _STORY)
    faults += [f"{key!r} is no text" for key in _STORY if key in row and not isinstance(row[key], str)]
    faults += _others(row, {"tier": tuple(Tier)})
    published = _moment(row["date"]) if isinstance(row.get("date"), str) else None
    if published is None and isinstance(row.get("date"), str):
        faults.append(f"'date' is {row['date']!r}; write 2021-03-30 or 2021-03-30T11:00:00Z")
    if faults or published is None:
        raise _RowError(faults)
    story = Story(
        id=row["id"],
        version=1,
        url=str(row.get("url") or ""),
        headline=row["headline"],
        text=row["text"],
        outlet=str(row.get("outlet") or ""),
        language=str(row.get("lang") or ""),
        published=published,
        first_seen=published,
        tier=Tier(row.get("tier") or Tier.PRESS),
        publisher=str(row.get("publisher") or ""),
    )
    return story, frozenset(map(str, row.get("tolerate") or ()))


def _moment(text: str) -> datetime | None:
    """A day counts as its noon, so that no time zone moves it; None for what is no date."""
    with suppress(ValueError):
        return datetime.combine(date.fromisoformat(text), time(12), tzinfo=UTC)
    with suppress(ValueError, OverflowError):
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    return None


def _label(row: dict[str, Any]) -> Label:
    if faults := _missing(row, _LABEL) + _others(row, _LABEL_VALUES):
        raise _RowError(faults)
    relation = row.get("relation")
    return Label(
        story=str(row["id"]),
        claim=row["claim"],
        relation=None if relation in (None, "none") else Stance(relation),
        certainty=Certainty(row["certainty"]) if row.get("certainty") else None,
        basis=Basis(row["basis"]) if row.get("basis") else None,
        flag=Flag(row.get("flag") or "none"),
        alt_flag=Flag(row["alt_flag"]) if row.get("alt_flag") else None,
        on_topic=row["claim"] is not None or bool(row.get("topic")),
        tolerate=tuple(map(str, row.get("tolerate") or ())),
        origin=str(row.get("origin") or ""),
        sentence=str(row.get("sentence") or ""),
    )
