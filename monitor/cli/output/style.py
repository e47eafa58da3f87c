"""How a status, a day, a line look; shared by all that prints."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import TypeAlias

from rich.console import Console
from rich.text import Text

from monitor.model import Status

COLOUR = {
    Status.CONFIRMED: "bold green",
    Status.DENIED: "bold red",
    Status.REPORTED_CONFIRMED: "green",
    Status.REPORTED_DENIED: "red",
    Status.CORROBORATED: "cyan",
    Status.OVERDUE: "yellow",
    Status.RUMOURED: "dim",
}
# Cells, and lines of details below them.
Row: TypeAlias = tuple[Sequence[str | Text], Sequence[str | Text | tuple[str, str]]]
_WIDE = 110  # columns from which on a table can be read


def wide(console: Console) -> bool:
    """Whether there is room for tables; what is piped gets plain lines."""
    return console.is_terminal and console.width >= _WIDE


def day(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment.astimezone(UTC):%Y-%m-%d}"


def minute(moment: datetime | None, none: str = "never") -> str:
    return none if moment is None else f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def status(value: Status, width: int = 0) -> Text:
    return Text(f"{value.value:<{width}}", style=COLOUR[value])


def count(number: int, noun: str, plural: str = "") -> str:
    """`1 feed`, `2 feeds`."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def line(console: Console, *parts: str | Text | tuple[str, str]) -> None:
    """One line, however long; nothing in it is markup, and no control character reaches the terminal."""
    text = Text()
    for part in parts:
        if isinstance(part, Text):
            text.append(part)
        else:
            words, style = part if isinstance(part, tuple) else (part, "")
            text.append(_visible(words), style=style)
    console.print(text, soft_wrap=True)


def aligned(console: Console, header: Sequence[str], rows: Iterable[Row]) -> None:
    """A table without lines, for pipes and narrow terminals: no row is wrapped, details stand below their row."""
    drawn = [([_text(cell) for cell in cells], details) for cells, details in rows]
    table = [[Text(name, style="bold") for name in header], *(cells for cells, _ in drawn)]
    widths = [max(cell.cell_len for cell in column) for column in zip(*table, strict=True)]
    for cells, details in [(table[0], ()), *drawn]:
        for cell, width in zip(cells, widths, strict=True):
            cell.pad_right(width - cell.cell_len + 2)
        row = Text.assemble(*cells)
        row.rstrip()
        console.print(row, soft_wrap=True)
        for detail in details:
            line(console, "  ", detail)


def _text(cell: str | Text) -> Text:
    return cell if isinstance(cell, Text) else Text(_visible(cell))


def _visible(text: str) -> str:
    return "".join(" " if unicodedata.category(char)[0] == "C" else char for char in text)
