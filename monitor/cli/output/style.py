"""How a status, a day, a line look; shared by all that prints."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime

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


def _visible(text: str) -> str:
    return "".join(" " if unicodedata.category(char)[0] == "C" else char for char in text)
