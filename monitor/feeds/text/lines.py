"""The text of HTML without a tree: what `cleaning.text_of` finds in one, at a third of its cost.

Nearly all markup of feeds is a paragraph or two, for which a tree is made, walked once and thrown away.
"""

from __future__ import annotations

import re
import threading
from collections import Counter

from lxml import etree

_BLOCKS = (
    "address article aside blockquote body br caption center dd details div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 head header hr html legend li main nav ol option p pre "
    "section summary table tbody td tfoot th thead title tr ul"
)
BLOCKS = frozenset(_BLOCKS.split())
"""Elements that begin and end a line."""

_SILENT = (
    "audio button canvas iframe input math noscript object script select style svg template textarea video"
)
SILENT = frozenset(_SILENT.split())
"""Elements whose content is no text for the reader."""

_BREAKS = re.compile("[\r\n]+")
_BLANKS = " \t\n\f\r"


def text_within(html: str) -> str:
    """The text as a reader sees it; each block element on a line of its own, white space not yet tidied."""
    return _PARSER.text(html)


def in_line(text: str) -> str:
    """The text between two tags, whose line breaks are blanks, unless it is nothing but a line break."""
    return text if text == "\n" else _BREAKS.sub(" ", text)


def _collapsed(text: str) -> str:
    """White space between two tags is one blank, or one line break if it has any; other text stays."""
    if text.strip(_BLANKS):
        return text
    return "\n" if "\n" in text else " "


class _Parser(threading.local):
    """One parser for each thread: making one costs more than reading most texts."""

    def __init__(self) -> None:
        self._make()

    def _make(self) -> None:
        self._parser = etree.HTMLParser(target=_Lines())

    def text(self, html: str) -> str:
        try:
            self._parser.feed(html)
            return str(self._parser.close())
        except BaseException:
            self._make()  # what is left of this text must not get into the next one
            raise


class _Lines:
    """Takes the events of an HTML parser and keeps what a reader sees of them."""

    def __init__(self) -> None:
        self._begin()

    def _begin(self) -> None:
        self._pieces: list[str] = []
        self._run: list[str] = []  # text since the last tag
        self._open: list[str] = []
        self._counts: Counter[str] = Counter()  # of `_open`: markup may nest without end
        self._silent = 0  # how many of `_open` are in SILENT

    def start(self, tag: str, _attributes: object) -> None:
        self._end_run()
        self._open.append(tag)
        self._counts[tag] += 1
        self._silent += tag in SILENT
        self._end_line(tag)

    def end(self, tag: str) -> None:
        self._end_run()
        ended = not self._counts[tag]
        while not ended:  # what was left open within ends with it
            inner = self._open.pop()
            self._end_line(inner)
            self._counts[inner] -= 1
            self._silent -= inner in SILENT
            ended = inner == tag

    def data(self, text: str) -> None:
        self._run.append(text)

    def comment(self, _text: str) -> None:
        self._end_run()

    def pi(self, _target: str, _text: str | None = None) -> None:
        self._end_run()

    def doctype(self, *_names: str | None) -> None:
        self._end_run()

    def close(self) -> str:
        """All of the text; what comes next is another one."""
        self._end_run()
        text = "".join(self._pieces)
        self._begin()
        return text

    def _end_run(self) -> None:
        if self._run:
            if not self._silent:
                text = "".join(self._run)
                self._pieces.append(in_line(text if self._counts["pre"] else _collapsed(text)))
            self._run.clear()

    def _end_line(self, tag: str) -> None:
        if tag in BLOCKS and not self._silent:
            self._pieces.append("\n")


_PARSER = _Parser()
