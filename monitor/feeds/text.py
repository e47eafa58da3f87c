"""Markup to plain text."""

from __future__ import annotations

import re
import unicodedata
import warnings

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, XMLParsedAsHTMLWarning
from bs4.element import NavigableString, PreformattedString, Tag

_BLOCKS = (
    "address article aside blockquote body br caption center dd details div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 head header hr html legend li main nav ol option p pre "
    "section summary table tbody td tfoot th thead title tr ul"
)
BLOCKS = frozenset(_BLOCKS.split())
"""Elements that begin and end a line."""

_SILENT = (
    "audio button canvas embed iframe input math noscript object script select style svg template "
    "textarea video"
)
SILENT = frozenset(_SILENT.split())
"""Elements whose content is no text for the reader."""

# Control characters, lone surrogates and non-characters; also what is invisible within a word (soft
# hyphen, zero-width space, byte order mark) or turns the direction of what follows it.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069"
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")  # its content is text, but means nothing to a parser of HTML
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_LINE = re.compile("[\r\n\u2028\u2029]+")


def without_controls(text: str) -> str:
    """Text without control characters and without what is invisible within words."""
    return _UNWANTED.sub("", text)


def clean(text: str) -> str:
    """Text without control characters, its white space tidied: single blanks, no empty lines."""
    text = unicodedata.normalize("NFC", without_controls(text))
    lines = (" ".join(line.split()) for line in _LINE.split(text))
    return "\n".join(line for line in lines if line)


def length(text: str) -> int:
    """How much a text says, in words; two characters of Chinese or Japanese count as one."""
    cjk = len(_CJK.findall(text))
    return len(_CJK.sub(" ", text).split()) + cjk // 2


def plain(html: str) -> str:
    """The text of a piece of markup as a reader sees it; each block element on a line of its own."""
    if "<" not in html and "&" not in html:
        return clean(html)
    return text_of(soup(html))


def soup(html: str) -> BeautifulSoup:
    """The tree of a page or a piece of one."""
    with warnings.catch_warnings():
        # A title may look like a file's name, an XHTML page like XML: neither is a mistake of ours.
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        return BeautifulSoup(_CDATA.sub("", without_controls(html)), "lxml")


def text_of(element: Tag) -> str:
    """The text of an element, as `plain`."""
    pieces: list[str] = []
    _gather(element, pieces)
    return clean("".join(pieces))


def _gather(element: Tag, pieces: list[str]) -> None:
    """Walk the element in reading order, without recursion: markup may nest without end."""
    pending: list[Tag | NavigableString | str] = [element]
    while pending:
        node = pending.pop()
        if isinstance(node, Tag):
            if node.name in SILENT:
                continue
            inner = [child for child in node.contents if isinstance(child, Tag | NavigableString)]
            if node.name in BLOCKS:
                pending += ["\n", *reversed(inner), "\n"]
            else:
                pending += reversed(inner)
        elif not isinstance(node, PreformattedString):  # comments, declarations
            pieces.append(node if node == "\n" else " ".join(re.split("[\r\n]+", node)))
