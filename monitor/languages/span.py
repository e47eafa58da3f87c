"""Places in a text."""

from __future__ import annotations

from dataclasses import dataclass


class Span:
    """Something that stands in a text from offset `start` up to, but not including, `end`."""

    __slots__ = ()
    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end

    def inside(self, other: Span) -> bool:
        """Within the other, or just as long."""
        return other.start <= self.start and self.end <= other.end

    def before(self, other: Span) -> bool:
        """Ends before the other starts."""
        return self.end <= other.start

    def starts_in(self, other: Span) -> bool:
        return other.start <= self.start < other.end

    def gap(self, other: Span) -> int:
        """Characters between the two, whichever stands first."""
        return min(abs(self.start - other.end), abs(other.start - self.end))


@dataclass(frozen=True, slots=True)
class Hit(Span):
    """A term found: `group` is its table, `name` its list."""

    group: str
    name: str
    start: int
    end: int
