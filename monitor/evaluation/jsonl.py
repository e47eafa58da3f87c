"""Edge: stories and labels from JSON lines. Every bad line is named, all of them at once, as ConfigError."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, TypeVar

from monitor.errors import ConfigError, Fault
from monitor.evaluation.score import Label
from monitor.model import Basis, Certainty, Flag, Stance, Story, Tier

_Row = TypeVar("_Row")


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
        raise ConfigError(str(path), (Fault(where="", message=f"cannot be read: {error}"),)) from error
    rows, faults = [], []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            rows.append(make(_object(line)))
        except KeyError as error:
            faults.append(Fault(where=f"line {number}", message=f"has no {error.args[0]!r}"))
        except (ValueError, TypeError) as error:
            faults.append(Fault(where=f"line {number}", message=str(error)))
    if faults:
        raise ConfigError(str(path), tuple(faults))
    return rows


def _object(line: str) -> dict[str, Any]:
    row = json.loads(line)
    if not isinstance(row, dict):
        raise TypeError("is no JSON object")
    return row


def _story(row: dict[str, Any]) -> tuple[Story, frozenset[str]]:
    for key in ("id", "headline", "text", "date"):
        if not isinstance(row[key], str):
            raise TypeError(f"{key!r} is no text")
    published = _moment(row["date"])
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


def _moment(text: str) -> datetime:
    """A day counts as its noon, so that no time zone moves it."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    return datetime.combine(day, time(12), tzinfo=UTC)


def _label(row: dict[str, Any]) -> Label:
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
