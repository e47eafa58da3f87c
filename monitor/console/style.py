"""How a status, a day, a line look; shared by all that prints."""

from __future__ import annotations

from datetime import UTC, datetime

from rich.console import Console
from rich.text import Text

from monitor.alerts.render import clean
from monitor.model import Status

COLOUR = {
    Status.CONFIRMED: "bold green",
    Status.DENIED: "bold red",
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


def minute(moment: datetime | None) -> str:
    return "never" if moment is None else f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def status(value: Status, width: int = 0) -> Text:
    return Text(f"{value.value:<{width}}", style=COLOUR[value])


def count(number: int, noun: str, plural: str = "") -> str:
    """`1 feed`, `2 feeds`."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def line(console: Console, *parts: str | Text | tuple[str, str]) -> None:
    """One line, however long; what came from outside is neither markup nor able to break the line."""
    text = Text.assemble(*(clean_keeping_indent(part) if isinstance(part, str) else part for part in parts))
    console.print(text, soft_wrap=True)


def clean_keeping_indent(text: str) -> str:
    """`clean`, but blanks at both ends stay: they are the layout."""
    bare = clean(text)
    if not bare:
        return text if text.isspace() and text.isprintable() else ""
    return text[: len(text) - len(text.lstrip(" "))] + bare + text[len(text.rstrip(" ")) :]
