"""Markup to plain text."""

from __future__ import annotations

import re
import unicodedata
import warnings

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, XMLParsedAsHTMLWarning
from bs4.element import NavigableString, PreformattedString, Tag
from lxml.html import defs

from monitor.feeds.text.lines import BLOCKS, SILENT, in_line, text_within

# What no text has: control characters, lone surrogates and non-characters; also what is invisible
# within a word (soft hyphen, zero-width space, byte order mark) or turns the direction of what follows it.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069"
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
# Control characters of Latin-1, which stand for what Windows-1252 has in their place.
_MISNAMED = re.compile("[\x80-\x9f]")
_REFERENCES = re.compile(r"(?:&#x?[0-9a-f]+;)+", re.IGNORECASE)
# The library's list is of HTML 4 and early 5.
_HTML = defs.tags | frozenset(
    "bdi data dialog frame main nobr noembed noframes picture rb rtc slot template".split()  # noqa: SIM905
)
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)\b")
_BARE_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)\s*/?>")
_SWALLOWING = ("audio", "canvas", "iframe", "object", "video")
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")  # its content is text, but means nothing to a parser of HTML
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_LINE = re.compile("[\r\n\u2028\u2029]+")


def without_controls(text: str) -> str:
    """Text without control characters and without what is invisible within words."""
    return _UNWANTED.sub("", _MISNAMED.sub(_of_windows, text))


def _of_windows(control: re.Match[str]) -> str:
    return control[0].encode("latin-1").decode("cp1252", "ignore")


def with_sound_references(markup: str) -> str:
    """Markup whose numeric references all name characters, as XML requires of a whole document.

    Those that do not are left out; the halves of a surrogate pair become the one they mean.
    """
    return _REFERENCES.sub(_sound, markup) if "&#" in markup else markup


def _sound(run: re.Match[str]) -> str:
    numbers = [_number(reference) for reference in run[0].split(";")[:-1]]
    units = "".join(map(chr, numbers)).encode("utf-16", "surrogatepass")
    return "".join(f"&#{ord(character)};" for character in without_controls(units.decode("utf-16", "ignore")))


def _number(reference: str) -> int:
    """The number of a reference as `&#65` or `&#x41`; 0 where there is no such character."""
    digits = reference[2:].lstrip("xX")
    base = 16 if reference[2:3] in "xX" else 10
    try:
        number = int(digits.lstrip("0")[:8] or "0", base)
    except ValueError:
        return 0
    return number if number <= 0x10FFFF and number not in (0xFFFE, 0xFFFF) else 0


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
    return clean(text_within(_readable(_without_swallowing(_with_bare_names(html)))))


def _with_bare_names(html: str) -> str:
    """Names in angle brackets that are no elements, "<Xiaomi> builds a plant", as the text that they are."""

    def told(tag: re.Match[str]) -> str:
        name = tag[2].lower()
        known = name in _HTML or (name in closed if not tag[1] else name in opened)
        return tag[0] if known else f"&lt;{tag[0][1:-1]}&gt;"

    tags = [(tag[1], tag[2].lower()) for tag in _TAG.finditer(html)]
    opened = {name for slash, name in tags if not slash}
    closed = {name for slash, name in tags if slash}
    return _BARE_TAG.sub(told, html)


def _without_swallowing(html: str) -> str:
    """Without frames and players that never end: all that follows would count as what they show."""
    lower = html.lower()
    for name in _SWALLOWING:
        if f"<{name}" in lower and f"</{name}" not in lower:
            html = re.sub(rf"<{name}\b[^<>]*>?", "", html, flags=re.IGNORECASE)
    return html


def soup(html: str) -> BeautifulSoup:
    """The tree of a page or a piece of one."""
    with warnings.catch_warnings():
        # A title may look like a file's name, an XHTML page like XML: neither is a mistake of ours.
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        return BeautifulSoup(_readable(html), "lxml")


def _readable(html: str) -> str:
    """Markup without what the parser of HTML does not understand."""
    return _CDATA.sub("", with_sound_references(without_controls(html)))


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
            pieces.append(in_line(node))
