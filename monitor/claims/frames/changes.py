"""What an edition of a claims file has that the one before had not. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.datafiles import parse


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Claims as (id, text), in the order of the file; `removed` has the text of the edition before."""

    added: tuple[tuple[str, str], ...] = ()
    changed: tuple[tuple[str, str], ...] = ()
    removed: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


def changes(before: str, after: str) -> Changes:
    """Two editions compared by the ids of their claims; "" is an edition without claims. Raises ConfigError."""
    old, new = _claims(before), _claims(after)
    return Changes(
        added=tuple((id_, _text(new[id_])) for id_ in new if id_ not in old),
        changed=tuple((id_, _text(new[id_])) for id_ in new if id_ in old and new[id_] != old[id_]),
        removed=tuple((id_, _text(old[id_])) for id_ in old if id_ not in new),
    )


def _claims(text: str) -> dict[str, dict[str, object]]:
    return {str(table.get("id")): table for table in parse("", text).get("claim", ())}


def _text(table: dict[str, object]) -> str:
    return str(table.get("text", ""))
