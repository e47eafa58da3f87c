"""TOML as it is written: parsed with its comments, and written again in one layout.

Reads what the data files use: comments, tables, arrays, inline tables and plain values. A value that is neither an
array nor an inline table stays as it is written. Between items of an array a blank line starts a new section.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from typing import TypeAlias

WIDTH = 120
_TOKEN = re.compile(
    r"(?P<blank>\n[ \t\r]*(?=\n))|(?P<space>[ \t\r\n]+)|(?P<comment>#[^\n]*)|(?P<mark>[\[\]{},=])"
    r'|(?P<text>"""(?:[^\\]|\\.)*?"""|\'\'\'.*?\'\'\'|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|[^\s#\[\]{},="\']+)',
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Item:
    """One item of an array: the comments above it, the one behind it, and whether a blank line stands before it."""

    value: Value
    above: tuple[str, ...] = ()
    behind: str = ""
    section: bool = False


Value: TypeAlias = "str | tuple[Item, ...] | dict[str, Value]"


@dataclass(frozen=True, slots=True)
class Entry:
    """`key = value`."""

    key: str
    value: Value
    behind: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A table's header, a comment or a blank line ("")."""

    text: str


Document: TypeAlias = "list[Entry | Line]"


@dataclass(slots=True)
class _Tokens:
    text: str
    found: list[tuple[str, str, int]] = field(default_factory=list)
    at: int = 0

    def __post_init__(self) -> None:
        end = 0
        while end < len(self.text):
            match = _TOKEN.match(self.text, end)
            if match is None:
                raise ValueError(f"line {self.text.count(chr(10), 0, end) + 1}: cannot be read")
            if match.lastgroup != "space":
                self.found.append((str(match.lastgroup), match[0], match.start()))
            end = match.end()

    def peek(self) -> tuple[str, str]:
        return self.found[self.at][:2] if self.at < len(self.found) else ("end", "")

    def take(self) -> str:
        self.at += 1
        return self.found[self.at - 1][1]

    def behind(self) -> str:
        """A comment on the line of the token before; "" if there is none."""
        if self.peek()[0] != "comment":
            return ""
        _, last, start = self.found[self.at - 1]
        between = self.text[start + len(last) : self.found[self.at][2]]
        return "" if "\n" in between else self.take()


def parse(text: str) -> Document:
    """Raises ValueError that names the line of what cannot be read."""
    tokens = _Tokens(text)
    out: Document = []
    while tokens.peek()[0] != "end":
        kind, shown = tokens.peek()
        if kind == "blank":
            tokens.take()
            out.append(Line(""))
        elif kind == "comment":
            out.append(Line(tokens.take()))
        elif shown == "[":
            start = tokens.found[tokens.at][2]
            line = text[start : (text + "\n").index("\n", start)]
            out.append(Line(line.rstrip()))
            while tokens.at < len(tokens.found) and tokens.found[tokens.at][2] < start + len(line):
                tokens.at += 1
        else:
            key = tokens.take()
            if tokens.take() != "=":
                raise ValueError(f"{key}: = expected")
            value = _value(tokens)
            out.append(Entry(key, value, tokens.behind()))
    return out


def _value(tokens: _Tokens) -> Value:
    opening = tokens.take()
    if opening == "[":
        return tuple(_items(tokens))
    if opening == "{":
        return dict(_pairs(tokens))
    return opening


def _items(tokens: _Tokens) -> Iterator[Item]:
    above: list[str] = []
    section = False
    while tokens.peek()[1] != "]":
        kind = tokens.peek()[0]
        if kind == "blank":
            tokens.take()
            section = True
        elif kind == "comment":
            above.append(tokens.take())
        else:
            value = _value(tokens)
            behind = tokens.behind()
            if tokens.peek()[1] == ",":
                tokens.take()
                behind = behind or tokens.behind()
            yield Item(value, tuple(above), behind, section)
            above, section = [], False
    tokens.take()


def _pairs(tokens: _Tokens) -> Iterator[tuple[str, Value]]:
    while tokens.peek()[1] != "}":
        key = tokens.take()
        tokens.take()
        yield key, _value(tokens)
        if tokens.peek()[1] == ",":
            tokens.take()
    tokens.take()


def written(document: Document, *, lists: Collection[str] = ()) -> str:
    """The document's text. Arrays of the tables `lists` ("" is the top of the file) are sorted and have one item a
    line; others stay on one line as long as they fit.
    """
    lines: list[str] = []
    table = ""
    for part in document:
        if isinstance(part, Line):
            if part.text.startswith("["):
                table = part.text.strip("[] ").split("]")[0]
            if part.text or (lines and lines[-1]):
                lines.append(part.text)
            continue
        value = part.value
        tall = table.split(".")[0] in lists
        if tall and isinstance(value, tuple):
            value = _sorted(value)
        line = f"{part.key} = {_flat(value)}"
        broken = not _fits(value, line) or (tall and isinstance(value, tuple) and len(value) > 1)
        if part.behind and (broken or len(line) + len(part.behind) + 2 > WIDTH):
            lines.append(part.behind)
        elif part.behind:
            line += f"  {part.behind}"
        lines += _tall(f"{part.key} = ", value, "") if broken else [line]
    return "\n".join(lines).strip("\n") + "\n"


def _sorted(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Sorted within each section; what stands above the first item of a section heads the section."""
    sections: list[list[Item]] = []
    for item in items:
        if item.section or not sections:
            sections.append([])
        sections[-1].append(item)
    out: list[Item] = []
    for section in sections:
        head = section[0]
        plain = [replace(head, above=(), section=False), *section[1:]]
        first, *rest = sorted(plain, key=lambda item: _rank(item.value))
        out += [replace(first, above=head.above + first.above, section=head.section), *rest]
    return tuple(out)


def _rank(value: Value) -> tuple[str, str]:
    """Letters whatever their case and quotation marks, then as it is written."""
    flat = _flat(value)
    return flat.strip("\"'").casefold(), flat


def _fits(value: Value, line: str) -> bool:
    plain = not isinstance(value, tuple) or not any(i.above or i.behind or i.section for i in value)
    return plain and len(line) <= WIDTH


def _flat(value: Value) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(_flat(item.value) for item in value)}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{key} = {_flat(each)}' for key, each in value.items())} }}"
    return value


def _tall(start: str, value: Value, indent: str) -> list[str]:
    """The value over several lines. An inline table must not be broken, but an array in it may."""
    if isinstance(value, str):
        return [f"{start}{value}"]
    if isinstance(value, dict):
        lines = [f"{start}{{ "]
        for number, (key, each) in enumerate(value.items()):
            opening = f"{lines[-1]}{', ' if number else ''}{key} = "
            # Arrays are broken from the one on with which the line would become too long.
            if isinstance(each, tuple) and len(opening) + len(_flat(each)) > WIDTH - len(" },"):
                lines[-1:] = _tall(opening, each, indent)
            else:
                lines[-1] = opening + _flat(each)
        lines[-1] += " }"
        return lines
    deeper = indent + "    "
    lines = [f"{start}["]
    for item in value:
        lines += [""] if item.section else []
        lines += [deeper + comment for comment in item.above]
        behind = f"  {item.behind}" if item.behind else ""
        flat = f"{deeper}{_flat(item.value)},{behind}"
        if len(flat) <= WIDTH:
            lines.append(flat)
        else:
            lines += [deeper + item.behind] if item.behind else []
            broken = _tall(deeper, item.value, deeper)
            lines += [*broken[:-1], f"{broken[-1]},"]
    return [*lines, f"{indent}]"]
